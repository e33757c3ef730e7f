#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <tuple>
#include <type_traits>

#include "attention/series.h"
#include "base/file.h"
#include "outlive/error.h"
#include "sources/ingest.h"

namespace outlive {
namespace {

static_assert(std::is_trivially_copyable_v<Lifetime>, "a lifetime passes through SQL as its bytes");

// Rows of work, kind, date, value.
std::string tidy_rows(const std::string& path) {
  const Recognised how = recognise(path, &find_source("tidy"));
  if (how.input->format == Format::parquet) {
    return "SELECT work::VARCHAR AS work, kind::VARCHAR AS kind, date::DATE AS date, "
           "value::DOUBLE AS value FROM read_parquet(" +
           sql_literal(path) + ")";
  }
  return "SELECT work, kind, as_day(left(date, 10)) AS date, as_number(value) AS value FROM (" +
         input_relation(how, path) + ")";
}

// An observation holds until the next one is due: the shortest step between two of them.
std::int32_t shortest_step(std::span<const DatedValue> series) {
  std::int32_t step = 366;
  for (std::size_t i = 1; i < series.size(); ++i) {
    step = std::min(step, series[i].day - series[i - 1].day);
  }
  return series.size() == 1 ? 1 : step;
}

// Measures one work's series; the bytes of its lifetime, or none when it was never alive.
std::string measure(std::span<const DatedValue> series, const LifetimeRule& rule) {
  const std::int32_t step = shortest_step(series);
  if (step < 1) throw Error("a work has two values on one day");
  std::vector<Observation> observations;
  observations.reserve(series.size());
  for (const DatedValue& dated : series) {
    observations.push_back({Day(Days(dated.day)), step, dated.value});
  }
  // Where the data end is not known yet: nothing is censored here.
  const Window endless{observations.front().start, Day(std::chrono::year(9999) / 1 / 1)};
  const auto life = lifetime(observations, Scale::amount, rule, endless);
  if (!life) return {};
  std::string bytes(sizeof(Lifetime), '\0');
  std::memcpy(bytes.data(), &*life, sizeof(Lifetime));
  return bytes;
}

void raise_to(std::atomic<std::int32_t>& highest, std::int32_t value) {
  std::int32_t known = highest.load();
  while (value > known && !highest.compare_exchange_weak(known, value)) {
  }
}

// Throws for the first row that cannot be measured, after a run over them all has failed.
void throw_for_row(Store& store, const std::string& rows) {
  store
      .query("SELECT row, work IS NULL FROM (SELECT row_number() OVER () + 1 AS row, * FROM (" + rows +
             ")) WHERE work IS NULL OR date IS NULL ORDER BY row LIMIT 1")
      .for_each([](const Row& row) {
        throw std::move(Error(row.truth(1) ? "work is missing" : "date is not a date (YYYY-MM-DD)")
                            .at_row(row.integer(0)));
      });
  store
      .query("SELECT work, date, max(row) FROM (SELECT row_number() OVER () + 1 AS row, * FROM (" +
             rows + ")) GROUP BY work, kind, date HAVING count(*) > 1 ORDER BY 3 LIMIT 1")
      .for_each([](const Row& row) {
        throw std::move(Error("'" + std::string(row.text(0)) + "' has two values on " +
                              to_string(row.day(1)))
                            .at_row(row.integer(2)));
      });
}

}  // namespace

std::vector<TidyLife> tidy_lifetimes(const std::string& path, const LifetimeRule& rule) {
  require_readable_file(path);
  Store store = Store::scratch();
  store.execute(std::string(common_macros()));
  std::atomic<std::int32_t> last_day = std::numeric_limits<std::int32_t>::min();
  store.define_series_aggregate("lifetime", [&](std::span<const DatedValue> series) {
    raise_to(last_day, series.back().day);
    return measure(series, rule);
  });
  std::vector<TidyLife> lives;
  try {
    const std::string rows = tidy_rows(path);
    try {
      bool nameless = false;
      store.query("SELECT work, kind, lifetime(date, value) FROM (" + rows + ") GROUP BY work, kind")
          .for_each([&](const Row& row) {
            nameless = nameless || row.null(0);
            const std::string_view bytes = row.text(2);
            if (bytes.empty()) return;
            TidyLife life{std::string(row.text(0)), std::string(row.text(1)), {}};
            std::memcpy(&life.life, bytes.data(), sizeof(Lifetime));
            lives.push_back(std::move(life));
          });
      if (nameless) throw Error("work is missing");
    } catch (const Error&) {
      throw_for_row(store, rows);
      throw;
    }
  } catch (Error& error) {
    error.in(path);
    throw;
  }
  for (TidyLife& life : lives) life.life = censored_at(life.life, Day(Days(last_day.load())), rule);
  std::sort(lives.begin(), lives.end(), [](const TidyLife& a, const TidyLife& b) {
    return std::tie(a.work, a.kind) < std::tie(b.work, b.kind);
  });
  return lives;
}

}  // namespace outlive
