// The pace of attention, written out. docs/formats.md describes the forms.
#pragma once

#include <string>

#include "outlive/speed.h"
#include "report/measurement.h"

namespace outlive {

struct SpeedReport {
  MeasuredSource source;
  Speed speed;
};

std::string speed_json(const SpeedReport& report);
// A row a figure: measure, group, year, figure, estimate, low, high, n.
std::string speed_csv(const SpeedReport& report);
std::string speed_table(const SpeedReport& report, std::size_t width);

// Plain sentences: what the trends since the last break say, and what they cannot.
std::vector<std::string> speed_findings(const SpeedReport& report);
std::vector<std::string> speed_notes(const SpeedReport& report);

}  // namespace outlive
