#include "outlive/escapes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "base/parallel.h"
#include "base/text.h"
#include "outlive/error.h"
#include "outlive/lives.h"
#include "outlive/query.h"

namespace outlive {
namespace {

constexpr double unseen = std::numeric_limits<double>::quiet_NaN();

struct Series {
  Work work;
  std::vector<Observation> observations;
};

Day month_of(Day day) {
  const std::chrono::year_month_day date(day);
  return Day(date.year() / date.month() / 1);
}

// What both were counted in, by month: amounts are added up, and an index is averaged. A month of
// several periods counts only if both were seen in each of them.
std::vector<MonthSeen> by_month(const Series& film, const Series& music, Scale scale) {
  struct Sum {
    double film = 0;
    double music = 0;
    double periods = 0;
  };
  std::map<Day, Sum> sums;
  auto other = music.observations.begin();
  for (const Observation& one : film.observations) {
    while (other != music.observations.end() && other->start < one.start) ++other;
    if (other == music.observations.end()) break;
    if (other->start != one.start || other->days != one.days) continue;
    Sum& sum = sums[month_of(one.start)];
    sum.film += one.value;
    sum.music += other->value;
    ++sum.periods;
  }
  std::vector<MonthSeen> months;
  for (const auto& [month, sum] : sums) {
    const double divisor = scale == Scale::index ? sum.periods : 1;
    if (sum.periods > 1 && std::isnan(sum.film + sum.music)) continue;
    months.push_back({month, sum.film / divisor, sum.music / divisor});
  }
  return months;
}

std::vector<MonthSeen> from_month(std::span<const MonthSeen> months, Day first) {
  std::vector<MonthSeen> kept;
  std::copy_if(months.begin(), months.end(), std::back_inserter(kept),
               [&](const MonthSeen& month) { return month.month >= first; });
  return kept;
}

double most_searched(std::span<const MonthSeen> months, Day* when) {
  double most = 0;
  for (const MonthSeen& month : months) {
    if (!(month.film > most)) continue;
    most = month.film;
    *when = month.month;
  }
  return most;
}

// A date of release that lies after the film's peak is often that of a remake or a sequel.
void note_early_peak(PairEscape& pair) {
  if (!pair.film_released) return;
  Day peak;
  most_searched(pair.observed, &peak);
  if (peak >= *pair.film_released - Days(92)) return;
  pair.notes.push_back(fmt::format(
      "the film was searched for most in {}, before the release date given ({}), which may "
      "be that of a remake or sequel",
      to_string(peak).substr(0, 7), to_string(*pair.film_released)));
}

void note_release(PairEscape& pair, const Work& music) {
  constexpr double far = 2;  // Years.
  if (!music.released || !pair.film_released) return;
  const double years = years_between(*music.released, *pair.film_released);
  if (years > far) {
    pair.notes.push_back(fmt::format("the music came out {:.0f} years before the film", years));
  } else if (years < -far) {
    pair.notes.push_back(fmt::format("the music is dated {:.0f} years after the film", -years));
  }
}

void note_other_meaning(PairEscape& pair, const Work& music) {
  constexpr double worth_saying = 0.2;
  const auto before = before_release(pair.observed, Side::music,
                                     music.released ? music.released : pair.film_released);
  if (!before || before->share() < worth_saying) return;
  pair.notes.push_back(fmt::format(
      "the music was searched for before {} came out {:.0f} % as much as after: part of "
      "that may be meant for something else",
      music.released ? "it" : "the film", 100 * before->share()));
}

void note_numeral(PairEscape& pair) {
  const std::string typed = arabic_title(pair.film);
  if (typed.empty()) return;
  pair.notes.push_back(
      fmt::format("searches for \"{}\" may be missing from the film's counts", typed));
}

void note_result(PairEscape& pair) {
  const Escape& found = pair.escape;
  if (!found.estimated()) return;
  if (found.escaped == Escaped::yes && !found.date.estimate) {
    pair.notes.push_back("the music was ahead from the first month read: the date is not known");
  }
  constexpr Days recent{366};
  if (found.date.estimate && pair.observed.back().month - *found.date.estimate < recent) {
    pair.notes.push_back("ahead for less than a year so far");
  }
  if (found.escaped == Escaped::cannot_tell) {
    pair.notes.push_back("cannot tell: " + found.cannot_tell);
  }
}

PairEscape read_pair(const Series& film, const Series& music, Scale scale,
                     const EscapeOptions& options) {
  PairEscape pair;
  pair.film = film.work.title;
  pair.film_released = film.work.released;
  pair.music = music.work.title;
  pair.performer = music.work.maker;
  pair.observed = by_month(film, music, scale);
  if (pair.observed.empty()) {
    pair.refused = "cannot tell: film and music were never counted in the same period";
    return pair;
  }
  pair.from = pair.observed.front().month;
  if (pair.film_released) pair.from = std::max(*pair.from, month_of(*pair.film_released));
  if (scale == Scale::index) {
    pair.refused = shared_query({pair.film, film.work.released}, {pair.music, music.work.released},
                                pair.observed);
  }
  if (!pair.refused.empty()) return pair;
  pair.escape = escape(from_month(pair.observed, *pair.from), options);
  if (!pair.escape.estimated()) pair.refused = "cannot tell: " + pair.escape.cannot_tell;
  note_early_peak(pair);
  note_release(pair, music.work);
  if (scale == Scale::index) {
    note_other_meaning(pair, music.work);
    note_numeral(pair);
  }
  note_result(pair);
  return pair;
}

// Escaped ones by date, those ahead from the start first; then by falling probability.
auto order(const PairEscape& pair) {
  const bool escaped = pair.escape.escaped == Escaped::yes;
  const Day date = escaped ? pair.escape.date.estimate.value_or(Day()) : Day();
  return std::tuple(!pair.refused.empty(), !escaped, date, -pair.escape.probability,
                    std::string_view(pair.film), std::string_view(pair.music));
}

// The pairs of film and music, by the identifiers of their works, that have the words in their names.
std::vector<std::pair<const Series*, const Series*>> match(const std::vector<Series>& series,
                                                           const std::string& words) {
  std::map<std::string, const Series*> films;
  for (const Series& one : series) {
    if (is_film(one.work) && !one.work.external.empty()) films[one.work.external] = &one;
  }
  std::vector<std::pair<const Series*, const Series*>> pairs;
  for (const Series& one : series) {
    if (is_film(one.work) || one.work.kind == "artist" || one.work.film.empty()) continue;
    const auto film = films.find(one.work.film);
    if (film == films.end()) continue;
    const std::string names = normalise_title(film->second->work.title + " " + one.work.title);
    if (names.find(words) != std::string::npos) pairs.emplace_back(film->second, &one);
  }
  return pairs;
}

}  // namespace

EscapeSet find_escapes(Store& store, const EscapesOptions& options) {
  EscapeSet set{view_source(store, options.source), options, {}};
  if (set.source.scale == Scale::rank) {
    throw Error("the source " + options.source + " counts places in a chart, which have no ratio");
  }
  const auto works = works_of(store, set.source);
  std::vector<Series> series;
  for_each_series(store, set.source,
                  [&](std::uint64_t id, std::span<const Observation> observations) {
                    series.push_back({works.at(id), {observations.begin(), observations.end()}});
                  });
  const auto matched = match(series, normalise_title(options.pair));
  if (matched.empty() && !options.pair.empty()) {
    throw Error("no pair of " + options.source + " has '" + options.pair + "' in its names");
  }
  if (matched.empty()) throw Error("no music of " + options.source + " names its film");
  set.pairs.resize(matched.size());
  parallel_for(matched.size(), hardware_threads(), [&](std::size_t i) {
    const auto& [film, music] = matched[i];
    EscapeOptions with = options.escape;
    with.floor = set.source.source->floor;
    with.stream = music->work.id;
    set.pairs[i] = read_pair(*film, *music, set.source.scale, with);
  });
  std::sort(set.pairs.begin(), set.pairs.end(),
            [](const PairEscape& a, const PairEscape& b) { return order(a) < order(b); });
  return set;
}

}  // namespace outlive
