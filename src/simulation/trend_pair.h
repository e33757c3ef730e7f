// A film and its music on one scale, with a known ratio: to check the intervals of an escape on.
//
//   const TrendPair pair = simulate_trend_pair({}, random);
//   escape(pair.months, {.floor = 1});
//   pair.crossing;      // the truth, in months from the middle of the first; NaN where it never escaped
//
// The level of the log-ratio follows a local linear trend; the ratio is that level plus noise. The film
// opens high and fades as a sum of two exponentials with a few new seasons in between. Both are put on
// one scale whose highest month is 100, as search interest is; scores are rounded to whole numbers and
// what rounds to 0 lies below the floor.
#pragma once

#include <vector>

#include "base/random.h"
#include "outlive/escape.h"

namespace outlive {

struct TrendPairOptions {
  struct LogNormal {
    double median;
    double log_sd;  // 0: always the median.
  };
  int months = 100;
  LogNormal noise{0.12, 0.6};
  LogNormal level{0.12, 0.6};
  LogNormal slope{0.008, 0.6};
  double first_level = -1.5;  // Mean and standard deviation of the first level,
  double first_level_sd = 1.0;
  double first_slope = 0.03;  // and of the first slope.
  double first_slope_sd = 0.03;
  bool rounded = true;  // To whole scores with a floor; otherwise exact.
};

struct TrendPair {
  std::vector<MonthSeen> months;
  std::vector<double> levels;
  bool escaped = false;
  double crossing = 0;  // Months from the middle of the first; −infinity: ahead in every month.
  double velocity = 0;  // Doublings a year.
};

TrendPair simulate_trend_pair(const TrendPairOptions& options, Random& random);

}  // namespace outlive
