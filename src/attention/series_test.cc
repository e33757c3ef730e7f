#include "attention/series.h"

#include <gtest/gtest.h>

#include <cmath>

#include "outlive/error.h"

namespace outlive {
namespace {

void add_work(Store& store, std::int64_t id, const std::string& kind, const std::string& title) {
  store.execute("INSERT INTO work VALUES (?::UBIGINT, ?, ?, NULL, NULL, NULL, false, NULL)",
                {id, kind, title});
}

void add(Store& store, std::int64_t work, const std::string& source, const std::string& start,
         std::int64_t days, const std::string& value) {
  store.execute(
      "INSERT INTO attention VALUES (?::UBIGINT, ?, 1, ?::DATE, ?::SMALLINT, "
      "nullif(?, '')::DOUBLE)",
      {work, source, start, days, value});
}

TEST(Series, OfASourceThatWasNeverReadIsRefused) {
  Store store = Store::in_memory();
  EXPECT_THROW(view_source(store, "hot-100"), Error);
  EXPECT_THROW(view_source(store, "no such source"), Error);
}

TEST(Series, ComeInOrderOfTimeWithMissingValuesBelowTheFloor) {
  Store store = Store::in_memory();
  add_work(store, 1, "song", "A");
  add(store, 1, "google-trends-pairs", "2014-02-01", 28, "");
  add(store, 1, "google-trends-pairs", "2014-01-01", 31, "7");
  std::vector<Observation> seen;
  const SourceView view = view_source(store, "google-trends-pairs");
  for_each_series(store, view, [&](std::uint64_t, std::span<const Observation> series) {
    seen.assign(series.begin(), series.end());
  });
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(to_string(seen[0].start), "2014-01-01");
  EXPECT_TRUE(std::isnan(seen[1].value));
  EXPECT_EQ(to_string(view.window.last), "2014-02-28");
}

TEST(Series, LeavesOutDaysThatAMonthCovers) {
  Store store = Store::in_memory();
  add_work(store, 1, "film", "A");
  add(store, 1, "wikimedia-views", "2020-01-01", 31, "310");
  add(store, 1, "wikimedia-views", "2020-01-15", 1, "10");
  add(store, 1, "wikimedia-views", "2020-02-03", 1, "12");
  int rows = 0;
  for_each_series(store, view_source(store, "wikimedia-views"),
                  [&](std::uint64_t, std::span<const Observation> series) {
                    rows += static_cast<int>(series.size());
                  });
  EXPECT_EQ(rows, 2);
}

TEST(Series, OfSeveralFilesHoldTheRowsOfTheOneReadLast) {
  Store store = Store::in_memory();
  add_work(store, 1, "film", "A");
  for (const std::int64_t file : {1, 2}) {
    store.execute("INSERT INTO file VALUES (?, 3 - ?, 'wikimedia-views', '', '', '', 1)",
                  {file, file});
    store.execute("INSERT INTO attention VALUES (1, 'wikimedia-views', ?, '2020-01-01', 31, ?)",
                  {file, file});
  }
  const SourceView view = view_source(store, "wikimedia-views");
  EXPECT_EQ(view.observations, 1);
  for_each_series(store, view, [](std::uint64_t, std::span<const Observation> series) {
    ASSERT_EQ(series.size(), 1U);
    EXPECT_EQ(series[0].value, 1);
  });
}

TEST(ChartRules, OfTheAlbumChartEndInNovember2009) {
  const std::vector<CensoringRule> rules = chart_rules(find_source("billboard-200")).censoring;
  ASSERT_EQ(rules.size(), 3U);
  EXPECT_EQ(to_string(rules.front().begins), "1991-05-25");
  EXPECT_EQ(to_string(rules.back().ends), "2009-11-28");
  EXPECT_TRUE(chart_rules(find_source("tidy")).censoring.empty());
}

}  // namespace
}  // namespace outlive
