// How long attention to a work lasts.
//
// Attention is a row of observations: so much in a period. A place in a chart is seen or not; an
// amount (money, views, hours) or an index (0 to 100) is alive as long as it stands, smoothed over a
// week, at or above a share of its own peak:
//
//   const Lifetime life = *lifetime(observations, Scale::rank, {}, window, rules);
//   life.first;              // first sighting
//   life.first_life.end;     // last sighting before the first silence of more than 52 weeks
//   life.whole_life.end;     // last sighting of all
//   life.whole_life.censoring == Censoring::window;  // silent for less than that when the data end
//
// Ends are the first days of the periods in which the work was last alive: what happened within that
// period is not known, and `period` says how long it is.
//
// Source: docs/methods.md, "Lifetimes".
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "outlive/date.h"

namespace outlive {

struct Observation {
  Day start;
  std::int32_t days = 1;  // Length of the period.
  double value = 0;       // NaN: below the source's floor, which is not zero.
};

enum class Scale {
  rank,    // A place in a chart: 1 is best, and to be seen at all is to be alive.
  amount,  // Adds up over time: compared by its rate a day.
  index    // Does not add up: compared as it is.
};

struct LifetimeRule {
  double share = 0.01;   // Of the peak, at or above which an amount or index is alive. (0, 1].
  Days silence{52 * 7};  // A longer silence ends the first life.
  Days smoothing{7};     // Width of the centred mean over observations of shorter periods.
};

// The days that a source covers, both ends included.
struct Window {
  Day first;
  Day last;
};

// From `begins` to `ends` a chart took a work off once it was `age` old, counted from its first
// sighting, and stood below place `below_rank` (0: wherever it stood). Its life is then not known to
// have ended: it is censored by the rule.
struct CensoringRule {
  Day begins;
  Day ends;
  Days age;
  double below_rank = 0;
  std::string note;
};

// From `begins` on, until the next of them, a chart dated D counts the week that began `lag` before D.
struct DatingRule {
  Day begins;
  Days lag;
};

// The lag of the rule in force on the date `printed`; none before the first. REQUIRES: by `begins`.
Days lag_on(Day printed, std::span<const DatingRule> dating);

enum class Censoring {
  none,    // The end was seen.
  window,  // Alive, or silent for no longer than the rule's silence, when the data end.
  rule     // Taken off by a rule of the chart.
};

std::string_view to_string(Censoring censoring);
std::optional<Censoring> parse_censoring(std::string_view text);

struct LifeEnd {
  Day end;  // First day of the last period alive, as the source dates it.
  Censoring censoring = Censoring::none;
  std::int32_t lag = 0;  // Days by which what was counted began before that date.

  bool censored() const { return censoring != Censoring::none; }
};

struct Lifetime {
  Day first;                        // First day of the first period alive, as the source dates it.
  LifeEnd first_life;               // Up to the first silence longer than the rule's.
  LifeEnd whole_life;               // Up to the last time alive of all.
  Day last_seen;                    // Last period with any attention at all, however little.
  std::int32_t period = 1;          // Days in the last period alive.
  std::int32_t alive = 0;           // Periods alive.
  std::int32_t revivals = 0;        // Returns after a silence longer than the rule's.
  std::optional<Day> first_return;  // First day of the first of them.
  double peak = 0;                  // Best place, or highest smoothed rate a day or index.
  Day peak_day;
  double debut = 0;  // The value when first alive.
};

// Nothing when the work was never alive: no observation above the floor, or none above zero.
// REQUIRES: observations in order of `start`, one a period. Throws Error when they are not, when a
// value is infinite, or when a rank or amount is negative.
std::optional<Lifetime> lifetime(std::span<const Observation> observations, Scale scale,
                                 const LifetimeRule& rule, const Window& window,
                                 std::span<const CensoringRule> rules = {});

// What lies between two silences longer than the rule's: the first life, and each return.
struct AliveSpell {
  std::size_t begin = 0;  // Index of the first observation alive ...
  std::size_t end = 0;    // ... and of the one after the last.
  Censoring censoring = Censoring::none;
};

// By time; none when the work was never alive. REQUIRES and throws as lifetime() does.
std::vector<AliveSpell> alive_spells(std::span<const Observation> observations, Scale scale,
                                     const LifetimeRule& rule, const Window& window,
                                     std::span<const CensoringRule> rules = {});

// For lives measured before it was known where the data end: the same life, censored if it had been
// silent for no longer than the rule's silence by then.
Lifetime censored_at(Lifetime life, Day last_day, const LifetimeRule& rule);

}  // namespace outlive
