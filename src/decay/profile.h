// Profile-likelihood intervals of anything that a law's coordinates give: a time, or one of themselves.
//
// DESCRIPTION. The interval of f holds all values at which the cost, least over all else, stays within
// `allowance` of its minimum.
//
// IMPLEMENTATION. The cost is minimised with a spring added that pulls f towards a target,
// K/2 (f - target)^2. Whatever K is, the point found has the least cost of all with its own value of f:
// it lies on the profile, and no constraint has to be solved. Targets are moved outwards by the secant
// of the cost's root, which is close to a line, until the allowance is used up.
#pragma once

#include <functional>

#include "decay/fit.h"

namespace outlive {

// f and its derivatives by all coordinates; NaN or infinite outside its domain.
struct Functional {
  double value = 0;
  Coordinates slope{};
};
using FunctionOfLaw = std::function<Functional(const Coordinates&)>;

struct ProfileLimits {
  double low;           // -infinity: reaches `floor` within the allowance.
  double high;          // infinity: reaches `ceiling`.
  bool settled = true;  // False: no end was found, or along the way a cost below the optimum's.
};

// `deviation` is a first guess at half the interval. REQUIRES: optimum converged, f finite there.
ProfileLimits profile_limits(const PreparedSeries& series, DecayLaw law, const LawOptimum& optimum,
                             const FunctionOfLaw& f, double deviation, double allowance,
                             double floor, double ceiling);

}  // namespace outlive
