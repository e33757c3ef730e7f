#include "outlive/escape.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "outlive/coupling.h"
#include "simulation/trend_pair.h"

namespace outlive {
namespace {

constexpr double below_floor = std::numeric_limits<double>::quiet_NaN();

Day month(int i) {
  return Day((std::chrono::year(2015) / 1 + std::chrono::months(i)) / 1);
}

// A ratio that grows by `growth` a month from `first`, with a little noise, on exact values.
std::vector<MonthSeen> growing(double first, double growth, int months) {
  std::vector<MonthSeen> seen;
  for (int i = 0; i < months; ++i) {
    const double wobble = 0.02 * std::sin(2.3 * i) + 0.02 * std::cos(5.1 * i);
    seen.push_back({month(i), 10.5, 10.5 * std::exp(first + growth * i + wobble)});
  }
  return seen;
}

TEST(Escape, IsDatedWhereAStraightRatioPassesOne) {
  // −1 + 0.02 · 50 = 0: the middle of the month 50 months after 2015-01.
  const Escape found = escape(growing(-1, 0.02, 100), {});
  EXPECT_EQ(found.escaped, Escaped::yes);
  ASSERT_TRUE(found.date.estimate && found.date.low && found.date.high);
  EXPECT_LE(*found.date.low, month(50) + Days(15));
  EXPECT_GE(*found.date.high, month(50) + Days(15));
  EXPECT_LT(std::abs((*found.date.estimate - month(50) - Days(15)).count()), 45);
  // 0.24 a year of natural logarithm is 0.346 doublings.
  EXPECT_NEAR(found.velocity.estimate, 0.24 / std::log(2), 0.02);
  EXPECT_LE(found.velocity.low, 0.24 / std::log(2));
  EXPECT_GE(found.velocity.high, 0.24 / std::log(2));
  EXPECT_EQ(found.velocity.n, 100);
}

// 60 against 40, then 40 against 60: no score tells the day within the months.
TEST(Escape, IsNeverDatedSurerThanAMonthByRoundedScores) {
  std::vector<MonthSeen> months;
  for (int i = 0; i < 60; ++i) months.push_back({month(i), i < 30 ? 60. : 40., i < 30 ? 40. : 60.});
  const DateEstimate date = escape(months, {.floor = 1}).date;
  ASSERT_TRUE(date.estimate && date.low && date.high);
  const std::chrono::year_month_day low(*date.low);
  const std::chrono::year_month_day next(*date.high + Days(1));
  EXPECT_EQ(low.day(), std::chrono::day(1));
  EXPECT_EQ(next.day(), std::chrono::day(1));
  EXPECT_LE(*date.low, month(29));
  EXPECT_GE(*date.high, month(30));
  EXPECT_TRUE(*date.low <= *date.estimate && *date.estimate <= *date.high);
}

TEST(Escape, IsNoneWhereTheMusicFallsBehind) {
  const Escape found = escape(growing(1, -0.02, 100), {});
  EXPECT_EQ(found.escaped, Escaped::no);
  EXPECT_FALSE(found.date.estimate);
  EXPECT_LT(found.velocity.high, 0);
}

TEST(Escape, HasNoDateWhereTheMusicWasAheadFromTheStart) {
  const Escape found = escape(growing(1, 0.01, 60), {});
  EXPECT_EQ(found.escaped, Escaped::yes);
  EXPECT_GT(found.ahead_from_start, 0.99);
  EXPECT_FALSE(found.date.estimate);
  EXPECT_FALSE(found.date.low);
}

TEST(Escape, DoesNotDependOnTheScale) {
  std::vector<MonthSeen> months = growing(-0.5, 0.01, 80);
  const Escape once = escape(months, {});
  for (MonthSeen& seen : months) seen.film *= 1e6, seen.music *= 1e6;
  const Escape scaled = escape(months, {});
  EXPECT_EQ(once.escaped, scaled.escaped);
  EXPECT_NEAR(once.velocity.estimate, scaled.velocity.estimate, 0.02);
}

TEST(Escape, SwapsItsSignWhereFilmAndMusicAreExchanged) {
  std::vector<MonthSeen> months = growing(-1, 0.02, 100);
  const Escape found = escape(months, {});
  for (MonthSeen& seen : months) std::swap(seen.film, seen.music);
  const Escape exchanged = escape(months, {});
  EXPECT_EQ(exchanged.escaped, Escaped::no);
  EXPECT_NEAR(exchanged.velocity.estimate, -found.velocity.estimate, 0.03);
}

TEST(Escape, IsNotToldFromAFewMonths) {
  const Escape found = escape(growing(-1, 0.1, 23), {});
  EXPECT_EQ(found.escaped, Escaped::cannot_tell);
  EXPECT_EQ(found.cannot_tell, "23 months are too few; it takes 24");
  EXPECT_FALSE(found.velocity.known());
  EXPECT_FALSE(found.estimated());
}

std::vector<MonthSeen> constant(double film, double music) {
  std::vector<MonthSeen> months;
  for (int i = 0; i < 40; ++i) months.push_back({month(i), film, music});
  return months;
}

TEST(Escape, SaysWhatIsWrongWithMonths) {
  const auto why = [](const std::vector<MonthSeen>& months) {
    return escape(months, {}).cannot_tell;
  };
  EXPECT_EQ(why({}), "0 months are too few; it takes 24");
  EXPECT_EQ(why({{month(0), 1, 2}}), "1 month is too few; it takes 24");
  EXPECT_EQ(why(constant(5, 0)), "the music was never seen above the floor");
  EXPECT_EQ(why(constant(below_floor, 5)), "the film was never seen above the floor");
  EXPECT_EQ(why(constant(0, 0)), "the music was never seen above the floor");
  std::vector<MonthSeen> months = constant(5, 5);
  months[7].film = std::numeric_limits<double>::infinity();
  EXPECT_EQ(why(months), "a value is infinite");
  months[7].film = -1;
  EXPECT_EQ(why(months), "a value is negative");
  months = constant(5, 5);
  months[8].month = months[7].month;
  EXPECT_EQ(why(months), "a month stands twice");
  std::swap(months[3], months[20]);
  EXPECT_EQ(why(months), "the months are not in order");
}

TEST(Escape, OfConstantOrGappySeriesIsFinite) {
  const auto check = [](const std::vector<MonthSeen>& months) {
    const Escape found = escape(months, {.floor = 1});
    ASSERT_TRUE(found.estimated());
    EXPECT_TRUE(std::isfinite(found.velocity.low) && std::isfinite(found.velocity.high));
    for (const RatioMonth& ratio : found.ratio) {
      EXPECT_TRUE(std::isfinite(ratio.estimate) && ratio.low <= ratio.high);
    }
  };
  check(constant(5, 5));
  check(constant(100, 1));
  check(constant(1e-9, 1e9));
  std::vector<MonthSeen> gappy = constant(5, 7);
  gappy.erase(gappy.begin() + 5, gappy.begin() + 20);
  gappy.back().month = month(90);
  check(gappy);
  EXPECT_EQ(escape(gappy, {.floor = 1}).ratio.size(), 91U);
}

// Scores that jump between the floor and a hundred, and stand still, as no film's do.
TEST(Escape, OfWildSeriesIsFinite) {
  constexpr std::array<double, 8> scores = {0, 1, 1, 2, 3, 50, 99, 100};
  for (std::uint64_t series = 0; series < 24; ++series) {
    Random random = random_stream(8, series);
    std::vector<MonthSeen> months = constant(5, 5);
    const auto stays = series % 4;
    for (std::size_t i = 0; i < months.size(); ++i) {
      if (i > 0) months[i].film = months[i - 1].film, months[i].music = months[i - 1].music;
      if (random() % (1 + 5 * stays) == 0) months[i].film = scores[random() % scores.size()];
      if (random() % (1 + 5 * stays) == 0) months[i].music = scores[random() % scores.size()];
    }
    const Escape found = escape(months, {.floor = 1, .draws = 100});
    for (const RatioMonth& ratio : found.ratio) {
      ASSERT_TRUE(std::isfinite(ratio.estimate) && ratio.low <= ratio.high) << series;
    }
    ASSERT_TRUE(!found.estimated() || std::isfinite(found.velocity.estimate)) << series;
  }
}

TEST(Escape, IsTheSameForTheSameSeed) {
  const std::vector<MonthSeen> months = growing(-0.3, 0.01, 60);
  EXPECT_EQ(escape(months, {.seed = 3}).velocity.low, escape(months, {.seed = 3}).velocity.low);
  EXPECT_NE(escape(months, {.seed = 3}).velocity.low, escape(months, {.seed = 4}).velocity.low);
}

// bench/escape_coverage_bench does so a thousand times a case; here only that nothing is far off.
TEST(Escape, IntervalsHoldTheTruthOfSimulatedPairs) {
  int held = 0;
  int asked = 0;
  for (std::uint64_t i = 0; asked < 30; ++i) {
    Random random = random_stream(5, i);
    const TrendPair pair = simulate_trend_pair({}, random);
    const Escape found = escape(pair.months, {.floor = 1, .draws = 500, .seed = i});
    if (!found.estimated()) continue;
    ++asked;
    held += found.velocity.low <= pair.velocity && pair.velocity <= found.velocity.high;
  }
  EXPECT_GE(held, 25);  // With 95 % each, fewer come up in one of 500 runs.
}

TEST(Escape, IsToldWhereTheIntervalOfTheLastRatioLeavesOutOne) {
  int told = 0;
  for (std::uint64_t i = 0; i < 40; ++i) {
    Random random = random_stream(9, i);
    const TrendPair pair = simulate_trend_pair(
        {.months = 30, .first_level = 0, .first_level_sd = 0.2, .first_slope = 0}, random);
    const Escape found = escape(pair.months, {.floor = 1, .draws = 500, .seed = i});
    if (!found.estimated()) continue;
    const RatioMonth& last = found.ratio.back();
    const Escaped expected = last.low > 1    ? Escaped::yes
                             : last.high < 1 ? Escaped::no
                                             : Escaped::cannot_tell;
    EXPECT_EQ(found.escaped, expected) << found.probability;
    told += expected != Escaped::cannot_tell;
  }
  EXPECT_GT(told, 0);
  EXPECT_LT(told, 40);
}

TEST(TrendPair, ShowsRoundedScoresUpToAHundred) {
  Random random = random_stream(6, 0);
  const TrendPair pair = simulate_trend_pair({}, random);
  double most = 0;
  for (const MonthSeen& seen : pair.months) {
    for (const double value : {seen.film, seen.music}) {
      if (std::isnan(value)) continue;
      EXPECT_EQ(value, std::round(value));
      EXPECT_GE(value, 1);
      most = std::max(most, value);
    }
  }
  EXPECT_EQ(most, 100);
  EXPECT_EQ(pair.escaped, pair.levels.back() > 0);
}

std::vector<int> running(int n) {
  std::vector<int> at(static_cast<std::size_t>(n));
  std::iota(at.begin(), at.end(), 0);
  return at;
}

const std::vector<double> slope_x = {.31, -.12, .05, .4,  -.33, .08, -.21, .17,
                                     .02, -.44, .25, .11, -.07, .36, -.15};
const std::vector<double> slope_y = {.2,  -.05, .1,  .22, -.2, -.01, -.18, .02,
                                     .06, -.3,  .05, .12, .03, .1,   -.12};

// statsmodels 0.14: OLS(y, add_constant(x)).fit(cov_type='HAC', use_t=True,
// cov_kwds={'maxlags': 2, 'use_correction': True}).conf_int()
TEST(RobustSlope, IsThatOfStatsmodels) {
  const Estimate slope = robust_slope(running(15), slope_x, slope_y, 0.95);
  EXPECT_NEAR(slope.estimate, 0.545469790984, 1e-10);
  EXPECT_NEAR(slope.low, 0.452019240546, 1e-9);
  EXPECT_NEAR(slope.high, 0.638920341422, 1e-9);
  EXPECT_EQ(slope.n, 15);
}

// The same sandwich with statsmodels' S_hac_simple(z, nlags=2), z being a row of zeros for a month that
// was not seen and x · residual for one that was.
TEST(RobustSlope, TakesNoMonthsOnEitherSideOfAGapForNeighbours) {
  const std::vector<int> at = {0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 14, 15, 30, 31};
  const Estimate slope = robust_slope(at, slope_x, slope_y, 0.95);
  EXPECT_NEAR(slope.low, 0.463140714909, 1e-9);
  EXPECT_NEAR(slope.high, 0.627798867059, 1e-9);
}

TEST(RobustSlope, IsUnknownWhereNothingMoves) {
  const auto known = [](int n) {
    const auto size = static_cast<std::size_t>(n);
    return robust_slope(running(n), std::vector<double>(size, 0), std::vector<double>(size, 1),
                        0.95)
        .known();
  };
  EXPECT_FALSE(known(20));
  EXPECT_FALSE(known(11));
}

TEST(Coupling, IsThatBeforeTheEscapeAndAfter) {
  // Music that follows its film for five years and then stands alone.
  std::vector<MonthSeen> months;
  Escape found;
  found.escaped = Escaped::yes;
  found.date.estimate = month(60);
  double film = 50;
  double music = 20;
  for (int i = 0; i < 120; ++i) {
    const double shock = 0.3 * std::sin(1.7 * i * i);
    film *= std::exp(shock);
    music *= std::exp(i <= 60 ? shock : 0.1 * std::sin(2.9 * i));
    months.push_back({month(i), film, music});
    film = 50 * std::pow(film / 50, 0.5);
    music = 20 * std::pow(music / 20, 0.5);
  }
  const Coupling both = coupling(months, found, 0.95);
  EXPECT_GT(both.before.low, 0.9);
  EXPECT_LT(both.after.low, 0.1);
  EXPECT_GT(both.after.high, -0.1);
}

}  // namespace
}  // namespace outlive
