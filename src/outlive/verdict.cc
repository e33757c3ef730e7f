#include "outlive/verdict.h"

#include <limits>

namespace outlive {

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::outlived: return "outlived";
    case Outcome::outlasted: return "outlasted";
    case Outcome::tied: return "tied";
    case Outcome::undecided: return "undecided";
  }
  return "";
}

Verdict judge(const KnownEnd& film, const KnownEnd& music) {
  constexpr double unbounded = std::numeric_limits<double>::infinity();
  Verdict verdict;
  verdict.years.n = 1;
  verdict.years.estimate = years_between(film.end, music.end);
  // A period's last day is within it, so two ends differ by less than their periods either way.
  verdict.years.low =
      film.censored ? -unbounded : years(music.end - film.end - Days(film.period));
  verdict.years.high =
      music.censored ? unbounded : years(music.end - film.end + Days(music.period));
  if (verdict.years.low >= 0) {
    verdict.outcome = Outcome::outlived;
  } else if (verdict.years.high <= 0) {
    verdict.outcome = Outcome::outlasted;
  } else if (!film.censored && !music.censored) {
    verdict.outcome = Outcome::tied;
  }
  return verdict;
}

}  // namespace outlive
