#include "cli/measuring.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/csv.h"
#include "base/file.h"
#include "base/progress.h"
#include "outlive/error.h"
#include "outlive/lifetimes_file.h"

namespace outlive {
namespace {

void measure_all(Measurement& measurement, const std::vector<MatchedAlbum>& matched,
                 const MeasureCommand& command) {
  measurement.options = command.population;
  measurement.since = command.pairs.since;
  measurement.population = measure_population(measurement.pairs, matched, measurement.options);
  measurement.sensitivity = measure_sensitivity(measurement.pairs, measurement.options);
}

std::string controls_beside(const MeasureCommand& command) {
  if (!command.controls.empty()) return command.controls;
  const auto beside = std::filesystem::path(command.lifetimes).parent_path() / "controls.csv";
  return std::filesystem::exists(beside) ? beside.string() : "";
}

void save(const std::string& folder, const LifetimesFile& file) {
  std::filesystem::create_directories(folder);
  write_file(std::filesystem::path(folder) / "lifetimes.csv", lifetimes_csv(file));
  write_file(std::filesystem::path(folder) / "controls.csv", controls_csv(file));
}

}  // namespace

namespace {

// How far down a film counts as alive decides much; other shares of its peak show how much.
void vary_share(Store& store, const MeasureCommand& command, Measurement& measurement) {
  for (const double factor : {0.1, 5.0}) {
    PairOptions other = command.pairs;
    const double share = std::min(1.0, factor * command.pairs.rule.share);
    other.rule.share = share;
    const PairSet set = find_pairs(store, other);
    measurement.sensitivity.push_back(
        measure_setting(fmt::format("alive down to {:g} % of the peak, not {:g} %", 100 * share,
                                    100 * command.pairs.rule.share),
                        set.pairs, measurement.options));
  }
}

}  // namespace

Measurement measure_store(Store& store, PairSet set, const MeasureCommand& command) {
  Measurement measurement;
  measurement.rule = command.pairs.rule;
  measurement.sources = {describe_source(set.film_source, "film"),
                         describe_source(set.music_source, "music")};
  measurement.refused = std::move(set.refused);
  if (!command.save_lifetimes.empty()) {
    save(command.save_lifetimes, {command.pairs.rule, set.pairs, set.matched});
  }
  measurement.pairs = std::move(set.pairs);
  measure_all(measurement, set.matched, command);
  vary_share(store, command, measurement);
  return measurement;
}

Measurement measure(const MeasureCommand& command) {
  const Progress progress("measuring");
  if (command.lifetimes.empty()) {
    Store store = Store::open(command.store, Store::Mode::read_only);
    return measure_store(store, find_pairs(store, command.pairs), command);
  }
  LifetimesFile file = read_lifetimes(command.lifetimes, controls_beside(command));
  Measurement measurement;
  measurement.rule = file.rule;
  measurement.pairs = std::move(file.pairs);
  measure_all(measurement, file.matched, command);
  return measurement;
}

std::string doubtful_csv(const std::vector<DoubtfulLink>& doubtful) {
  CsvWriter csv({"film", "film_released", "music", "performer", "decision", "used", "confidence",
                 "reason", "note"});
  for (const DoubtfulLink& link : doubtful) {
    csv.row({link.link.film, link.link.film_released ? to_string(*link.link.film_released) : "",
             link.link.music, link.link.performer, "", link.link.accepted ? "yes" : "no",
             fmt::format("{:.2f}", link.confidence), link.reason, link.note});
  }
  return csv.text();
}

}  // namespace outlive
