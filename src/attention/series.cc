#include "attention/series.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "outlive/error.h"

namespace outlive {
namespace {

Scale scale_of(const Source& source) {
  if (source.ranked()) return Scale::rank;
  return source.unit == "index" ? Scale::index : Scale::amount;
}

bool has_days_and_months(Store& store, const std::string& source) {
  return store
             .query(
                 "SELECT count(*) FROM (SELECT max(days) AS longest, min(days) AS shortest FROM "
                 "attention WHERE source = ?) WHERE longest > 7 AND shortest < 7",
                 {source})
             .integer() > 0;
}

// Where several files may speak of the same, only the one read last counts; one file needs no look.
std::string counted_attention(Store& store, const std::string& source) {
  const bool several =
      store.query("SELECT count(*) FROM file WHERE source = ?", {source}).integer() > 1;
  return several ? "attention_that_counts" : "attention";
}

}  // namespace

std::unordered_map<std::uint64_t, Work> works_of(Store& store, const SourceView& view) {
  std::unordered_map<std::uint64_t, Work> works;
  works.reserve(static_cast<std::size_t>(view.works));
  store
      .query(
          "SELECT id, kind, title, maker, external, released, soundtrack, film FROM work "
          "WHERE id IN (SELECT DISTINCT work FROM attention WHERE source = ?)",
          {view.source->name})
      .for_each([&](const Row& row) {
        Work work{row.identity(0),
                  std::string(row.text(1)),
                  std::string(row.text(2)),
                  std::string(row.text(3)),
                  std::string(row.text(4)),
                  std::nullopt,
                  row.truth(6),
                  std::string(row.text(7))};
        if (!row.null(5)) work.released = row.day(5);
        works.emplace(work.id, std::move(work));
      });
  return works;
}

ChartRules chart_rules(const Source& source) {
  ChartRules rules;
  if (source.rules.empty()) return rules;
  Store store = Store::scratch(1);
  store
      .query(fmt::format(
          "SELECT kind::VARCHAR, begins::DATE, coalesce(ends, DATE '9999-12-31')::DATE, "
          "age_days::BIGINT, below_rank::DOUBLE, note::VARCHAR FROM ({}) ORDER BY begins",
          source.rules))
      .for_each([&](const Row& row) {
        const Days days(row.integer(3));
        if (row.text(0) == "dated") rules.dating.push_back({row.day(1), days});
        if (row.text(0) == "censors") {
          rules.censoring.push_back(
              {row.day(1), row.day(2), days, row.real(4), std::string(row.text(5))});
        }
      });
  return rules;
}

std::int32_t SourceView::lag(Day day) const {
  return static_cast<std::int32_t>(lag_on(day, rules.dating).count());
}

SourceView view_source(Store& store, const std::string& name) {
  SourceView view;
  view.source = &find_source(name);
  if (!view.source->counts_attention()) {
    throw Error(name + " tells of films, and counts no attention")
        .hint("'outlive sources' gives the unit of each that does");
  }
  view.scale = scale_of(*view.source);
  store
      .query(
          "SELECT min(start), (max(start + days) - 1)::DATE, count(DISTINCT work), count(*) FROM " +
              counted_attention(store, name) + " WHERE source = ?",
          {name})
      .for_each([&](const Row& row) {
        view.works = row.integer(2);
        view.observations = row.integer(3);
        if (view.observations > 0) view.window = {row.day(0), row.day(1)};
      });
  if (view.observations == 0) {
    throw Error("the store holds nothing of " + name)
        .hint("'outlive ingest " + name + " FILE' reads some");
  }
  view.rules = chart_rules(*view.source);
  return view;
}

void for_each_series(Store& store, const SourceView& view,
                     const std::function<void(std::uint64_t, std::span<const Observation>)>& use) {
  const std::string& source = view.source->name;
  std::string sql = "SELECT work, start, days::BIGINT, value FROM " +
                    counted_attention(store, source) + " AS a WHERE source = ?";
  if (has_days_and_months(store, source)) {
    sql +=
        " AND NOT EXISTS (SELECT 1 FROM attention AS month WHERE month.source = a.source AND "
        "month.work = a.work AND month.days > a.days AND month.start = date_trunc('month', "
        "a.start))";
  }
  sql += " ORDER BY work, start, days";
  std::vector<Observation> series;
  std::uint64_t current = 0;
  const auto finish = [&] {
    if (!series.empty()) use(current, series);
    series.clear();
  };
  store.query(sql, {source}).for_each([&](const Row& row) {
    const std::uint64_t work = row.identity(0);
    if (work != current) {
      finish();
      current = work;
    }
    series.push_back({row.day(1), static_cast<std::int32_t>(row.integer(2)), row.real(3)});
  });
  finish();
}

std::optional<Lifetime> series_lifetime(std::span<const Observation> series, const SourceView& view,
                                        const LifetimeRule& rule) {
  auto life = lifetime(series, view.scale, rule, view.window, view.rules.censoring);
  if (life) {
    for (LifeEnd* end : {&life->first_life, &life->whole_life}) end->lag = view.lag(end->end);
  }
  return life;
}

std::vector<WorkLife> lifetimes(Store& store, const SourceView& view, const LifetimeRule& rule) {
  const std::unordered_map<std::uint64_t, Work> works = works_of(store, view);
  std::vector<WorkLife> lives;
  for_each_series(store, view, [&](std::uint64_t id, std::span<const Observation> series) {
    const auto life = series_lifetime(series, view, rule);
    if (life) lives.push_back({works.at(id), *life});
  });
  std::sort(lives.begin(), lives.end(), [](const WorkLife& a, const WorkLife& b) {
    return std::tie(a.work.title, a.work.maker, a.work.id) <
           std::tie(b.work.title, b.work.maker, b.work.id);
  });
  return lives;
}

}  // namespace outlive
