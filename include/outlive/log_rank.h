// Do groups of lives differ in how long they last? The log-rank test.
//
// At every event time, the events of each group are compared with what it would have had if all
// groups shared one hazard. Use it to test for a difference; it does not say how large one is: for
// that see restricted_mean() (in time) and cox() (as a ratio of hazards). It has most power when
// the ratio of hazards stays the same, and may miss curves that cross.
//
//   const LogRank test = log_rank(spells, group);           // group[i]: any whole number
//   test.p;                                                 // 0.065
//   test.groups[0].observed, test.groups[0].expected;       // 11 events, 7.3 expected
//
// With strata, lives are compared within strata only (a week of entry, a matched set) and the
// differences are added up.
//
// Source: Mantel 1966, Peto & Peto 1972; equal to `survdiff(..., rho = 0)` of R's survival, which
// however knows no left truncation.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "outlive/kaplan_meier.h"

namespace outlive {

struct LogRankGroup {
  std::int32_t id = 0;  // As given.
  std::int64_t n = 0;   // Spells.
  double observed = 0;  // Events.
  double expected = 0;  // Events, were the hazards of all groups the same.
};

struct LogRank {
  double chi_square = 0;
  int degrees_of_freedom = 0;  // Groups that could have had an event, less one.
  double p = 1;
  std::vector<LogRankGroup> groups;  // By id, ascending.
};

// Compares the groups. `group` gives each spell's group and `stratum`, unless empty, its stratum.
// Throws Error when lengths differ, there are fewer than two groups, or a spell is not valid.
LogRank log_rank(std::span<const Spell> spells, std::span<const std::int32_t> group,
                 std::span<const std::int32_t> stratum = {});

}  // namespace outlive
