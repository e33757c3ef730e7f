#include "outlive/verdict.h"

#include <limits>

namespace outlive {

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::outlived:
      return "outlived";
    case Outcome::outlasted:
      return "outlasted";
    case Outcome::tied:
      return "tied";
    case Outcome::undecided:
      return "undecided";
  }
  return "";
}

Verdict judge(const KnownEnd& film, const KnownEnd& music) {
  constexpr double unbounded = std::numeric_limits<double>::infinity();
  Verdict verdict;
  verdict.years.n = 1;
  // The true end lies within the period that was counted.
  const auto earliest = [](const KnownEnd& side) { return side.end - Days(side.lag); };
  const auto latest = [&](const KnownEnd& side) { return earliest(side) + Days(side.period); };
  verdict.years.estimate = years_between(earliest(film), earliest(music));
  verdict.years.low = film.censored ? -unbounded : years(earliest(music) - latest(film));
  verdict.years.high = music.censored ? unbounded : years(latest(music) - earliest(film));
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
