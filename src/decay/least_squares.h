// Small least-squares problems, solved without allocating: Levenberg-Marquardt.
//
// DESCRIPTION. Finds the parameters, within bounds, at which a cost is least: half a sum of squares, or
// a negative log-likelihood that is convex in what the parameters predict. The problem is a callable
// that fills in the cost, its gradient and its curvature at given parameters, a row at a time, so that
// any number of observations needs no memory:
//
//   const auto line = [&](const std::array<double, 2>& b, NormalEquations<2>& at) {
//     for (const auto& [x, y] : points) at.add(b[0] + b[1] * x - y, {1, x});
//     return true;                       // false: the parameters are out of the model's domain
//   };
//   const auto best = least_squares<2>(line, {0, 0});
//
// IMPLEMENTATION. Damping is by Nielsen's rule and in units of each parameter's own curvature, or of what
// was lately the largest (Marquardt 1963; More 1978; Madsen, Nielsen & Tingleff 2004, "Methods for
// non-linear least squares problems", algorithm 3.16). A parameter at a bound that its gradient pushes
// against is held. Once the cost is flat to rounding, a step counts as better when it brings down the
// gradient: costs agree in twice as many digits as parameters do, and so stop telling them apart halfway.
//
// Accuracy: bench/nist_bench gives the digits right on NIST's problems.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

namespace outlive {

template <std::size_t N>
using Vector = std::array<double, N>;

// A symmetric matrix by its lower triangle, row by row.
template <std::size_t N>
using Triangle = std::array<double, N*(N + 1) / 2>;

constexpr std::size_t triangle_index(std::size_t row, std::size_t column) {
  return row * (row + 1) / 2 + column;
}

template <std::size_t N>
struct NormalEquations {
  double cost = 0;
  Vector<N> gradient{};
  Triangle<N> curvature{};

  // An observation with its residual and the residual's derivatives by each parameter.
  void add(double residual, const Vector<N>& row) {
    cost += 0.5 * residual * residual;
    add(residual, 1.0, row);
  }
  // One whose cost has the derivatives `slope` and `bend` by what the model predicts, and the
  // prediction the derivatives `row`.
  void add(double slope, double bend, const Vector<N>& row) {
    for (std::size_t i = 0; i < N; ++i) {
      gradient[i] += slope * row[i];
      for (std::size_t j = 0; j <= i; ++j) {
        curvature[triangle_index(i, j)] += bend * row[i] * row[j];
      }
    }
  }
};

// The factor L of a positive definite matrix L L'.
template <std::size_t N>
struct Cholesky {
  Triangle<N> lower{};

  // False when the matrix is not positive definite to working precision.
  bool factor(const Triangle<N>& matrix) {
    for (std::size_t i = 0; i < N; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        double sum = matrix[triangle_index(i, j)];
        for (std::size_t k = 0; k < j; ++k) {
          sum -= lower[triangle_index(i, k)] * lower[triangle_index(j, k)];
        }
        if (i == j) {
          if (!(sum > 0) || !std::isfinite(sum)) return false;
          lower[triangle_index(i, i)] = std::sqrt(sum);
        } else {
          lower[triangle_index(i, j)] = sum / lower[triangle_index(j, j)];
        }
      }
    }
    return true;
  }

  Vector<N> solve(Vector<N> b) const {
    for (std::size_t i = 0; i < N; ++i) {
      for (std::size_t k = 0; k < i; ++k) b[i] -= lower[triangle_index(i, k)] * b[k];
      b[i] /= lower[triangle_index(i, i)];
    }
    for (std::size_t i = N; i-- > 0;) {
      for (std::size_t k = i + 1; k < N; ++k) b[i] -= lower[triangle_index(k, i)] * b[k];
      b[i] /= lower[triangle_index(i, i)];
    }
    return b;
  }
};

template <std::size_t N>
struct Bounds {
  Vector<N> low;
  Vector<N> high;

  Bounds() {
    low.fill(-std::numeric_limits<double>::infinity());
    high.fill(std::numeric_limits<double>::infinity());
  }
};

struct LeastSquaresOptions {
  int iterations = 200;
  double damping = 1e-2;    // At first, in units of the curvature.
  double tolerance = 1e-8;  // Done when a step's expected gain is below its square of the cost.
};

enum class LeastSquaresEnd { converged, out_of_domain, out_of_iterations };

template <std::size_t N>
struct LeastSquaresResult {
  LeastSquaresEnd end = LeastSquaresEnd::out_of_domain;
  Vector<N> parameters{};
  NormalEquations<N> at;
  std::array<bool, N> held{};  // At a bound that the cost would have it cross.
  int evaluations = 0;

  bool converged() const { return end == LeastSquaresEnd::converged; }
};

namespace least_squares_detail {

template <std::size_t N>
std::array<bool, N> held_at_bounds(const Vector<N>& x, const Vector<N>& gradient,
                                   const Bounds<N>& bounds) {
  std::array<bool, N> held{};
  for (std::size_t i = 0; i < N; ++i) {
    held[i] =
        (x[i] <= bounds.low[i] && gradient[i] >= 0) || (x[i] >= bounds.high[i] && gradient[i] <= 0);
  }
  return held;
}

// The gradient in units of the curvature: what Newton's step would gain if parameters were alone.
template <std::size_t N>
double scaled_gradient(const NormalEquations<N>& at, const Vector<N>& scale,
                       const std::array<bool, N>& held) {
  double sum = 0;
  for (std::size_t i = 0; i < N; ++i) {
    if (!held[i]) sum += at.gradient[i] * at.gradient[i] / scale[i];
  }
  return sum;
}

}  // namespace least_squares_detail

template <std::size_t N, class Problem>
LeastSquaresResult<N> least_squares(const Problem& problem, const Vector<N>& start,
                                    const Bounds<N>& bounds = {},
                                    const LeastSquaresOptions& options = {}) {
  using namespace least_squares_detail;
  LeastSquaresResult<N> result;
  Vector<N>& x = result.parameters;
  x = start;
  for (std::size_t i = 0; i < N; ++i) x[i] = std::clamp(x[i], bounds.low[i], bounds.high[i]);
  ++result.evaluations;
  if (!problem(x, result.at) || !std::isfinite(result.at.cost)) return result;

  Vector<N> scale{};
  double damping = options.damping;
  double growth = 2;
  int flats = 0;  // Steps that gained nothing where the cost is flat.
  const double tiny = options.tolerance * options.tolerance;
  result.end = LeastSquaresEnd::out_of_iterations;
  while (result.evaluations < options.iterations) {
    result.held = held_at_bounds(x, result.at.gradient, bounds);
    for (std::size_t i = 0; i < N; ++i) {
      const double own = std::abs(result.at.curvature[triangle_index(i, i)]);
      scale[i] = std::max({own, 0.9 * scale[i], 1e-300});
    }
    Triangle<N> damped = result.at.curvature;
    Vector<N> step{};
    for (std::size_t i = 0; i < N; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (result.held[i] || result.held[j]) damped[triangle_index(i, j)] = 0;
      }
      damped[triangle_index(i, i)] += damping * scale[i];
      step[i] = result.held[i] ? 0 : -result.at.gradient[i];
    }
    Cholesky<N> cholesky;
    if (!cholesky.factor(damped)) {
      damping = std::max(10 * damping, 1e-12);
      if (damping > 1e20) return result;
      continue;
    }
    step = cholesky.solve(step);

    Vector<N> next = x;
    double expected = 0;  // Gain, to second order.
    double longest = 0;
    for (std::size_t i = 0; i < N; ++i) {
      next[i] = std::clamp(x[i] + step[i], bounds.low[i], bounds.high[i]);
      step[i] = next[i] - x[i];
      expected += 0.5 * step[i] * (damping * scale[i] * step[i] - result.at.gradient[i]);
      longest = std::max(longest, std::abs(step[i]) / (std::abs(x[i]) + 1e-300));
    }
    if (longest < 1e-15 || (std::abs(expected) <= tiny * result.at.cost && damping < 1)) {
      result.end = LeastSquaresEnd::converged;
      return result;
    }

    NormalEquations<N> there;
    ++result.evaluations;
    const bool valid = problem(next, there) && std::isfinite(there.cost);
    const double gain = result.at.cost - there.cost;
    const bool flat = valid && std::abs(gain) <= 1e-12 * std::abs(result.at.cost);
    const bool better =
        flat ? scaled_gradient(there, scale, held_at_bounds(next, there.gradient, bounds)) <
                   scaled_gradient(result.at, scale, result.held)
             : valid && gain > 0;
    if (better) {
      const double ratio = flat ? 1 : gain / std::max(expected, 1e-300);
      damping *= std::max(1.0 / 3.0, 1 - std::pow(2 * ratio - 1, 3));
      damping = std::max(damping, 1e-18);
      growth = 2;
      x = next;
      result.at = there;
    } else if (flat && ++flats > 3) {
      // Rounding is all that is left of cost and gradient.
      result.end = LeastSquaresEnd::converged;
      return result;
    } else {
      damping *= growth;
      growth *= 2;
      if (damping > 1e20) return result;
    }
  }
  return result;
}

}  // namespace outlive
