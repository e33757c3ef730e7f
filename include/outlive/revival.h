// How attention comes back.
//
// A work comes back when it is seen again after a silence that ended its first life (a *return*), or
// when attention that had fallen rises again while it still lives (a *burst*, found where the level of
// its counts changes, outlive/change_points.h). Works of a chart have returns only: a place is no count,
// and below the last place nothing is seen.
//
//   const Circumstances told{.scale = Scale::rank, .window = window, .floor = 100};
//   const Comeback back = comebacks(observations, told, {});
//   for (const Revival& revival : back.revivals) {
//     revival.begins, revival.ends, revival.peak, revival.peak_day;
//     revival.half_life;               // days from the peak until attention is down to half for good
//     revival.season.verdict;          // Season::yes: it comes at the same time of other years too
//   }
//   back.beauty.coefficient;           // how long it slept and how steeply it woke
//
// A place in a chart is taken for attention by Zipf's law: half the attention is twice the place. Spans
// are in days. Source: docs/methods.md, "Revivals".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "outlive/change_points.h"
#include "outlive/estimate.h"
#include "outlive/lifetime.h"

namespace outlive {

struct RevivalRule {
  LifetimeRule life;               // What is alive, and the silence after which a life has ended.
  double rise = 2;                 // A burst lifts the level at least so many times ...
  double penalty = usual_penalty;  // ... with changes that cost so much.
  Days young{365};                 // Bursts that begin sooner after the release belong to it.
  Days season_silence{120};        // A longer silence separates two visits of a seasonal work.
  Days season_window{30};          // Of one season: visits that peak so close on the calendar.
  Days season_longest{92};         // A longer visit keeps to no season.
  double season_level = 0.05;      // How often chance alone may make a return look seasonal.
};

// The response classes of Crane & Sornette 2008. Their fourth, endogenous subcritical, has no peak.
enum class Response {
  cannot_tell,
  exogenous_subcritical,  // A blow from outside that nobody passes on: relaxes as t^-1.4.
  exogenous_critical,     // A blow that spreads from person to person: t^-0.6.
  endogenous_critical     // Grown by itself: t^-0.2, and a rise like the fall.
};
std::string_view to_string(Response response);

struct Shape {
  Response response = Response::cannot_tell;
  std::string why;     // What keeps it from being told, or "".
  double in_peak = 0;  // Share of the revival's attention in its peak period.
  Estimate exponent;   // p in: attention falls as (days since the peak)^-p. n: periods.
};

struct Season {
  enum Verdict { no, yes, cannot_tell };
  Verdict verdict = no;
  std::int32_t visits = 0;     // Times that the work came, this one included: those of one winter
                               // are one.
  std::int32_t in_season = 0;  // Of the others, those at this time of the year.
  double chance = 1;           // The probability of that many or more if visits kept to no season.
};

struct Revival {
  enum Kind { comes_back, burst };
  Kind kind = comes_back;
  Day begins;  // First day of the first period ...
  Day ends;    // ... and of the last.
  Censoring censoring = Censoring::none;
  std::int32_t periods = 0;  // Seen.
  double size = 0;     // Attention, in the unit of the source; for charts the sum of 1 / place.
  double share = 0;    // Of all the attention that the work was seen to have.
  double peak = 0;     // Best place, or highest value of a period (a week where days are told).
  Day peak_day;        // First day of that period.
  Estimate rise;       // Days from the beginning to the peak.
  Estimate half_life;  // Days from the peak until attention is half of that. n: periods.
  Shape shape;
  Season season;
};

// Ke, Ferrara, Radicchi & Flammini 2015, by years since the first sighting.
struct SleepingBeauty {
  double coefficient = 0;        // B: 0 when the first year is the best.
  std::optional<Day> awakening;  // First day of the year in which it wakes; nothing when B is 0.
  std::int32_t years = 0;
};

// Of counts c_0 ... c_T, one a year.
double sleeping_beauty(std::span<const double> counts);
// The year t of the largest distance from the line between c_0 and the highest.
std::size_t awakening_time(std::span<const double> counts);

struct Comeback {
  std::vector<Revival> revivals;  // By beginning.
  SleepingBeauty beauty;  // Charts: in weeks at the first place. Only where something came back.
  Day first;              // First day of the first period alive.
  Day first_life_ends;    // First day of its last.
  std::int32_t let_in =
      0;                  // Returns that are no revivals: soon after the end of a rule of the chart
                          // that had kept the work off, whatever attention it had.
  bool seasonal = false;  // Three visits or more, and most of them, keep to a season; such a
                          // work may come back every year and never be silent for long.
};

// What is told of a source beside its observations.
struct Circumstances {
  Scale scale = Scale::rank;
  Window window;
  std::span<const CensoringRule> rules;
  double floor = 0;             // Last place, or lowest value shown: below it counts as half of it.
  std::optional<Day> released;  // First public showing.
};

// Nothing comes back where nothing was ever alive. REQUIRES and throws as lifetime() does.
Comeback comebacks(std::span<const Observation> observations, const Circumstances& told,
                   const RevivalRule& rule);

struct Visit {
  Day peak;
  Days length{7};
};

// The season of each visit: how close on the calendar those of other years peaked. With all at the same
// time of the year, but too few of them for chance to be ruled out, it cannot be told.
std::vector<Season> seasons(std::span<const Visit> visits, const RevivalRule& rule);

}  // namespace outlive
