// What came back in a source, and what films were shown shortly before.
#pragma once

#include <string>
#include <vector>

#include "attention/series.h"
#include "outlive/placements.h"
#include "outlive/revival.h"

namespace outlive {

struct FoundRevival {
  Work work;
  std::vector<std::string> also;  // Other titles under which the song is listed.
  Day first;                      // First sighting of all.
  Revival revival;
  Day counted;            // When it began by the days counted: a chart may date its weeks late.
  SleepingBeauty beauty;  // Of the work.
  std::vector<Placement> placements;  // Shortly before it.
  Estimate chance;  // The share of other revivals' beginnings that have one of the work's undoubted
      // placements shortly before them. n: those beginnings after the work's first life.
  std::string written_for;  // "written for a film", where a catalogue says so; or "".

  bool placed() const;  // Has a placement beyond doubt.
};

struct Revivals {
  std::vector<FoundRevival> found;  // By beginning, title, maker and id.
  std::int64_t works = 0;           // Songs under two titles count once.
  std::int64_t joined = 0;          // Titles that were taken for another's song.
  std::int64_t seasonal_works = 0;
  std::int64_t let_in = 0;      // Returns soon after the end of a rule that had kept them off.
  std::int64_t placed() const;  // Revivals of no season with a placement beyond doubt.
  bool catalogue = false;       // The store knows credits.
  Estimate placed_by_chance;    // How many revivals of no season chance would give a placement
                                // beyond doubt. n: those revivals.
};

Revivals revivals_of(Store& store, const SourceView& view, const RevivalRule& rule,
                     const PlacementRule& placement = {}, int threads = 0);

}  // namespace outlive
