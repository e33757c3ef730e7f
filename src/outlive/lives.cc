#include "outlive/lives.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "outlive/link.h"

namespace outlive {
namespace {

// A soundtrack silent for longer, and seen again as a film of its title opens, is another album.
constexpr Days remake_silence{5 * 365};

using Series = std::vector<Observation>;

void sort_lives(std::vector<WorkLife>& lives) {
  std::sort(lives.begin(), lives.end(), [](const WorkLife& a, const WorkLife& b) {
    return std::tie(a.work.title, a.work.maker, a.work.id, a.life.first) <
           std::tie(b.work.title, b.work.maker, b.work.id, b.life.first);
  });
}

// Both series as one; where they speak of the same period, amounts add up.
Series together(const Series& a, const Series& b) {
  Series all;
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all),
             [](const Observation& x, const Observation& y) { return x.start < y.start; });
  Series merged;
  for (const Observation& observation : all) {
    if (!merged.empty() && merged.back().start == observation.start) {
      merged.back().value += observation.value;
    } else {
      merged.push_back(observation);
    }
  }
  return merged;
}

struct Film {
  Work work;
  Series series;

  Day first() const { return work.released.value_or(series.front().start); }
};

// The latest first release of the title that opened before `later`, or nothing.
Film* first_release(std::vector<Film>& films, const std::multimap<std::string, std::size_t>& by_key,
                    const Film& later) {
  Film* found = nullptr;
  const auto [begin, end] = by_key.equal_range(film_key(later.work.title));
  for (auto i = begin; i != end; ++i) {
    Film& film = films[i->second];
    const bool earlier = film.first() < later.first();
    if (earlier && (found == nullptr || found->first() < film.first())) found = &film;
  }
  return found;
}

// First releases with what came of them later. A later release whose first was never seen stands for
// its film.
std::vector<Film> fold_releases(std::vector<Film> listed) {
  std::vector<Film> films;
  std::vector<Film> later;
  for (Film& film : listed) {
    const ListedTitle title = split_release(film.work.title);
    film.work.title = title.title;
    (title.release.empty() ? films : later).push_back(std::move(film));
  }
  std::multimap<std::string, std::size_t> by_key;
  for (std::size_t i = 0; i < films.size(); ++i) by_key.emplace(film_key(films[i].work.title), i);
  std::vector<Film> alone;
  for (Film& release : later) {
    if (Film* const first = first_release(films, by_key, release)) {
      first->series = together(first->series, release.series);
    } else {
      release.work.rerelease = true;
      alone.push_back(std::move(release));
    }
  }
  std::move(alone.begin(), alone.end(), std::back_inserter(films));
  return films;
}

struct Soundtrack {
  Work work;
  Series series;
  std::string key;  // Of the film's title that its own title holds.
};

// Tells an old album that comes back from a new one of its title.
class Remakes {
 public:
  Remakes(std::span<const WorkLife> films, std::span<const Soundtrack> soundtracks) {
    for (const WorkLife& film : films) {
      if (!film.work.rerelease) premieres_.emplace(film_key(film.work.title), premiere(film));
    }
    for (const Soundtrack& album : soundtracks) {
      entries_.emplace(album.key, album.series.front().start);
    }
  }

  // Where in the series another album begins: after a long silence, as a film of its title opens that
  // no other album entered the chart with.
  std::vector<std::size_t> beginnings(const Soundtrack& album) const {
    std::vector<std::size_t> found = {0};
    for (std::size_t i = 1; i < album.series.size(); ++i) {
      const bool silent = album.series[i].start - album.series[i - 1].start > remake_silence;
      if (silent && opens_alone(album.key, album.series[i].start)) found.push_back(i);
    }
    return found;
  }

 private:
  static bool belongs(Day seen, Day premiere) {
    const LinkRule window;
    return seen - premiere >= -window.before && seen - premiere <= window.after;
  }

  bool opens_alone(const std::string& key, Day seen) const {
    const auto [begin, end] = premieres_.equal_range(key);
    const auto film = std::find_if(
        begin, end, [&](const auto& candidate) { return belongs(seen, candidate.second); });
    if (film == end) return false;
    const auto [first, last] = entries_.equal_range(key);
    return std::none_of(first, last,
                        [&](const auto& entry) { return belongs(entry.second, film->second); });
  }

  std::multimap<std::string, Day> premieres_;
  std::multimap<std::string, Day> entries_;
};

}  // namespace

bool is_film(const Work& work) {
  return work.kind == "film" || work.kind == "series";
}

WatchedLife watched_life(const Lifetime& life, const SourceView& view, const LifetimeRule& rule) {
  WatchedLife watched = watched_life(life, view.window.last, rule);
  watched.first_lag = view.lag(life.first);
  watched.followed_until -= Days(view.lag(watched.followed_until));
  return watched;
}

Day premiere(const WorkLife& film) {
  return film.work.released.value_or(film.life.first);
}

std::vector<WorkLife> film_lives(Store& store, const SourceView& view, const LifetimeRule& rule) {
  const std::unordered_map<std::uint64_t, Work> works = works_of(store, view);
  std::vector<Film> listed;
  for_each_series(store, view, [&](std::uint64_t id, std::span<const Observation> series) {
    const Work& work = works.at(id);
    if (is_film(work)) listed.push_back({work, {series.begin(), series.end()}});
  });
  std::vector<WorkLife> lives;
  for (const Film& film : fold_releases(std::move(listed))) {
    if (const auto life = series_lifetime(film.series, view, rule))
      lives.push_back({film.work, *life});
  }
  sort_lives(lives);
  return lives;
}

std::vector<WorkLife> music_lives(Store& store, const SourceView& view, const LifetimeRule& rule,
                                  std::span<const WorkLife> films) {
  const std::unordered_map<std::uint64_t, Work> works = works_of(store, view);
  std::vector<WorkLife> lives;
  std::vector<Soundtrack> soundtracks;
  for_each_series(store, view, [&](std::uint64_t id, std::span<const Observation> series) {
    const Work& work = works.at(id);
    if (work.soundtrack && !is_film(work)) {
      soundtracks.push_back(
          {work, {series.begin(), series.end()}, film_key(film_title_of_album(work.title))});
    } else if (!is_film(work)) {
      if (const auto life = series_lifetime(series, view, rule)) lives.push_back({work, *life});
    }
  });
  const Remakes remakes(films, soundtracks);
  for (const Soundtrack& album : soundtracks) {
    std::vector<std::size_t> starts = remakes.beginnings(album);
    starts.push_back(album.series.size());
    for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
      const auto part = std::span(album.series).subspan(starts[i], starts[i + 1] - starts[i]);
      if (const auto life = series_lifetime(part, view, rule)) lives.push_back({album.work, *life});
    }
  }
  sort_lives(lives);
  return lives;
}

}  // namespace outlive
