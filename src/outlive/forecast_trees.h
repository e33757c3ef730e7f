// A sum of small regression trees that corrects log-odds: gradient boosting of the logistic likelihood
// (Friedman 2001, 2002; second order: Chen & Guestrin 2016).
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

namespace outlive {

struct TreeOptions {
  int trees = 100;
  int depth = 3;
  double rate = 0.05;       // Share of each tree's answer that is added.
  double share = 0.5;       // Of rows, and of covariates, that a tree is grown on (Friedman 2002).
  std::uint64_t seed = 1;   // Of which these are.
  double ridge = 10;        // On the square of a leaf's value.
  double least_weight = 5;  // Sum of w p (1 − p) that a leaf holds at least.
  int bins = 32;            // Thresholds tried of each covariate, at most, less one.
  int threads = 1;          // The answer is the same on one or many.
};

// What is not known is NaN, and goes where small values go.
struct TreeRows {
  Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic> covariates;
  Eigen::VectorXd outcome;  // 0 or 1.
  Eigen::VectorXd weight;
  Eigen::VectorXd log_odds;  // That are to be corrected.
};

// Splits a node in two: `covariate` > `threshold` goes to the second.
struct TreeNode {
  int covariate = -1;  // −1: a leaf.
  float threshold = 0;
  std::int32_t children = 0;  // The first; the second follows it.
  double value = 0;           // Of a leaf.
};

class BoostedTrees {
 public:
  BoostedTrees() = default;
  // Trees are grown one upon another: each to the second-order expansion of Σ w (y log p +
  // (1 − y) log(1 − p)) about what stands so far, node by node at the threshold that gains most.
  BoostedTrees(const TreeRows& rows, const TreeOptions& options);

  // What to add to the log-odds of a work with these covariates.
  double correction(std::span<const float> covariates) const;
  const std::vector<std::vector<TreeNode>>& trees() const { return trees_; }

 private:
  std::vector<std::vector<TreeNode>> trees_;
};

}  // namespace outlive
