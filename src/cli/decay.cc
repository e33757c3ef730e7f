#include "report/decay.h"

#include <optional>

#include "base/progress.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "outlive/error.h"

namespace outlive {
namespace {

CrossSection section_of(const DecayCommand& command, const std::string& file) {
  return cross_section_of_table({file, command.age, command.value, command.count, command.bin},
                                command.works.fit);
}

int decay_by_age(const DecayCommand& command) {
  AgesReport report;
  if (command.cross_section.empty()) {
    const Progress progress("averaging by age");
    Store store = Store::open(command.store, Store::Mode::read_only);
    report.main = cross_section_of_source(store, view_source(store, command.source), command.bin,
                                          command.works.fit);
  } else {
    report.main = section_of(command, command.cross_section);
  }
  if (!command.beside.empty()) report.beside = section_of(command, command.beside);
  write_forms(command.outputs, {[&] { return ages_json(report); }, [&] { return ages_csv(report); },
                                [&](std::size_t width) { return ages_table(report, width); }});
  return 0;
}

int decay_by_work(const DecayCommand& command) {
  auto progress = std::make_optional<Progress>("fitting decay");
  Store store = Store::open(command.store, Store::Mode::read_only);
  const SourceView view = view_source(store, command.source);
  WorksReport report{describe_source(view, ""), command.works.rank_exponent, {}};
  each_decay(store, view, command.works,
             [&](const WorkDecay& work) { report.works.push_back(work); });
  progress.reset();
  if (report.works.empty() && !command.works.title.empty()) {
    throw std::move(
        Error("no title in " + command.source + " has the words '" + command.works.title + "'")
            .hint("case, accents and punctuation do not matter, the order of words does"));
  }
  constexpr std::size_t rows = 12;
  write_forms(
      command.outputs,
      {[&] { return works_json(report); }, [&] { return works_csv(report); },
       [&](std::size_t width) { return works_table(report, width, command.all ? 0 : rows); }});
  return 0;
}

}  // namespace

int measure_decay(const DecayCommand& command) {
  check_outputs(command.outputs);
  const bool by_age = command.by_age || !command.cross_section.empty();
  return by_age ? decay_by_age(command) : decay_by_work(command);
}

}  // namespace outlive
