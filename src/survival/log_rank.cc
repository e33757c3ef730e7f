#include "outlive/log_rank.h"

#include <Eigen/QR>
#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <numeric>
#include <string>

#include "outlive/error.h"
#include "survival/spells.h"

namespace outlive {
namespace {

// Observed and expected events by group, and the covariance of their differences.
struct Tally {
  Eigen::VectorXd observed;
  Eigen::VectorXd expected;
  Eigen::MatrixXd covariance;
};

// Adds one stratum: spells by number, `at` their group's place.
void add_stratum(std::span<const Spell> spells, std::vector<std::uint32_t> by_exit,
                 const std::vector<Eigen::Index>& at, Tally& tally) {
  std::vector<std::uint32_t> by_entry = by_exit;
  std::sort(by_exit.begin(), by_exit.end(),
            [&](std::uint32_t a, std::uint32_t b) { return spells[a].exit > spells[b].exit; });
  std::sort(by_entry.begin(), by_entry.end(),
            [&](std::uint32_t a, std::uint32_t b) { return spells[a].entry > spells[b].entry; });
  const Eigen::Index k = tally.observed.size();
  Eigen::VectorXd at_risk = Eigen::VectorXd::Zero(k);
  std::size_t not_entered = 0;
  for (std::size_t i = 0; i < by_exit.size();) {
    const double time = spells[by_exit[i]].exit;
    Eigen::VectorXd events = Eigen::VectorXd::Zero(k);
    for (; i < by_exit.size() && spells[by_exit[i]].exit == time; ++i) {
      const Spell& spell = spells[by_exit[i]];
      at_risk(at[by_exit[i]]) += spell.weight;
      if (spell.event) events(at[by_exit[i]]) += spell.weight;
    }
    for (; not_entered < by_entry.size() && spells[by_entry[not_entered]].entry >= time;
         ++not_entered) {
      at_risk(at[by_entry[not_entered]]) -= spells[by_entry[not_entered]].weight;
    }
    const double d = events.sum();
    if (d == 0) continue;
    const double n = at_risk.sum();
    tally.observed += events;
    tally.expected += d / n * at_risk;
    if (n <= 1) continue;
    // Hypergeometric: the events fall on those at risk as balls drawn from an urn.
    const double factor = d * (n - d) / ((n - 1) * n);
    tally.covariance.diagonal() += factor * at_risk;
    tally.covariance -= factor / n * at_risk * at_risk.transpose();
  }
}

}  // namespace

LogRank log_rank(std::span<const Spell> spells, std::span<const std::int32_t> group,
                 std::span<const std::int32_t> stratum) {
  check_spells(spells);
  if (group.size() != spells.size() || (!stratum.empty() && stratum.size() != spells.size())) {
    throw Error("a log-rank test got " + std::to_string(spells.size()) + " spells, " +
                std::to_string(group.size()) + " groups and " + std::to_string(stratum.size()) +
                " strata")
        .hint("give one of each a spell");
  }
  std::vector<std::int32_t> ids(group.begin(), group.end());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.size() < 2) throw Error("a log-rank test needs two groups or more");

  LogRank test;
  for (const std::int32_t id : ids) test.groups.push_back({id});
  std::vector<Eigen::Index> at;
  for (const std::int32_t id : group) {
    at.push_back(std::lower_bound(ids.begin(), ids.end(), id) - ids.begin());
    ++test.groups[static_cast<std::size_t>(at.back())].n;
  }
  std::vector<std::uint32_t> order(spells.size());
  std::iota(order.begin(), order.end(), 0U);
  if (!stratum.empty()) {
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return stratum[a] < stratum[b]; });
  }
  const auto k = static_cast<Eigen::Index>(ids.size());
  Tally tally{Eigen::VectorXd::Zero(k), Eigen::VectorXd::Zero(k), Eigen::MatrixXd::Zero(k, k)};
  for (auto begin = order.begin(); begin != order.end();) {
    const auto end =
        stratum.empty() ? order.end() : std::find_if(begin, order.end(), [&](std::uint32_t i) {
          return stratum[i] != stratum[*begin];
        });
    add_stratum(spells, {begin, end}, at, tally);
    begin = end;
  }

  const Eigen::VectorXd difference = tally.observed - tally.expected;
  for (Eigen::Index j = 0; j < k; ++j) {
    test.groups[static_cast<std::size_t>(j)].observed = tally.observed(j);
    test.groups[static_cast<std::size_t>(j)].expected = tally.expected(j);
  }
  // The differences add up to 0, so the covariance is short of full rank by one (by more where
  // groups were never at risk together): the pseudo-inverse serves, and its rank is the freedom.
  const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> inverse = [&] {
    Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition;
    decomposition.setThreshold(1e-10);
    decomposition.compute(tally.covariance);
    return decomposition;
  }();
  test.degrees_of_freedom = static_cast<int>(inverse.rank());
  if (test.degrees_of_freedom == 0) return test;
  test.chi_square = std::max(0.0, difference.dot(inverse.solve(difference)));
  test.p = boost::math::cdf(
      boost::math::complement(boost::math::chi_squared(test.degrees_of_freedom), test.chi_square));
  return test;
}

}  // namespace outlive
