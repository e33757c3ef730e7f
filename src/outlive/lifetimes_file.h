// The published form of a measurement: a row a pair in lifetimes.csv, and beside it, in controls.csv,
// a row for each album that a soundtrack is compared with. Figures only, none of a chart's rows.
//
// docs/formats.md describes every column.
#pragma once

#include <string>
#include <vector>

#include "outlive/pair.h"

namespace outlive {

struct LifetimesFile {
  LifetimeRule rule;  // By which the lives were measured.
  std::vector<Pair> pairs;
  std::vector<MatchedAlbum> matched;
};

std::string lifetimes_csv(const LifetimesFile& file);
std::string controls_csv(const LifetimesFile& file);

// Reads `lifetimes`, and `controls` unless empty. Throws Error naming file and row.
LifetimesFile read_lifetimes(const std::string& lifetimes, const std::string& controls);

}  // namespace outlive
