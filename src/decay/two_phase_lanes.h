// The two-phase law by least squares on the log scale, for very many series: fast.
//
// DESCRIPTION. observe_two_phase() is what evaluate() goes by for DecayNoise::log_scale, in every fit and
// every profile. fit_two_phase() is a fit by it from one start, without limits, for those who want nothing
// else. Both are kept equal to the plain loop by test.
//
// IMPLEMENTATION. Points are worked through in lanes: Highway compiles the loop for each generation of
// processors and picks one when the program runs, and its polynomial exponentials are what makes it fast.
// Where the two exponentials all but coincide, the closed form cancels and the plain loop takes over.
#pragma once

#include <memory>
#include <span>

#include "decay/least_squares.h"

namespace outlive {

namespace lanes {
struct Points;
}

// A series laid out in lanes; null where it is too long for them. REQUIRES: as fit_two_phase().
std::shared_ptr<const lanes::Points> in_lanes(std::span<const double> ages,
                                              std::span<const double> logs,
                                              std::span<const double> weights);

enum class Curvature { gauss_newton, observed };

// The cost and its derivatives at ln N, p, r, q, with rates in units of the last age.
void observe_two_phase(const lanes::Points& points, const Vector<4>& at, Curvature curvature,
                       NormalEquations<4>& result);

struct TwoPhaseFit {
  bool converged = false;
  Vector<4> parameters{};       // ln N, p, r, q.
  Vector<4> standard_errors{};  // From the observed information; NaN where there is none.
  double cost = 0;              // Half the weighted sum of squares.
  int evaluations = 0;
};

// REQUIRES: spans of one length; ages ascending from 0 or more, the last above 0; more than four points.
TwoPhaseFit fit_two_phase(std::span<const double> ages, std::span<const double> logs,
                          std::span<const double> weights);

}  // namespace outlive
