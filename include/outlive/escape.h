// When did a tune break free of its film?
//
// Where film and music are counted on one scale, month by month, their ratio can be followed: below 1
// people look for the film, above 1 for the music. A tune has escaped when the ratio has passed 1 for
// good, as far as the data reach:
//
//   const Escape found = escape(months, {});      // a MonthSeen each: {month, film, music}
//   found.escaped;                                // Escaped::yes
//   found.date.estimate;                          // 2019-03-02, with low and high
//   found.velocity.estimate;                      // 0.64 doublings of music:film a year
//
// The logarithm of the ratio is a level plus noise. The level follows a local linear trend (Harvey 1989)
// whose variances are not known. Scores are rounded and have a floor: a month tells bounds, not a
// number, and a month in which neither is seen tells nothing. All of that is in the intervals.
//
// *Date*: where the straight line between the levels of two neighbouring months, each placed at the
// month's middle, passes 0 upwards for the last time. A tune that was ahead in the first month has no
// such date: it escaped before, or was never behind. *Velocity*: (last level − first level), a year, in
// doublings. *Coupling*: the share of a film's month-to-month change that shows in its music, before the
// date and after; a tune that has escaped has stopped moving with its film.
//
// Source: docs/methods.md, "Escape".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "outlive/date.h"
#include "outlive/estimate.h"

namespace outlive {

struct MonthSeen {
  Day month;        // First day.
  double film = 0;  // NaN: below the floor, which is not zero.
  double music = 0;
};

struct EscapeOptions {
  double floor = 0;           // The least value shown; 0: there is none.
  std::int64_t draws = 2000;  // From the posterior.
  std::uint64_t seed = 1;
  std::uint64_t stream = 0;        // Tells pairs of one seed apart.
  double confidence = 0.95;        // Of intervals; yes or no: the last level's leaves out 0.
  std::int32_t least_months = 24;  // In the window, and half as many with both sides seen.
};

enum class Escaped { yes, no, cannot_tell };

std::string_view to_string(Escaped escaped);

// A date with its interval. No estimate, no low: it lies before the data begin, or there is none.
struct DateEstimate {
  std::optional<Day> estimate;
  std::optional<Day> low;
  std::optional<Day> high;
  std::int64_t n = 0;  // Months behind it.
};

// Of a month, music : film.
struct RatioMonth {
  Day month;
  double estimate = 1;
  double low = 1;
  double high = 1;
};

// The slope of the music's monthly change of logarithm on the film's.
struct Coupling {
  Estimate before;  // n in changes from one month to the next.
  Estimate after;
};

struct Escape {
  Escaped escaped = Escaped::cannot_tell;
  double probability = 0;       // That the level lies above 0 in the last month.
  double ahead_from_start = 0;  // Probability that it did in every month.
  DateEstimate date;            // Given that it escaped; nothing unless it is known to have.
  Estimate velocity;            // Doublings a year from the first month to the last; n in months.
  Estimate velocity_now;        // The same over the last two years.
  Coupling coupling;
  std::vector<RatioMonth> ratio;
  double noise_sd = 0;  // Posterior medians of the three standard deviations, a month.
  double level_sd = 0;
  double slope_sd = 0;
  std::string cannot_tell;  // Why nothing was estimated, or why there is no verdict; or "".

  bool estimated() const { return !ratio.empty(); }
};

// REQUIRES: nothing. Months that cannot be read (not in order, twice, infinite, negative) or that are
// too few are answered with `cannot_tell`.
Escape escape(std::span<const MonthSeen> months, const EscapeOptions& options);

}  // namespace outlive
