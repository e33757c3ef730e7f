// How attention decays: curves, half-lives, and what the data can and cannot tell.
//
// Give values by age, and say how they scatter. Four laws are fitted, weighed against each other, and
// each time that they give carries its interval:
//
//   const std::vector<DecayPoint> points = {{0.5, 7.69, 349}, {1.5, 4.73, 339}, ...};
//   const DecayFit fit = fit_decay(points, {});          // weighted least squares on the log scale
//   fit.best()->law;                                     // DecayLaw::two_phase
//   fit.half_life.value.estimate;                        // 1.71 years, low 1.5, high 2.0
//   fit.told;                                            // true: no other law comes near
//
// The laws, N being the value at age 0 (N t^... for log-normal ageing, which has none there):
//
//   exponential   S(t) = N exp(-k t)
//   power         S(t) = N (1 + t/tau)^-alpha
//   log-normal    S(t) = N/t exp(-(ln t - mu)^2 / (2 sigma^2))      Wang, Song & Barabasi 2013
//   two-phase     S(t) = N [exp(-(p+r)t) + r/(p+r-q) (exp(-qt) - exp(-(p+r)t))]   Candia et al. 2019
//
// Ages and times are in years, rates a year. An estimate that the data cannot give is NaN, and its
// reason begins with "cannot tell"; a limit that they do not bound is infinite. So is the upper limit of a
// time longer than three times the last age, which is no estimate, nor is one before the first age. Nothing is thrown for
// odd data: what is wrong with a series is told in `reason`.
//
// Source: docs/methods.md, "Decay".
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "outlive/estimate.h"

namespace outlive {

enum class DecayLaw { exponential, power, log_normal, two_phase };
inline constexpr std::array decay_laws = {DecayLaw::exponential, DecayLaw::power,
                                          DecayLaw::log_normal, DecayLaw::two_phase};

std::string_view to_string(DecayLaw law);  // "two-phase"
std::optional<DecayLaw> parse_decay_law(std::string_view text);

enum class DecayNoise {
  log_scale,  // The logarithm scatters normally, with a variance of one over the weight.
  counts,     // Counts scatter more than at random (negative binomial); the weight is the exposure.
  censored  // As log_scale without weights, but a value may lie below its floor, no one knows where.
};

struct DecayPoint {
  double age = 0;  // Of what was observed; the middle of its period. 0 or more.
  double value = 0;
  double weight = 1;
  bool below_floor = false;  // The value is a floor, and lies above what there was.
};

struct DecayOptions {
  DecayNoise noise = DecayNoise::log_scale;
  std::optional<DecayLaw> law;  // Only this one.
  // Age 0 is the highest point: log-normal ageing, which must rise first, is no candidate.
  bool from_peak = false;
  // A time before it is no estimate; without it, one before the first age. A first age that is the middle
  // of a wide period sees further than itself.
  std::optional<double> watched_from;
  double confidence = 0.95;
  bool intervals = true;           // Profiles take most of the time ...
  bool profile_parameters = true;  // ... else parameters have limits from standard errors.
};

struct DecayEstimate {
  Estimate value;
  double standard_error = std::numeric_limits<double>::quiet_NaN();  // NaN at a bound.
  std::string reason;  // Why there is no estimate, or "".
};

struct DecayParameter {
  std::string_view name;
  DecayEstimate estimate;
};

struct DecayLawFit {
  DecayLaw law = DecayLaw::exponential;
  bool fitted = false;
  std::string reason;  // Why it was not fitted, or "".
  double aicc = 0;
  double weight = 0;  // Akaike's: how much the data speak for it among the laws fitted.
  std::vector<DecayParameter> parameters;
  DecayEstimate half_life;  // From the curve's highest point to half of it ...
  DecayEstimate tenth;      // ... and to a tenth.
  DecayEstimate t_equal;    // Two-phase: both memories are equal.
  DecayEstimate t_c;        // Two-phase: both terms decay at one pace.

  double parameter(std::string_view name) const;  // NaN where the law has none of the name.
  // The curve, with the limits of its own position (not of observations about it).
  Estimate value_at(double age) const;

  // What value_at() goes by: the fit's own coordinates (src/decay/law.h), their covariances as a lower
  // triangle, the quantile of the limits, and the years in the fit's unit of time.
  std::array<double, 5> coordinates{};
  std::array<double, 15> covariances{};
  double quantile = 0;
  double unit = 1;
};

struct DecayFit {
  std::vector<DecayLawFit> laws;  // In the order of decay_laws.
  std::int64_t n = 0;             // Values above the floor.
  std::string reason;  // Why nothing could be fitted, or which laws cannot be told apart; or "".
  bool told = false;   // One law stands out: the next is 2 or more of AICc behind.
  DecayEstimate half_life;  // The law's that stands out, or averaged over laws by weight.
  DecayEstimate tenth;

  const DecayLawFit* best() const;  // Of the lowest AICc; null where nothing was fitted.
};

// The values in order of age, one an age.
DecayFit fit_decay(std::span<const DecayPoint> points, const DecayOptions& options);

}  // namespace outlive
