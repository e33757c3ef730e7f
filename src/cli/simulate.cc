#include "simulation/simulate.h"

#include <fmt/format.h>

#include "attention/series.h"
#include "base/progress.h"
#include "cli/commands.h"

namespace outlive {

int simulate_files(const SimulateCommand& command) {
  SimulationOptions options;
  options.pairs = command.pairs;
  options.seed = command.seed;
  ChartRules chart = chart_rules(find_source("billboard-200"));
  options.rules = std::move(chart.censoring);
  options.dating = std::move(chart.dating);
  Progress progress("simulating");
  const Simulation simulation = simulate(options);
  write_simulation(simulation, command.output);
  progress.print(
      fmt::format("{0}: {1} pairs, {2} to {3}, with the truth in truth.csv and truth.json\n"
                  "'outlive run {0} -o {0}/out' measures them\n",
                  command.output, simulation.pairs.size(), to_string(simulation.options.begins),
                  to_string(simulation.options.ends)));
  return 0;
}

}  // namespace outlive
