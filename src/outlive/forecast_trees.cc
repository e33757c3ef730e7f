#include "outlive/forecast_trees.h"

#include <algorithm>
#include <array>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <limits>

#include "base/parallel.h"
#include "base/random.h"

namespace outlive {
namespace {

using Eigen::Index;

constexpr std::size_t most_bins = 64;

// Slope and curvature of the likelihood, summed.
struct Pull {
  double slope = 0;
  double curvature = 0;
  void add(const Pull& other) {
    slope += other.slope;
    curvature += other.curvature;
  }
  Pull without(const Pull& other) const {
    return {slope - other.slope, curvature - other.curvature};
  }
  // By how much the best value for these rows lifts the penalised likelihood, times two.
  double gain(double ridge) const { return slope * slope / (curvature + ridge); }
};

using Histogram = std::array<Pull, most_bins>;

struct Split {
  double gain = 0;
  int covariate = -1;
  std::size_t bin = 0;  // Rows of this bin and those below go to the first.
};

// A covariate in bins: row i is in the first whose upper edge is not below its value.
struct BinnedColumn {
  std::vector<float> edges;  // Of all bins but the last.
  std::vector<std::uint8_t> bin;
};

BinnedColumn put_in_bins(const Eigen::Ref<const Eigen::VectorXf>& values, int bins) {
  std::vector<float> sorted;
  for (const float value : values) {
    if (!std::isnan(value)) sorted.push_back(value);
  }
  std::sort(sorted.begin(), sorted.end());
  BinnedColumn column;
  std::vector<float> different(sorted);
  different.erase(std::unique(different.begin(), different.end()), different.end());
  if (different.size() <= static_cast<std::size_t>(bins)) {
    if (!different.empty()) different.pop_back();
    column.edges = std::move(different);
  } else {
    for (int i = 1; i < bins; ++i) {
      const float edge =
          sorted[sorted.size() * static_cast<std::size_t>(i) / static_cast<std::size_t>(bins)];
      if (edge < sorted.back() && (column.edges.empty() || edge > column.edges.back())) {
        column.edges.push_back(edge);
      }
    }
  }
  column.bin.reserve(static_cast<std::size_t>(values.size()));
  for (const float value : values) {
    const auto edge = std::isnan(value)
                          ? column.edges.begin()
                          : std::lower_bound(column.edges.begin(), column.edges.end(), value);
    column.bin.push_back(static_cast<std::uint8_t>(edge - column.edges.begin()));
  }
  return column;
}

// Grows trees on rows that are in bins.
class Grower {
 public:
  Grower(const TreeRows& rows, const TreeOptions& options)
      : rows_(rows), options_(options), log_odds_(rows.log_odds) {
    options_.bins = std::clamp(options.bins, 2, static_cast<int>(most_bins));
    columns_.resize(static_cast<std::size_t>(rows.covariates.cols()));
    parallel_for(columns_.size(), options_.threads, [&](std::size_t c) {
      columns_[c] = put_in_bins(rows.covariates.col(static_cast<Index>(c)), options_.bins);
    });
    pull_.resize(static_cast<std::size_t>(log_odds_.size()));
    node_.resize(pull_.size());
  }

  std::vector<TreeNode> grow(int number) {
    draw(number);
    for (std::size_t i = 0; i < pull_.size(); ++i) {
      const auto row = static_cast<Index>(i);
      const double p = 1 / (1 + std::exp(-log_odds_(row)));
      pull_[i] = {rows_.weight(row) * (rows_.outcome(row) - p), rows_.weight(row) * p * (1 - p)};
    }
    std::fill(node_.begin(), node_.end(), std::uint8_t{0});
    std::vector<TreeNode> tree(1);
    std::size_t first = 0;  // Of the nodes of a level.
    for (int level = 0; level < options_.depth; ++level) {
      const std::size_t end = tree.size();
      const std::vector<Split> splits = best_splits(first, end);
      for (std::size_t n = first; n < end; ++n) split(tree, n, splits[n - first]);
      if (tree.size() == end) break;
      descend(tree);
      first = end;
    }
    if (tree.size() > 1) fill_leaves(tree);
    return tree;
  }

 private:
  // The rows and covariates of one tree.
  void draw(int number) {
    Random random = random_stream(options_.seed, static_cast<std::uint64_t>(number));
    boost::random::uniform_01<double> uniform;
    drawn_.clear();
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      drawn_.push_back(uniform(random) < options_.share);
    }
    sample_.clear();
    for (std::size_t i = 0; i < pull_.size(); ++i) {
      if (uniform(random) < options_.share) sample_.push_back(i);
    }
  }

  // Of each node in [first, end); the first of the covariates where several gain the same.
  std::vector<Split> best_splits(std::size_t first, std::size_t end) const {
    std::vector<std::vector<Split>> by_column(columns_.size());
    parallel_for(columns_.size(), options_.threads, [&](std::size_t c) {
      std::vector<Histogram> histograms(end - first);
      if (!drawn_[c]) {
        by_column[c].resize(end - first);
        return;
      }
      const std::vector<std::uint8_t>& bin = columns_[c].bin;
      for (const std::size_t i : sample_) {
        if (node_[i] >= first) histograms[node_[i] - first][bin[i]].add(pull_[i]);
      }
      for (const Histogram& histogram : histograms) {
        by_column[c].push_back(best_split(histogram, static_cast<int>(c)));
      }
    });
    std::vector<Split> best(end - first);
    for (const std::vector<Split>& splits : by_column) {
      for (std::size_t n = 0; n < best.size(); ++n) {
        if (splits[n].gain > best[n].gain) best[n] = splits[n];
      }
    }
    return best;
  }

  Split best_split(const Histogram& histogram, int covariate) const {
    Pull all;
    for (const Pull& pull : histogram) all.add(pull);
    Split best;
    Pull below;
    const std::size_t edges = columns_[static_cast<std::size_t>(covariate)].edges.size();
    for (std::size_t bin = 0; bin < edges; ++bin) {
      below.add(histogram[bin]);
      const Pull above = all.without(below);
      if (std::min(below.curvature, above.curvature) < options_.least_weight) continue;
      const double gain =
          below.gain(options_.ridge) + above.gain(options_.ridge) - all.gain(options_.ridge);
      if (gain > best.gain) best = {gain, covariate, bin};
    }
    return best;
  }

  void split(std::vector<TreeNode>& tree, std::size_t node, const Split& found) const {
    if (found.covariate < 0) return;
    tree[node].covariate = found.covariate;
    tree[node].threshold = columns_[static_cast<std::size_t>(found.covariate)].edges[found.bin];
    tree[node].children = static_cast<std::int32_t>(tree.size());
    tree.resize(tree.size() + 2);
  }

  // Each row goes from the node that it is in to one of the node's children.
  void descend(const std::vector<TreeNode>& tree) {
    for (std::size_t i = 0; i < node_.size(); ++i) {
      const TreeNode& node = tree[node_[i]];
      if (node.covariate < 0) continue;
      const float value = rows_.covariates(static_cast<Index>(i), node.covariate);
      node_[i] = static_cast<std::uint8_t>(node.children + (value > node.threshold ? 1 : 0));
    }
  }

  void fill_leaves(std::vector<TreeNode>& tree) {
    std::vector<Pull> pull(tree.size());
    for (const std::size_t i : sample_) pull[node_[i]].add(pull_[i]);
    for (std::size_t n = 0; n < tree.size(); ++n) {
      if (tree[n].covariate >= 0) continue;
      tree[n].value = options_.rate * pull[n].slope / (pull[n].curvature + options_.ridge);
    }
    for (std::size_t i = 0; i < node_.size(); ++i) {
      log_odds_(static_cast<Index>(i)) += tree[node_[i]].value;
    }
  }

  const TreeRows& rows_;
  TreeOptions options_;
  Eigen::VectorXd log_odds_;
  std::vector<BinnedColumn> columns_;
  std::vector<Pull> pull_;          // By row.
  std::vector<std::uint8_t> node_;  // That a row is in.
  std::vector<bool> drawn_;         // By covariate: does the tree in hand see it?
  std::vector<std::size_t> sample_;
};

}  // namespace

BoostedTrees::BoostedTrees(const TreeRows& rows, const TreeOptions& options) {
  Grower grower(rows, options);
  for (int i = 0; i < options.trees; ++i) {
    std::vector<TreeNode> tree = grower.grow(i);
    if (tree.size() == 1) continue;
    trees_.push_back(std::move(tree));
  }
}

double BoostedTrees::correction(std::span<const float> covariates) const {
  double sum = 0;
  for (const std::vector<TreeNode>& tree : trees_) {
    std::size_t at = 0;
    while (tree[at].covariate >= 0) {
      const float value = covariates[static_cast<std::size_t>(tree[at].covariate)];
      at = static_cast<std::size_t>(tree[at].children + (value > tree[at].threshold ? 1 : 0));
    }
    sum += tree[at].value;
  }
  return sum;
}

}  // namespace outlive
