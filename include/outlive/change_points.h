// Where the level of a series of counts changes.
//
// Attention comes in counts that scatter more than chance alone would have it: the variance grows with
// the square of the mean. The series is taken as runs of negative-binomial counts of one mean each, and
// cut where that pays:
//
//   const Segmentation found = change_points(views);
//   found.begins;   // {0, 17, 20}: three runs
//   found.means;    // {410, 5200, 530}
//
// A change has to lower minus twice the log-likelihood by more than a penalty that grows with the
// logarithm of the length, so that a series without a change is rarely cut: bench/revivals_bench has
// the rate. The best segmentation is found exactly and, where changes keep coming, in linear time
// (PELT, Killick, Fearnhead & Eckley 2012).
//
// Values need not be whole: only their sums enter. Source: docs/methods.md, "Revivals".
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace outlive {

struct Segmentation {
  std::vector<std::size_t> begins;  // Of each run; the first is 0. Empty for an empty series.
  std::vector<double> means;        // Of each run.
  double dispersion = 0;            // a in: variance = mean + a * mean².
  double cost = 0;                  // Minus twice the log-likelihood, less what no cut changes,
                                    // and the penalties.
};

// What each change has to pay: PENALTY * log n * (1 + 10 / n), for its place, its level and the
// dispersion that is estimated from few neighbours in a short series.
inline constexpr double usual_penalty = 3;

// The dispersion, from neighbouring counts: seven tenths of their squared differences lie where they
// would if the counts differed by chance alone. Up to three tenths may belong to changes.
double neighbour_dispersion(std::span<const double> counts);

// Throws Error for a count that is negative or not finite.
Segmentation change_points(std::span<const double> counts, double penalty = usual_penalty);

// The same by trying every cut, in time that grows with the square of the length: the plain version
// that the fast one is checked against.
Segmentation change_points_by_trying(std::span<const double> counts,
                                     double penalty = usual_penalty);

}  // namespace outlive
