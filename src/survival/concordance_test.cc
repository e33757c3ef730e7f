#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "outlive/cox.h"
#include "survival/cox_test_data.h"
#include "survival/near_r.h"
#include "survival/survival_expected.h"

namespace outlive {
namespace {

using test::expect_near_r;

void expect_concordance(const CoxData& data, const expected::Cox& r) {
  const Concordance c = concordance(cox(data), data);
  expect_near_r(c.concordance.estimate, r.concordance[0]);
  expect_near_r(c.std_error, r.concordance[1]);
  expect_near_r(c.concordant, r.concordance[2]);
  expect_near_r(c.discordant, r.concordance[3]);
  expect_near_r(c.tied_risk, r.concordance[4]);
  expect_near_r(c.tied_time, r.concordance[5]);
  expect_near_r(c.tied_both, r.concordance[6]);
}

TEST(Concordance, EqualsR) {
  expect_concordance(test::aml(), expected::cox_aml);
  expect_concordance(test::lung(), expected::cox_lung);
  expect_concordance(test::veteran(), expected::cox_veteran);
}

TEST(Concordance, TiesEqualR) {
  expect_concordance(test::month(), expected::cox_month);
}

TEST(Concordance, StrataEqualR) {
  expect_concordance(test::lung_strata(), expected::cox_lung_strata);
  expect_concordance(test::month_strata(), expected::cox_month_strata);
}

TEST(Concordance, StartStopEqualsR) {
  expect_concordance(test::heart(), expected::cox_heart);
  expect_concordance(test::heart_strata(), expected::cox_heart_strata);
}

TEST(Concordance, WeightsEqualR) {
  expect_concordance(test::lung_counts(), expected::cox_lung_counts);
}

TEST(Concordance, ClustersEqualR) {
  expect_concordance(test::heart_cluster(), expected::cox_heart_cluster);
  expect_concordance(test::rats(), expected::cox_rats);
  expect_concordance(test::bladder(), expected::cox_bladder);
  expect_concordance(test::bladder_strata(), expected::cox_bladder_strata);
  expect_concordance(test::lung_weights(), expected::cox_lung_weights);
}

// Every pair looked at, and the error by leaving weight off each row in turn.
struct PairByPair {
  double concordant = 0, discordant = 0, tied = 0;
  double c() const { return (concordant + tied / 2) / (concordant + discordant + tied); }
};

PairByPair pair_by_pair(const std::vector<double>& start, const std::vector<double>& stop,
                        const std::vector<std::uint8_t>& event, const std::vector<double>& risk,
                        const std::vector<double>& weight) {
  PairByPair sum;
  for (std::size_t i = 0; i < stop.size(); ++i) {
    for (std::size_t j = 0; j < stop.size(); ++j) {
      const bool outlasted = stop[j] > stop[i] || (stop[j] == stop[i] && event[j] == 0);
      if (event[i] == 0 || !outlasted || start[j] >= stop[i]) continue;
      const double pair = weight[i] * weight[j];
      (risk[i] > risk[j] ? sum.concordant : risk[i] < risk[j] ? sum.discordant : sum.tied) += pair;
    }
  }
  return sum;
}

TEST(Concordance, IsWhatEveryPairTakenByItselfGives) {
  std::mt19937 random(4);
  std::uniform_int_distribution<int> tick(1, 12);
  std::bernoulli_distribution coin;
  for (int trial = 0; trial < 20; ++trial) {
    std::vector<double> start, stop, x, weight;
    std::vector<std::uint8_t> event;
    for (int i = 0; i < 80; ++i) {
      start.push_back(tick(random));
      stop.push_back(start.back() + tick(random));
      event.push_back(coin(random) ? 1 : 0);
      x.push_back(tick(random));
      weight.push_back(0.5 * tick(random));
    }
    CoxData data;
    data.start = start;
    data.stop = stop;
    data.event = event;
    data.weight = weight;
    data.covariates = {{"x", x, ""}};
    const CoxModel model = cox(data);
    const Concordance fast = concordance(model, data);
    std::vector<double> risk;
    for (const double value : x) risk.push_back(model.coefficients[0].coefficient * value);

    const PairByPair plain = pair_by_pair(start, stop, event, risk, weight);
    EXPECT_NEAR(fast.concordant, plain.concordant, 1e-9);
    EXPECT_NEAR(fast.discordant, plain.discordant, 1e-9);
    EXPECT_NEAR(fast.tied_risk, plain.tied, 1e-9);
    EXPECT_NEAR(fast.concordance.estimate, plain.c(), 1e-13);

    double variance = 0;
    for (std::size_t i = 0; i < weight.size(); ++i) {
      constexpr double part = 1e-5;
      std::vector<double> less = weight, more = weight;
      less[i] *= 1 - part;
      more[i] *= 1 + part;
      const double slope = (pair_by_pair(start, stop, event, risk, more).c() -
                            pair_by_pair(start, stop, event, risk, less).c()) /
                           (2 * part);
      variance += slope * slope;
    }
    EXPECT_NEAR(fast.std_error, std::sqrt(variance), 1e-8);
  }
}

}  // namespace
}  // namespace outlive
