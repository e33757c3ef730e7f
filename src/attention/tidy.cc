#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_set>

#include "attention/series.h"
#include "base/file.h"
#include "base/progress.h"
#include "outlive/error.h"
#include "sources/ingest.h"

namespace outlive {
namespace {

// Rows of work, kind, date, value, in the file's own order.
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
void infer_periods(std::vector<Observation>& series) {
  constexpr std::int32_t longest = 366;
  std::int32_t step = longest;
  for (std::size_t i = 1; i < series.size(); ++i) {
    step = std::min(step, static_cast<std::int32_t>((series[i].start - series[i - 1].start).count()));
  }
  if (series.size() == 1 || step < 1) step = 1;
  for (Observation& observation : series) observation.days = step;
}

// Takes rows one at a time, and measures a work when the next begins.
class Reader {
 public:
  explicit Reader(const LifetimeRule& rule) : rule_(rule) {}

  // False when the file turns out not to keep each work's rows together and in order.
  bool take(const Row& row) {
    if (row.null(0) || row.null(2)) {
      throw Error(row.null(0) ? "work is missing" : "date is not a date (YYYY-MM-DD)")
          .at_row(rows_ + 2);
    }
    const std::string_view work = row.text(0);
    const std::string_view kind = row.text(1);
    if (work != work_ || kind != kind_) {
      finish_work();
      work_ = work;
      kind_ = kind;
      if (!seen_.insert(std::hash<std::string_view>()(work) * 31 +
                        std::hash<std::string_view>()(kind))
               .second) {
        return false;
      }
    }
    const Day day = row.day(2);
    if (!series_.empty() && day <= series_.back().start) {
      if (day == series_.back().start) {
        throw Error("'" + work_ + "' has two values on " + to_string(day)).at_row(rows_ + 2);
      }
      return false;
    }
    series_.push_back({day, 1, row.real(3)});
    last_ = std::max(last_, day);
    ++rows_;
    return true;
  }

  std::vector<TidyLife> finish() {
    finish_work();
    for (TidyLife& life : lives_) life.life = censored_at(life.life, last_, rule_);
    std::sort(lives_.begin(), lives_.end(), [](const TidyLife& a, const TidyLife& b) {
      return std::tie(a.work, a.kind) < std::tie(b.work, b.kind);
    });
    return std::move(lives_);
  }

 private:
  void finish_work() {
    if (series_.empty()) return;
    infer_periods(series_);
    const Window open{series_.front().start, Day::max() - Days(800)};
    try {
      if (const auto life = lifetime(series_, Scale::amount, rule_, open)) {
        lives_.push_back({work_, kind_, *life});
      }
    } catch (Error& error) {
      throw Error("'" + work_ + "': " + error.what());
    }
    series_.clear();
  }

  LifetimeRule rule_;
  std::string work_;
  std::string kind_;
  std::vector<Observation> series_;
  std::unordered_set<std::size_t> seen_;
  std::vector<TidyLife> lives_;
  Day last_ = Day::min();
  std::int64_t rows_ = 0;
};

class NotInOrder {};

std::vector<TidyLife> read(Store& store, const std::string& sql, const LifetimeRule& rule) {
  Reader reader(rule);
  Progress progress("measuring lifetimes, rows", 0);
  constexpr std::int64_t step = 1 << 20;
  std::int64_t rows = 0;
  store.stream(sql).for_each([&](const Row& row) {
    if (!reader.take(row)) throw NotInOrder();
    if (++rows % step == 0) progress.advance(step);
  });
  return reader.finish();
}

}  // namespace

std::vector<TidyLife> tidy_lifetimes(const std::string& path, const LifetimeRule& rule) {
  require_readable_file(path);
  Store store = Store::scratch();
  store.execute(std::string(common_macros()));
  try {
    const std::string rows = tidy_rows(path);
    try {
      return read(store, rows, rule);
    } catch (const NotInOrder&) {
      return read(store, "SELECT * FROM (" + rows + ") ORDER BY kind, work, date", rule);
    }
  } catch (Error& error) {
    error.in(path);
    throw;
  }
}

}  // namespace outlive
