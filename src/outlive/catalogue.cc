#include "outlive/catalogue.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "outlive/link.h"

namespace outlive {
namespace {

// A title and a first day that another source counts from.
struct FirstDay {
  std::string title;
  Day day;
};

// Sources that know a film's year only date it to the first of January, which no first day is taken
// from.
std::vector<FirstDay> counted_first_days(Store& store) {
  std::vector<FirstDay> days;
  store
      .query(
          "SELECT title, released FROM work WHERE kind = 'film' AND released IS NOT NULL "
          "AND (month(released), day(released)) <> (1, 1) ORDER BY released, id")
      .for_each([&](const Row& row) {
        const ListedTitle listed = split_release(std::string(row.text(0)));
        if (listed.release.empty()) days.push_back({listed.title, row.day(1)});
      });
  return days;
}

std::vector<CatalogueFilm> listed_films(Store& store) {
  std::vector<CatalogueFilm> films;
  store
      .query(
          "SELECT arg_min(title, (days, released, file)), min(external), "
          "arg_min(released, (days, released)), min(days)::BIGINT FROM film "
          "WHERE released IS NOT NULL GROUP BY id")
      .for_each([&](const Row& row) {
        films.push_back({std::string(row.text(0)), std::string(row.text(1)), row.day(2),
                         static_cast<std::int32_t>(row.integer(3))});
      });
  return films;
}

// From `day` to the film's first showing, 0 where it may be that day.
Days distance(const CatalogueFilm& film, Day day) {
  return std::max({film.released - day, day - film.latest(), Days(0)});
}

constexpr Days a_year{366};

// A film without an identifier is the one of its title that has one, or has been seen before, within a
// year. A later release is no date of the film.
void merge_unidentified(std::vector<CatalogueFilm>& films) {
  std::stable_partition(films.begin(), films.end(),
                        [](const CatalogueFilm& film) { return !film.external.empty(); });
  std::unordered_multimap<std::string, std::size_t> by_key;
  std::vector<CatalogueFilm> merged;
  for (CatalogueFilm& film : films) {
    std::string key = film_key(film.title);
    const auto [begin, end] = by_key.equal_range(key);
    const auto same = std::find_if(begin, end, [&](const auto& entry) {
      return film.external.empty() && distance(merged[entry.second], film.released) <= a_year;
    });
    if (same == end) {
      by_key.emplace(std::move(key), merged.size());
      merged.push_back(std::move(film));
    } else if (CatalogueFilm& known = merged[same->second];
               film.days < known.days && distance(known, film.released) == Days(0)) {
      known.released = film.released;
      known.days = film.days;
    }
  }
  films = std::move(merged);
}

}  // namespace

std::vector<CatalogueFilm> films_of(Store& store) {
  std::vector<CatalogueFilm> films = listed_films(store);
  for (FirstDay& first : counted_first_days(store)) {
    films.push_back({std::move(first.title), "", first.day, 1});
  }
  const auto order = [](const CatalogueFilm& a, const CatalogueFilm& b) {
    return std::tie(a.title, a.released, a.days, a.external) <
           std::tie(b.title, b.released, b.days, b.external);
  };
  std::sort(films.begin(), films.end(), order);
  merge_unidentified(films);
  std::sort(films.begin(), films.end(), order);
  return films;
}

Films::Films(std::vector<CatalogueFilm> films) : films_(std::move(films)) {
  for (std::size_t i = 0; i < films_.size(); ++i) by_key_.emplace(film_key(films_[i].title), i);
}

const CatalogueFilm* Films::find(const std::string& title, std::optional<Day> about) const {
  std::vector<const CatalogueFilm*> named;
  const auto [begin, end] = by_key_.equal_range(film_key(title));
  for (auto entry = begin; entry != end; ++entry) named.push_back(&films_[entry->second]);
  if (!about) {
    const auto others = std::partition(named.begin(), named.end(), [](const CatalogueFilm* film) {
      return !film->external.empty();
    });
    if (others != named.begin()) named.erase(others, named.end());
    return named.size() == 1 ? named.front() : nullptr;
  }
  std::erase_if(named, [&](const CatalogueFilm* film) { return distance(*film, *about) > a_year; });
  const auto nearest = std::min_element(named.begin(), named.end(),
                                        [&](const CatalogueFilm* a, const CatalogueFilm* b) {
                                          return std::pair(distance(*a, *about), a->released) <
                                                 std::pair(distance(*b, *about), b->released);
                                        });
  return nearest == named.end() ? nullptr : *nearest;
}

}  // namespace outlive
