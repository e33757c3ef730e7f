#include "outlive/forecast_trees.h"

#include <gtest/gtest.h>

#include <cmath>

namespace outlive {
namespace {

// Rows whose covariates take 12 and 9 different values, so that every threshold is tried.
TreeRows some_rows(int n) {
  TreeRows rows;
  rows.covariates.resize(n, 2);
  rows.outcome.resize(n);
  rows.weight.resize(n);
  rows.log_odds.resize(n);
  for (int i = 0; i < n; ++i) {
    rows.covariates(i, 0) = static_cast<float>((i * 7) % 12);
    rows.covariates(i, 1) = static_cast<float>((i * 5 + i / 9) % 9);
    rows.outcome(i) = (i * 5 + i / 3) % 7 < 1 + (i * 7) % 12 / 3 ? 1 : 0;
    rows.weight(i) = 1 + i % 3;
    rows.log_odds(i) = std::sin(i);
  }
  return rows;
}

double probability(double log_odds) {
  return 1 / (1 + std::exp(-log_odds));
}

struct Stump {
  int covariate = -1;
  float threshold = 0;
  double gain = 0;
  double below = 0;
  double above = 0;
};

// Every threshold of every covariate, by summing over all rows each time.
Stump exhaustive_search(const TreeRows& rows, const TreeOptions& options) {
  Stump best;
  for (int c = 0; c < rows.covariates.cols(); ++c) {
    for (float threshold = 0; threshold < 12; ++threshold) {
      double slope[2] = {0, 0};
      double curvature[2] = {0, 0};
      for (Eigen::Index i = 0; i < rows.outcome.size(); ++i) {
        const double p = probability(rows.log_odds(i));
        const int side = rows.covariates(i, c) > threshold ? 1 : 0;
        slope[side] += rows.weight(i) * (rows.outcome(i) - p);
        curvature[side] += rows.weight(i) * p * (1 - p);
      }
      if (std::min(curvature[0], curvature[1]) < options.least_weight) continue;
      const auto lift = [&](double g, double h) { return g * g / (h + options.ridge); };
      const double gain = lift(slope[0], curvature[0]) + lift(slope[1], curvature[1]) -
                          lift(slope[0] + slope[1], curvature[0] + curvature[1]);
      if (gain <= best.gain + 1e-12) continue;
      best = {c, threshold, gain, options.rate * slope[0] / (curvature[0] + options.ridge),
              options.rate * slope[1] / (curvature[1] + options.ridge)};
    }
  }
  return best;
}

TEST(BoostedTrees, OfOneSplitAreTheBestOfAllStumps) {
  const TreeRows rows = some_rows(200);
  TreeOptions options;
  options.trees = 1;
  options.depth = 1;
  options.share = 1;
  const BoostedTrees found(rows, options);
  const Stump best = exhaustive_search(rows, options);
  ASSERT_EQ(found.trees().size(), 1U);
  const std::vector<TreeNode>& tree = found.trees().front();
  ASSERT_EQ(tree.size(), 3U);
  EXPECT_EQ(tree[0].covariate, best.covariate);
  EXPECT_EQ(tree[0].threshold, best.threshold);
  EXPECT_NEAR(tree[1].value, best.below, 1e-12);
  EXPECT_NEAR(tree[2].value, best.above, 1e-12);
}

// Stumps add up to any sum of steps: what each covariate does apart is found again.
TEST(BoostedTrees, RecoverASumOfSteps) {
  const auto truth = [](double a, double b) { return (a > 4 ? 1.5 : -1.0) + (b > 2 ? 0.7 : -0.5); };
  TreeRows rows;
  rows.covariates.resize(216, 2);
  rows.outcome.resize(216);
  rows.weight.resize(216);
  rows.log_odds.setZero(216);
  for (int i = 0; i < 216; ++i) {
    const int a = i / 2 % 12;
    const int b = i / 24;
    // A row that was seen and one that was not, in the proportion that the truth gives.
    const double p = probability(truth(a, b));
    rows.covariates(i, 0) = static_cast<float>(a);
    rows.covariates(i, 1) = static_cast<float>(b);
    rows.outcome(i) = i % 2;
    rows.weight(i) = 100 * (i % 2 == 1 ? p : 1 - p);
  }
  TreeOptions options;
  options.trees = 400;
  options.depth = 1;
  options.share = 1;
  options.rate = 0.3;
  options.ridge = 0;
  const BoostedTrees found(rows, options);
  for (int a = 0; a < 12; ++a) {
    for (int b = 0; b < 9; ++b) {
      const std::vector<float> at = {static_cast<float>(a), static_cast<float>(b)};
      EXPECT_NEAR(found.correction(at), truth(a, b), 1e-3) << a << " " << b;
    }
  }
}

TEST(BoostedTrees, AreTheSameOnOneThreadAndTwo) {
  const TreeRows rows = some_rows(500);
  TreeOptions options;
  const BoostedTrees one(rows, options);
  options.threads = 2;
  const BoostedTrees two(rows, options);
  for (int i = 0; i < 108; ++i) {
    const std::vector<float> at = {static_cast<float>(i % 12), static_cast<float>(i / 12)};
    EXPECT_EQ(one.correction(at), two.correction(at));
  }
}

TEST(BoostedTrees, DoNotCorrectWhatIsRight) {
  TreeRows rows = some_rows(100);
  rows.outcome.setOnes();
  rows.log_odds.setConstant(40);
  EXPECT_TRUE(BoostedTrees(rows, TreeOptions()).trees().empty());
}

TEST(BoostedTrees, TakeWhatIsNotKnownForSmall) {
  TreeRows rows = some_rows(200);
  TreeOptions options;
  options.trees = 20;
  for (Eigen::Index i = 0; i < rows.outcome.size(); i += 5) rows.covariates(i, 0) = NAN;
  const BoostedTrees found(rows, options);
  EXPECT_EQ(found.correction(std::vector<float>{NAN, 3}),
            found.correction(std::vector<float>{-1, 3}));
}

}  // namespace
}  // namespace outlive
