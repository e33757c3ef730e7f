#include "outlive/estimate.h"

#include <boost/math/distributions/normal.hpp>

namespace outlive {

double normal_quantile_two_sided(double confidence) {
  return boost::math::quantile(boost::math::normal(), 0.5 + confidence / 2);
}

Estimate wilson_share(std::int64_t successes, std::int64_t n, double confidence) {
  Estimate share;
  share.n = n;
  if (n <= 0) return share;
  const double z = normal_quantile_two_sided(confidence);
  const auto count = static_cast<double>(n);
  const double p = static_cast<double>(successes) / count;
  const double middle = (p + z * z / (2 * count)) / (1 + z * z / count);
  const double half =
      z / (1 + z * z / count) * std::sqrt(p * (1 - p) / count + z * z / (4 * count * count));
  share.estimate = p;
  // At the ends the limits are the ends themselves, which rounding would miss.
  share.low = successes == 0 ? 0 : middle - half;
  share.high = successes == n ? 1 : middle + half;
  return share;
}

}  // namespace outlive
