// What came back, written out. docs/formats.md describes the forms.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "outlive/revivals.h"
#include "report/measurement.h"

namespace outlive {

// Which revivals are wanted; the figures of the whole source stay.
struct RevivalChoice {
  std::string title;         // Words of the title in any spelling, or "".
  std::optional<Day> since;  // That began on or after this day.
  bool seasonal = false;     // Those that keep to a season, in place of those that do not.
  std::size_t largest = 0;   // Of either only so many, those with the most attention; 0: all.

  bool any() const { return seasonal || since || !title.empty(); }
};

struct RevivalsReport {
  MeasuredSource source;
  RevivalRule rule;
  PlacementRule placement;
  RevivalChoice choice;
  Revivals revivals;
};

// Those of the choice. The form for programs has seasonal ones too, unless they alone are asked for.
std::vector<const FoundRevival*> chosen_revivals(const RevivalsReport& report);

std::string revivals_json(const RevivalsReport& report);
// A row a revival.
std::string revivals_csv(const RevivalsReport& report);
std::string revivals_table(const RevivalsReport& report, std::size_t width);

// Plain sentences: how much came back and how much of it chance would place after a film; and what
// that can and cannot show.
std::vector<std::string> revivals_findings(const RevivalsReport& report);
std::vector<std::string> revivals_notes(const RevivalsReport& report);

std::string_view to_string(Revival::Kind kind);

}  // namespace outlive
