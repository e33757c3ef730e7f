#include "base/file.h"
#include "cli/commands.h"
#include "cli/measuring.h"
#include "cli/output.h"
#include "outlive/error.h"

namespace outlive {
namespace {

// The figures that a table of pairs has no room for go beside it: NAME.population.csv.
std::string population_path(std::string path) {
  if (path.ends_with(".csv")) path.resize(path.size() - 4);
  return path + ".population.csv";
}

void check_parquet(const MeasureCommand& command) {
  if (command.parquet == "-") throw std::move(Error("Parquet needs a file").hint("--parquet FILE"));
  if (command.parquet &&
      (command.parquet == command.outputs.json || command.parquet == command.outputs.csv)) {
    throw Error("two forms cannot both be written to " + *command.parquet);
  }
}

}  // namespace

int measure_pairs(const MeasureCommand& command) {
  check_outputs(command.outputs);
  check_parquet(command);
  const Measurement measurement = measure(command);
  const std::optional<std::string>& csv = command.outputs.csv;
  if (csv && *csv != "-") write_file(population_path(*csv), population_csv(measurement));
  if (command.parquet) write_pairs_parquet(measurement, *command.parquet);
  constexpr std::size_t rows = 12;
  write_forms(
      command.outputs,
      {[&] { return measurement_json(measurement); }, [&] { return pairs_csv(measurement); },
       [&](std::size_t width) {
         return measurement_table(measurement, width, command.all ? 0 : rows);
       }});
  return 0;
}

}  // namespace outlive
