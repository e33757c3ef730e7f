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

enum class ProfileSearch {
  ended,         // At both limits, or where the allowance bounds f no more.
  out_of_steps,  // A limit was not found.
  lower_cost     // Along the way the cost fell below the optimum's.
};

struct ProfileLimits {
  double low;   // -infinity: reaches `floor` within the allowance.
  double high;  // infinity: reaches `ceiling`.
  ProfileSearch search = ProfileSearch::ended;
};

// `deviation` is a first guess at half the interval. REQUIRES: optimum converged, f finite there.
ProfileLimits profile_limits(const PreparedSeries& series, DecayLaw law, const LawOptimum& optimum,
                             const FunctionOfLaw& f, double deviation, double allowance,
                             double floor, double ceiling);

}  // namespace outlive
