#include "decay/profile.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace outlive {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

struct Search {
  const PreparedSeries& series;
  DecayLaw law;
  const LawOptimum& optimum;
  const FunctionOfLaw& f;
  double allowance;
};

struct OnProfile {
  bool found = false;
  Coordinates at{};
  double f = 0;
  double excess = 0;  // Of the cost over its minimum.
};

OnProfile pull(const Search& search, const Coordinates& from, double target, double stiffness) {
  const auto spring = [&](const Coordinates& x, NormalEquations<coordinate_count>& at) {
    const Functional f = search.f(x);
    if (!std::isfinite(f.value)) return false;
    const double strain = f.value - target;
    at.cost += 0.5 * stiffness * strain * strain;
    at.add(stiffness * strain, stiffness, f.slope);
    return true;
  };
  LeastSquaresOptions options;
  options.iterations = 40;
  options.tolerance = 1e-4;
  const auto fit = minimise(search.series, search.law, from, options, spring);
  if (!fit.converged()) return {};
  OnProfile result{true, fit.parameters, search.f(fit.parameters).value, 0};
  const double strain = result.f - target;
  result.excess = fit.at.cost - 0.5 * stiffness * strain * strain - search.optimum.cost;
  return result;
}

// The limit on one side, outwards being +1 or -1.
double limit(const Search& search, double outwards, double deviation, double edge,
             ProfileLimits& told) {
  const double centre = search.f(search.optimum.at).value;
  const double stiffness = 10 * 2 * search.allowance / (deviation * deviation);
  Coordinates from = search.optimum.at;
  double last_f = centre;
  double last_root = 0;
  double step = deviation;
  double target = centre + outwards * deviation;
  double beyond = infinite;  // A distance from the centre at which the allowance is overspent.
  for (int i = 0; i < 25; ++i) {
    const OnProfile point = pull(search, from, target, stiffness);
    if (!point.found) {
      // No way on from here: as near as half a step, until it does not matter.
      step *= 0.5;
      if (step < 1e-4 * deviation) return infinite * outwards;
      target = last_f + outwards * step;
      continue;
    }
    if (point.excess < -1e-5 * search.allowance - 1e-9 * std::abs(search.optimum.cost)) {
      told.search = ProfileSearch::lower_cost;
      return outwards * infinite;
    }
    const double root = std::sqrt(std::max(point.excess, 0.0) / search.allowance);
    const double distance = outwards * (point.f - centre);
    if (std::abs(root - 1) < 0.01) {
      const double rate = (root - last_root) / (point.f - last_f);
      return std::isfinite(rate) && rate != 0 ? point.f + (1 - root) / rate : point.f;
    }
    if (root > 1) beyond = std::min(beyond, distance);
    if (root < 1 && outwards * (point.f - edge) >= 0) return outwards * infinite;
    const double slope = (root - last_root) / (distance - outwards * (last_f - centre));
    double move = slope > 0 ? (1 - root) / slope : 2 * step;
    move = std::min(move, 3 * std::max(step, distance));
    if (distance + move >= beyond) move = 0.5 * (beyond - distance);
    if (distance + move <= 0) move = -0.5 * distance;
    last_f = point.f;
    last_root = root;
    step = std::max(std::abs(move), 1e-6 * deviation);
    // The spring gives way by as much as the profile pulls back.
    const double lag = outwards * (target - point.f);
    target = point.f +
             outwards * (move + std::max(lag, 0.0) * (distance + move) / std::max(distance, 1e-12));
    from = point.at;
  }
  told.search = std::max(told.search, ProfileSearch::out_of_steps);
  return outwards * infinite;
}

}  // namespace

ProfileLimits profile_limits(const PreparedSeries& series, DecayLaw law, const LawOptimum& optimum,
                             const FunctionOfLaw& f, double deviation, double allowance,
                             double floor, double ceiling) {
  const Search search{series, law, optimum, f, allowance};
  ProfileLimits result{};
  result.low = limit(search, -1, deviation, floor, result);
  result.high = limit(search, +1, deviation, ceiling, result);
  return result;
}

}  // namespace outlive
