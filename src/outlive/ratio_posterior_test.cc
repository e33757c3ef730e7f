#include "outlive/ratio_posterior.h"

#include <gtest/gtest.h>

#include <cmath>

namespace outlive {
namespace {

Between score(double value) {
  if (value == 0) return {.high = std::log(0.5)};
  return {std::log(value - 0.5), std::log(value + 0.5)};
}

// Standard deviations that are as good as known.
constexpr double known = 1e-9;
constexpr TrendPrior fixed{{0.3, known}, {0.5, known}, {0.05, known}, {0.5, known}};

struct Found {
  double mean;
  double sd;
  double ahead;
};

Found at(const TrendDraws& draws, std::size_t month) {
  double sum = 0;
  double squares = 0;
  double ahead = 0;
  const auto n = static_cast<double>(draws.count());
  for (std::size_t i = 0; i < draws.count(); ++i) {
    const double level = draws.path(i)[month];
    sum += level;
    squares += level * level;
    ahead += level > 0;
  }
  return {sum / n, std::sqrt(squares / n - sum * sum / n / n), ahead / n};
}

// Four months with floors and the coarsest of scores. Expected: 80 million paths of the model drawn in
// numpy, of which the 43,412 were kept whose film and music lie within all bounds. Expectation
// propagation is near to that, not equal.
TEST(RatioPosterior, OfRoundedAndFlooredMonthsIsThatOfPathsKeptByRejection) {
  const std::vector<MonthBounds> months = {
      {score(2), score(0)}, {score(1), score(0)}, {score(1), score(1)}, {score(1), score(1)}};
  Random random = random_stream(1, 0);
  const TrendDraws draws = draw_ratio(months, fixed, 20'000, random);
  const std::vector<Found> expected = {{-1.6401, 0.4527, 0.0000},
                                       {-1.2314, 0.4012, 0.0004},
                                       {-0.5459, 0.3640, 0.0714},
                                       {-0.2744, 0.4266, 0.2596}};
  for (std::size_t t = 0; t < months.size(); ++t) {
    const Found found = at(draws, t);
    EXPECT_NEAR(found.mean, expected[t].mean, 0.05) << t;
    EXPECT_NEAR(found.sd, expected[t].sd, 0.04) << t;
    EXPECT_NEAR(found.ahead, expected[t].ahead, 0.02) << t;
  }
}

TEST(RatioPosterior, KeepsBehindWhatNeverLeftTheFloor) {
  std::vector<MonthBounds> months(40, {score(4), score(0)});
  Random random = random_stream(2, 0);
  const TrendDraws draws = draw_ratio(months, {}, 2000, random);
  EXPECT_LT(at(draws, 39).ahead, 0.005);
  EXPECT_LT(at(draws, 39).mean, std::log(0.5 / 4));
}

TEST(RatioPosterior, FindsTheDeviationsOfALongSeriesSeenExactly) {
  constexpr std::size_t n = 400;
  Random random = random_stream(3, 0);
  std::vector<MonthBounds> months;
  // A level that does not move, and noise of ±0.3: its standard deviation is 0.3.
  for (std::size_t t = 0; t < n; ++t) {
    const double film = std::log(50.0);
    const double music = film + ((t * 7919) % 2 == 0 ? 0.3 : -0.3);
    months.push_back({{film, film}, {music, music}});
  }
  const TrendDraws draws = draw_ratio(months, {}, 500, random);
  EXPECT_NEAR(draws.noise_sd, 0.3, 0.03);
  EXPECT_LT(draws.level_sd, 0.05);
  EXPECT_NEAR(at(draws, n / 2).mean, 0, 0.05);
}

TEST(RatioPosterior, IsTheSameForTheSameSeed) {
  const std::vector<MonthBounds> months(30, {score(5), score(3)});
  Random first = random_stream(4, 0);
  Random second = random_stream(4, 0);
  EXPECT_EQ(draw_ratio(months, {}, 300, first).levels, draw_ratio(months, {}, 300, second).levels);
}

}  // namespace
}  // namespace outlive
