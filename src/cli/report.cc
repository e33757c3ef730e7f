#include <fmt/format.h>

#include <filesystem>

#include "base/progress.h"
#include "cli/commands.h"
#include "cli/curves.h"
#include "cli/measuring.h"
#include "cli/output.h"

namespace outlive {

namespace {

std::string curves_for(const ReportCommand& command) {
  if (!command.curves.empty()) return read_curves(command.curves);
  if (!command.measure.lifetimes.empty()) {
    const auto beside =
        std::filesystem::path(command.measure.lifetimes).parent_path() / "curves.json";
    return std::filesystem::exists(beside) ? read_curves(beside.string()) : "";
  }
  const Progress progress("measuring curves");
  Store store = Store::open(command.measure.store, Store::Mode::read_only);
  return curves_json(measure_curves(store, command.forecasting), Rows::with);
}

}  // namespace

int write_report(const ReportCommand& command) {
  const Measurement measurement = measure(command.measure);
  write_output(command.output, report_html(measurement, curves_for(command)));
  if (command.output != "-") {
    fmt::print("{}: {} pairs; open it in a browser\n", command.output, measurement.pairs.size());
  }
  return 0;
}

}  // namespace outlive
