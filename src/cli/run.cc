#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/file.h"
#include "base/progress.h"
#include "cli/commands.h"
#include "cli/curves.h"
#include "cli/measuring.h"
#include "cli/output.h"
#include "outlive/error.h"
#include "sources/ingest.h"

namespace outlive {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_in(const std::string& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    throw std::move(Error("is not a folder that can be read")
                        .in(folder)
                        .hint("'outlive ingest SOURCE FILE' takes files"));
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::error_code unknown;
    const fs::file_type type = entry.status(unknown).type();
    // A link that leads nowhere is named when it is read.
    const bool file = type == fs::file_type::regular || type == fs::file_type::not_found;
    if (file && !entry.path().filename().string().starts_with('.')) files.push_back(entry.path());
  }
  if (error) throw std::move(Error("cannot be read: " + error.message()).in(folder));
  std::sort(files.begin(), files.end());
  return files;
}

bool holds_decisions(const fs::path& file) {
  std::string head = read_head(file, 512);
  if (head.starts_with("\xef\xbb\xbf")) head.erase(0, 3);
  return head.starts_with("film,film_released,music,performer,decision");
}

struct FolderReport {
  std::vector<std::int64_t> read;
  std::vector<std::string> skipped;
};

// Reads what is known; what no source knows is named and left. A file that is broken, so that it
// cannot be told what it is, or that is known and broken, stops the run.
FolderReport ingest_folder(Store& store, const std::vector<fs::path>& files) {
  FolderReport result;
  Progress progress("reading", static_cast<std::int64_t>(files.size()));
  for (const fs::path& file : files) {
    progress.label(file.filename().string());
    if (holds_decisions(file)) {
      progress.print(fmt::format("{}: {} decisions on links\n", file.filename().string(),
                                 read_link_decisions(store, file.string())));
    } else if (const auto how = recognise_if_known(file)) {
      const IngestReport report = ingest(store, *how, file);
      result.read.push_back(report.id);
      std::string text = fmt::format("{}: {}, {}{}\n", report.file, report.source, contents(report),
                                     report.unchanged ? ", unchanged" : "");
      for (const auto& [why, count] : report.left_out) {
        text += fmt::format("  {} rows left out: {}\n", count, why);
      }
      progress.print(text);
    } else {
      result.skipped.push_back(file.filename().string());
    }
    progress.advance(1);
  }
  return result;
}

}  // namespace

int run_folder(const RunCommand& command) {
  std::vector<fs::path> files = files_in(command.folder);
  std::error_code error;
  fs::create_directories(command.output, error);
  if (error) throw std::move(Error("cannot be made: " + error.message()).in(command.output));
  const fs::path out = command.output;

  const fs::path place = out / "outlive.duckdb";
  // Where the results lie in the folder itself, the store is no file to read.
  std::erase_if(files, [&](const fs::path& file) { return fs::equivalent(file, place, error); });
  Store store = Store::open(place.string(), Store::Mode::create);
  const FolderReport folder = ingest_folder(store, files);
  if (folder.read.empty()) {
    throw std::move(Error("no file here is of a known kind")
                        .in(command.folder)
                        .hint("'outlive sources' lists what is read"));
  }
  for (const std::string& file : folder.skipped) fmt::print("{}: no known kind, left\n", file);
  for (const std::string& file : keep_only(store, folder.read)) {
    fmt::print("{}: not in the folder, taken out of the store\n", file);
  }

  auto progress = std::make_optional<Progress>("measuring");
  MeasureCommand measuring = command.measure;
  measuring.save_lifetimes = out.string();
  // What a person wrote into the list of an earlier run is kept before the list is written anew.
  const fs::path list = out / "doubtful-links.csv";
  const std::int64_t decided = fs::exists(list) ? read_link_decisions(store, list.string()) : 0;
  PairSet set = find_pairs(store, measuring.pairs);
  const std::vector<DoubtfulLink> doubtful = set.doubtful;
  const std::size_t kept = set.decisions.size();
  write_file(list, doubtful_csv(doubtful));
  const Measurement measurement = measure_store(store, std::move(set), measuring);
  write_file(out / "measure.json", measurement_json(measurement));
  write_file(out / "pairs.csv", pairs_csv(measurement));
  write_file(out / "population.csv", population_csv(measurement));
  const Curves curves = measure_curves(store, command.forecasting);
  write_file(out / "curves.json", curves_json(curves, Rows::without));
  write_file(out / "report.html", report_html(measurement, curves_json(curves, Rows::with)));

  progress.reset();
  constexpr std::size_t rows = 5;
  fmt::print("\n{}\n", measurement_table(measurement, terminal_width(), rows));
  fmt::print(
      "In {}:\n"
      "  report.html         to look at\n"
      "  measure.json, pairs.csv, population.csv   to work with\n"
      "  lifetimes.csv, controls.csv, curves.json  to publish\n"
      "  outlive.duckdb      for 'outlive decay', 'escape', 'revivals', 'speed', 'forecast'\n"
      "  doubtful-links.csv  {} links to look at: write yes or no under 'decision' and\n"
      "                      run again ({} decisions kept, {} of them new)\n",
      command.output, doubtful.size(), kept, decided);
  return 0;
}

}  // namespace outlive
