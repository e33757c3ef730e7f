// A whole measurement, and the forms in which it is given out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "outlive/pair.h"
#include "outlive/pairs.h"
#include "outlive/population.h"

namespace outlive {

struct MeasuredSource {
  std::string name;
  std::string title;
  std::string role;  // "film" or "music"
  std::string unit;
  double floor = 0;
  Window window;
  std::int64_t works = 0;
};

struct Measurement {
  LifetimeRule rule;
  PopulationOptions options;
  Day since;
  std::vector<MeasuredSource> sources;  // Empty when it started from a file of lifetimes.
  std::vector<Pair> pairs;
  Population population;
  std::vector<Sensitivity> sensitivity;
  std::vector<RefusedPair> refused;
};

MeasuredSource describe_source(const SourceView& view, const std::string& role);

// Plain sentences, each true by itself, the answer first.
std::vector<std::string> findings(const Measurement& measurement);

// What has to hold for the figures to mean what they say.
std::vector<std::string> assumptions(const Measurement& measurement);

// docs/formats.md describes it.
std::string measurement_json(const Measurement& measurement, int indent = 1);

// A row a pair.
std::string pairs_csv(const Measurement& measurement);

// A row a figure: figure, estimate, low, high, n.
std::string population_csv(const Measurement& measurement);

// The same rows as pairs_csv, typed. Throws Error when the file cannot be written.
void write_pairs_parquet(const Measurement& measurement, const std::string& path);

// For a terminal, `width` columns wide: the figures, and `rows` pairs from either end (0: all).
std::string measurement_table(const Measurement& measurement, std::size_t width, std::size_t rows);

// One page that needs nothing else. `curves` is a document of curves_json(), or "" for none.
std::string report_html(const Measurement& measurement, const std::string& curves);

}  // namespace outlive
