#include "cli/curves.h"

#include "outlive/error.h"

namespace outlive {
namespace {

bool holds(Store& store, const std::string& source) {
  return store.query("SELECT count(*) FROM file WHERE source = ?", {source}).integer() > 0;
}

std::optional<AgesReport> fading_by_age(Store& store) {
  std::vector<CrossSection> sections;
  for (const char* source : {"song-popularity", "wikimedia-views"}) {
    if (!holds(store, source)) continue;
    sections.push_back(cross_section_of_source(store, view_source(store, source), 1, {}));
  }
  if (sections.empty()) return std::nullopt;
  AgesReport report{std::move(sections[0]), std::nullopt};
  if (sections.size() > 1) report.beside = std::move(sections[1]);
  return report;
}

RevivalsReport returns_to(Store& store, const std::string& chart) {
  RevivalsCommand command;
  command.source = chart;
  command.choice.largest = 40;
  return revivals_of(store, command);
}

SpeedReport pace_on(Store& store, const std::string& chart) {
  SpeedCommand command;
  command.source = chart;
  return pace_of(store, command);
}

ForecastReport next_year_of(Store& store, const std::string& chart) {
  constexpr double worth_showing = 0.1;
  ForecastCommand command;
  command.source = chart;
  command.horizons = {1};
  ForecastReport report = forecast_of(store, command);
  report.least = worth_showing;
  return report;
}

// What cannot be measured of a store leaves the other curves alone; a command of its own says why.
template <typename Measure>
void where_possible(const Measure& measure) {
  try {
    measure();
  } catch (const Error&) {
  }
}

}  // namespace

Curves measure_curves(Store& store, Forecasting forecasting) {
  Curves curves;
  where_possible([&] { curves.decay = fading_by_age(store); });
  const EscapesOptions on_one_scale;
  if (holds(store, on_one_scale.source)) {
    where_possible([&] { curves.escape = find_escapes(store, on_one_scale); });
  }
  for (const char* chart : {"hot-100", "billboard-200"}) {
    if (!holds(store, chart)) continue;
    where_possible([&] { curves.revivals.push_back(returns_to(store, chart)); });
    where_possible([&] { curves.speed.push_back(pace_on(store, chart)); });
    if (forecasting == Forecasting::none) continue;
    where_possible([&] { curves.forecasts.push_back(next_year_of(store, chart)); });
  }
  return curves;
}

}  // namespace outlive
