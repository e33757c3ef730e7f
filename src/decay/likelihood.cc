#include "decay/likelihood.h"

#include <cmath>
#include <numbers>

namespace outlive {
namespace {

// A point's cost and its derivatives by the law's logarithm and by the scatter's coordinate.
struct PointCost {
  double cost = 0;
  double slope = 0;
  double bend = 0;
  double scatter_slope = 0;
  double scatter_bend = 0;
  double cross = 0;
};

PointCost squared_error(const PreparedPoint& point, double eta) {
  const double error = eta - point.value;
  return {0.5 * point.weight * error * error, point.weight * error, point.weight, 0, 0, 0};
}

// --- normal scatter with floors (Tobin 1958) --------------------------------------------------------

// phi(z)/Phi(z) and -ln Phi(z).
struct Tail {
  double ratio;
  double cost;
};

Tail lower_tail(double z) {
  constexpr double log_root_two_pi = 0.91893853320467274178;
  if (z < -25) {  // Abramowitz & Stegun 26.2.12
    const double inverse = 1 / (z * z);
    const double series = 1 - inverse * (1 - 3 * inverse * (1 - 5 * inverse));
    return {-z / series, 0.5 * z * z + log_root_two_pi + std::log(-z) - std::log(series)};
  }
  const double phi = std::exp(-0.5 * z * z - log_root_two_pi);
  const double below = 0.5 * std::erfc(-z / std::numbers::sqrt2);
  return {phi / below, -std::log(below)};
}

PointCost floored_error(const PreparedPoint& point, double eta, double log_sigma) {
  const double inverse = std::exp(-log_sigma);
  const double z = (point.value - eta) * inverse;
  if (!point.below_floor) {
    return {0.5 * z * z + log_sigma, -z * inverse, inverse * inverse, 1 - z * z, 2 * z * z,
            2 * z * inverse};
  }
  const auto [m, cost] = lower_tail(z);
  const double bend = m * (z + m);
  return {cost,  m * inverse,          bend * inverse * inverse,
          z * m, z * z * bend - z * m, (z * bend - m) * inverse};
}

// --- negative binomial ------------------------------------------------------------------------------

// What Stirling's formula leaves of ln Gamma, of its derivative less ln x, and of its second derivative
// less 1/x. By the recurrence up to x >= 10, where the series (Abramowitz & Stegun 6.1.40) is exact to
// 1e-13.
struct GammaRest {
  double log_gamma;
  double digamma;
  double trigamma;
};

GammaRest gamma_rest(double x) {
  double log_product = 0;
  double inverses = 0;
  double squares = 0;
  double far = x;
  for (; far < 10; ++far) {
    log_product += std::log(far);
    inverses += 1 / far;
    squares += 1 / (far * far);
  }
  const double i = 1 / far;
  const double s = i * i;
  GammaRest rest{
      i * (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s / 1188)))),
      -0.5 * i - s * (1.0 / 12 - s * (1.0 / 120 - s * (1.0 / 252 - s * (1.0 / 240 - s / 132)))),
      s * (0.5 + i * (1.0 / 6 - s * (1.0 / 30 - s * (1.0 / 42 - s * (1.0 / 30 - s * 5 / 66)))))};
  if (far > x) {
    const double log_ratio = std::log(far / x);
    rest.log_gamma += (far - 0.5) * std::log(far) - far - (x - 0.5) * std::log(x) + x - log_product;
    rest.digamma += log_ratio - inverses;
    rest.trigamma += i + squares - 1 / x;
  }
  return rest;
}

PointCost count_error(const PreparedPoint& point, double eta, double k, const GammaRest& at_k) {
  const double y = point.value;
  const double mu = point.weight * std::exp(eta);
  const GammaRest both = y > 0 ? gamma_rest(y + k) : at_k;
  const double all = k + mu;
  const double over = (y - mu) / all;
  const double log_mean = y > 0 ? y * (eta + std::log(point.weight)) - y : 0;
  const double slope_k = std::log1p(over) - over + both.digamma - at_k.digamma;
  const double bend_k = both.trigamma - at_k.trigamma + (y - mu) * (y - mu) / ((y + k) * all * all);
  return {(y + k) * std::log1p(-(y - mu) / (y + k)) - log_mean + 0.5 * std::log1p(y / k) -
              both.log_gamma + at_k.log_gamma,
          -k * over,
          k * mu * (y + k) / (all * all),
          -k * slope_k,
          -k * k * bend_k - k * slope_k,
          -k * over * mu / all};
}

bool evaluate_in_lanes(const PreparedSeries& series, const Coordinates& at,
                       NormalEquations<coordinate_count>& result, Curvature curvature) {
  NormalEquations<4> sums;
  observe_two_phase(*series.lanes, {at[0], at[1], at[2], at[3]}, curvature, sums);
  result.cost += sums.cost;
  for (std::size_t i = 0; i < sums.gradient.size(); ++i) result.gradient[i] += sums.gradient[i];
  for (std::size_t i = 0; i < sums.curvature.size(); ++i) result.curvature[i] += sums.curvature[i];
  return std::isfinite(result.cost);
}

}  // namespace

bool evaluate(const PreparedSeries& series, DecayLaw law, const Coordinates& at,
              NormalEquations<coordinate_count>& result, Curvature curvature) {
  if (series.lanes && law == DecayLaw::two_phase) {
    return evaluate_in_lanes(series, at, result, curvature);
  }
  constexpr std::size_t scatter = coordinate_count - 1;
  const Shape shape = {at[1], at[2], at[3]};
  const double k = std::exp(at[scatter]);
  const GammaRest at_k = series.noise == DecayNoise::counts ? gamma_rest(k) : GammaRest{0, 0, 0};
  double scatter_bend = 0;
  for (const PreparedPoint& point : series.points) {
    const LogCurve curve = log_curve(law, shape, point.t);
    const double eta = at[0] + curve.value;
    if (!std::isfinite(eta)) return false;
    PointCost cost;
    switch (series.noise) {
      case DecayNoise::log_scale:
        cost = squared_error(point, eta);
        break;
      case DecayNoise::counts:
        cost = count_error(point, eta, k, at_k);
        break;
      case DecayNoise::censored:
        cost = floored_error(point, eta, at[scatter]);
        break;
    }
    const Coordinates row = {1, curve.slope[0], curve.slope[1], curve.slope[2], 0};
    result.cost += cost.cost;
    result.add(cost.slope, cost.bend, row);
    result.gradient[scatter] += cost.scatter_slope;
    scatter_bend += cost.scatter_bend;
    for (std::size_t i = 0; i < scatter; ++i) {
      result.curvature[triangle_index(scatter, i)] += cost.cross * row[i];
    }
    if (curvature == Curvature::gauss_newton) continue;
    for (std::size_t i = 0; i < shape_size; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        result.curvature[triangle_index(i + 1, j + 1)] +=
            cost.slope * curve.bend[triangle_index(i, j)];
      }
    }
  }
  // Far from the optimum the scatter may bend the wrong way; a step needs its size only.
  result.curvature[triangle_index(scatter, scatter)] +=
      curvature == Curvature::observed ? scatter_bend : std::abs(scatter_bend);
  return std::isfinite(result.cost);
}

}  // namespace outlive
