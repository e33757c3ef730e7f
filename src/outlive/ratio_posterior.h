// What two rounded, floored series on one scale say of their ratio: draws from the posterior.
//
// DESCRIPTION. Film and music follow PairTrend. A month shows bounds of each side: a score of 3 lies from
// 2.5 to 3.5, one below the floor lies anywhere below it. The standard deviations are not known; they
// have the wide log-normal laws of TrendPrior. What comes out are paths of the level, drawn with all of
// that unknown.
//
// IMPLEMENTATION. Given the standard deviations, the posterior of a path is brought near to a normal law
// by expectation propagation (Minka 2001): each month's bounds become the site whose product with all
// other sites has the right mean and variance. The standard deviations are drawn by adaptive multiple
// importance sampling (Cornuet et al. 2012) on the likelihood that this gives, and paths for each. Below a
// floor a path may lie anywhere, which no normal law says well: there paths are moved by elliptical slice
// sampling (Murray, Adams & MacKay 2010), from the normal law to the law that the floors give.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "base/random.h"

namespace outlive {

// Bounds of a logarithm. What says nothing has none.
struct Between {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();

  bool silent() const { return high == std::numeric_limits<double>::infinity(); }
  bool seen() const { return low > -std::numeric_limits<double>::infinity(); }
};

struct MonthBounds {
  Between film;
  Between music;
};

// Laws of the standard deviations: the logarithm is normal.
struct TrendPrior {
  struct LogNormal {
    double median;
    double log_sd;
  };
  LogNormal noise{0.12, 0.8};
  LogNormal level{0.15, 0.8};
  LogNormal slope{0.010, 0.7};
  LogNormal film{0.15, 0.8};
};

struct TrendDraws {
  std::size_t months = 0;
  std::vector<double> levels;  // `months` of the first draw, then of the second, ...
  double noise_sd = 0;         // Posterior medians.
  double level_sd = 0;
  double slope_sd = 0;
  double effective =
      0;  // Standard deviations drawn, in draws that would weigh the same (Kong 1992).

  std::size_t count() const { return levels.size() / months; }
  std::span<const double> path(std::size_t draw) const {
    return std::span(levels).subspan(draw * months, months);
  }
};

// REQUIRES: at least one month; bounds above each other or equal.
TrendDraws draw_ratio(std::span<const MonthBounds> months, const TrendPrior& prior,
                      std::int64_t draws, Random& random);

}  // namespace outlive
