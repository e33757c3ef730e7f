// Did this music outlive this film, and by how much?
//
//   const Verdict verdict = judge({film_end, 1, false}, {music_end, 7, true});
//   verdict.outcome;      // Outcome::outlived: the music is censored and already past the film's end
//   verdict.years.low;    // by at least so many years
//   verdict.years.high;   // infinite
//
// Ends are compared by the days that were counted: a chart's date lies weeks after the sales that it
// counts, and its lag says how many days. Within the period counted the true end is not known; the
// interval holds every difference that the periods allow, and where it holds zero, the two are tied. A censored end is a lower limit. Never a bare ratio; undecided is a result.
//
// Source: docs/methods.md, "Verdict of a pair".
#pragma once

#include <cstdint>
#include <string_view>

#include "outlive/date.h"
#include "outlive/estimate.h"

namespace outlive {

struct KnownEnd {
  Day end;                  // First day of the last period alive, as its source dates it.
  std::int32_t period = 1;  // Days in that period.
  bool censored = false;    // The life went on, who knows how long.
  std::int32_t lag = 0;     // Days by which what was counted began before `end`.
};

enum class Outcome {
  outlived,   // The music outlived the film.
  outlasted,  // The film outlasted the music.
  tied,       // Both ended, too close to tell which was first.
  undecided   // Censoring hides which was first.
};

std::string_view to_string(Outcome outcome);

struct Verdict {
  Outcome outcome = Outcome::undecided;
  // Music's end minus film's end in years; the limits are infinite where censoring leaves them open.
  Estimate years;
};

Verdict judge(const KnownEnd& film, const KnownEnd& music);

}  // namespace outlive
