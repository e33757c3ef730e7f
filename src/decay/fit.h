// One law fitted to one series: where the cost is least, from starts that need no luck.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "decay/likelihood.h"

namespace outlive {

struct LawOptimum {
  bool converged = false;
  Coordinates at{};
  double cost = 0;
  std::array<bool, coordinate_count> free{};  // Estimated, and not at a bound.
  int evaluations = 0;
};

// Within which coordinates are sought; those that the law or the noise does not have are held at 0.
Bounds<coordinate_count> law_bounds(const PreparedSeries& series, DecayLaw law);

// Coordinates that count as estimated: ln N, the shape's, and the scatter.
std::size_t estimated_parameters(DecayLaw law);

// Rates differ in size, so steps are taken in their logarithms; below no_rate one counts as none.
inline constexpr double no_rate = 1e-7;
// Beyond it, times the first age, the fastest phase would be over before anything was observed.
inline constexpr double fastest = 5;

// The least cost, plus that of `spring`, which may add to it; from one start.
using Spring = std::function<bool(const Coordinates&, NormalEquations<coordinate_count>&)>;
LeastSquaresResult<coordinate_count> minimise(const PreparedSeries& series, DecayLaw law,
                                              const Coordinates& start,
                                              const LeastSquaresOptions& options,
                                              const Spring& spring = {});

LawOptimum fit_law(const PreparedSeries& series, DecayLaw law);

// The inverse of the observed information over the free coordinates, 0 elsewhere, in the cost's own
// units (log_scale: still to be multiplied by the residual variance). Nothing where it is not positive
// definite.
std::optional<Triangle<coordinate_count>> inverse_information(const PreparedSeries& series,
                                                              DecayLaw law,
                                                              const LawOptimum& optimum);

// For given rates the two-phase law is A e^-at + B e^-qt, and relative errors stand for logarithms: of a
// geometric grid of rates, ascending by `ratio` from `slowest`, the pair that explains most, each by a
// 2 x 2 system. `products` and `sums` are those of the grid's exponentials over the observed values, with
// each other and with 1. ln N, p, r, q; zeros where no pair decays.
template <std::size_t Rates>
Vector<4> best_of_grid(const Triangle<Rates>& products, const Vector<Rates>& sums, double slowest,
                       double ratio) {
  Vector<4> best{};
  double most = -1;
  double a = slowest;
  for (std::size_t i = 0; i < Rates; ++i, a *= ratio) {
    double q = slowest;
    for (std::size_t j = 0; j < i; ++j, q *= ratio) {
      const double aa = products[triangle_index(i, i)];
      const double ab = products[triangle_index(i, j)];
      const double bb = products[triangle_index(j, j)];
      const double determinant = aa * bb - ab * ab;
      if (!(determinant > 1e-12 * aa * bb)) continue;
      const double fast = (sums[i] * bb - sums[j] * ab) / determinant;
      const double slow = (sums[j] * aa - sums[i] * ab) / determinant;
      const double explained = fast * sums[i] + slow * sums[j];
      if (!(fast + slow > 0) || slow <= 0 || explained <= most) continue;
      most = explained;
      const double r = std::min(slow / (fast + slow) * (a - q), a);
      best = {fast + slow, a - r, r, q};
    }
  }
  if (most > 0) best[0] = std::log(best[0]);
  return best;
}

}  // namespace outlive
