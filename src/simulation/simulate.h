// Films and music with a known truth, to check every interval on.
//
//   const Simulation simulation = simulate({.pairs = 500, .seed = 1});
//   simulation.pairs[0].music.end;                 // the true end, seen or not
//   write_simulation(simulation, "simulated");     // files as the publishers write them, and truth.csv
//
// A film runs in cinemas for a time drawn from a log-normal law; its daily gross falls by a constant
// rate to three per cent of the opening day's, and stops. Its album enters a weekly chart of 200
// places near the premiere and leaves for good with a constant weekly hazard, times `ratio_in_cinemas`
// while the film runs and `ratio_after` afterwards. With each album a few others enter, at a like
// place, with the hazard itself. Some albums come back once after more than a year of silence. The
// chart's own rules hold: what they take off is gone. Days here are those counted; in the files the
// chart prints them later, as `dating` says.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "outlive/lifetime.h"

namespace outlive {

struct SimulationOptions {
  std::int64_t pairs = 500;
  std::uint64_t seed = 1;
  Day begins = Day(std::chrono::year(2000) / 1 / 1);  // A Saturday.
  Day ends = Day(std::chrono::year(2024) / 8 / 31);   // Later where the chart would overflow.
  double weekly_hazard = 0.04;
  double ratio_in_cinemas = 0.7;
  double ratio_after = 1.1;
  double return_share = 0.05;
  std::int32_t others_a_pair = 3;
  bool watch_to_the_end = false;  // Go on until every life has ended: no censoring by the window.
  std::vector<CensoringRule> rules = {};  // Of the chart ...
  std::vector<DatingRule> dating = {};    // ... whose dates lie so many days after what they count.
};

struct SimulatedAlbum {
  std::string title;
  std::string performer;
  Day first;
  Day first_life_end;  // True ends: first day of the last week on the chart.
  Day end;
  std::vector<Observation> seen;
};

struct SimulatedPair {
  std::string film;
  Day film_released;
  Day film_end;  // True last day in cinemas.
  std::vector<Observation> gross;
  SimulatedAlbum music;
};

struct Simulation {
  SimulationOptions options;  // With `ends` as it came to be.
  std::vector<SimulatedPair> pairs;
  std::vector<SimulatedAlbum> others;  // others_a_pair for each pair, in the pairs' order.
};

Simulation simulate(const SimulationOptions& options);

// The date that the chart prints for the week that began on `counted`.
Day printed_date(Day counted, const std::vector<DatingRule>& dating);

// Writes box-office-daily.csv, billboard-200.csv, truth.csv (a row a pair) and truth.json (the laws).
// Throws Error when a file cannot be written.
void write_simulation(const Simulation& simulation, const std::string& folder);

}  // namespace outlive
