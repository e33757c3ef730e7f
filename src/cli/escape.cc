#include "report/escape.h"

#include <optional>

#include "base/progress.h"
#include "cli/commands.h"
#include "cli/output.h"

namespace outlive {

int measure_escapes(const EscapeCommand& command) {
  check_outputs(command.outputs);
  auto progress = std::make_optional<Progress>("following ratios");
  Store store = Store::open(command.store, Store::Mode::read_only);
  const EscapeSet set = find_escapes(store, command.options);
  progress.reset();
  write_forms(command.outputs, {[&] { return escape_json(set); }, [&] { return escape_csv(set); },
                                [&](std::size_t width) { return escape_table(set, width); }});
  return 0;
}

}  // namespace outlive
