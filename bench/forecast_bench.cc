// How good forecasts are, against the simple answers.
//
//   forecast_bench STORE                     the days and horizons that the methods quote
//   forecast_bench STORE SOURCE FROM TO      31 August of each of these years, one and two years ahead
//   forecast_bench STORE SOURCE FROM TO RIDGE MEMORY YEARS TREES [GROUP…]   with other settings,
//                                            without groups of covariates
//
// A row a day and horizon: Brier scores of the model, the plain table, age alone and persistence; how
// much lower the model's is than the table's, in per cent; slope and intercept of the recalibration.

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "outlive/error.h"
#include "outlive/forecast.h"
#include "outlive/forecast_chart.h"

namespace {

using namespace outlive;

struct Totals {
  double model = 0;
  double table = 0;
};

void print(const Chart& chart, const std::vector<ForecastScore>& scores, double seconds,
           std::vector<Totals>& totals) {
  for (const ForecastScore& s : scores) {
    fmt::print(
        "{:<14}{} {}y {:>6} {:>5} {:>7.1f}  {:.6f} {:.6f} {:.6f} {:.6f}  {:5.1f} ({:5.1f} to "
        "{:5.1f})  "
        "{:.2f} ({:.2f} to {:.2f}) {:+.2f}  {:.1f}\n",
        chart.source, to_string(s.as_of), s.horizon, s.works, s.sighted, s.expected, s.model.brier,
        s.table.brier, s.age.brier, s.persistence.brier, 100 * s.gain.estimate, 100 * s.gain.low,
        100 * s.gain.high, s.calibration.slope.estimate, s.calibration.slope.low,
        s.calibration.slope.high, s.calibration.intercept.estimate, seconds);
    std::fflush(stdout);
    const auto h = static_cast<std::size_t>(s.horizon);
    if (totals.size() <= h) totals.resize(h + 1);
    totals[h].model += s.model.brier;
    totals[h].table += s.table.brier;
  }
}

void score_day(const Chart& chart, const ForecastOptions& options, std::vector<Totals>& totals) {
  const auto begin = std::chrono::steady_clock::now();
  const auto scores = score_forecasts(chart, options, forecast(chart, options));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  print(chart, scores, took.count(), totals);
}

}  // namespace

int main(int argc, char** argv) try {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.empty()) {
    fmt::print(stderr,
               "forecast_bench STORE [SOURCE FROM TO [RIDGE MEMORY YEARS TREES [GROUP...]]]\n");
    return 2;
  }
  fmt::print(
      "source        as of      h   works  seen expected     model    table      age  persist  "
      "gain %                  slope              intercept  s\n");
  Store store = Store::open(arguments[0], Store::Mode::read_only);
  ForecastOptions options;
  options.horizons = {1, 2};
  options.intervals = false;
  options.threads = hardware_threads();
  std::vector<std::string> sources = {"hot-100", "billboard-200"};
  std::vector<int> years = {2019, 2022, 2023};
  if (arguments.size() >= 4) {
    sources = {arguments[1]};
    years.clear();
    for (int year = std::stoi(arguments[2]); year <= std::stoi(arguments[3]); ++year) {
      years.push_back(year);
    }
  }
  if (arguments.size() >= 8) {
    options.ridge = std::stod(arguments[4]);
    options.memory = std::stod(arguments[5]);
    options.years = std::stoi(arguments[6]);
    options.trees = std::stoi(arguments[7]);
    options.without.assign(arguments.begin() + 8, arguments.end());
  }
  for (const std::string& source : sources) {
    const Chart chart = read_chart(store, source);
    std::vector<Totals> totals;
    for (const int year : years) {
      options.as_of = Day(std::chrono::year(year) / 8 / 31);
      score_day(chart, options, totals);
    }
    for (std::size_t h = 1; h < totals.size(); ++h) {
      fmt::print("{:<14}all       {}y gain over the table {:.1f} %\n", source, h,
                 100 * (1 - totals[h].model / totals[h].table));
    }
  }
  return 0;
} catch (const std::exception& error) {
  fmt::print(stderr, "{}\n", error.what());
  return 2;
}
