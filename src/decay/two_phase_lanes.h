// The two-phase law by least squares on the log scale, for very many series: fast.
//
// DESCRIPTION. What fit_law() and inverse_information() say of the same series with
// DecayNoise::log_scale, from one start. Kept equal to them by test.
//
// IMPLEMENTATION. Points are worked through in lanes: Highway compiles the loop for each generation of
// processors and picks one when the program runs, and its polynomial exponentials are what makes it fast.
// Where the two exponentials all but coincide, the closed form cancels and the plain loop takes over.
#pragma once

#include <span>

#include "decay/least_squares.h"

namespace outlive {

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
