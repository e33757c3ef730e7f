#include "decay/law.h"

#include <cmath>
#include <limits>

namespace outlive {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double never = std::numeric_limits<double>::infinity();

// --- exponential, power, log-normal ---------------------------------------------------------------

LogCurve exponential_curve(const Shape& shape, double t) {
  LogCurve curve;
  curve.value = -shape[0] * t;
  curve.slope[0] = -t;
  return curve;
}

// ln(1+z)/z and what its derivatives are made of: first = (ln(1+z) - z/(1+z))/z^2, and second =
// (-2 ln(1+z) + 2z/(1+z) + z^2/(1+z)^2)/z^3, by their series where they cancel.
struct LogRatio {
  double ratio;
  double first;
  double second;
};

LogRatio log_ratio(double z) {
  if (std::abs(z) > 0.05) {
    const double log = std::log1p(z);
    const double part = z / (1 + z);
    return {log / z, (log - part) / (z * z), (-2 * (log - part) + part * part) / (z * z * z)};
  }
  LogRatio sum{0, 0, 0};
  double power = 1;  // (-z)^i
  for (int i = 0; i < 13; ++i, power *= -z) {
    sum.ratio += power / (i + 1);
    sum.first += power * (i + 1) / (i + 2);
    sum.second -= power * (i + 2) * (i + 1) / (i + 3);
  }
  return sum;
}

LogCurve power_curve(const Shape& shape, double t) {
  const double u = shape[0] * t;
  const double z = shape[1] * u;
  const LogRatio log = log_ratio(z);
  const double rest = 1 / (1 + z);
  LogCurve curve;
  curve.value = -u * log.ratio;
  curve.slope = {-t * rest, u * u * log.first, 0};
  curve.bend[triangle_index(0, 0)] = shape[1] * t * t * rest * rest;
  curve.bend[triangle_index(1, 0)] = t * u * rest * rest;
  curve.bend[triangle_index(1, 1)] = u * u * u * log.second;
  return curve;
}

LogCurve log_normal_curve(const Shape& shape, double t) {
  const double x = std::log(t);
  LogCurve curve;
  curve.value = shape[0] * x - shape[1] * x * x;
  curve.slope = {x, -x * x, 0};
  return curve;
}

// --- two-phase ------------------------------------------------------------------------------------

// (1 - e^-x)/x and its first two derivatives.
struct Ramp {
  double value;
  double first;
  double second;
};

Ramp ramp(double x, double exp_minus_x) {
  if (std::abs(x) > 0.3) {
    const double value = (1 - exp_minus_x) / x;
    const double first = (exp_minus_x - value) / x;
    return {value, first, (-exp_minus_x - 2 * first) / x};
  }
  Ramp sum{0, 0, 0};
  double term = 1;  // (-x)^i / (i+1)!, and its like for the derivatives
  for (int i = 0; i < 14; ++i) {
    sum.value += term / (i + 1);
    sum.first -= term / (i + 2);
    sum.second += term / (i + 3);
    term *= -x / (i + 1);
  }
  return sum;
}

LogCurve two_phase_curve(const Shape& shape, double t) {
  const auto [p, r, q] = shape;
  const double fast = std::exp(-(p + r) * t);
  const double slow = std::exp(-q * t);
  const double x = (p + r - q) * t;
  const Ramp e = ramp(x, slow > 0 ? fast / slow : std::exp(-x));
  // h = (slow - fast)/(a - q) and its derivatives by a and q.
  const double h = slow * t * e.value;
  const double h_a = slow * t * t * e.first;
  const double h_q = -t * h - h_a;
  const double h_aa = slow * t * t * t * e.second;
  const double h_aq = -t * h_a - h_aa;
  const double h_qq = t * t * h + 2 * t * h_a + h_aa;

  const double s = fast + r * h;
  const Shape slope = {-t * fast + r * h_a, -t * fast + r * h_a + h, r * h_q};
  const double bend = t * t * fast + r * h_aa;
  LogCurve curve;
  curve.value = std::log(s);
  for (std::size_t i = 0; i < 3; ++i) curve.slope[i] = slope[i] / s;
  curve.bend = {bend, bend + h_a, bend + 2 * h_a, r * h_aq, r * h_aq + h_q, r * h_qq};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double& both = curve.bend[triangle_index(i, j)];
      both = both / s - curve.slope[i] * curve.slope[j];
    }
  }
  return curve;
}

// --- times ----------------------------------------------------------------------------------------

TimeValue power_time(const Shape& shape, double log_factor) {
  const double c = shape[1] * log_factor;
  const double grown = std::expm1(c);
  const double ratio = c > 1e-8 ? grown / c : 1 + c / 2;
  const double bend = c > 1e-2 ? (c * (1 + grown) - grown) / (c * c)
                               : 0.5 + c * (1.0 / 3 + c * (1.0 / 8 + c * (1.0 / 30 + c / 144)));
  const double time = log_factor * ratio / shape[0];
  return {time, {-time / shape[0], log_factor * log_factor * bend / shape[0], 0}};
}

TimeValue log_normal_time(const Shape& shape, double log_factor) {
  if (shape[1] <= 0) return {unknown, {}};
  const double peak = std::exp(shape[0] / (2 * shape[1]));
  const double spread = std::sqrt(log_factor / shape[1]);  // sigma sqrt(2 ln factor)
  const double fallen = peak * std::exp(spread);
  const double time = fallen - peak;
  const double by_c1 = time / (2 * shape[1]);
  return {time, {by_c1, -by_c1 * shape[0] / shape[1] - fallen * spread / (2 * shape[1]), 0}};
}

// When the two-phase curve has fallen to e^-drop. It falls for ever, or to a level where q = 0.
TimeValue two_phase_fall(const Shape& shape, double drop) {
  const auto [p, r, q] = shape;
  const auto above = [&](double t) { return two_phase_curve(shape, t).value + drop; };
  double low = 0;
  double high = drop / std::max({p, q, 1e-300});
  if (q <= 0 && (p <= 0 || std::log(r / (p + r)) + drop >= 0)) return {never, {}};
  high = std::max(high, 1e-12);
  for (int i = 0; i < 200 && above(high) > 0; ++i) {
    low = high;
    high *= 2;
  }
  if (!(above(high) <= 0)) return {never, {}};
  double t = 0.5 * (low + high);
  LogCurve curve;
  for (int i = 0; i < 100; ++i) {
    curve = two_phase_curve(shape, t);
    const double error = curve.value + drop;
    (error > 0 ? low : high) = t;
    const double fast = std::exp(-(p + r) * t - curve.value);  // u/S; v/S is the rest
    const double rate = p * fast + q * (1 - fast);
    double next = t + error / rate;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    const bool settled = std::abs(next - t) <= 1e-14 * t;
    t = next;
    if (settled) break;
  }
  curve = two_phase_curve(shape, t);
  const double fast = std::exp(-(p + r) * t - curve.value);
  const double rate = p * fast + q * (1 - fast);
  TimeValue result{t, {}};
  for (std::size_t i = 0; i < 3; ++i) result.slope[i] = curve.slope[i] / rate;
  return result;
}

TimeValue equal_time(const Shape& shape) {
  const auto [p, r, q] = shape;
  const double d = p + r - q;
  if (r <= 0 || d < 0) return {unknown, {}};
  const double z = d / r;
  const LogRatio log = log_ratio(z);
  const double by_d = -log.first / (r * r);
  return {log.ratio / r, {by_d, -log.ratio / (r * r) + by_d * (1 - z), -by_d}};
}

TimeValue crossing_time(const Shape& shape) {
  const auto [p, r, q] = shape;
  if (r <= 0 || p <= q) return {unknown, {}};
  if (q <= 0) return {never, {}};
  const double d = p + r - q;
  const double time = std::log((p + r) * (p - q) / (r * q)) / d;
  return {time,
          {(1 / (p + r) + 1 / (p - q) - time) / d, (1 / (p + r) - 1 / r - time) / d,
           (-1 / (p - q) - 1 / q + time) / d}};
}

TimeValue fall_time(DecayLaw law, const Shape& shape, double log_factor) {
  switch (law) {
    case DecayLaw::exponential: {
      if (shape[0] <= 0) return {never, {}};
      const double time = log_factor / shape[0];
      return {time, {-time / shape[0], 0, 0}};
    }
    case DecayLaw::power:
      if (shape[0] <= 0) return {never, {}};
      return power_time(shape, log_factor);
    case DecayLaw::log_normal:
      return log_normal_time(shape, log_factor);
    case DecayLaw::two_phase:
      break;
  }
  return two_phase_fall(shape, log_factor);
}

}  // namespace

std::size_t shape_parameters(DecayLaw law) {
  switch (law) {
    case DecayLaw::exponential:
      return 1;
    case DecayLaw::power:
    case DecayLaw::log_normal:
      return 2;
    case DecayLaw::two_phase:
      break;
  }
  return 3;
}

LogCurve log_curve(DecayLaw law, const Shape& shape, double t) {
  switch (law) {
    case DecayLaw::exponential:
      return exponential_curve(shape, t);
    case DecayLaw::power:
      return power_curve(shape, t);
    case DecayLaw::log_normal:
      return log_normal_curve(shape, t);
    case DecayLaw::two_phase:
      break;
  }
  return two_phase_curve(shape, t);
}

Shape canonical(DecayLaw law, const Shape& shape) {
  const auto [p, r, q] = shape;
  if (law != DecayLaw::two_phase || p + r >= q) return shape;
  return {p, q - p, p + r};
}

TimeValue decay_time(DecayTime time, DecayLaw law, const Shape& shape) {
  switch (time) {
    case DecayTime::half_life:
      return fall_time(law, shape, std::log(2.0));
    case DecayTime::tenth:
      return fall_time(law, shape, std::log(10.0));
    case DecayTime::t_equal:
      return law == DecayLaw::two_phase ? equal_time(shape) : TimeValue{unknown, {}};
    case DecayTime::t_c:
      break;
  }
  return law == DecayLaw::two_phase ? crossing_time(shape) : TimeValue{unknown, {}};
}

}  // namespace outlive
