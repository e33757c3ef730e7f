// From a store to escapes: every film of a source with the music that names it, on the source's scale.
#pragma once

#include <string>
#include <vector>

#include "attention/series.h"
#include "outlive/escape.h"
#include "store/store.h"

namespace outlive {

struct EscapesOptions {
  std::string source = "google-trends-pairs";
  std::string pair;  // Only pairs whose film or music has these words in its name; "": all.
  EscapeOptions escape;
};

struct PairEscape {
  std::string film;
  std::optional<Day> film_released;
  std::string music;
  std::string performer;
  std::vector<MonthSeen> observed;  // All that was counted ...
  std::optional<Day> from;  // ... of which months from this one on are read, if there are any.
  Escape escape;
  std::string refused;  // Why nothing is said of the pair, or "".
  std::vector<std::string> notes;
};

struct EscapeSet {
  SourceView source;
  EscapesOptions options;
  std::vector<PairEscape>
      pairs;  // Escaped ones by date, then undecided ones, others, refused ones.
};

// Throws Error when the source holds no music that names its film, or counts places in a chart, or when
// no pair has the words asked for.
EscapeSet find_escapes(Store& store, const EscapesOptions& options);

}  // namespace outlive
