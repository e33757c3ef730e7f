#include "outlive/verdict.h"

#include <gtest/gtest.h>

#include <cmath>

namespace outlive {
namespace {

const Day day = *parse_day("2010-06-01");

Verdict judged(int music_later_by, bool film_censored = false, bool music_censored = false) {
  return judge({day, 1, film_censored}, {day + Days(music_later_by), 7, music_censored});
}

TEST(Verdict, IsOutlivedOrOutlastedWhenPeriodsCannotMeet) {
  EXPECT_EQ(judged(1).outcome, Outcome::outlived);
  EXPECT_EQ(judged(400).outcome, Outcome::outlived);
  EXPECT_EQ(judged(-7).outcome, Outcome::outlasted);
}

TEST(Verdict, IsTiedWhenTheFilmsLastDayLiesInTheMusicsLastWeek) {
  for (int days = -6; days <= 0; ++days) EXPECT_EQ(judged(days).outcome, Outcome::tied) << days;
}

TEST(Verdict, OfCensoredMusicPastTheFilmsEndIsOutlivedByAtLeastSoMuch) {
  const Verdict verdict = judged(731, false, true);
  EXPECT_EQ(verdict.outcome, Outcome::outlived);
  EXPECT_NEAR(verdict.years.low, 730 / 365.25, 1e-12);
  EXPECT_TRUE(std::isinf(verdict.years.high));
}

TEST(Verdict, OfACensoredFilmPastTheMusicsEndIsOutlasted) {
  const Verdict verdict = judged(-700, true, false);
  EXPECT_EQ(verdict.outcome, Outcome::outlasted);
  EXPECT_TRUE(std::isinf(verdict.years.low));
}

TEST(Verdict, IsUndecidedWhenTheCensoredSideIsStillBehind) {
  EXPECT_EQ(judged(-700, false, true).outcome, Outcome::undecided);
  EXPECT_EQ(judged(700, true, false).outcome, Outcome::undecided);
  EXPECT_EQ(judged(700, true, true).outcome, Outcome::undecided);
}

TEST(Verdict, HoldsEveryDifferenceThatThePeriodsAllow) {
  const Verdict verdict = judged(100);
  EXPECT_NEAR(verdict.years.estimate, 100 / 365.25, 1e-12);
  EXPECT_NEAR(verdict.years.low, 99 / 365.25, 1e-12);
  EXPECT_NEAR(verdict.years.high, 107 / 365.25, 1e-12);
}

TEST(Verdict, GoesByTheDaysThatAChartCountsAndNotByItsDate) {
  // Dated 22 days after the counted week began.
  const KnownEnd film{day, 1};
  EXPECT_EQ(judge(film, {day + Days(10), 7, false, 22}).outcome, Outcome::outlasted);
  EXPECT_EQ(judge(film, {day + Days(20), 7, false, 22}).outcome, Outcome::tied);
  EXPECT_EQ(judge(film, {day + Days(23), 7, false, 22}).outcome, Outcome::outlived);
  EXPECT_NEAR(judge(film, {day + Days(20), 7, false, 22}).years.estimate, -2 / 365.25, 1e-12);
}

}  // namespace
}  // namespace outlive
