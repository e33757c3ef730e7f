#include "outlive/revivals.h"

#include <optional>

#include "base/progress.h"
#include "cli/commands.h"
#include "cli/curves.h"
#include "cli/output.h"
#include "report/revivals.h"

namespace outlive {

RevivalsReport revivals_of(Store& store, const RevivalsCommand& command) {
  const SourceView view = view_source(store, command.source);
  return {describe_source(view, ""), command.rule, command.placement, command.choice,
          revivals_of(store, view, command.rule, command.placement)};
}

int find_revivals(const RevivalsCommand& command) {
  check_outputs(command.outputs);
  auto progress = std::make_optional<Progress>("looking for revivals");
  Store store = Store::open(command.store, Store::Mode::read_only);
  const RevivalsReport report = revivals_of(store, command);
  progress.reset();
  write_forms(command.outputs,
              {[&] { return revivals_json(report); }, [&] { return revivals_csv(report); },
               [&](std::size_t width) { return revivals_table(report, width); }});
  return 0;
}

}  // namespace outlive
