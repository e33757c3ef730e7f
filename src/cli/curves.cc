#include "cli/curves.h"

#include "outlive/work_spans.h"

namespace outlive {
namespace {

bool holds(Store& store, const std::string& source) {
  return store.query("SELECT count(*) FROM file WHERE source = ?", {source}).integer() > 0;
}

SpeedReport pace_of(Store& store, const std::string& source) {
  const SourceView view = view_source(store, source);
  const SpansOfSource spans = spans_of(store, view, {});
  SpeedReport report{describe_source(view, ""), measure_speed(spans.works, {})};
  report.speed.left_out = spans.left_out;
  return report;
}

}  // namespace

Curves measure_curves(Store& store) {
  Curves curves;
  const EscapesOptions on_one_scale;
  if (holds(store, on_one_scale.source)) curves.escape = find_escapes(store, on_one_scale);
  for (const char* chart : {"billboard-200", "hot-100"}) {
    if (holds(store, chart)) curves.speed.push_back(pace_of(store, chart));
  }
  return curves;
}

}  // namespace outlive
