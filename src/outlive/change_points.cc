// DESCRIPTION. Optimal partitioning: the cheapest segmentation of the first t counts ends in a run from
// some s, and before s is the cheapest of the first s. PELT leaves out each s that can never again be
// the best: since cutting a run in two never raises the cost of the counts, s is out once its own best,
// with the run from s to t but without a penalty, is no cheaper than the best at t.
//
// IMPLEMENTATION. With one dispersion for the series, the cost of a run depends on its length and sum
// alone: running sums give it in a step.

#include "outlive/change_points.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "outlive/error.h"

namespace outlive {
namespace {

constexpr double poisson = 1e-9;  // A dispersion below which the counts are as good as Poisson.

class Runs {
 public:
  Runs(std::span<const double> counts, double dispersion) : dispersion_(dispersion) {
    sums_.reserve(counts.size() + 1);
    sums_.push_back(0);
    for (const double count : counts) sums_.push_back(sums_.back() + count);
  }

  double mean(std::size_t begin, std::size_t end) const {
    return (sums_[end] - sums_[begin]) / static_cast<double>(end - begin);
  }

  // Minus twice the log-likelihood of the run at its mean, without what no cut changes.
  double cost(std::size_t begin, std::size_t end) const {
    const double sum = sums_[end] - sums_[begin];
    const auto n = static_cast<double>(end - begin);
    const double mean = sum / n;
    if (mean <= 0) return 0;
    if (dispersion_ < poisson) return -2 * (sum * std::log(mean) - sum);
    const double spread = std::log1p(dispersion_ * mean);
    return -2 * (sum * (std::log(dispersion_ * mean) - spread) - n * spread / dispersion_);
  }

 private:
  double dispersion_;
  std::vector<double> sums_;
};

void check(std::span<const double> counts) {
  for (const double count : counts) {
    if (!std::isfinite(count) || count < 0) {
      throw Error("a count is negative or not finite, and has no change points");
    }
  }
}

// From the best last cut before each end to the runs.
Segmentation trace(const Runs& runs, const std::vector<std::size_t>& last, double dispersion,
                   double cost) {
  Segmentation found;
  found.dispersion = dispersion;
  found.cost = cost;
  for (std::size_t end = last.size() - 1; end > 0; end = last[end]) {
    found.begins.push_back(last[end]);
    found.means.push_back(runs.mean(last[end], end));
  }
  std::reverse(found.begins.begin(), found.begins.end());
  std::reverse(found.means.begin(), found.means.end());
  return found;
}

Segmentation segment(std::span<const double> counts, double penalty, bool prune) {
  check(counts);
  const std::size_t n = counts.size();
  const double dispersion = neighbour_dispersion(counts);
  const Runs runs(counts, dispersion);
  const auto length = static_cast<double>(std::max<std::size_t>(n, 2));
  const double price = penalty * std::log(length) * (1 + 10 / length);
  std::vector<double> best(n + 1, std::numeric_limits<double>::infinity());
  std::vector<std::size_t> last(n + 1, 0);
  std::vector<std::size_t> open;  // Where the last run may still begin.
  std::vector<double> costs;
  best[0] = -price;
  for (std::size_t end = 1; end <= n; ++end) {
    open.push_back(end - 1);
    costs.resize(open.size());
    for (std::size_t i = 0; i < open.size(); ++i) {
      costs[i] = best[open[i]] + runs.cost(open[i], end);
      if (costs[i] + price < best[end]) {
        best[end] = costs[i] + price;
        last[end] = open[i];
      }
    }
    if (!prune) continue;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (costs[i] <= best[end]) open[kept++] = open[i];
    }
    open.resize(kept);
  }
  return trace(runs, last, dispersion, best[n]);
}

}  // namespace

double neighbour_dispersion(std::span<const double> counts) {
  constexpr double part = 0.7;
  constexpr double chi_square =
      1.0741941708575297;  // Its quantile at `part`, one degree of freedom.
  constexpr double most = 100;
  std::vector<double> means;
  std::vector<double> squares;
  for (std::size_t i = 1; i < counts.size(); ++i) {
    const double mean = (counts[i] + counts[i - 1]) / 2;
    const double difference = counts[i] - counts[i - 1];
    if (mean <= 0) continue;  // Two zeros say nothing of how counts scatter.
    means.push_back(mean);
    squares.push_back(difference * difference / 2);
  }
  if (means.empty()) return 0;
  std::vector<double> scaled(means.size());
  const auto place = static_cast<std::ptrdiff_t>(part * static_cast<double>(means.size() - 1));
  const auto too_small = [&](double dispersion) {
    for (std::size_t i = 0; i < means.size(); ++i) {
      scaled[i] = squares[i] / (means[i] * (1 + dispersion * means[i]));
    }
    std::nth_element(scaled.begin(), scaled.begin() + place, scaled.end());
    return scaled[static_cast<std::size_t>(place)] > chi_square;
  };
  if (!too_small(0)) return 0;
  double low = 0;
  double high = most;
  while (high - low > 1e-4 * high) {
    const double middle = low > 0 ? std::sqrt(low * high) : std::max(high / 16, 1e-12);
    (too_small(middle) ? low : high) = middle;
    if (high <= 1e-12) break;
  }
  return high;
}

Segmentation change_points(std::span<const double> counts, double penalty) {
  return segment(counts, penalty, true);
}

Segmentation change_points_by_trying(std::span<const double> counts, double penalty) {
  return segment(counts, penalty, false);
}

}  // namespace outlive
