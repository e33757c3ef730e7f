// From lives with dates to spells for the survival floor.
#pragma once

#include <optional>

#include "outlive/kaplan_meier.h"
#include "outlive/pair.h"

namespace outlive {

// The day, as counted, on which a life leaves observation, and whether by its end. A life still going on when an
// end could last have been recognised is censored there, not at its last sighting: being seen late
// must not make a life longer. One cut off by a chart's rule is censored where it was cut, or ends
// there if `rule_is_end`.
struct Exit {
  Day day;
  bool event = false;
};
inline Exit exit_of(const WatchedLife& life, LifeKind kind, bool rule_is_end) {
  const LifeEnd& end = life.ends(kind);
  switch (end.censoring) {
    case Censoring::window:
      return {life.followed_until, false};
    case Censoring::rule:
      return {life.counted_end(kind), rule_is_end};
    case Censoring::none:
      break;
  }
  return {life.counted_end(kind), true};
}

// The spell of one side of a pair in years from the premiere. Both sides are in the data only
// because the film's source had begun: what came before is left-truncated.
inline Spell pair_spell(const Pair& pair, const WatchedLife& life, LifeKind kind,
                        bool rule_is_end) {
  const Exit exit = exit_of(life, kind, rule_is_end);
  Spell spell;
  spell.exit = years_between(pair.film_released, exit.day);
  spell.event = exit.event;
  if (pair.film_released < pair.film_watched_from) {
    spell.entry = years_between(pair.film_released, pair.film_watched_from);
    if (spell.exit <= spell.entry) {
      spell.weight = 0;  // Ended or cut off before it could be watched.
      spell.entry = spell.exit - 1;
    }
  }
  if (!spell.event && spell.exit <= 0) spell.weight = 0;  // Cut off before the premiere.
  return spell;
}

}  // namespace outlive
