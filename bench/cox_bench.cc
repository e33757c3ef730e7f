// Times cox() on simulated lives, on one core.
//
//   cox_bench [--rows 1000000] [--covariates 10] [--start-stop] [--runs 5] [--write DIRECTORY]
//
// Right-censored: one row a life. --start-stop: two rows a life, entering late, covariates changing
// in between. All times are distinct. With --write, the rows go to DIRECTORY/rows.bin (doubles,
// column after column: start, stop, event, covariates) and the coefficients to
// DIRECTORY/coefficients.txt, for bench/cox_vs_r.sh to fit the same with R.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "outlive/cox.h"
#include "outlive/error.h"

namespace {

struct Arguments {
  std::size_t rows = 1'000'000;
  std::size_t covariates = 10;
  std::size_t runs = 5;
  bool start_stop = false;
  std::string directory;
};

struct Rows {
  std::vector<double> start;  // Empty unless start-stop.
  std::vector<double> stop;
  std::vector<std::uint8_t> event;
  std::vector<std::vector<double>> covariates;
};

Arguments parse(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--start-stop") {
      arguments.start_stop = true;
      continue;
    }
    if (i + 1 == argc) throw outlive::Error("unknown or incomplete option " + std::string(option));
    const std::string value = argv[++i];
    if (option == "--rows") {
      arguments.rows = std::stoul(value);
    } else if (option == "--covariates") {
      arguments.covariates = std::stoul(value);
    } else if (option == "--runs") {
      arguments.runs = std::stoul(value);
    } else if (option == "--write") {
      arguments.directory = value;
    } else {
      throw outlive::Error("unknown option " + std::string(option));
    }
  }
  return arguments;
}

// Every other covariate is normal, the rest are yes or no; effects from -0.5 to 0.5.
Rows simulate(const Arguments& arguments) {
  std::mt19937_64 random(20240229);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  const std::size_t p = arguments.covariates;
  Rows rows;
  rows.covariates.resize(p);
  const auto draw_covariates = [&] {
    double effect = 0;
    for (std::size_t j = 0; j < p; ++j) {
      const double x = j % 2 == 0 ? normal(random) : static_cast<double>(uniform(random) < 0.3);
      rows.covariates[j].push_back(x);
      effect += x * (p > 1 ? -0.5 + static_cast<double>(j) / static_cast<double>(p - 1) : 0.5);
    }
    return effect;
  };
  const auto wait = [&](double hazard) { return -std::log1p(-uniform(random)) / hazard; };
  const auto add = [&](double start, double end_of_watch, double hazard) {
    const double end = start + wait(hazard);
    if (arguments.start_stop) rows.start.push_back(start);
    rows.stop.push_back(std::min(end, end_of_watch));
    rows.event.push_back(end <= end_of_watch ? 1 : 0);
    return end > end_of_watch;
  };
  while (rows.stop.size() < arguments.rows) {
    const double entry = arguments.start_stop ? 0.5 * uniform(random) : 0;
    const double censored = entry + wait(0.7);
    double hazard = std::exp(draw_covariates());
    if (!arguments.start_stop) {
      add(entry, censored, hazard);
      continue;
    }
    const double change = entry + 0.5 * uniform(random);
    const bool lives_on = add(entry, std::min(change, censored), hazard);
    if (!lives_on || change >= censored || rows.stop.size() == arguments.rows) continue;
    hazard = std::exp(draw_covariates());
    add(change, censored, hazard);
  }
  return rows;
}

void write_rows(const Rows& rows, const std::string& directory) {
  std::ofstream file(directory + "/rows.bin", std::ios::binary);
  const auto write = [&](const std::vector<double>& column) {
    file.write(reinterpret_cast<const char*>(column.data()),
               static_cast<std::streamsize>(column.size() * sizeof(double)));
  };
  write(rows.start.empty() ? std::vector<double>(rows.stop.size()) : rows.start);
  write(rows.stop);
  write({rows.event.begin(), rows.event.end()});
  for (const auto& column : rows.covariates) write(column);
  if (!file) throw outlive::Error("could not write " + directory + "/rows.bin");
}

void run(const Arguments& arguments) {
  const Rows rows = simulate(arguments);
  outlive::CoxData data;
  data.start = rows.start;
  data.stop = rows.stop;
  data.event = rows.event;
  for (std::size_t j = 0; j < rows.covariates.size(); ++j) {
    data.covariates.push_back({fmt::format("x{}", j + 1), rows.covariates[j], ""});
  }
  outlive::CoxModel model;
  std::vector<double> seconds;
  for (std::size_t i = 0; i < arguments.runs; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    model = outlive::cox(data);
    seconds.push_back(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  std::sort(seconds.begin(), seconds.end());
  fmt::print("outlive: {} rows, {} covariates, {}, {} events, {} iterations\n", rows.stop.size(),
             rows.covariates.size(), arguments.start_stop ? "start-stop" : "right-censored",
             model.n_events, model.iterations);
  fmt::print("outlive: {:.3f} s (median of {}, {:.3f} to {:.3f})\n", seconds[seconds.size() / 2],
             seconds.size(), seconds.front(), seconds.back());
  if (arguments.directory.empty()) return;
  write_rows(rows, arguments.directory);
  std::ofstream file(arguments.directory + "/coefficients.txt");
  for (const auto& c : model.coefficients) {
    file << fmt::format("{:.17g} {:.17g}\n", c.coefficient, c.std_error);
  }
  std::ofstream(arguments.directory + "/seconds.txt") << seconds[seconds.size() / 2] << '\n';
}

}  // namespace

int main(int argc, char** argv) try {
  run(parse(argc, argv));
  return EXIT_SUCCESS;
} catch (const std::exception& error) {
  fmt::print(stderr, "cox_bench: {}\n", error.what());
  return 2;
}
