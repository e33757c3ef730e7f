#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/measuring.h"
#include "cli/output.h"

namespace outlive {

int write_report(const ReportCommand& command) {
  const Measurement measurement = measure(command.measure);
  write_output(command.output, report_html(measurement));
  if (command.output != "-") {
    fmt::print("{}: {} pairs; open it in a browser\n", command.output, measurement.pairs.size());
  }
  return 0;
}

}  // namespace outlive
