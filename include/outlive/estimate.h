// An estimate that carries its uncertainty.
//
// Outlive never gives a number without its interval and the number of observations behind it:
//
//   const Estimate share = wilson_share(452, 538);
//   share.estimate;   // 0.840
//   share.low;        // 0.807
//   share.high;       // 0.869
//   share.n;          // 538
//
// A limit that the data do not bound is infinite; what cannot be estimated at all is NaN in every
// field but n. Both are written as null in JSON.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace outlive {

struct Estimate {
  double estimate = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  std::int64_t n = 0;  // Observations behind the estimate, in the unit the caller names.

  bool known() const { return std::isfinite(estimate); }
};

// The share `successes / n` with its Wilson score interval (Wilson 1927), which stays within [0, 1]
// and keeps its coverage near the ends. NaN when n is 0.
Estimate wilson_share(std::int64_t successes, std::int64_t n, double confidence = 0.95);

// The quantile z with P(|Z| <= z) = confidence for a standard normal Z: 1.959964 at 0.95.
double normal_quantile_two_sided(double confidence);

}  // namespace outlive
