#include <algorithm>
#include <optional>
#include <utility>

#include "base/parallel.h"
#include "base/progress.h"
#include "cli/commands.h"
#include "cli/curves.h"
#include "cli/output.h"
#include "outlive/forecast_chart.h"
#include "sources/source.h"

namespace outlive {
namespace {

Day last_sighting(const Chart& chart) {
  Day last = chart.window.first;
  for (const ChartedWork& work : chart.works) last = std::max(last, work.sightings.back().day);
  return last;
}

}  // namespace

ForecastReport forecast_of(Store& store, const ForecastCommand& command) {
  ForecastReport report;
  report.chart_title = find_source(command.source).title;
  report.chart = read_chart(store, command.source);
  report.options.as_of = command.as_of.value_or(last_sighting(report.chart));
  report.options.horizons = command.horizons;
  report.options.confidence = command.confidence;
  report.options.threads = hardware_threads();
  report.forecasts = forecast(report.chart, report.options);
  // The day's own, where the chart goes on beyond it, and those of the years before.
  report.scores = score_forecasts(report.chart, report.options, report.forecasts);
  for (ForecastScore& score : score_past_forecasts(report.chart, report.options, command.past)) {
    report.scores.push_back(std::move(score));
  }
  return report;
}

int forecast_sightings(const ForecastCommand& command) {
  check_outputs(command.outputs);
  auto progress = std::make_optional<Progress>("forecasting");
  Store store = Store::open(command.store, Store::Mode::read_only);
  const ForecastReport report = forecast_of(store, command);
  progress.reset();
  write_forms(command.outputs,
              {[&] { return forecast_json(report); }, [&] { return forecast_csv(report); },
               [&](std::size_t width) { return forecast_table(report, width); }});
  return 0;
}

}  // namespace outlive
