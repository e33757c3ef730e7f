// Decay curves, written out. docs/formats.md describes the forms.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "outlive/decay_of_ages.h"
#include "outlive/decay_of_works.h"
#include "report/measurement.h"

namespace outlive {

// A cross-section, and another to set beside it.
struct AgesReport {
  CrossSection main;
  std::optional<CrossSection> beside;
};

std::string ages_json(const AgesReport& report);
// A row an age: name, age, value, n, curve, low, high.
std::string ages_csv(const AgesReport& report);
std::string ages_table(const AgesReport& report, std::size_t width);

// What the two say of each other, and what they cannot.
std::vector<std::string> ages_findings(const AgesReport& report);

struct WorksReport {
  MeasuredSource source;
  double rank_exponent = 1;
  std::vector<WorkDecay> works;
};

std::string works_json(const WorksReport& report);
// A row a work.
std::string works_csv(const WorksReport& report);
// `rows` works from either end (0: all).
std::string works_table(const WorksReport& report, std::size_t width, std::size_t rows);

}  // namespace outlive
