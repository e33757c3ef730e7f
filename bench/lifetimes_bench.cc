// Writes the Parquet file that bench/lifetimes.sh measures on, and times the database's bare grouping:
//   lifetimes_bench write FILE WORKS DAYS   simulated daily rows, a work after the other
//   lifetimes_bench shuffle FROM TO         the same rows, a day after the other
//   lifetimes_bench group FILE              SELECT work, count, first and last day, highest value

#include <fmt/format.h>

#include <chrono>
#include <string>

#include "store/store.h"

namespace {

using outlive::sql_literal;
using outlive::Store;

// Values fall by a rate of each work's own, with noise, as box office does.
void write(const std::string& path, const std::string& works, const std::string& days) {
  Store store = Store::scratch();
  store.execute("SET memory_limit = '2GB'; SELECT setseed(0.5)");
  store.execute(fmt::format(
      "COPY (SELECT 'work ' || lpad(w::VARCHAR, 6, '0') AS work, 'film' AS kind, "
      "DATE '2000-01-01' + (w % 5000)::INTEGER + d::INTEGER AS date, "
      "round(1e6 * exp(-0.002 * (1 + w % 17) * d) * (0.5 + (hash(w * 1000 + d) % 1000) / 1000.0), "
      "2) "
      "AS value FROM (SELECT i // {1} AS w, i % {1} AS d FROM range({0} * {1}) rows(i))) TO {2} "
      "(FORMAT parquet)",
      works, days, sql_literal(path)));
}

void shuffle(const std::string& from, const std::string& to) {
  Store store = Store::scratch();
  store.execute(
      fmt::format("COPY (FROM read_parquet({}) ORDER BY date, work) TO {} (FORMAT parquet)",
                  sql_literal(from), sql_literal(to)));
}

void group(const std::string& path) {
  Store store = Store::scratch();
  std::int64_t rows = 0;
  store
      .query(fmt::format("SELECT work, count(*), min(date), max(date), max(value) FROM "
                         "read_parquet({}) GROUP BY work",
                         sql_literal(path)))
      .for_each([&](const outlive::Row&) { ++rows; });
  fmt::print("{} works\n", rows);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string task = argc > 1 ? argv[1] : "";
  if (task == "write" && argc == 5) {
    write(argv[2], argv[3], argv[4]);
  } else if (task == "shuffle" && argc == 4) {
    shuffle(argv[2], argv[3]);
  } else if (task == "group" && argc == 3) {
    group(argv[2]);
  } else {
    return 2;
  }
}
