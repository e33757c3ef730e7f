#include "outlive/lifetime.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "outlive/error.h"

namespace outlive {
namespace {

const Day begin = *parse_day("2000-01-01");
constexpr double unseen = std::numeric_limits<double>::quiet_NaN();

Window window_of_weeks(int weeks) {
  return {begin, begin + Days(7 * weeks - 1)};
}

// A chart: the weeks, counted from 0, in which the work was seen, all at place 10.
std::vector<Observation> chart(const std::vector<int>& weeks) {
  std::vector<Observation> seen;
  for (const int week : weeks) seen.push_back({begin + Days(7 * week), 7, 10});
  return seen;
}

// Days in a row, from the first on.
std::vector<Observation> daily(const std::vector<double>& values) {
  std::vector<Observation> days;
  for (std::size_t i = 0; i < values.size(); ++i) {
    days.push_back({begin + Days(static_cast<int>(i)), 1, values[i]});
  }
  return days;
}

TEST(Lifetime, OfAChartEndsWithTheLastSighting) {
  const auto life = lifetime(chart({0, 1, 2, 5}), Scale::rank, {}, window_of_weeks(200));
  ASSERT_TRUE(life);
  EXPECT_EQ(life->first, begin);
  EXPECT_EQ(life->whole_life.end, begin + Days(35));
  EXPECT_EQ(life->whole_life.censoring, Censoring::none);
  EXPECT_EQ(life->first_life.end, life->whole_life.end);
  EXPECT_EQ(life->alive, 4);
  EXPECT_EQ(life->revivals, 0);
  EXPECT_EQ(life->period, 7);
}

TEST(Lifetime, SilenceOfExactly52WeeksEndsNoLifeAndOneOf53Does) {
  // Seen in week 0; the next sighting in week 53 leaves 52 weeks between.
  EXPECT_EQ(lifetime(chart({0, 53}), Scale::rank, {}, window_of_weeks(200))->revivals, 0);
  const auto life = lifetime(chart({0, 54}), Scale::rank, {}, window_of_weeks(200));
  EXPECT_EQ(life->revivals, 1);
  EXPECT_EQ(life->first_life.end, begin);
  EXPECT_EQ(life->whole_life.end, begin + Days(7 * 54));
}

TEST(Lifetime, IsCensoredWhenSilentForNoMoreThan52WeeksAtTheEndOfTheData) {
  EXPECT_EQ(lifetime(chart({0}), Scale::rank, {}, window_of_weeks(1))->whole_life.censoring,
            Censoring::window);
  EXPECT_EQ(lifetime(chart({0}), Scale::rank, {}, window_of_weeks(52))->whole_life.censoring,
            Censoring::window);
  // After exactly 52 silent weeks a return in the next would still belong to the same life.
  EXPECT_EQ(lifetime(chart({0}), Scale::rank, {}, window_of_weeks(53))->whole_life.censoring,
            Censoring::window);
  EXPECT_EQ(lifetime(chart({0}), Scale::rank, {}, window_of_weeks(54))->whole_life.censoring,
            Censoring::none);
}

TEST(Lifetime, OfAReturnedWorkHasAFirstLifeThatIsKnownToHaveEnded) {
  const auto life = lifetime(chart({0, 1, 100}), Scale::rank, {}, window_of_weeks(101));
  EXPECT_EQ(life->first_life.censoring, Censoring::none);
  EXPECT_EQ(life->whole_life.censoring, Censoring::window);
}

TEST(Lifetime, IsCensoredByARuleThatWouldHaveTakenTheWorkOffInTheNextWeek) {
  const std::vector<CensoringRule> rules = {
      {begin, begin + Days(7 * 300), Days(728), 100, "older than two years"}};
  std::vector<int> weeks;
  for (int week = 0; week < 103; ++week) weeks.push_back(week);
  // Last seen in week 102: in week 103 the work is 721 days old, and still allowed.
  EXPECT_EQ(
      lifetime(chart(weeks), Scale::rank, {}, window_of_weeks(400), rules)->whole_life.censoring,
      Censoring::none);
  weeks.push_back(103);
  // Last seen in week 103: in week 104 it is 728 days old.
  EXPECT_EQ(
      lifetime(chart(weeks), Scale::rank, {}, window_of_weeks(400), rules)->whole_life.censoring,
      Censoring::rule);
}

TEST(Lifetime, OfAnAmountEndsWhereItsSevenDayMeanLastReachesTheShareOfItsPeak) {
  // Closed form: a single day of 700 gives a mean of 100 over the seven days around it, the peak. A
  // day of 7, far from everything, gives a mean of 1: exactly the one per cent that counts as alive.
  std::vector<double> values(60, 0);
  values[10] = 700;
  values[30] = 7;
  values[50] = 6.9;
  const auto life = lifetime(daily(values), Scale::amount, {}, window_of_weeks(200));
  ASSERT_TRUE(life);
  EXPECT_DOUBLE_EQ(life->peak, 100);
  EXPECT_EQ(life->first, begin + Days(7));
  EXPECT_EQ(life->whole_life.end, begin + Days(33));
  EXPECT_EQ(life->last_seen, begin + Days(50));
}

TEST(Lifetime, OfMonthsIsNotSmoothedAndComparesRatesADay) {
  const std::vector<Observation> months = {{*parse_day("2001-01-01"), 31, 3100},
                                           {*parse_day("2001-02-01"), 28, 28},
                                           {*parse_day("2001-03-01"), 31, 30}};
  // January 100 a day, February 1 a day, March less than 1 a day.
  const auto life =
      lifetime(months, Scale::amount, {}, {months[0].start, *parse_day("2009-12-31")});
  EXPECT_EQ(life->whole_life.end, months[1].start);
  EXPECT_EQ(life->period, 28);
}

TEST(Lifetime, BelowTheFloorIsNotAlive) {
  const std::vector<Observation> months = {{*parse_day("2014-01-01"), 31, 40},
                                           {*parse_day("2014-02-01"), 28, 1},
                                           {*parse_day("2014-03-01"), 31, unseen}};
  const auto life = lifetime(months, Scale::index, {}, {months[0].start, *parse_day("2019-12-31")});
  EXPECT_EQ(life->whole_life.end, months[1].start);
  EXPECT_EQ(life->alive, 2);
}

TEST(Lifetime, OfWhatWasNeverAliveIsNothing) {
  EXPECT_FALSE(lifetime({}, Scale::rank, {}, window_of_weeks(1)));
  EXPECT_FALSE(lifetime(daily({0, 0, 0}), Scale::amount, {}, window_of_weeks(1)));
  EXPECT_FALSE(lifetime(daily({unseen, unseen}), Scale::index, {}, window_of_weeks(1)));
}

TEST(Lifetime, RefusesWhatIsOutOfOrderNegativeOrInfinite) {
  const Window window = window_of_weeks(9);
  EXPECT_THROW(lifetime(chart({1, 0}), Scale::rank, {}, window), Error);
  EXPECT_THROW(lifetime(chart({1, 1}), Scale::rank, {}, window), Error);
  EXPECT_THROW(lifetime(daily({1, -1}), Scale::amount, {}, window), Error);
  EXPECT_THROW(
      lifetime(daily({std::numeric_limits<double>::infinity()}), Scale::amount, {}, window), Error);
  EXPECT_THROW(lifetime(daily({1}), Scale::amount, {.share = 0}, window), Error);
}

// The plain reading of the definition: every mean taken anew, every threshold looked up.
Day plain_end(const std::vector<Observation>& days, double share) {
  const auto mean = [&](std::size_t i) {
    double sum = 0;
    for (const Observation& other : days) {
      const auto off = (other.start - days[i].start).count();
      if (off >= -3 && off <= 3 && !std::isnan(other.value)) sum += other.value;
    }
    return sum / 7;
  };
  double peak = 0;
  for (std::size_t i = 0; i < days.size(); ++i) peak = std::max(peak, mean(i));
  Day end = begin;
  for (std::size_t i = 0; i < days.size(); ++i) {
    if (mean(i) >= share * peak && !std::isnan(days[i].value)) end = days[i].start;
  }
  return end;
}

TEST(Lifetime, EqualsThePlainReadingOfItsDefinitionOnRandomSeries) {
  std::uint32_t state = 7;
  const auto next = [&state] { return (state = state * 1664525U + 1013904223U) >> 8U; };
  for (int round = 0; round < 200; ++round) {
    std::vector<Observation> days;
    Day day = begin;
    const auto count = 1 + next() % 80;
    for (std::uint32_t i = 0; i < count; ++i) {
      day += Days(1 + (next() % 4 == 0 ? next() % 20 : 0));
      const double value = next() % 9 == 0 ? unseen : std::exp(-0.1 * i) * (1 + next() % 1000);
      days.push_back({day, 1, value});
    }
    const auto life = lifetime(days, Scale::amount, {.share = 0.05}, {begin, day + Days(9999)});
    if (!life) continue;
    EXPECT_EQ(life->whole_life.end, plain_end(days, 0.05)) << "round " << round;
  }
}

}  // namespace
}  // namespace outlive
