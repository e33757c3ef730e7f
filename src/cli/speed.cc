#include "report/speed.h"

#include <algorithm>
#include <optional>

#include "base/progress.h"
#include "cli/commands.h"
#include "cli/curves.h"
#include "cli/output.h"
#include "outlive/work_spans.h"

namespace outlive {

SpeedReport pace_of(Store& store, const SpeedCommand& command) {
  const SourceView view = view_source(store, command.source);
  const SpansOfSource spans = spans_of(store, view, command.rule);
  SpeedReport report{describe_source(view, ""), measure_speed(spans.works, command.options)};
  report.speed.left_out = spans.left_out;
  return report;
}

int measure_pace(const SpeedCommand& command) {
  check_outputs(command.outputs);
  auto progress = std::make_optional<Progress>("measuring spans");
  Store store = Store::open(command.store, Store::Mode::read_only);
  const SpeedReport report = pace_of(store, command);
  progress.reset();
  write_forms(command.outputs,
              {[&] { return speed_json(report); }, [&] { return speed_csv(report); },
               [&](std::size_t width) { return speed_table(report, width); }});
  return 0;
}

}  // namespace outlive
