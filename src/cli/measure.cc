#include <algorithm>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/measuring.h"
#include "outlive/error.h"

namespace outlive {
namespace {

// The figures that a table of pairs has no room for go beside it: NAME.population.csv.
std::string population_path(std::string path) {
  if (path.ends_with(".csv")) path.resize(path.size() - 4);
  return path + ".population.csv";
}

void check_outputs(const MeasureCommand& command) {
  if (command.parquet == "-") throw std::move(Error("Parquet needs a file").hint("--parquet FILE"));
  std::vector<std::string> targets;
  for (const auto& target : {command.json, command.csv, command.parquet}) {
    if (target) targets.push_back(*target);
  }
  std::sort(targets.begin(), targets.end());
  const auto twice = std::adjacent_find(targets.begin(), targets.end());
  if (twice != targets.end()) {
    throw Error("two forms cannot both be written to " +
                (*twice == "-" ? std::string("standard output") : *twice));
  }
}

}  // namespace

int measure_pairs(const MeasureCommand& command) {
  check_outputs(command);
  const Measurement measurement = measure(command);
  if (command.json) write_output(*command.json, measurement_json(measurement));
  if (command.csv) {
    write_output(*command.csv, pairs_csv(measurement));
    if (*command.csv != "-") {
      write_file(population_path(*command.csv), population_csv(measurement));
    }
  }
  if (command.parquet) write_pairs_parquet(measurement, *command.parquet);
  const bool to_output = command.json == "-" || command.csv == "-";
  if (!to_output) {
    constexpr std::size_t rows = 12;
    write_output("-", measurement_table(measurement, terminal_width(), command.all ? 0 : rows));
  }
  return 0;
}

}  // namespace outlive
