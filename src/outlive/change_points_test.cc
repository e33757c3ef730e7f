#include "outlive/change_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/random/gamma_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "outlive/error.h"

namespace outlive {
namespace {

using ::testing::ElementsAre;

double negative_binomial(Random& random, double mean, double dispersion) {
  boost::random::gamma_distribution<double> gamma(1 / dispersion, dispersion * mean);
  return boost::random::poisson_distribution<int>(gamma(random) + 1e-9)(random);
}

// Minus twice the log-likelihood at the run's mean from the probabilities themselves, less the part
// that no cut changes: an independent way to the same cost.
double cost_of_run(std::span<const double> run, double dispersion) {
  double mean = 0;
  for (const double count : run) mean += count / static_cast<double>(run.size());
  if (mean == 0) return 0;
  const double size = 1 / dispersion;
  double sum = 0;
  for (const double count : run) {
    sum += count * std::log(mean / (mean + size)) + size * std::log(size / (mean + size));
  }
  return -2 * sum;
}

TEST(ChangePoints, AreThoseThatTryingEveryCutFinds) {
  for (std::uint64_t i = 0; i < 60; ++i) {
    Random random = random_stream(7, i);
    const double dispersion = 0.05 + 0.01 * static_cast<double>(i);
    std::vector<double> counts;
    for (int t = 0; t < 20 + static_cast<int>(3 * i); ++t) {
      const double level = t / 25 % 2 == 0 ? 20 : 90;
      counts.push_back(negative_binomial(random, level, dispersion));
    }
    const Segmentation fast = change_points(counts, 1.5);
    const Segmentation plain = change_points_by_trying(counts, 1.5);
    EXPECT_EQ(fast.begins, plain.begins) << i;
    EXPECT_DOUBLE_EQ(fast.cost, plain.cost) << i;
  }
}

TEST(ChangePoints, CostWhatTheLikelihoodAndThePenaltiesSay) {
  const std::vector<double> counts = {8, 16, 9, 5, 14, 7, 90, 180, 120, 95, 160, 115};
  const Segmentation found = change_points(counts, 1);
  ASSERT_THAT(found.begins, ElementsAre(0, 6));
  EXPECT_NEAR(found.means[0], 59 / 6.0, 1e-12);
  EXPECT_NEAR(found.means[1], 760 / 6.0, 1e-12);
  ASSERT_GT(found.dispersion, 0);
  const std::span all(counts);
  const double penalty = std::log(12) * (1 + 10 / 12.0);
  EXPECT_NEAR(found.cost,
              cost_of_run(all.first(6), found.dispersion) +
                  cost_of_run(all.subspan(6), found.dispersion) + penalty,
              1e-6);
}

TEST(ChangePoints, DispersionIsThatOfTheCountsAndNotOfTheirLevels) {
  Random random = random_stream(3, 0);
  std::vector<double> counts;
  for (int t = 0; t < 4000; ++t) {
    counts.push_back(negative_binomial(random, t / 500 % 2 == 0 ? 50 : 2000, 0.2));
  }
  EXPECT_NEAR(neighbour_dispersion(counts), 0.2, 0.03);
}

TEST(ChangePoints, AreNoneWhereNothingChangesOrNothingIs) {
  EXPECT_THAT(change_points({}).begins, ElementsAre());
  EXPECT_THAT(change_points(std::vector<double>{5}).begins, ElementsAre(0));
  EXPECT_THAT(change_points(std::vector<double>(50, 7)).begins, ElementsAre(0));
  EXPECT_THAT(change_points(std::vector<double>(50, 0)).begins, ElementsAre(0));
}

TEST(ChangePoints, AreRefusedForWhatIsNoCount) {
  for (const double bad : {-1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    EXPECT_THROW(change_points(std::vector<double>{1, bad, 2}), Error);
  }
}

}  // namespace
}  // namespace outlive
