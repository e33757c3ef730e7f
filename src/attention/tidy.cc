#include <algorithm>
#include <atomic>
#include <cstring>
#include <tuple>
#include <type_traits>

#include "attention/regular_lifetime.h"
#include "attention/series.h"
#include "base/file.h"
#include "outlive/error.h"
#include "sources/ingest.h"

namespace outlive {
namespace {

static_assert(std::is_trivially_copyable_v<Lifetime>, "a lifetime passes through SQL as its bytes");

// A column that holds one text throughout, by the statistics that a Parquet file keeps of itself:
// its text need not be read a hundred million times.
std::optional<std::string> constant_column(Store& store, const std::string& path,
                                           const std::string& column) {
  std::optional<std::string> constant;
  store
      .query("SELECT min(stats_min_value) FROM parquet_metadata(" + sql_path(path) +
                 ") WHERE path_in_schema = ? HAVING "
                 "count(*) = count(stats_min_value) AND count(*) = count(stats_max_value) AND "
                 "bool_and(coalesce(stats_null_count, 1) = 0) AND min(stats_min_value) = "
                 "max(stats_max_value) AND length(min(stats_min_value)) < 32",
             {column})
      .for_each([&](const Row& row) { constant = row.text(0); });
  return constant;
}

// Rows of work, kind, date, value; where the kind is the same throughout, without it.
struct TidyRows {
  std::string sql;
  std::optional<std::string> kind;
};

TidyRows tidy_rows(Store& store, const std::string& path) {
  const Recognised how = recognise(path, &find_source("tidy"));
  if (how.input->format == Format::parquet) {
    auto kind = constant_column(store, path, "kind");
    return {std::string("SELECT work::VARCHAR AS work, ") +
                (kind ? "" : "kind::VARCHAR AS kind, ") +
                "date::DATE AS date, value::DOUBLE AS value FROM read_parquet(" + sql_path(path) +
                ", hive_partitioning = false)",
            std::move(kind)};
  }
  check_rows(how, path);
  return {"SELECT work, kind, as_day(left(date, 10)) AS date, as_number(value) AS value FROM (" +
              input_relation(how, path) + ")",
          std::nullopt};
}

// An observation holds until the next one is due: the shortest step between two of them.
struct Steps {
  std::int32_t shortest = 366;
  std::int32_t longest = 0;
};
Steps steps(std::span<const std::int32_t> days) {
  if (days.size() == 1) return {1, 1};
  Steps found;
  for (std::size_t i = 1; i < days.size(); ++i) {
    found.shortest = std::min(found.shortest, days[i] - days[i - 1]);
    found.longest = std::max(found.longest, days[i] - days[i - 1]);
  }
  return found;
}

// REQUIRES: not empty.
std::optional<Lifetime> measure(const DatedValues& series, const LifetimeRule& rule) {
  const Steps step = steps(series.days);
  if (step.shortest < 1) throw Error("a work has two values on one day");
  const Day first{Days(series.days.front())};
  if (step.shortest == step.longest) {
    if (auto life = regular_lifetime(first, step.shortest, series.values, rule)) return life;
  }
  std::vector<Observation> observations;
  observations.reserve(series.days.size());
  for (std::size_t i = 0; i < series.days.size(); ++i) {
    observations.push_back({Day(Days(series.days[i])), step.shortest, series.values[i]});
  }
  // Where the data end is not known yet: nothing is censored here.
  const Window endless{first, Day(std::chrono::year(9999) / 1 / 1)};
  return lifetime(observations, Scale::amount, rule, endless);
}

void raise_to(std::atomic<std::int32_t>& highest, std::int32_t value) {
  std::int32_t known = highest.load();
  while (value > known && !highest.compare_exchange_weak(known, value)) {
  }
}

// Throws for the first row that cannot be measured, after a run over them all has failed.
void throw_for_row(Store& store, const TidyRows& tidy) {
  const std::string& rows = tidy.sql;
  store
      .query("SELECT row, work IS NULL FROM (SELECT row_number() OVER () + 1 AS row, * FROM (" +
             rows + ")) WHERE work IS NULL OR date IS NULL ORDER BY row LIMIT 1")
      .for_each([](const Row& row) {
        throw std::move(Error(row.truth(1) ? "work is missing" : "date is not a date (YYYY-MM-DD)")
                            .at_row(row.integer(0)));
      });
  store
      .query("SELECT work, date, max(row) FROM (SELECT row_number() OVER () + 1 AS row, * FROM (" +
             rows + ")) GROUP BY work, " + (tidy.kind ? "" : "kind, ") +
             "date HAVING count(*) > 1 ORDER BY 3 LIMIT 1")
      .for_each([](const Row& row) {
        throw std::move(
            Error("'" + std::string(row.text(0)) + "' has two values on " + to_string(row.day(1)))
                .at_row(row.integer(2)));
      });
}

// Rows come in any order: the database brings each work's together. Whatever their number, they are
// held at 8 bytes each, 12 where days are left out.
std::vector<TidyLife> measure_works(Store& store, const TidyRows& rows, const LifetimeRule& rule) {
  std::atomic<std::int32_t> last_day = std::numeric_limits<std::int32_t>::min();
  store.define_series_aggregate("lifetime", [&](const DatedValues& series) {
    raise_to(last_day, series.days.back());
    const auto life = measure(series, rule);
    std::string bytes(life ? sizeof(Lifetime) : 0, '\0');
    if (life) std::memcpy(bytes.data(), &*life, sizeof(Lifetime));
    return bytes;
  });
  std::vector<TidyLife> lives;
  const std::string key = rows.kind ? "work" : "work, kind";
  store.query("SELECT lifetime(date, value), " + key + " FROM (" + rows.sql + ") GROUP BY " + key)
      .for_each([&](const Row& row) {
        if (row.null(1)) throw Error("a work is missing");
        const std::string_view bytes = row.text(0);
        if (bytes.empty()) return;
        TidyLife life{
            std::string(row.text(1)), rows.kind ? *rows.kind : std::string(row.text(2)), {}};
        std::memcpy(&life.life, bytes.data(), sizeof(Lifetime));
        lives.push_back(std::move(life));
      });
  for (TidyLife& life : lives) life.life = censored_at(life.life, Day(Days(last_day.load())), rule);
  return lives;
}

}  // namespace

std::vector<TidyLife> tidy_lifetimes(const std::string& path, const LifetimeRule& rule) {
  require_readable_file(path);
  Store store = Store::scratch();
  store.execute(std::string(common_macros()));
  std::vector<TidyLife> lives;
  try {
    const TidyRows rows = tidy_rows(store, path);
    try {
      lives = measure_works(store, rows, rule);
    } catch (const Error&) {
      throw_for_row(store, rows);
      throw;
    }
  } catch (Error& error) {
    error.in(path);
    throw;
  }
  std::sort(lives.begin(), lives.end(), [](const TidyLife& a, const TidyLife& b) {
    return std::tie(a.work, a.kind) < std::tie(b.work, b.kind);
  });
  return lives;
}

}  // namespace outlive
