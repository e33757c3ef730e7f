#include "decay/two_phase_lanes.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "decay/fit.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "decay/two_phase_lanes.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#ifndef OUTLIVE_TWO_PHASE_ONCE
#define OUTLIVE_TWO_PHASE_ONCE
namespace outlive::lanes {

inline constexpr std::size_t longest = 256;
inline constexpr std::size_t widest = 8;  // Lanes of AVX-512.
inline constexpr std::size_t rates = 12;
inline constexpr double slowest = 0.0625;  // Each rate of the grid is twice the one before.

// Time in units of the last age; filled up with points of no weight.
struct Points {
  alignas(64) std::array<double, longest> t;
  alignas(64) std::array<double, longest> log;
  alignas(64) std::array<double, longest> weight;
  std::size_t size;
  double unit;    // Years in the unit of time.
  double middle;  // Taken off logarithms: it keeps their exponentials in range.
};

struct Grid {
  Triangle<rates> products{};
  Vector<rates> sums{};
};

}  // namespace outlive::lanes
#endif

HWY_BEFORE_NAMESPACE();
namespace outlive::lanes::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::CappedTag<double, widest>;
using V = hn::Vec<Tag>;

double sum(V v) {
  return hn::GetLane(hn::SumOfLanes(Tag(), v));
}

// The cost's sums at ln N, p, r, q, with how the law bends. The names are those of two_phase_curve() in
// law.cc. Without the bend, curvatures are Gauss and Newton's.
template <bool bends>
void observe_lanes(const Points& points, const Vector<4>& x, NormalEquations<4>& at) {
  const Tag tag;
  const double a = x[1] + x[2];
  const double gap = a - x[3];
  const V minus_a = hn::Set(tag, -a);
  const V minus_q = hn::Set(tag, -x[3]);
  const V r = hn::Set(tag, x[2]);
  const V per_gap = hn::Set(tag, 1 / gap);
  const V level = hn::Set(tag, x[0]);
  V cost = hn::Zero(tag);
  std::array<V, 4> gradient{cost, cost, cost, cost};
  std::array<V, 10> curvature{cost, cost, cost, cost, cost, cost, cost, cost, cost, cost};
  for (std::size_t i = 0; i < points.size; i += hn::Lanes(tag)) {
    const V t = hn::Load(tag, points.t.data() + i);
    const V w = hn::Load(tag, points.weight.data() + i);
    const V fast = hn::Exp(tag, hn::Mul(minus_a, t));
    const V slow = hn::Exp(tag, hn::Mul(minus_q, t));
    const V h = hn::Mul(hn::Sub(slow, fast), per_gap);
    const V h_a = hn::Mul(hn::MulSub(t, fast, h), per_gap);
    const V h_q = hn::Mul(hn::NegMulAdd(t, slow, h), per_gap);
    const V s = hn::MulAdd(r, h, fast);
    const V inverse = hn::Div(hn::Set(tag, 1.0), s);
    const V s_p = hn::MulSub(r, h_a, hn::Mul(t, fast));
    const std::array<V, 3> slope{hn::Mul(s_p, inverse), hn::Mul(hn::Add(s_p, h), inverse),
                                 hn::Mul(hn::Mul(r, h_q), inverse)};
    const V error = hn::Sub(hn::Add(level, hn::Log(tag, s)), hn::Load(tag, points.log.data() + i));
    const V pull = hn::Mul(w, error);
    cost = hn::MulAdd(pull, error, cost);
    gradient[0] = hn::Add(gradient[0], pull);
    curvature[0] = hn::Add(curvature[0], w);
    // The second derivative of a logarithm takes the product of its slopes away again, error times.
    const V rest = bends ? hn::Sub(w, pull) : w;
    for (std::size_t k = 0; k < 3; ++k) {
      const V weighted = hn::Mul(w, slope[k]);
      gradient[k + 1] = hn::MulAdd(pull, slope[k], gradient[k + 1]);
      V& first = curvature[triangle_index(k + 1, 0)];
      first = hn::Add(first, weighted);
      for (std::size_t l = 0; l <= k; ++l) {
        V& both = curvature[triangle_index(k + 1, l + 1)];
        both = hn::MulAdd(hn::Mul(rest, slope[k]), slope[l], both);
      }
    }
    if constexpr (!bends) continue;
    const V tt = hn::Mul(t, t);
    const V two = hn::Set(tag, 2.0);
    const V h_aa = hn::Mul(hn::NegMulAdd(tt, fast, hn::Neg(hn::Mul(two, h_a))), per_gap);
    const V h_aq = hn::Mul(hn::Sub(h_a, h_q), per_gap);
    const V h_qq = hn::Mul(hn::MulAdd(tt, slow, hn::Mul(two, h_q)), per_gap);
    const V pp = hn::MulAdd(r, h_aa, hn::Mul(tt, fast));
    const V pq = hn::Mul(r, h_aq);
    const std::array<V, 6> bend{pp, hn::Add(pp, h_a), hn::MulAdd(two, h_a, pp),
                                pq, hn::Add(pq, h_q), hn::Mul(r, h_qq)};
    const V scaled = hn::Mul(pull, inverse);
    for (std::size_t k = 0; k < 3; ++k) {
      for (std::size_t l = 0; l <= k; ++l) {
        V& both = curvature[triangle_index(k + 1, l + 1)];
        both = hn::MulAdd(scaled, bend[triangle_index(k, l)], both);
      }
    }
  }
  at.cost = 0.5 * sum(cost);
  for (std::size_t k = 0; k < 4; ++k) at.gradient[k] = sum(gradient[k]);
  for (std::size_t k = 0; k < 10; ++k) at.curvature[k] = sum(curvature[k]);
}

void observe(const Points& points, const Vector<4>& x, NormalEquations<4>& at) {
  observe_lanes<true>(points, x, at);
}

void observe_straight(const Points& points, const Vector<4>& x, NormalEquations<4>& at) {
  observe_lanes<false>(points, x, at);
}

void fill_grid(const Points& points, Grid& grid) {
  const Tag tag;
  constexpr std::size_t pairs = rates * (rates + 1) / 2;
  std::array<V, pairs> products;
  std::array<V, rates> sums;
  products.fill(hn::Zero(tag));
  sums.fill(hn::Zero(tag));
  for (std::size_t i = 0; i < points.size; i += hn::Lanes(tag)) {
    const V t = hn::Load(tag, points.t.data() + i);
    const V w = hn::Load(tag, points.weight.data() + i);
    const V inverse = hn::Exp(tag, hn::Neg(hn::Load(tag, points.log.data() + i)));
    V decayed = hn::Exp(tag, hn::Mul(hn::Set(tag, -slowest), t));
    std::array<V, rates> terms;
    for (std::size_t k = 0; k < rates; ++k) {
      terms[k] = hn::Mul(decayed, inverse);
      decayed = hn::Mul(decayed, decayed);
      const V weighted = hn::Mul(w, terms[k]);
      sums[k] = hn::Add(sums[k], weighted);
      for (std::size_t l = 0; l <= k; ++l) {
        V& both = products[triangle_index(k, l)];
        both = hn::MulAdd(weighted, terms[l], both);
      }
    }
  }
  for (std::size_t k = 0; k < pairs; ++k) grid.products[k] = sum(products[k]);
  for (std::size_t k = 0; k < rates; ++k) grid.sums[k] = sum(sums[k]);
}

}  // namespace outlive::lanes::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace outlive {
namespace lanes {
namespace {

HWY_EXPORT(observe);
HWY_EXPORT(observe_straight);
HWY_EXPORT(fill_grid);

// Below it the closed form loses digits: h_aa is a difference over the gap's cube.
constexpr double narrow = 0.05;

// The same through the plain law.
void observe_plainly(const Points& points, const Vector<4>& x, Curvature curvature,
                     NormalEquations<4>& at) {
  for (std::size_t i = 0; i < points.size; ++i) {
    const double w = points.weight[i];
    if (w == 0) continue;
    const LogCurve curve = log_curve(DecayLaw::two_phase, {x[1], x[2], x[3]}, points.t[i]);
    const double error = x[0] + curve.value - points.log[i];
    at.cost += 0.5 * w * error * error;
    at.add(w * error, w, {1, curve.slope[0], curve.slope[1], curve.slope[2]});
    if (curvature == Curvature::gauss_newton) continue;
    for (std::size_t k = 0; k < 3; ++k) {
      for (std::size_t l = 0; l <= k; ++l) {
        at.curvature[triangle_index(k + 1, l + 1)] += w * error * curve.bend[triangle_index(k, l)];
      }
    }
  }
}

void observe_at(const Points& points, const Vector<4>& x, Curvature curvature,
                NormalEquations<4>& at) {
  if (std::abs(x[1] + x[2] - x[3]) < narrow) {
    observe_plainly(points, x, curvature, at);
  } else if (curvature == Curvature::observed) {
    HWY_DYNAMIC_DISPATCH(observe)(points, x, at);
  } else {
    HWY_DYNAMIC_DISPATCH(observe_straight)(points, x, at);
  }
}

void lay_out(std::span<const double> ages, std::span<const double> logs,
             std::span<const double> weights, Points& points) {
  points.size = (ages.size() + widest - 1) / widest * widest;
  points.unit = ages.back();
  points.middle = logs[ages.size() / 2];
  for (std::size_t i = 0; i < points.size; ++i) {
    const bool real = i < ages.size();
    points.t[i] = real ? ages[i] / points.unit : 0;
    points.log[i] = real ? logs[i] - points.middle : 0;
    points.weight[i] = real ? weights[i] : 0;
  }
}

Vector<4> natural(const Vector<4>& z) {
  Vector<4> x = z;
  for (const std::size_t i : {1U, 2U, 3U}) {
    x[i] = z[i] > std::log(no_rate) ? std::exp(z[i]) : 0;
  }
  return x;
}

// By the chain rule, from derivatives by rates to those by their logarithms.
void to_logarithms(const Vector<4>& x, NormalEquations<4>& at) {
  for (std::size_t i = 1; i < 4; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      at.curvature[triangle_index(i, j)] *= x[i] * (j > 0 ? x[j] : 1);
    }
    at.gradient[i] *= x[i];
    at.curvature[triangle_index(i, i)] += at.gradient[i];
  }
}

Vector<4> start(const Points& points) {
  Grid grid;
  HWY_DYNAMIC_DISPATCH(fill_grid)(points, grid);
  return best_of_grid<rates>(grid.products, grid.sums, slowest, 2);
}

}  // namespace
}  // namespace lanes

std::shared_ptr<const lanes::Points> in_lanes(std::span<const double> ages,
                                              std::span<const double> logs,
                                              std::span<const double> weights) {
  if (ages.size() > lanes::longest - lanes::widest) return nullptr;
  auto points = std::make_shared<lanes::Points>();
  lanes::lay_out(ages, logs, weights, *points);
  return points;
}

void observe_two_phase(const lanes::Points& points, const Vector<4>& at, Curvature curvature,
                       NormalEquations<4>& result) {
  lanes::observe_at(points, {at[0] - points.middle, at[1], at[2], at[3]}, curvature, result);
}

TwoPhaseFit fit_two_phase(std::span<const double> ages, std::span<const double> logs,
                          std::span<const double> weights) {
  using namespace lanes;
  TwoPhaseFit result;
  if (ages.size() > longest - widest) return result;
  Points points;
  lay_out(ages, logs, weights, points);
  const double unit = points.unit;
  // In the logarithms of rates, as minimise() does.
  const auto problem = [&](const Vector<4>& z, NormalEquations<4>& at) {
    observe_at(points, natural(z), Curvature::observed, at);
    to_logarithms(natural(z), at);
    return std::isfinite(at.cost);
  };
  Bounds<4> bounds;
  for (const std::size_t i : {1U, 2U, 3U}) {
    bounds.low[i] = std::log(no_rate);
    bounds.high[i] = std::log(fastest / points.t[points.t[0] > 0 ? 0 : 1]);
  }
  Vector<4> z = start(points);
  for (const std::size_t i : {1U, 2U, 3U}) z[i] = std::log(std::max(z[i], 1e-3));
  LeastSquaresOptions options;
  options.tolerance = 1e-7;
  const auto fit = least_squares<4>(problem, z, bounds, options);
  result.evaluations = fit.evaluations;
  if (!fit.converged()) return result;
  Vector<4> x = natural(fit.parameters);
  const Shape shape = canonical(DecayLaw::two_phase, {x[1], x[2], x[3]});
  std::copy(shape.begin(), shape.end(), x.begin() + 1);

  NormalEquations<4> at;
  observe_at(points, x, Curvature::observed, at);
  const double variance = 2 * at.cost / static_cast<double>(ages.size() - 4);
  const Vector<4> scale = {1, unit, unit, unit};
  for (std::size_t i = 0; i < 4; ++i) {
    const bool free = i == 0 || (x[i] > 0 && fit.parameters[i] < bounds.high[i]);
    for (std::size_t j = 0; j < 4 && !free; ++j) {
      at.curvature[i > j ? triangle_index(i, j) : triangle_index(j, i)] = i == j ? 1 : 0;
    }
    result.standard_errors[i] = free ? 1 : std::numeric_limits<double>::quiet_NaN();
  }
  Cholesky<4> cholesky;
  const bool definite = cholesky.factor(at.curvature);
  for (std::size_t i = 0; i < 4; ++i) {
    Vector<4> column{};
    column[i] = 1;
    const double own =
        definite ? cholesky.solve(column)[i] : std::numeric_limits<double>::quiet_NaN();
    result.standard_errors[i] *= std::sqrt(variance * own) / scale[i];
    result.parameters[i] = x[i] / scale[i];
  }
  result.parameters[0] += points.middle;
  result.cost = at.cost;
  result.converged = true;
  return result;
}

}  // namespace outlive
#endif
