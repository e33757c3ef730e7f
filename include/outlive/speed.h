// Does it all go faster now? The pace of attention by the year in which works came out.
//
// Four spans are taken of every work, each as far as it was watched: from its entry to its peak, its
// first life, from its peak until attention is down to half for good, and from the end of its first
// life until it comes back. Works that entered in one year are one cohort:
//
//   const std::vector<WorkSpans> works = ...;     // of a source in a store: src/outlive/work_spans.h
//   const Speed speed = measure_speed(works, {});
//   const SpeedGroup& soundtracks = speed.measures[1].groups[0];    // first life
//   soundtracks.years.back().figures[1].value;      // median of the last cohort, with its interval
//   soundtracks.trend.segments.back().pace;         // hazard ratio a decade: above 1 is faster
//   soundtracks.trend.changed.p;                    // did the trend change at any of the breaks?
//
// Quartiles are those of Kaplan–Meier curves; trends are hazard ratios of a Cox model whose log hazard
// runs in a straight line over the date of entry, with a jump and a new slope at each break. Errors
// allow for works of one calendar year having more in common than those of two.
//
// Sources: Kaplan & Meier 1958; Cox 1972; segmented regression of interrupted series: Wagner et al.
// 2002; clustered errors: Lin & Wei 1989. docs/methods.md, "Speed".
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "outlive/date.h"
#include "outlive/estimate.h"
#include "outlive/kaplan_meier.h"

namespace outlive {

// The spans of one work, in weeks from their beginnings. A span that could not be watched is absent.
struct WorkSpans {
  Day entered;  // First day counted.
  bool soundtrack = false;
  std::optional<Spell> time_to_peak;  // Up to the highest point of the first life.
  std::optional<Spell> first_life;
  std::optional<Spell> half_life;  // From there until attention is last half as high.
  std::optional<Spell> revival;    // From the end of the first life until the first return.
};

// A day on which something changed for all works at once.
struct Break {
  Day date;
  std::string name;
};

// When the album chart began to count sales electronically, to keep older albums, to count streams.
std::vector<Break> chart_breaks();

struct SpeedOptions {
  std::vector<Break> breaks = chart_breaks();  // By date.
  double confidence = 0.95;
};

struct Figure {
  std::string name;  // "lower_quartile", "median", "upper_quartile" or "within_5_years"
  Estimate value;    // Weeks; a share for the last.
};

struct SpeedYear {
  int year = 0;
  std::int64_t works = 0;
  std::vector<Figure> figures;
};

// The trend between two breaks.
struct TrendSegment {
  Day from;
  Day to;
  Estimate pace;  // Hazard ratio of one decade; n: spans whose end was seen.
};

struct TrendBreak {
  Break at;
  Estimate jump;    // Hazard ratio of just after to just before; n as above, of both sides.
  Estimate change;  // Ratio of the pace after to the pace before.
  double p = std::numeric_limits<double>::quiet_NaN();  // That the pace did not change here.
};

struct WaldTest {
  double f = std::numeric_limits<double>::quiet_NaN();
  int degrees_of_freedom = 0;
  int clusters = 0;  // Less the number of coefficients: the second degrees of freedom.
  double p = std::numeric_limits<double>::quiet_NaN();
};

struct Trend {
  std::vector<TrendSegment> segments;
  std::vector<TrendBreak> breaks;
  WaldTest changed;         // That the pace is the same in all segments.
  std::string cannot_tell;  // Why there is no trend, or "".
};

struct SpeedGroup {
  std::string name;  // "soundtracks", "others" or "all"
  std::int64_t works = 0;
  std::vector<SpeedYear> years;
  Trend trend;
};

struct SpeedMeasure {
  std::string name;  // "time_to_peak", "first_life", "half_life" or "revival"
  std::vector<SpeedGroup> groups;
  WaldTest differ;  // That soundtracks have the pace of the others, in all segments.
};

struct Speed {
  std::vector<Break> breaks;
  std::int64_t works = 0;
  std::int64_t left_out = 0;  // Seen so early that they may have been there before.
  std::vector<SpeedMeasure> measures;
};

Speed measure_speed(std::span<const WorkSpans> works, const SpeedOptions& options);

}  // namespace outlive
