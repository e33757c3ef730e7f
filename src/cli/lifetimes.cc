#include <fmt/format.h>

#include "attention/series.h"
#include "base/csv.h"
#include "cli/commands.h"
#include "cli/measuring.h"

namespace outlive {
namespace {

std::vector<std::string> life_columns() {
  return {"first", "first_life_end", "first_life_censoring", "end", "censoring", "alive",
          "revivals", "peak", "peak_date"};
}

void append(std::vector<std::string>& cells, const Lifetime& life) {
  cells.insert(cells.end(),
               {to_string(life.first), to_string(life.first_life.end),
                std::string(to_string(life.first_life.censoring)), to_string(life.whole_life.end),
                std::string(to_string(life.whole_life.censoring)), std::to_string(life.alive),
                std::to_string(life.revivals), fmt::format("{}", life.peak),
                to_string(life.peak_day)});
}

std::string tidy_csv(const LifetimesCommand& command) {
  std::vector<std::string> header = {"work", "kind"};
  for (std::string& column : life_columns()) header.push_back(std::move(column));
  CsvWriter csv(header);
  for (const TidyLife& life : tidy_lifetimes(command.file, command.rule)) {
    std::vector<std::string> cells = {life.work, life.kind};
    append(cells, life.life);
    csv.row(cells);
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
    std::vector<std::string> cells = {life.work.title, life.work.maker, life.work.kind};
    append(cells, life.life);
    csv.row(cells);
  }
  return csv.text();
}

}  // namespace

int list_lifetimes(const LifetimesCommand& command) {
  write_output(command.output,
               command.file.empty() ? store_csv(command) : tidy_csv(command));
  return 0;
}

}  // namespace outlive
