// The four laws, in the coordinates that they are fitted in.
//
// Each is ln S(t) = ln N + f(t; shape), and its shape has up to three coordinates, chosen so that what
// the laws have in common lies within the bounds and not at infinity:
//
//   exponential   k                          f = -k t
//   power         k = alpha/tau, b = 1/alpha f = -ln(1 + b k t)/b; b = 0 is the exponential
//   log-normal    c1, c2                     f = c1 x - c2 x^2, x = ln t; c2 = 1/(2 sigma^2)
//   two-phase     p, r, q                    f = ln[e^(-at) + r (e^(-qt) - e^(-at))/(a - q)], a = p + r
//
// All but c1 are 0 or more. The two-phase law is the same function for (p, r, q) and, where p < q, for
// (p, q - p, p + r): its two exponentials have no names. canonical() picks p + r > q. Where p + r = q
// nothing singular happens: the divided difference goes over into t e^(-qt).
#pragma once

#include <array>

#include "decay/least_squares.h"
#include "outlive/decay.h"

namespace outlive {

inline constexpr std::size_t shape_size = 3;
using Shape = Vector<shape_size>;

std::size_t shape_parameters(DecayLaw law);

// f and its derivatives by the shape.
struct LogCurve {
  double value = 0;
  Shape slope{};
  Triangle<shape_size> bend{};
};
LogCurve log_curve(DecayLaw law, const Shape& shape, double t);

Shape canonical(DecayLaw law, const Shape& shape);

enum class DecayTime { half_life, tenth, t_equal, t_c };

// A time and its derivatives by the shape. NaN where the law has no such time at this shape, infinite
// where it is never reached.
struct TimeValue {
  double value;
  Shape slope{};
};
TimeValue decay_time(DecayTime time, DecayLaw law, const Shape& shape);

}  // namespace outlive
