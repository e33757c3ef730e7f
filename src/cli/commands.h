// The subcommands: what each is told, and the function that does it. command_line.cc reads the
// options; each command is in a file of its name and returns the program's exit status.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "outlive/decay_of_works.h"
#include "outlive/escapes.h"
#include "outlive/pair.h"
#include "outlive/pairs.h"
#include "outlive/population.h"
#include "outlive/speed.h"
#include "report/revivals.h"

namespace outlive {

int list_sources(bool json);

struct IngestCommand {
  std::string store = "outlive.duckdb";
  std::string source;
  std::vector<std::string> files;
};
int ingest_files(const IngestCommand& command);

struct LinkCommand {
  std::string store = "outlive.duckdb";
  PairOptions pairs;
  std::string decisions;  // A CSV to read, or "".
  std::string doubtful;   // A CSV to write, or "".
  std::string check;      // A CSV of identified pairs to check the rules against, or "".
};
int link_works(const LinkCommand& command);

// Where to write: a file, "-" for standard output, or nothing.
struct Outputs {
  std::optional<std::string> json;
  std::optional<std::string> csv;
};

struct MeasureCommand {
  std::string store = "outlive.duckdb";
  std::string lifetimes;  // Start from this file and not from the store.
  std::string controls;   // Beside it; "": the file controls.csv next to it, if there is one.
  PairOptions pairs;
  PopulationOptions population;
  Outputs outputs;
  std::optional<std::string> parquet;  // A file, typed, or nothing.
  std::string save_lifetimes;          // A folder for lifetimes.csv and controls.csv, or "".
  bool all = false;                    // Every pair in the table.
};
int measure_pairs(const MeasureCommand& command);

// Whether the curves of a report hold forecasts, which take most of the time.
enum class Forecasting { none, of_charts };

struct ReportCommand {
  MeasureCommand measure;
  std::string curves;  // A file; "": curves.json beside the file of lifetimes, or the store's.
  Forecasting forecasting = Forecasting::none;
  std::string output = "report.html";
};
int write_report(const ReportCommand& command);

struct RunCommand {
  std::string folder;
  std::string output = "out";
  Forecasting forecasting = Forecasting::none;
  MeasureCommand measure;
};
int run_folder(const RunCommand& command);

struct LifetimesCommand {
  std::string store = "outlive.duckdb";
  std::string source;  // In the store ...
  std::string file;    // ... or a tidy file.
  LifetimeRule rule;
  std::string output = "-";
};
int list_lifetimes(const LifetimesCommand& command);

struct RevivalsCommand {
  std::string store = "outlive.duckdb";
  std::string source = "hot-100";
  RevivalRule rule;
  PlacementRule placement;
  RevivalChoice choice;
  Outputs outputs;
};
int find_revivals(const RevivalsCommand& command);

struct DecayCommand {
  std::string store = "outlive.duckdb";
  std::string source;         // In the store ...
  bool by_age = false;        // ... as a cross-section, or each of its works;
  std::string cross_section;  // or a table of ages and values,
  std::string beside;         // with another beside it.
  std::string age;
  std::string value;
  std::string count;
  double bin = 1;
  WorkDecayOptions works;
  bool all = false;  // Every work in the table.
  Outputs outputs;
};
int measure_decay(const DecayCommand& command);

struct EscapeCommand {
  std::string store = "outlive.duckdb";
  EscapesOptions options;
  Outputs outputs;
};
int measure_escapes(const EscapeCommand& command);

struct SpeedCommand {
  std::string store = "outlive.duckdb";
  std::string source = "billboard-200";
  LifetimeRule rule;
  SpeedOptions options;
  Outputs outputs;
};
int measure_pace(const SpeedCommand& command);

struct ForecastCommand {
  std::string store = "outlive.duckdb";
  std::string source = "hot-100";
  std::optional<Day> as_of;  // Nothing: the date of the last chart.
  std::vector<int> horizons = {1, 2, 5};
  double confidence = 0.95;
  int past = 1;  // Years before that are scored.
  Outputs outputs;
};
int forecast_sightings(const ForecastCommand& command);

struct SimulateCommand {
  std::int64_t pairs = 500;
  std::uint64_t seed = 1;
  std::string output = "simulated";
};
int simulate_files(const SimulateCommand& command);

// Reads the command line, runs what it asks for, and turns an Error into one line on standard error
// and exit status 2.
int run_command_line(int argc, char** argv);

}  // namespace outlive
