// One law fitted to one series: where the cost is least, from starts that need no luck.
#pragma once

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
std::size_t estimated_parameters(const PreparedSeries& series, DecayLaw law);

LawOptimum fit_law(const PreparedSeries& series, DecayLaw law);

// The inverse of the observed information over the free coordinates, 0 elsewhere, in the cost's own
// units (log_scale: still to be multiplied by the residual variance). Nothing where it is not positive
// definite.
std::optional<Triangle<coordinate_count>> inverse_information(const PreparedSeries& series,
                                                              DecayLaw law,
                                                              const LawOptimum& optimum);

}  // namespace outlive
