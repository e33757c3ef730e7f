#include "outlive/revival.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "outlive/error.h"

namespace outlive {
namespace {

using Series = std::vector<Observation>;

Day day(const char* text) {
  return *parse_day(text);
}

// Places in a weekly chart from a week on; 0 for a week off it.
void add_weeks(Series& series, const char* from, const std::vector<double>& places) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i] > 0) series.push_back({day(from) + Days(7 * i), 7, places[i]});
  }
}

Circumstances chart() {
  return {Scale::rank, {day("1960-01-02"), day("2024-08-31")}, {}, 100, {}};
}

Circumstances counts() {
  return {Scale::amount, {day("2010-01-01"), day("2019-12-31")}, {}, 0, {}};
}

Series months(const std::vector<double>& values) {
  using namespace std::chrono;
  Series series;
  year_month month = 2010y / January;
  for (const double value : values) {
    const Day start = month / 1;
    series.push_back(
        {start,
         static_cast<std::int32_t>((Day((month + std::chrono::months(1)) / 1) - start).count()),
         value});
    month += std::chrono::months(1);
  }
  return series;
}

TEST(SleepingBeauty, IsTheSumThatThePaperDefines) {
  // By hand: the line from (0, 1) to (4, 9) is 1, 3, 5, 7, 9, and the counts lie 0, 3/1, 4/1, 5/2, 0
  // below it, a zero counting as one.
  EXPECT_DOUBLE_EQ(sleeping_beauty(std::vector<double>{1, 0, 1, 2, 9}), 9.5);
  // Distances from the line: |8t - 4c + 4| = 0, 12, 16, 20, 0.
  EXPECT_EQ(awakening_time(std::vector<double>{1, 0, 1, 2, 9}), 3U);
  // What comes after the peak does not matter.
  EXPECT_DOUBLE_EQ(sleeping_beauty(std::vector<double>{1, 0, 1, 2, 9, 5, 8}), 9.5);
  // On the line it is zero, and above it, as attention that grows and then saturates, less.
  EXPECT_DOUBLE_EQ(sleeping_beauty(std::vector<double>{2, 4, 6}), 0);
  EXPECT_DOUBLE_EQ(sleeping_beauty(std::vector<double>{0, 8, 10}), -3 / 8.0);
}

TEST(SleepingBeauty, IsZeroWhenTheFirstYearIsTheBest) {
  for (const auto& counts :
       {std::vector<double>{9, 1, 0, 5}, std::vector<double>{4}, std::vector<double>{3, 3},
        std::vector<double>{0, 0, 0}, std::vector<double>{}}) {
    EXPECT_EQ(sleeping_beauty(counts), 0);
    EXPECT_EQ(awakening_time(counts), 0U);
  }
}

TEST(Comebacks, AReturnIsWhatComesAfterASilenceThatEndsALife) {
  Series series;
  add_weeks(series, "1985-09-07", {90, 50, 30, 60});
  add_weeks(series, "1986-09-27", {80});  // 51 weeks of silence
  add_weeks(series, "2022-06-11", {8, 4, 3, 5, 6, 9, 0, 40});
  const Comeback back = comebacks(series, chart(), {});
  ASSERT_EQ(back.revivals.size(), 1U);
  const Revival& revival = back.revivals[0];
  EXPECT_EQ(revival.kind, Revival::comes_back);
  EXPECT_EQ(to_string(revival.begins), "2022-06-11");
  EXPECT_EQ(to_string(revival.ends), "2022-07-30");
  EXPECT_EQ(revival.censoring, Censoring::none);
  EXPECT_EQ(revival.periods, 7);
  EXPECT_EQ(revival.peak, 3);
  EXPECT_EQ(to_string(revival.peak_day), "2022-06-25");
  EXPECT_EQ(revival.rise.estimate, 14);
  EXPECT_EQ(revival.rise.low, 7);
  EXPECT_EQ(revival.rise.high, 21);
  // Half of the attention of place 3 is that of place 6, which the fourth week after it is beyond: the
  // week at place 6 is the last that is not, half by half of itself.
  EXPECT_EQ(revival.half_life.low, 7);
  EXPECT_EQ(revival.half_life.high, 14);
  EXPECT_DOUBLE_EQ(revival.half_life.estimate, 14);
  const double first_life = 1 / 90.0 + 1 / 50.0 + 1 / 30.0 + 1 / 60.0 + 1 / 80.0;
  const double later = 1 / 8.0 + 1 / 4.0 + 1 / 3.0 + 1 / 5.0 + 1 / 6.0 + 1 / 9.0 + 1 / 40.0;
  EXPECT_NEAR(revival.share, later / (first_life + later), 1e-12);
  EXPECT_EQ(back.beauty.years, 37);
  EXPECT_GT(back.beauty.coefficient, 0);
}

TEST(Comebacks, WhatTheChartLetsInAgainHasNotComeBack) {
  const std::vector<CensoringRule> rules = {
      {day("1991-05-25"), day("2009-11-28"), Days(728), 0, "older than two years"}};
  Circumstances told = chart();
  told.rules = rules;
  // On the chart until it was two years old, and again from the week in which the rule had ended.
  Series series;
  add_weeks(series, "1995-01-07", std::vector<double>(104, 20));
  add_weeks(series, "2009-12-05", {5, 9});
  Comeback back = comebacks(series, told, {});
  EXPECT_TRUE(back.revivals.empty());
  EXPECT_EQ(back.let_in, 1);
  // It comes back once more, after it could have been seen for more than a year.
  add_weeks(series, "2012-01-07", {5});
  back = comebacks(series, told, {});
  ASSERT_EQ(back.revivals.size(), 1U);
  EXPECT_EQ(back.revivals[0].begins, day("2012-01-07"));
  // One that was never old enough for the rule to touch it has come back.
  Series young;
  add_weeks(young, "2008-01-05", {20, 30});
  add_weeks(young, "2009-12-05", {5});
  back = comebacks(young, told, {});
  EXPECT_EQ(back.revivals.size(), 1U);
  EXPECT_EQ(back.let_in, 0);
}

TEST(Comebacks, AHalfThatWasNotSeenIsOnlyKnownToTakeLonger) {
  Series series;
  add_weeks(series, "2000-01-01", {1});
  add_weeks(series, "2024-08-10", {20, 10, 12, 11});
  const Estimate open = comebacks(series, chart(), {}).revivals.at(0).half_life;
  EXPECT_FALSE(open.known());
  EXPECT_EQ(open.low, 14);
  EXPECT_EQ(open.high, std::numeric_limits<double>::infinity());
  // Half of place 60 would be place 120, which the chart does not show.
  Series low;
  add_weeks(low, "2000-01-01", {1});
  add_weeks(low, "2010-01-02", {60, 70});
  EXPECT_FALSE(comebacks(low, chart(), {}).revivals.at(0).half_life.known());
}

TEST(Comebacks, ADipIsNotTheHalf) {
  Series series;
  add_weeks(series, "2000-01-01", {1});
  add_weeks(series, "2010-01-02", {1, 5, 1, 5});
  // Places 1, 5, 1, 5: half is passed between the third week and the fourth.
  const Estimate half = comebacks(series, chart(), {}).revivals.at(0).half_life;
  EXPECT_EQ(half.low, 14);
  EXPECT_EQ(half.high, 21);
}

TEST(Comebacks, TheExponentIsThatOfAPowerLawAndNamesItsClass) {
  const auto shape = [](double exponent, int rise) {
    Series series = {{day("2010-01-04"), 7, 500}};
    const Day begin = day("2015-01-05");
    for (int week = 0; week < rise; ++week) series.push_back({begin + Days(7 * week), 7, 1000});
    const Day peak = begin + Days(7 * rise);
    series.push_back({peak, 7, 10'000});
    for (int week = 1; week <= 40; ++week) {
      series.push_back({peak + Days(7 * week), 7, 8000 * std::pow(week, -exponent)});
    }
    return comebacks(series, counts(), {}).revivals.at(0).shape;
  };
  EXPECT_NEAR(shape(1.4, 0).exponent.estimate, 1.4, 1e-9);
  EXPECT_EQ(shape(1.4, 0).response, Response::exogenous_subcritical);
  EXPECT_EQ(shape(0.6, 0).response, Response::exogenous_critical);
  EXPECT_EQ(shape(0.2, 5).response, Response::endogenous_critical);
  EXPECT_EQ(shape(0.2, 0).response, Response::cannot_tell);
  EXPECT_EQ(shape(0.2, 0).why, "falls slowly, but without a rise before the peak");
}

TEST(Comebacks, ABurstIsARiseOfWhatHadFallen) {
  std::vector<double> values = {9000, 4000, 2000};
  for (int i = 0; i < 60; ++i) values.push_back(500 + 20 * (i % 3));
  for (const int at : {40, 41, 42}) values[static_cast<std::size_t>(at)] = 4000;
  const Comeback back = comebacks(months(values), counts(), {});
  ASSERT_EQ(back.revivals.size(), 1U);
  EXPECT_EQ(back.revivals[0].kind, Revival::burst);
  EXPECT_EQ(to_string(back.revivals[0].begins), "2013-05-01");
  EXPECT_EQ(to_string(back.revivals[0].ends), "2013-07-01");
  // The first rise of all is none, where the work came after the source began ...
  values.assign(30, 500);
  Series late = months(values);
  late.erase(late.begin(), late.begin() + 5);
  for (std::size_t i = 10; i < 13; ++i) late[i].value = 9000;
  EXPECT_EQ(comebacks(late, counts(), {}).revivals.size(), 0U);
  // ... nor is that of a release.
  Series early = months(values);
  for (std::size_t i = 10; i < 13; ++i) early[i].value = 9000;
  EXPECT_EQ(comebacks(early, counts(), {}).revivals.size(), 1U);
  Circumstances told = counts();
  told.released = day("2010-11-01");
  EXPECT_EQ(comebacks(early, told, {}).revivals.size(), 0U);
}

TEST(Comebacks, OfNothingAreNothing) {
  EXPECT_TRUE(comebacks({}, chart(), {}).revivals.empty());
  EXPECT_TRUE(comebacks(months(std::vector<double>(40, 0)), counts(), {}).revivals.empty());
  EXPECT_TRUE(comebacks(months(std::vector<double>(40, 7)), counts(), {}).revivals.empty());
  EXPECT_TRUE(comebacks(months({5}), counts(), {}).revivals.empty());
  const double none = std::nan("");
  EXPECT_TRUE(comebacks(months({none, none, none}), counts(), {}).revivals.empty());
}

TEST(Comebacks, WhatIsNoSeriesIsRefused) {
  const double infinite = std::numeric_limits<double>::infinity();
  EXPECT_THROW(comebacks(months({5, infinite}), counts(), {}), Error);
  EXPECT_THROW(comebacks(months({5, -1}), counts(), {}), Error);
  Series series = months({5, 6});
  std::swap(series[0], series[1]);
  EXPECT_THROW(comebacks(series, counts(), {}), Error);
  series[0].start = series[1].start;
  EXPECT_THROW(comebacks(series, counts(), {}), Error);
}

TEST(Seasons, AreKeptByVisitsAtOneTimeOfThreeYears) {
  const auto verdicts = [](const std::vector<const char*>& peaks) {
    std::vector<Visit> visits;
    for (const char* peak : peaks) visits.push_back({day(peak)});
    std::vector<Season::Verdict> found;
    for (const Season& season : seasons(visits, {})) found.push_back(season.verdict);
    return found;
  };
  using ::testing::Each;
  using ::testing::ElementsAre;
  EXPECT_THAT(verdicts({"2000-12-30", "2011-01-05", "2018-12-20"}), Each(Season::yes));
  EXPECT_THAT(verdicts({"2000-07-01", "2011-07-20", "2018-06-20"}), Each(Season::yes));
  EXPECT_THAT(verdicts({"2000-12-30", "2018-12-20"}), Each(Season::cannot_tell));
  EXPECT_THAT(verdicts({"1985-11-30", "2022-07-30"}), Each(Season::no));
  EXPECT_THAT(verdicts({"2022-07-30"}), Each(Season::no));
  EXPECT_THAT(verdicts({"2000-03-01", "2011-07-05", "2018-12-20"}), Each(Season::no));
  // Three bursts of one winter are no three winters.
  EXPECT_THAT(verdicts({"2011-12-05", "2011-12-26", "2012-01-16"}), Each(Season::no));
  EXPECT_THAT(verdicts({"2011-12-05", "2011-12-26", "2013-12-16", "2015-12-16"}),
              Each(Season::yes));
}

TEST(Seasons, ChanceIsTheBinomialTail) {
  const std::vector<Visit> visits = {{day("2000-12-30")}, {day("2011-01-05")}, {day("2018-12-20")}};
  const double likely = 61 / 365.25;
  EXPECT_NEAR(seasons(visits, {})[0].chance, likely * likely, 1e-12);
}

TEST(Seasons, AreSeldomSeenWhereThereAreNone) {
  int seasonal = 0;
  int all = 0;
  for (std::uint64_t i = 0; i < 4000; ++i) {
    Random random = random_stream(5, i);
    std::vector<Visit> visits;
    for (int year = 0; year < 2 + static_cast<int>(i % 6); ++year) {
      const int at = boost::random::uniform_int_distribution<int>(0, 364)(random);
      visits.push_back({day("2000-01-01") + Days(366 * year + at)});
    }
    for (const Season& season : seasons(visits, {})) {
      ++all;
      if (season.verdict == Season::yes) ++seasonal;
    }
  }
  EXPECT_LT(seasonal, 0.05 * all);
}

}  // namespace
}  // namespace outlive
