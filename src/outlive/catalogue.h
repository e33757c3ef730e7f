// The films that the store's catalogues tell of, and when each was first shown.
//
//   const Films films(films_of(store));
//   const CatalogueFilm* film = films.find("Ghost", parse_day("1990-07-13"));
//   film->external;               // "tt0099653"
//   film->released, film->days;   // 1990-01-01 and 365: only the year is known
//
// A catalogue knows a film by IMDb's identifier. Where several tell when it was first shown, the
// narrowest holds; a first day in cinemas that another source counts narrows a year further.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "outlive/date.h"
#include "store/store.h"

namespace outlive {

struct CatalogueFilm {
  std::string title;
  std::string external;   // IMDb's identifier, or "".
  Day released;           // First shown on this day ...
  std::int32_t days = 1;  // ... or one of so many from it on.

  Day latest() const { return released + Days(days - 1); }
};

// By title, date and identifier. Films of unknown date are left out.
std::vector<CatalogueFilm> films_of(Store& store);

// Films by the title that two spellings share (film_key() of outlive/link.h).
class Films {
 public:
  explicit Films(std::vector<CatalogueFilm> films);

  // The film of that title first shown within a year of `about`, the nearest of several; without a
  // date the only film of that title, or the only one with an identifier. Nothing where none is, or
  // where several could be meant.
  const CatalogueFilm* find(const std::string& title, std::optional<Day> about = {}) const;

  const std::vector<CatalogueFilm>& all() const { return films_; }

 private:
  std::vector<CatalogueFilm> films_;
  std::unordered_multimap<std::string, std::size_t> by_key_;
};

}  // namespace outlive
