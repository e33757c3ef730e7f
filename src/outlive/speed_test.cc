#include "outlive/speed.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "outlive/work_spans.h"
#include "survival/near_r.h"

namespace outlive {
namespace {

using test::expect_near_r;

const Day begin = *parse_day("2000-01-01");
const Day late = *parse_day("2008-07-01");

// tests/r/speed_expected.R makes the same works.
std::vector<WorkSpans> works_of_two_eras() {
  std::vector<WorkSpans> works;
  for (int i = 0; i < 600; ++i) {
    WorkSpans work;
    work.entered = begin + Days(10 * i);
    const double u = std::fmod(i * 0.6180339887498949 + 0.5, 1.0);
    const double x = static_cast<double>((work.entered - begin).count()) / 3652.5;
    const double since = std::max(0.0, static_cast<double>((work.entered - late).count()) / 3652.5);
    const double weeks = std::ceil(-40 * std::log(1 - u) * std::exp(-0.3 * x + 0.6 * since));
    work.first_life = Spell{.exit = weeks, .event = i % 7 != 0};
    works.push_back(work);
  }
  return works;
}

const SpeedMeasure& first_life(const Speed& speed) {
  return speed.measures[1];
}

TEST(Speed, HasTheTrendsOfRsCoxph) {
  SpeedOptions options;
  options.breaks = {{late, "a break"}};
  const Speed speed = measure_speed(works_of_two_eras(), options);
  const SpeedMeasure& measure = first_life(speed);
  ASSERT_EQ(measure.groups.size(), 1U);
  const Trend& trend = measure.groups[0].trend;
  ASSERT_EQ(trend.cannot_tell, "");
  ASSERT_EQ(trend.segments.size(), 2U);
  // Printed by tests/r/speed_expected.R, with R 4.2 and survival 3.5.
  const auto near = [](const Estimate& ours, double estimate, double low, double high) {
    expect_near_r(ours.estimate, estimate);
    expect_near_r(ours.low, low);
    expect_near_r(ours.high, high);
  };
  near(trend.segments[0].pace, 1.48659888848, 1.13551920093, 1.94622535084);
  near(trend.segments[1].pace, 0.739394526331, 0.643708757434, 0.849303756169);
  near(trend.breaks[0].jump, 0.954662559486, 0.817023441852, 1.115488926999);
  near(trend.breaks[0].change, 0.497373253850, 0.372382827947, 0.664316759740);
  expect_near_r(trend.changed.f, 26.7881473159);
  EXPECT_NEAR(trend.changed.p, 1.40699037425e-04, 1e-10);
  EXPECT_EQ(trend.breaks[0].p, trend.changed.p);
  EXPECT_EQ(trend.segments[0].pace.n + trend.segments[1].pace.n, 514);  // 600 less every seventh.
}

TEST(Speed, LeavesOutABreakThatTooFewWorksStandBehind) {
  SpeedOptions options;
  options.breaks = {{begin + Days(30), "too early"}, {late, "a break"}};
  const Speed speed = measure_speed(works_of_two_eras(), options);
  const Trend& trend = first_life(speed).groups[0].trend;
  ASSERT_EQ(trend.breaks.size(), 1U);
  EXPECT_EQ(trend.breaks[0].at.name, "a break");
}

TEST(Speed, SaysThatItCannotTellFromFewWorks) {
  const std::vector<WorkSpans> works = works_of_two_eras();
  const Speed speed = measure_speed(std::span(works).first(15), {});
  EXPECT_NE(first_life(speed).groups[0].trend.cannot_tell.find("cannot tell"), std::string::npos);
  EXPECT_TRUE(first_life(speed).groups[0].trend.segments.empty());
  EXPECT_TRUE(measure_speed({}, {}).measures[0].groups[0].years.empty());
}

TEST(Speed, TellsSoundtracksFromOthersOnlyByTheirTrend) {
  std::vector<WorkSpans> works = works_of_two_eras();
  for (std::size_t i = 0; i < works.size(); i += 2) works[i].soundtrack = true;
  SpeedOptions options;
  options.breaks = {};
  const Speed alike = measure_speed(works, options);
  EXPECT_GT(first_life(alike).differ.p, 0.05);
  // Soundtracks of late years live ten times as long as they did.
  for (WorkSpans& work : works) {
    if (work.soundtrack && work.entered >= late) work.first_life->exit *= 10;
  }
  EXPECT_LT(first_life(measure_speed(works, options)).differ.p, 0.001);
}

TEST(Speed, OfACohortIsItsKaplanMeierCurve) {
  std::vector<WorkSpans> works;
  for (int i = 1; i <= 20; ++i) {
    WorkSpans work;
    work.entered = begin;
    work.first_life = Spell{.exit = static_cast<double>(i), .event = true};
    works.push_back(work);
  }
  const SpeedYear year = first_life(measure_speed(works, {})).groups[0].years.at(0);
  EXPECT_EQ(year.year, 2000);
  EXPECT_EQ(year.works, 20);
  // Without censoring: the curve is level at 3/4 from 5 to 6, at 1/2 from 10 to 11.
  EXPECT_EQ(year.figures[0].value.estimate, 5.5);
  EXPECT_EQ(year.figures[1].value.estimate, 10.5);
}

class SpansTest : public testing::Test {
 protected:
  // Places week after week from the chart's 100th week on; 0 is off the chart.
  std::vector<Observation> places(const std::vector<int>& ranks) {
    std::vector<Observation> seen;
    for (std::size_t i = 0; i < ranks.size(); ++i) {
      if (ranks[i] == 0) continue;
      seen.push_back(
          {begin + Days(7 * (100 + static_cast<int>(i))), 7, static_cast<double>(ranks[i])});
    }
    return seen;
  }
  SpansTest() {
    source_.unit = "rank";
    source_.floor = 100;
    view_.source = &source_;
    view_.scale = Scale::rank;
    view_.window = {begin, begin + Days(7 * 1000 - 1)};
  }

  Source source_;
  SourceView view_;
};

TEST_F(SpansTest, AreCountedInWeeksUpToTheEndOfTheLastOne) {
  const auto spans = work_spans(places({30, 20, 10, 15, 20, 25, 40}), view_, {});
  ASSERT_TRUE(spans);
  EXPECT_EQ(spans->time_to_peak->exit, 2);  // From the first day of its first week.
  EXPECT_TRUE(spans->time_to_peak->event);
  EXPECT_EQ(spans->first_life->exit, 7);
  EXPECT_TRUE(spans->first_life->event);
  EXPECT_EQ(spans->half_life->exit, 3);  // Place 20 is half of place 10, and was left after week 5.
  EXPECT_TRUE(spans->half_life->event);
  EXPECT_FALSE(spans->revival->event);
  EXPECT_EQ(spans->revival->entry, 52);
}

TEST_F(SpansTest, OfASongThatLeavesFromTheUpperHalfKnowThatTheFloorIsLower) {
  // Off the chart is below place 100: less than half of place 50, not of place 51.
  EXPECT_TRUE(work_spans(places({50, 60}), view_, {})->half_life->event);
  EXPECT_FALSE(work_spans(places({51, 60}), view_, {})->half_life->event);
}

TEST_F(SpansTest, OfASongThatTheChartTookOffAreCutOffThere) {
  view_.rules.censoring = {{begin, begin + Days(10'000), Days(5 * 7), 50, "taken off"}};
  const auto spans = work_spans(places({30, 20, 10, 15, 18}), view_, {});
  EXPECT_FALSE(spans->first_life->event);
  EXPECT_EQ(spans->first_life->exit, 5);
  EXPECT_FALSE(spans->half_life->event);
  EXPECT_TRUE(spans->time_to_peak->event);
}

TEST_F(SpansTest, HoldTheFirstReturnAfterTheFirstLife) {
  std::vector<int> ranks = {10, 20};
  ranks.resize(80, 0);
  ranks.push_back(5);  // A higher peak than in the first life, whose own peak counts.
  const auto spans = work_spans(places(ranks), view_, {});
  EXPECT_EQ(spans->time_to_peak->exit, 0);
  EXPECT_EQ(spans->first_life->exit, 2);
  EXPECT_TRUE(spans->revival->event);
  EXPECT_EQ(spans->revival->exit, 78);
}

TEST_F(SpansTest, OfALifeThatGoesOnEndWhereAnEndCouldLastBeSeen) {
  view_.window.last = begin + Days(7 * 160 - 1);
  std::vector<int> ranks(60, 10);  // Up to the last week.
  const auto spans = work_spans(places(ranks), view_, {});
  EXPECT_FALSE(spans->first_life->event);
  // The window's last day less a week and 52 weeks, in weeks since its entry in week 100.
  EXPECT_DOUBLE_EQ(spans->first_life->exit, (160 * 7 - 1 - 7 - 364 - 100 * 7) / 7.0);
  EXPECT_FALSE(spans->time_to_peak->event);
  EXPECT_FALSE(spans->revival);
}

TEST_F(SpansTest, OfNothingSeenAreNone) {
  EXPECT_FALSE(work_spans({}, view_, {}));
}

}  // namespace
}  // namespace outlive
