#include <fmt/format.h>

#include <optional>

#include "attention/series.h"
#include "base/csv.h"
#include "base/progress.h"
#include "cli/commands.h"
#include "cli/output.h"

namespace outlive {
namespace {

std::vector<std::string> life_columns() {
  return {"first",    "first_life_end", "first_life_censoring",
          "end",      "censoring",      "alive",
          "revivals", "peak",           "peak_date"};
}

void finish_row(CsvWriter& csv, const Lifetime& life) {
  csv.cell(to_string(life.first));
  csv.cell(to_string(life.first_life.end));
  csv.cell(to_string(life.first_life.censoring));
  csv.cell(to_string(life.whole_life.end));
  csv.cell(to_string(life.whole_life.censoring));
  csv.cell(fmt::format_int(life.alive).c_str());
  csv.cell(fmt::format_int(life.revivals).c_str());
  csv.cell(fmt::format("{}", life.peak));
  csv.cell(to_string(life.peak_day));
  csv.end_row();
}

std::string tidy_csv(const LifetimesCommand& command) {
  std::vector<std::string> header = {"work", "kind"};
  for (std::string& column : life_columns()) header.push_back(std::move(column));
  CsvWriter csv(header);
  for (const TidyLife& life : tidy_lifetimes(command.file, command.rule)) {
    csv.cell(life.work);
    csv.cell(life.kind);
    finish_row(csv, life.life);
  }
  return csv.text();
}

std::string store_csv(const LifetimesCommand& command) {
  std::vector<std::string> header = {"title", "maker", "kind"};
  for (std::string& column : life_columns()) header.push_back(std::move(column));
  CsvWriter csv(header);
  Store store = Store::open(command.store, Store::Mode::read_only);
  const SourceView view = view_source(store, command.source);
  for (const WorkLife& life : lifetimes(store, view, command.rule)) {
    csv.cell(life.work.title);
    csv.cell(life.work.maker);
    csv.cell(life.work.kind);
    finish_row(csv, life.life);
  }
  return csv.text();
}

}  // namespace

int list_lifetimes(const LifetimesCommand& command) {
  auto progress = std::make_optional<Progress>("measuring lifetimes");
  const std::string csv = command.file.empty() ? store_csv(command) : tidy_csv(command);
  progress.reset();
  write_output(command.output, csv);
  return 0;
}

}  // namespace outlive
