#include "outlive/forecast_chart.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "attention/series.h"
#include "outlive/error.h"

namespace outlive {

Chart read_chart(Store& store, const std::string& source) {
  const SourceView view = view_source(store, source);
  if (view.scale != Scale::rank) {
    throw std::move(Error(source + " has no places, and sightings are forecast for charts only")
                        .hint("'outlive sources' lists the charts, which are in ranks"));
  }
  Chart chart;
  chart.source = source;
  chart.places = view.source->floor;
  chart.window = view.window;
  chart.rules = view.rules.censoring;
  const auto works = works_of(store, view);
  for_each_series(store, view, [&](std::uint64_t id, std::span<const Observation> series) {
    ChartedWork charted;
    for (const Observation& seen : series) {
      if (!std::isnan(seen.value)) charted.sightings.push_back({seen.start, seen.value});
    }
    if (charted.sightings.empty()) return;
    const Work& work = works.at(id);
    charted.title = work.title;
    charted.performer = work.maker;
    chart.works.push_back(std::move(charted));
  });
  std::sort(chart.works.begin(), chart.works.end(), [](const auto& a, const auto& b) {
    return std::tie(a.title, a.performer, a.sightings.front().day) <
           std::tie(b.title, b.performer, b.sightings.front().day);
  });
  return chart;
}

}  // namespace outlive
