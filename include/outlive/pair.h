// A film and its music, with the life of each: what Outlive measures.
//
// A Pair holds all that verdicts and populations need, whether it was measured from a store
// (outlive/pairs.h) or read from a published file (outlive/lifetimes_file.h):
//
//   const Verdict verdict = judge(pair, LifeKind::whole);
//   verdict.years.low;      // the music outlived the film by at least so many years
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "outlive/lifetime.h"
#include "outlive/verdict.h"

namespace outlive {

enum class LifeKind {
  whole,  // Up to the last time alive of all, returns included.
  first   // Up to the first long silence.
};

std::string_view to_string(LifeKind kind);

// One side's life, and how far it was watched.
struct WatchedLife {
  Day first;                   // First day of the first period alive, as the source dates it.
  std::int32_t first_lag = 0;  // Days by which what was counted began before that.
  LifeEnd first_life;
  LifeEnd whole_life;
  Day last_seen;            // Last period with any attention at all, however little.
  std::int32_t period = 1;  // Days in the last period alive.
  // The last day, as counted, on which an end would have been recognised as one: the end of the data
  // less the silence that an end takes. Lives still going on then are censored there.
  Day followed_until;

  // Days that were counted, whatever date a chart gives them.
  Day counted_first() const { return first - Days(first_lag); }
  Day counted_end(LifeKind kind) const { return ends(kind).end - Days(ends(kind).lag); }

  const LifeEnd& ends(LifeKind kind) const {
    return kind == LifeKind::whole ? whole_life : first_life;
  }
  KnownEnd known_end(LifeKind kind) const {
    return {ends(kind).end, period, ends(kind).censored(), ends(kind).lag};
  }
};

// A measured life as it was watched up to `last_day`, where its source's data end. The dates are those
// counted: a source that dates late sets its lags afterwards.
WatchedLife watched_life(const Lifetime& life, Day last_day, const LifetimeRule& rule);

struct Pair {
  std::string film;
  Day film_released;      // First public showing.
  Day film_watched_from;  // First day of the film's source; a later premiere is seen whole.
  WatchedLife film_life;

  std::string music;
  std::string performer;
  WatchedLife music_life;
  std::int32_t weeks_on_chart = 0;  // Periods in which the music was seen.
  std::int32_t revivals = 0;
  double peak_rank = 0;  // Best place; 0 where the music's source has no places.

  std::string link_reason;
  double link_confidence = 1;
};

Verdict judge(const Pair& pair, LifeKind kind);

// Another album that entered the chart in the same week as a pair's music, at a like place.
struct MatchedAlbum {
  std::size_t pair = 0;    // Index of the pair it is matched to.
  std::int32_t album = 0;  // One album may be matched to several pairs: the same number.
  WatchedLife life;
};

}  // namespace outlive
