// Which films used a song shortly before it came back.
//
// A placement is a candidate for what brought a song back, never a proof: songs come back, and are used in
// films, all the time. So beside each stands how often its song would have had one if it had come back
// when other songs did.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "attention/series.h"
#include "outlive/catalogue.h"
#include "outlive/songs.h"

namespace outlive {

struct PlacementRule {
  Days before{270};  // The film may have been shown this long before the song comes back ...
  Days after{30};    // ... and this long after: trailers come before films.
};

struct Placement {
  CatalogueFilm film;
  std::string performer;  // As credited, or "".
  std::string credit;
  std::string doubt;  // Why the song may be another of that name, or "".

  // Days from the film's first showing to `begins`, at least and at most.
  std::int64_t least(Day begins) const { return (begins - film.latest()).count(); }
  std::int64_t most(Day begins) const { return (begins - film.released).count(); }
  bool shortly_before(Day begins, const PlacementRule& rule) const {
    return least(begins) <= rule.before.count() && most(begins) >= -rule.after.count();
  }
};

class Placements {
 public:
  // `works` are those of the source at hand: a title that several of its performers have is doubtful.
  Placements(Store& store, const Films& films,
             const std::unordered_map<std::uint64_t, Work>& works);

  // Every film of known date that is credited with the work, by date, once each.
  std::vector<Placement> of(const Work& work) const;
  // "written for a film", where a catalogue says so without naming it; or "".
  std::string written_for(const Work& work) const;
  bool empty() const { return credits_.empty(); }

 private:
  struct Credit {
    SongTitle title;
    bool album = false;
    bool dated = false;
    Placement placement;
  };
  std::string doubt(const Credit& credit, const SongTitle& title) const;

  std::vector<Credit> credits_;
  std::unordered_multimap<std::string, std::size_t> by_core_;
  std::unordered_map<std::string, std::vector<std::string>> performers_;  // Of each core title.
};

}  // namespace outlive
