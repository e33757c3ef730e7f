#include "decay/fit.h"

#include <cmath>
#include <limits>
#include <vector>

namespace outlive {
namespace {

constexpr std::size_t scatter = coordinate_count - 1;

// What a start looks at: logarithms, with what is not seen a little below its floor, and what is
// counted from a half on.
struct RoughPoint {
  double t;
  double log;
  double weight;
};

std::vector<RoughPoint> rough(const PreparedSeries& series) {
  std::vector<RoughPoint> points;
  points.reserve(series.points.size());
  for (const PreparedPoint& point : series.points) {
    if (series.noise == DecayNoise::counts) {
      const double count = point.value + 0.5;
      points.push_back({point.t, std::log(count / point.weight), std::min(count, 10.0)});
    } else {
      points.push_back({point.t, point.value - (point.below_floor ? 0.5 : 0.0),
                        point.weight * (point.below_floor ? 0.3 : 1.0)});
    }
  }
  return points;
}

struct Line {
  double intercept = 0;
  double slope = 0;
  double cost = 0;
};

// Weighted regression of the logarithms on x(t).
template <class X>
Line line(const std::vector<RoughPoint>& points, const X& x) {
  double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0;  // NOLINT: sums
  for (const RoughPoint& point : points) {
    const double at = x(point.t);
    w += point.weight;
    wx += point.weight * at;
    wy += point.weight * point.log;
    wxx += point.weight * at * at;
    wxy += point.weight * at * point.log;
  }
  Line result;
  const double spread = wxx - wx * wx / w;
  result.slope = spread > 0 ? (wxy - wx * wy / w) / spread : 0;
  result.intercept = (wy - result.slope * wx) / w;
  for (const RoughPoint& point : points) {
    const double error = result.intercept + result.slope * x(point.t) - point.log;
    result.cost += point.weight * error * error;
  }
  return result;
}

Coordinates exponential_start(const std::vector<RoughPoint>& points) {
  const Line fit = line(points, [](double t) { return t; });
  return {fit.intercept, std::max(-fit.slope, 1e-3), 0, 0, 0};
}

// For given tau the power law is a line in ln(1 + t/tau).
Coordinates power_start(const std::vector<RoughPoint>& points) {
  Coordinates best{};
  double least = std::numeric_limits<double>::infinity();
  for (const double tau : {0.001, 0.01, 0.1, 1.0}) {
    const Line fit = line(points, [tau](double t) { return std::log1p(t / tau); });
    if (fit.cost >= least) continue;
    least = fit.cost;
    const double alpha = std::max(-fit.slope, 1e-2);
    best = {fit.intercept, alpha / tau, 1 / alpha, 0, 0};
  }
  return best;
}

// For given rates the two-phase law is A e^-at + B e^-qt, and relative errors stand for logarithms: the
// best pair of a geometric grid of rates, each found by a 2 x 2 system. The grid's exponentials are
// powers of one.
Coordinates two_phase_start(const std::vector<RoughPoint>& points) {
  constexpr std::size_t rates = 12;
  constexpr double slowest = 0.0625;  // Each rate is twice the one before.
  Triangle<rates> products{};
  Vector<rates> sums{};
  for (const RoughPoint& point : points) {
    Vector<rates> terms{};
    double decayed = std::exp(-slowest * point.t);
    const double inverse = std::exp(-point.log);
    for (double& term : terms) {
      term = decayed * inverse;
      decayed *= decayed;
    }
    for (std::size_t i = 0; i < rates; ++i) {
      sums[i] += point.weight * terms[i];
      for (std::size_t j = 0; j <= i; ++j) {
        products[triangle_index(i, j)] += point.weight * terms[i] * terms[j];
      }
    }
  }
  const Vector<4> best = best_of_grid<rates>(products, sums, slowest, 2);
  return {best[0], best[1], best[2], best[3], 0};
}

// The scatter that the rough logarithms show about a start.
void start_scatter(const PreparedSeries& series, DecayLaw law,
                   const std::vector<RoughPoint>& points, Coordinates& start) {
  if (series.noise == DecayNoise::log_scale) return;
  const Shape shape = {start[1], start[2], start[3]};
  double squares = 0;
  double weights = 0;
  for (const RoughPoint& point : points) {
    const double error = start[0] + log_curve(law, shape, point.t).value - point.log;
    squares += point.weight * error * error;
    weights += point.weight;
  }
  const double variance = std::max(squares / weights, 1e-6);
  start[scatter] =
      series.noise == DecayNoise::counts ? -std::log(variance) : 0.5 * std::log(variance);
}

std::vector<Coordinates> starts(const PreparedSeries& series, DecayLaw law) {
  const std::vector<RoughPoint> points = rough(series);
  std::vector<Coordinates> list;
  const Coordinates line = exponential_start(points);
  switch (law) {
    case DecayLaw::exponential:
      list = {line};
      break;
    case DecayLaw::power:
      list = {power_start(points)};
      break;
    case DecayLaw::log_normal:
      list = {{line[0] - line[1], 0, 0.1, 0, 0}};
      break;
    case DecayLaw::two_phase: {
      const Coordinates grid = two_phase_start(points);
      // A little of the second phase on a plain exponential, for what the grid has no pair for.
      const Coordinates plain = {line[0], line[1], 0.1 * line[1], 0.3 * line[1], 0};
      if (grid[1] + grid[2] > 0) list.push_back(grid);
      list.push_back(plain);
      break;
    }
  }
  for (Coordinates& start : list) start_scatter(series, law, points, start);
  return list;
}

// --- coordinates to search in -----------------------------------------------------------------------

// The coordinates of a law that are rates: all of its shape, but for log-normal ageing.
std::size_t rates_of(DecayLaw law) {
  return law == DecayLaw::log_normal ? 0 : shape_parameters(law);
}

Coordinates from_logarithms(DecayLaw law, Coordinates z) {
  for (std::size_t i = 1; i <= rates_of(law); ++i) {
    z[i] = z[i] > std::log(no_rate) ? std::exp(z[i]) : 0;
  }
  return z;
}

Coordinates to_logarithms(DecayLaw law, Coordinates x) {
  for (std::size_t i = 1; i <= rates_of(law); ++i) x[i] = std::log(std::max(x[i], no_rate));
  return x;
}

// By the chain rule, from derivatives by rates to those by their logarithms.
void chain(DecayLaw law, const Coordinates& x, NormalEquations<coordinate_count>& at) {
  Coordinates factor{1, 1, 1, 1, 1};
  for (std::size_t i = 1; i <= rates_of(law); ++i) factor[i] = x[i];
  for (std::size_t i = 1; i < coordinate_count; ++i) {
    for (std::size_t j = 0; j <= i; ++j)
      at.curvature[triangle_index(i, j)] *= factor[i] * factor[j];
    at.gradient[i] *= factor[i];
  }
}

}  // namespace

LeastSquaresResult<coordinate_count> minimise(const PreparedSeries& series, DecayLaw law,
                                              const Coordinates& start,
                                              const LeastSquaresOptions& options,
                                              const Spring& spring) {
  const auto problem = [&](const Coordinates& z, NormalEquations<coordinate_count>& at) {
    const Coordinates x = from_logarithms(law, z);
    if (!evaluate(series, law, x, at)) return false;
    if (spring && !spring(x, at)) return false;
    chain(law, x, at);
    return true;
  };
  Bounds<coordinate_count> bounds = law_bounds(series, law);
  bounds.low = to_logarithms(law, bounds.low);
  bounds.high = to_logarithms(law, bounds.high);
  auto fit = least_squares<coordinate_count>(problem, to_logarithms(law, start), bounds, options);
  fit.parameters = from_logarithms(law, fit.parameters);
  return fit;
}

Bounds<coordinate_count> law_bounds(const PreparedSeries& series, DecayLaw law) {
  Bounds<coordinate_count> bounds;
  const double first =
      std::max(series.points[0].t > 0 ? series.points[0].t : series.points[1].t, 1e-6);
  for (std::size_t i = 1; i <= shape_size; ++i) {
    bounds.low[i] = 0;
    bounds.high[i] = i <= shape_parameters(law) ? fastest / first : 0;
  }
  if (law == DecayLaw::power) bounds.high[2] = 100;
  if (law == DecayLaw::log_normal) {
    bounds.low[1] = -1e4;
    bounds.high[1] = bounds.high[2] = 1e4;
  }
  switch (series.noise) {
    case DecayNoise::log_scale:
      bounds.low[scatter] = bounds.high[scatter] = 0;
      break;
    case DecayNoise::counts:  // From almost nothing but scatter to as good as Poisson's.
      bounds.low[scatter] = -6;
      bounds.high[scatter] = 16;
      break;
    case DecayNoise::censored:
      bounds.low[scatter] = -10;
      bounds.high[scatter] = 10;
      break;
  }
  return bounds;
}

std::size_t estimated_parameters(DecayLaw law) {
  return shape_parameters(law) + 2;
}

LawOptimum fit_law(const PreparedSeries& series, DecayLaw law) {
  LawOptimum best;
  for (const Coordinates& start : starts(series, law)) {
    const auto fit = minimise(series, law, start, {});
    best.evaluations += fit.evaluations;
    if (!fit.converged() || (best.converged && fit.at.cost >= best.cost)) continue;
    best.converged = true;
    best.at = fit.parameters;
    best.cost = fit.at.cost;
  }
  if (!best.converged) return best;
  const Bounds<coordinate_count> bounds = law_bounds(series, law);
  const Shape shape = canonical(law, {best.at[1], best.at[2], best.at[3]});
  std::copy(shape.begin(), shape.end(), best.at.begin() + 1);
  for (std::size_t i = 0; i < coordinate_count; ++i) {
    best.free[i] = best.at[i] > bounds.low[i] && best.at[i] < bounds.high[i];
  }
  return best;
}

std::optional<Triangle<coordinate_count>> inverse_information(const PreparedSeries& series,
                                                              DecayLaw law,
                                                              const LawOptimum& optimum) {
  NormalEquations<coordinate_count> at;
  if (!evaluate(series, law, optimum.at, at, Curvature::observed)) return std::nullopt;
  Triangle<coordinate_count> information = at.curvature;
  for (std::size_t i = 0; i < coordinate_count; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      if (!optimum.free[i] || !optimum.free[j]) information[triangle_index(i, j)] = i == j ? 1 : 0;
    }
  }
  Cholesky<coordinate_count> cholesky;
  if (!cholesky.factor(information)) return std::nullopt;
  Triangle<coordinate_count> inverse{};
  for (std::size_t j = 0; j < coordinate_count; ++j) {
    Coordinates unit{};
    unit[j] = 1;
    const Coordinates column = cholesky.solve(unit);
    for (std::size_t i = j; i < coordinate_count; ++i) {
      const bool free = optimum.free[i] && optimum.free[j];
      inverse[triangle_index(i, j)] = free ? column[i] : 0;
    }
  }
  return inverse;
}

}  // namespace outlive
