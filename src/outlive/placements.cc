#include "outlive/placements.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace outlive {
namespace {

constexpr std::string_view album_credit = "soundtrack album";

// A credited film as all catalogues together know it, with the narrowest dates.
class KnownFilms {
 public:
  explicit KnownFilms(const Films& films) : films_(films) {
    for (const CatalogueFilm& film : films.all()) {
      if (!film.external.empty()) by_identifier_.emplace(film.external, &film);
    }
  }
  CatalogueFilm known(CatalogueFilm film) const {
    const auto same = by_identifier_.find(film.external);
    if (same != by_identifier_.end()) return *same->second;
    const CatalogueFilm* const found = films_.find(film.title, film.released);
    return found != nullptr ? *found : film;
  }

 private:
  const Films& films_;
  std::unordered_map<std::string, const CatalogueFilm*> by_identifier_;
};

}  // namespace

Placements::Placements(Store& store, const Films& films,
                       const std::unordered_map<std::uint64_t, Work>& works) {
  const KnownFilms films_known(films);
  store
      .query(
          "SELECT DISTINCT music, performer, credit, title, external, released, days::BIGINT "
          "FROM credit LEFT JOIN film ON film.id = credit.film AND film.file = credit.file "
          "ORDER BY ALL")
      .for_each([&](const Row& row) {
        Credit credit;
        credit.title = song_title(std::string(row.text(0)));
        credit.album = row.text(2).starts_with(album_credit);
        credit.placement.performer = row.text(1);
        credit.placement.credit = row.text(2);
        credit.dated = !row.null(5);
        if (credit.dated) {
          credit.placement.film =
              films_known.known({std::string(row.text(3)), std::string(row.text(4)), row.day(5),
                                 static_cast<std::int32_t>(row.integer(6))});
        }
        by_core_.emplace(credit.title.core, credits_.size());
        credits_.push_back(std::move(credit));
      });
  if (credits_.empty()) return;
  for (const auto& [id, work] : works) {
    std::vector<std::string>& performers = performers_[song_title(work.title).core];
    std::string performer = main_performer(work.maker);
    if (std::find(performers.begin(), performers.end(), performer) == performers.end()) {
      performers.push_back(std::move(performer));
    }
  }
}

std::string Placements::doubt(const Credit& credit, const SongTitle& title) const {
  if (!credit.placement.performer.empty()) return "";
  const auto performers = performers_.find(title.core);
  if (performers != performers_.end() && performers->second.size() > 1) {
    return "no performer is credited, and others had a song of this title";
  }
  if (split_words(title.core).size() < 2)
    return "no performer is credited, and the title is one word";
  return "";
}

std::vector<Placement> Placements::of(const Work& work) const {
  std::vector<Placement> found;
  const SongTitle title = song_title(work.title);
  const auto [begin, end] = by_core_.equal_range(title.core);
  for (auto entry = begin; entry != end; ++entry) {
    const Credit& credit = credits_[entry->second];
    const std::string& performer = credit.placement.performer;
    if (!credit.dated || credit.album != (work.kind == "album")) continue;
    if (!same_song(credit.title, title)) continue;
    if (!performer.empty() && !names_performer(performer, work.maker)) continue;
    found.push_back(credit.placement);
    found.back().doubt = doubt(credit, title);
  }
  std::sort(found.begin(), found.end(), [](const Placement& a, const Placement& b) {
    return std::tie(a.film.released, a.film.title, a.film.external, a.doubt, a.credit) <
           std::tie(b.film.released, b.film.title, b.film.external, b.doubt, b.credit);
  });
  const auto same_film = [](const Placement& a, const Placement& b) {
    return std::tie(a.film.released, a.film.title, a.film.external) ==
           std::tie(b.film.released, b.film.title, b.film.external);
  };
  found.erase(std::unique(found.begin(), found.end(), same_film), found.end());
  return found;
}

std::string Placements::written_for(const Work& work) const {
  const SongTitle title = song_title(work.title);
  const auto [begin, end] = by_core_.equal_range(title.core);
  for (auto entry = begin; entry != end; ++entry) {
    const Credit& credit = credits_[entry->second];
    if (credit.dated || !credit.placement.credit.starts_with("written for")) continue;
    if (same_song(credit.title, title) && names_performer(credit.placement.performer, work.maker)) {
      return credit.placement.credit;
    }
  }
  return "";
}

}  // namespace outlive
