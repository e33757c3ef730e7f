#include <unistd.h>

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

}  // namespace

int measure_pairs(const MeasureCommand& command) {
  if (command.parquet == "-" && isatty(STDOUT_FILENO) != 0) {
    throw std::move(Error("Parquet is not written to a terminal").hint("give --parquet a file"));
  }
  const Measurement measurement = measure(command);
  if (command.json) write_output(*command.json, measurement_json(measurement));
  if (command.csv) {
    write_output(*command.csv, pairs_csv(measurement));
    if (*command.csv != "-") {
      write_file(population_path(*command.csv), population_csv(measurement));
    }
  }
  if (command.parquet) {
    write_pairs_parquet(measurement, *command.parquet == "-" ? "/dev/stdout" : *command.parquet);
  }
  const bool to_output =
      command.json == "-" || command.csv == "-" || command.parquet == "-";
  if (!to_output) {
    constexpr std::size_t rows = 12;
    write_output("-", measurement_table(measurement, terminal_width(), command.all ? 0 : rows));
  }
  return 0;
}

}  // namespace outlive
