// How well a law at given coordinates agrees with a series: the negative log-likelihood, its gradient
// and its curvature.
//
// Every noise depends on a point through the law's logarithm alone, and is convex in it. So one
// optimiser serves them all, as for least squares: the curvature that it steps by leaves out how the
// law itself bends (Gauss-Newton), and the observed information, for standard errors, has it in.
//
// Coordinates: ln N, the shape (see law.h), and the scatter: unused under log_scale, ln sigma for
// censored data, and for counts ln k of the negative binomial with variance mu + mu^2/k.
#pragma once

#include <memory>
#include <vector>

#include "decay/law.h"
#include "decay/least_squares.h"
#include "decay/two_phase_lanes.h"

namespace outlive {

inline constexpr std::size_t coordinate_count = 2 + shape_size;
using Coordinates = Vector<coordinate_count>;

struct PreparedPoint {
  double t;      // In the series' unit of time.
  double value;  // Its logarithm, or the count.
  double weight;
  bool below_floor;
};

// A series ready to be fitted. Time runs in units of the last age, so that rates are of the order of 1.
struct PreparedSeries {
  DecayNoise noise = DecayNoise::log_scale;
  double unit = 1;
  std::vector<PreparedPoint> points;
  std::shared_ptr<const lanes::Points> lanes;  // For two phases on the log scale, or null.
};

// False outside the law's domain.
bool evaluate(const PreparedSeries& series, DecayLaw law, const Coordinates& at,
              NormalEquations<coordinate_count>& result,
              Curvature curvature = Curvature::gauss_newton);

}  // namespace outlive
