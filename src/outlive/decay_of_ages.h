// Cross-sections: how attention falls with age, over many works at one time.
//
// Each year of age has the mean of its values, and a weight: how many works stand behind it. One
// work's months are not independent, so they count once.
#pragma once

#include <string>
#include <vector>

#include "attention/series.h"
#include "outlive/decay.h"

namespace outlive {

struct CrossSection {
  std::string name;                // A file's name, or a source's.
  std::string value;               // What was averaged.
  std::string weight;              // What a weight counts: "rows", "films", ...
  std::vector<DecayPoint> points;  // By the middle of each year of age.
  double works = 0;                // With an age; the sum of weights for a file.
  std::int64_t undated = 0;        // Works left out for want of a date.
  std::int64_t below_floor = 0;    // Values left out because no one knows how small they are.
  std::vector<std::string> notes;  // What has to be known to read it.
  DecayFit fit;
};

// A table of ages and values: CSV, TSV, gzip-compressed or not. Columns not named are looked for.
struct AgeTable {
  std::string file;
  std::string age;
  std::string value;
  std::string count;  // How many works a row stands for; "": one, or the column "count".
  double bin = 1;     // Years.
};

// Throws Error when the file has no such columns, or a cell is no number, or a weight is
// negative. Rows that stand for nothing, of weight 0, are left out.
CrossSection cross_section_of_table(const AgeTable& table, const DecayOptions& options);

// Films, songs ... of a source by the years since they were first shown.
CrossSection cross_section_of_source(Store& store, const SourceView& view, double bin,
                                     const DecayOptions& options);

}  // namespace outlive
