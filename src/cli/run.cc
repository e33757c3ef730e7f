#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/progress.h"
#include "cli/commands.h"
#include "cli/measuring.h"
#include "outlive/error.h"
#include "sources/ingest.h"

namespace outlive {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_in(const std::string& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    throw std::move(Error("is not a folder that can be read").in(folder).hint(
        "'outlive ingest SOURCE FILE' takes files"));
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_regular_file() && !entry.path().filename().string().starts_with('.')) {
      files.push_back(entry.path());
    }
  }
  if (error) throw std::move(Error("cannot be read: " + error.message()).in(folder));
  std::sort(files.begin(), files.end());
  return files;
}

bool holds_decisions(const fs::path& file) {
  const std::string head = read_head(file, 512);
  return head.starts_with("film,film_released,music,performer,decision");
}

struct FolderReport {
  int read = 0;
  std::vector<std::string> skipped;
};

// Reads what is known; what is not is named and left. A known file that is broken stops the run.
FolderReport ingest_folder(Store& store, const std::vector<fs::path>& files) {
  FolderReport result;
  Progress progress("reading", static_cast<std::int64_t>(files.size()));
  for (const fs::path& file : files) {
    progress.label(file.filename().string());
    std::optional<Recognised> how;
    try {
      if (holds_decisions(file)) {
        fmt::print("{}: {} decisions on links\n", file.filename().string(),
                   read_link_decisions(store, file.string()));
        continue;
      }
      how = recognise(file);
    } catch (const Error&) {
      result.skipped.push_back(file.filename().string());
      continue;
    }
    const IngestReport report = ingest(store, *how, file);
    ++result.read;
    fmt::print("{}: {}, {} observations{}\n", report.file, report.source, report.rows,
               report.unchanged ? ", unchanged" : "");
    for (const auto& [why, count] : report.left_out) {
      fmt::print("  {} rows left out: {}\n", count, why);
    }
    progress.advance(1);
  }
  return result;
}

}  // namespace

int run_folder(const RunCommand& command) {
  const std::vector<fs::path> files = files_in(command.folder);
  std::error_code error;
  fs::create_directories(command.output, error);
  if (error) throw std::move(Error("cannot be made: " + error.message()).in(command.output));
  const fs::path out = command.output;

  Store store = Store::open((out / "outlive.duckdb").string(), Store::Mode::create);
  const FolderReport folder = ingest_folder(store, files);
  if (folder.read == 0) {
    throw std::move(Error("no file here is of a known kind").in(command.folder).hint(
        "'outlive sources' lists what is read"));
  }
  for (const std::string& file : folder.skipped) fmt::print("{}: no known kind, left\n", file);

  MeasureCommand measuring = command.measure;
  measuring.save_lifetimes = out.string();
  PairSet set = find_pairs(store, measuring.pairs);
  const std::vector<DoubtfulLink> doubtful = set.doubtful;
  write_file(out / "doubtful-links.csv", doubtful_csv(doubtful));
  const Measurement measurement = measure_store(store, std::move(set), measuring);
  write_file(out / "measure.json", measurement_json(measurement));
  write_file(out / "pairs.csv", pairs_csv(measurement));
  write_file(out / "population.csv", population_csv(measurement));
  write_file(out / "report.html", report_html(measurement));

  constexpr std::size_t rows = 5;
  fmt::print("\n{}\n", measurement_table(measurement, terminal_width(), rows));
  fmt::print("In {}: report.html to look at; pairs.csv, population.csv and measure.json to work "
             "with;\n{} links to look at in doubtful-links.csv.\n",
             command.output, doubtful.size());
  return 0;
}

}  // namespace outlive
