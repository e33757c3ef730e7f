// How much of a film's month-to-month change shows in its music, before its escape and after.
//
// The music's change of logarithm is regressed on the film's, with an interval that allows for changes
// that follow one another (Newey & West 1987) and Student's t. A change counts where both sides stand at
// `least_score` or more in both months: below, rounding makes changes of its own. Fewer than twelve
// changes give no answer.
#pragma once

#include <span>

#include "outlive/escape.h"

namespace outlive {

// A tune known not to have escaped has a `before` only, one that was ahead from the start an `after`.
Coupling coupling(std::span<const MonthSeen> months, const Escape& escape, double confidence);

// The slope of y on x, with a constant. NaN where x does not vary or where there are fewer than twelve.
// Periods that were not seen count in the lags, as months of no residual: what stands on either side of
// a gap is no neighbour. REQUIRES: as many y as x, and the period that each is `at`, rising.
Estimate robust_slope(std::span<const int> at, std::span<const double> x, std::span<const double> y,
                      double confidence);

}  // namespace outlive
