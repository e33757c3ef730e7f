#include "outlive/decay.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <vector>

#include "store/store.h"

namespace outlive {
namespace {

const DecayLawFit& only(const DecayFit& fit) {
  return fit.laws.at(0);
}

const DecayEstimate& parameter(const DecayLawFit& fit, std::string_view name) {
  for (const DecayParameter& one : fit.parameters) {
    if (one.name == name) return one.estimate;
  }
  throw std::out_of_range(std::string(name));
}

// Mean popularity by year of age, at mid-year, weighted by the number of songs.
std::vector<DecayPoint> songs_by_age(const std::string& path) {
  std::vector<DecayPoint> points;
  Store store = Store::scratch(1);
  store
      .query("SELECT floor(age) + 0.5, avg(CurrentPopularity), count(*)::DOUBLE FROM read_csv(" +
             sql_path(path) + ") GROUP BY 1 ORDER BY 1")
      .for_each([&](const Row& row) {
        points.push_back({row.real(0), row.real(1), row.real(2)});
      });
  return points;
}

// The figures that the authors' own songs give (Candia et al. 2019). Limits: scipy, the residual sum of
// squares profiled by Nelder-Mead over the other parameters against the F quantile.
TEST(Decay, GivesTheTwoPhasesOfThePaperOnItsOwnSongs) {
  const std::string path = std::string(OUTLIVE_SHARED_DATA) + "/songs-popularity-2016.csv.gz";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "needs " << path;
  const DecayFit fit = fit_decay(songs_by_age(path), {});
  ASSERT_NE(fit.best(), nullptr);
  EXPECT_EQ(fit.best()->law, DecayLaw::two_phase);
  EXPECT_TRUE(fit.told);
  EXPECT_NEAR(fit.best()->parameter("N"), 9.55, 0.005);
  EXPECT_NEAR(fit.best()->parameter("p"), 0.511, 0.0005);
  EXPECT_NEAR(fit.best()->parameter("r"), 0.227, 0.0005);
  EXPECT_NEAR(fit.best()->parameter("q"), 0.0283, 0.00005);
  EXPECT_NEAR(fit.best()->t_c.value.estimate, 5.66, 0.005);
  EXPECT_NEAR(fit.best()->t_equal.value.estimate, 2.0, 0.05);
  EXPECT_NEAR(fit.half_life.value.estimate, 1.7, 0.05);
  EXPECT_NEAR(fit.tenth.value.estimate, 41, 0.5);
  const auto limits = [](const DecayEstimate& time, double low, double high) {
    EXPECT_NEAR(time.value.low, low, 5e-4 * low);
    EXPECT_NEAR(time.value.high, high, 5e-4 * high);
  };
  limits(fit.half_life, 1.01764, 2.80596);
  limits(fit.tenth, 31.8385, 49.4160);
  limits(fit.best()->t_c, 4.36229, 7.18972);
  limits(fit.best()->t_equal, 1.45404, 2.71499);
}

// R: survreg(Surv(y, seen, type = "left") ~ age, dist = "lognormal")
TEST(Decay, AgreesWithSurvregOnValuesBelowAFloor) {
  const std::vector<double> values = {40.2, 31.5, 28.1, 22.9, 25.3, 15.1, 11.8, 13.2, 7.7, 6.9,
                                      8.4,  4.1,  5.2,  2.2,  3.6,  1.9,  1,    1.4,  1,   1};
  std::vector<DecayPoint> points;
  for (std::size_t i = 0; i < values.size(); ++i) {
    points.push_back({0.25 + 0.5 * static_cast<double>(i), values[i], 1, values[i] == 1});
  }
  DecayOptions options;
  options.noise = DecayNoise::censored;
  options.law = DecayLaw::exponential;
  const DecayFit fit = fit_decay(points, options);
  const DecayEstimate& level = parameter(only(fit), "N");
  const DecayEstimate& rate = parameter(only(fit), "k");
  EXPECT_NEAR(std::log(level.value.estimate), 3.948616067461, 1e-8);
  EXPECT_NEAR(rate.value.estimate, 0.427524631539, 1e-8);
  EXPECT_NEAR(level.standard_error / level.value.estimate, 0.1115731805199, 1e-6);
  EXPECT_NEAR(rate.standard_error, 0.0204699614639, 1e-7);
}

// scipy.optimize.minimize of the negative binomial likelihood by Nelder-Mead; standard errors from its
// second differences.
TEST(Decay, AgreesWithAPlainNegativeBinomialFit) {
  const std::vector<double> counts = {118, 97, 60, 71, 38, 55, 29, 17, 33, 12,
                                      19,  8,  11, 3,  9,  4,  2,  5,  0,  1};
  std::vector<DecayPoint> points;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    points.push_back({0.25 + 0.5 * static_cast<double>(i), counts[i]});
  }
  DecayOptions options;
  options.noise = DecayNoise::counts;
  options.law = DecayLaw::exponential;
  const DecayFit fit = fit_decay(points, options);
  EXPECT_NEAR(std::log(parameter(only(fit), "N").value.estimate), 4.8902931, 1e-6);
  EXPECT_NEAR(parameter(only(fit), "k").value.estimate, 0.4390385, 1e-6);
  EXPECT_NEAR(parameter(only(fit), "k").standard_error, 0.02926117, 1e-6);
}

// --- standard errors against numerical second derivatives -----------------------------------------

std::vector<DecayPoint> two_phase_series(DecayNoise noise) {
  std::vector<DecayPoint> points;
  for (int i = 0; i < 40; ++i) {
    const double t = 0.25 + 0.5 * i;
    const double wiggle = 0.15 * std::sin(7.0 * i) + 0.1 * std::cos(3.0 * i);
    const double value =
        std::exp(wiggle) * 800 *
        (std::exp(-1.1 * t) + 0.4 / 1.05 * (std::exp(-0.05 * t) - std::exp(-1.1 * t)));
    const bool below = noise == DecayNoise::censored && value < 150;
    points.push_back({t,
                      noise == DecayNoise::counts ? std::round(value)
                      : below                     ? 150
                                                  : value,
                      noise == DecayNoise::log_scale ? 1.0 + i % 3 : 1.0, below});
  }
  return points;
}

// Written from the definitions, sharing nothing with the code under test. x: ln N, p, r, q, scatter.
long double plain_cost(const std::vector<DecayPoint>& points, DecayNoise noise,
                       const std::array<long double, 5>& x) {
  long double cost = 0;
  const long double a = x[1] + x[2];
  for (const DecayPoint& point : points) {
    const long double t = point.age;
    const long double mean =
        std::exp(x[0]) *
        (std::exp(-a * t) + x[2] / (a - x[3]) * (std::exp(-x[3] * t) - std::exp(-a * t)));
    const long double y = point.value;
    const long double sigma = std::exp(x[4]);
    const long double k = std::exp(x[4]);
    if (noise == DecayNoise::log_scale) {
      cost += point.weight * std::pow(std::log(y) - std::log(mean), 2) / 2;
    } else if (noise == DecayNoise::counts) {
      cost -= std::lgamma(y + k) - std::lgamma(k) + k * std::log(k / (k + mean)) +
              y * std::log(mean / (k + mean));
    } else {
      const long double z = (std::log(y) - std::log(mean)) / sigma;
      cost -= point.below_floor ? std::log(std::erfc(-z / std::sqrt(2.0L)) / 2)
                                : -z * z / 2 - std::log(sigma);
    }
  }
  return cost;
}

std::vector<double> numerical_errors(const std::vector<DecayPoint>& points, DecayNoise noise,
                                     std::array<long double, 5> at) {
  const std::size_t n = noise == DecayNoise::log_scale ? 4 : 5;
  std::array<std::array<long double, 10>, 5> rows{};
  const auto cost = [&](std::size_t i, long double di, std::size_t j, long double dj) {
    auto x = at;
    x[i] += di;
    x[j] += dj;
    return plain_cost(points, noise, x);
  };
  // Central second differences, extrapolated once (Richardson).
  const auto second = [&](std::size_t i, std::size_t j, long double h) {
    const long double hi = h * std::max(0.05L, std::abs(at[i]));
    const long double hj = h * std::max(0.05L, std::abs(at[j]));
    return (cost(i, hi, j, hj) - cost(i, hi, j, -hj) - cost(i, -hi, j, hj) + cost(i, -hi, j, -hj)) /
           (4 * hi * hj);
  };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      rows[i][j] = (4 * second(i, j, 5e-4L) - second(i, j, 1e-3L)) / 3;
    }
    rows[i][5 + i] = 1;
  }
  for (std::size_t k = 0; k < n; ++k) {  // Gauss-Jordan
    const long double pivot = rows[k][k];
    for (long double& cell : rows[k]) cell /= pivot;
    for (std::size_t i = 0; i < n; ++i) {
      if (i == k) continue;
      const long double factor = rows[i][k];
      for (std::size_t j = 0; j < 10; ++j) rows[i][j] -= factor * rows[k][j];
    }
  }
  const long double variance =
      noise == DecayNoise::log_scale
          ? 2 * plain_cost(points, noise, at) / static_cast<long double>(points.size() - 4)
          : 1;
  std::vector<double> errors;
  for (std::size_t i = 0; i < 4; ++i) {
    errors.push_back(static_cast<double>(std::sqrt(variance * rows[i][5 + i])));
  }
  return errors;
}

TEST(Decay, HasTheStandardErrorsOfNumericalSecondDerivatives) {
  for (const DecayNoise noise : {DecayNoise::log_scale, DecayNoise::counts, DecayNoise::censored}) {
    const std::vector<DecayPoint> points = two_phase_series(noise);
    DecayOptions options;
    options.noise = noise;
    options.law = DecayLaw::two_phase;
    options.intervals = false;
    const DecayFit fit = fit_decay(points, options);
    ASSERT_TRUE(only(fit).fitted);
    const DecayLawFit& law = only(fit);
    const std::array<long double, 5> at = {std::log(law.parameter("N")), law.parameter("p"),
                                           law.parameter("r"), law.parameter("q"),
                                           law.coordinates[4]};
    const std::vector<double> expected = numerical_errors(points, noise, at);
    EXPECT_NEAR(parameter(law, "N").standard_error / law.parameter("N"), expected[0],
                1e-6 * expected[0]);
    EXPECT_NEAR(parameter(law, "p").standard_error, expected[1], 1e-6 * expected[1]);
    EXPECT_NEAR(parameter(law, "r").standard_error, expected[2], 1e-6 * expected[2]);
    EXPECT_NEAR(parameter(law, "q").standard_error, expected[3], 1e-6 * expected[3]);
  }
}

// --- odd series -----------------------------------------------------------------------------------

std::vector<DecayPoint> at_ages(const std::vector<double>& ages,
                                const std::vector<double>& values) {
  std::vector<DecayPoint> points;
  for (std::size_t i = 0; i < ages.size(); ++i) points.push_back({ages[i], values[i]});
  return points;
}

void expect_word(const std::vector<DecayPoint>& points, const std::string& word,
                 DecayNoise noise = DecayNoise::counts) {
  DecayOptions options;
  options.noise = noise;
  const DecayFit fit = fit_decay(points, options);
  EXPECT_EQ(fit.best(), nullptr);
  EXPECT_EQ(fit.reason, "cannot tell: " + word);
  EXPECT_FALSE(fit.half_life.value.known());
  EXPECT_EQ(fit.half_life.reason, fit.reason);
}

TEST(OddSeries, EachGivesAWord) {
  const double inf = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> ages = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const std::vector<double> fine = {9, 8, 7, 6, 5, 4, 3, 2, 1, 1};
  const auto with = [](std::vector<double> list, std::size_t i, double value) {
    list[i] = value;
    return list;
  };
  expect_word({}, "there is no observation");
  expect_word(at_ages({1}, {5}), "there is one observation only");
  expect_word(at_ages(ages, std::vector<double>(10, 4.0)), "every value is the same");
  expect_word(at_ages(ages, std::vector<double>(10, 4.0)), "every value is the same",
              DecayNoise::log_scale);
  expect_word(at_ages(ages, std::vector<double>(10, 0.0)), "every value is 0");
  expect_word(at_ages(ages, with(fine, 3, inf)), "a value is not a finite number");
  expect_word(at_ages(ages, with(fine, 3, nan)), "a value is not a finite number");
  expect_word(at_ages(ages, with(fine, 3, -1)), "the value at age 4 is negative");
  expect_word(at_ages(ages, with(fine, 3, 0)), "the value at age 4 is 0, which has no logarithm",
              DecayNoise::log_scale);
  expect_word(at_ages(with(ages, 3, 2.5), fine), "the ages are not in order");
  expect_word(at_ages(with(ages, 3, 3), fine), "two values share an age");
  expect_word(at_ages(with(ages, 9, inf), fine), "an age is not a number of 0 or more");
  expect_word(at_ages(with(ages, 0, -1), fine), "an age is not a number of 0 or more");
  std::vector<DecayPoint> below = at_ages(ages, fine);
  for (DecayPoint& point : below) point.below_floor = true;
  expect_word(below, "every value is below the floor", DecayNoise::censored);
  std::vector<DecayPoint> ones = at_ages(ages, std::vector<double>(10, 1.0));
  ones[4].below_floor = ones[7].below_floor = true;
  expect_word(ones, "every value above the floor is the same", DecayNoise::censored);
}

TEST(OddSeries, AFewPointsAreTooFewAndSaySo) {
  const DecayFit fit = fit_decay(at_ages({1, 2, 3, 4}, {8, 4, 2, 1}), {});
  EXPECT_EQ(fit.best(), nullptr);
  EXPECT_EQ(fit.reason, "cannot tell: 4 observations, and the exponential law needs 5");
  EXPECT_EQ(fit.half_life.value.n, 4);
}

TEST(OddSeries, OneValueAboveTheFloorIsCountedInTheSingular) {
  std::vector<DecayPoint> points = at_ages({1, 2, 3}, {8, 4, 4});
  points[1].below_floor = points[2].below_floor = true;
  DecayOptions options;
  options.noise = DecayNoise::censored;
  EXPECT_EQ(fit_decay(points, options).reason,
            "cannot tell: 1 observation, and the exponential law needs 5");
}

TEST(OddSeries, GapsAreNoHindrance) {
  std::vector<DecayPoint> points;
  for (const double age : {0.5, 1.0, 1.5, 6.0, 6.5, 7.0, 19.0, 19.5, 30.0, 31.0}) {
    points.push_back({age, 100 * std::exp(-0.1 * age) * (1 + 0.05 * std::sin(5 * age))});
  }
  const DecayFit fit = fit_decay(points, {});
  EXPECT_NEAR(fit.half_life.value.estimate, std::log(2.0) / 0.1, 1);
}

TEST(OddSeries, WhatRisesHasNoHalfLife) {
  std::vector<DecayPoint> points;
  for (int i = 1; i <= 20; ++i)
    points.push_back({double(i), std::exp(0.1 * i + 0.05 * std::sin(i))});
  DecayOptions options;
  options.law = DecayLaw::exponential;
  const DecayFit fit = fit_decay(points, options);
  EXPECT_FALSE(fit.half_life.value.known());
  EXPECT_TRUE(fit.half_life.reason.starts_with("cannot tell: ")) << fit.half_life.reason;
}

TEST(OddSeries, HugeAndTinyValuesAreNoHindrance) {
  for (const double size : {1e-200, 1e200}) {
    std::vector<DecayPoint> points;
    for (int i = 1; i <= 20; ++i) {
      points.push_back({double(i), size * std::exp(-0.1 * i + 0.05 * std::sin(i))});
    }
    EXPECT_NEAR(fit_decay(points, {}).half_life.value.estimate, std::log(2.0) / 0.1, 1);
  }
}

TEST(Decay, IsExactWhereThereIsNoScatter) {
  std::vector<DecayPoint> points;
  for (int i = 1; i <= 30; ++i) points.push_back({double(i), 50 * std::exp(-0.2 * i)});
  DecayOptions options;
  options.law = DecayLaw::exponential;
  EXPECT_NEAR(only(fit_decay(points, options)).parameter("k"), 0.2, 1e-10);
}

void expect_exact(const std::vector<DecayPoint>& points, double near) {
  const DecayFit fit = fit_decay(points, {});
  ASSERT_NE(fit.best(), nullptr);
  EXPECT_EQ(fit.best()->law, DecayLaw::exponential);
  EXPECT_TRUE(fit.told);
  EXPECT_EQ(fit.reason, "");
  EXPECT_EQ(fit.half_life.reason, "");
  EXPECT_NEAR(fit.half_life.value.estimate, std::log(2.0) / 0.2, near);
  EXPECT_NEAR(fit.tenth.value.estimate, std::log(10.0) / 0.2, near);
}

TEST(Decay, TakesTheSimplestOfTheLawsThatAreExact) {
  std::vector<DecayPoint> exact;
  std::vector<DecayPoint> written;  // To six decimals.
  for (int i = 1; i <= 30; ++i) {
    const double value = 50 * std::exp(-0.2 * i);
    exact.push_back({double(i), value, 1.0 + i % 3});
    written.push_back({double(i), std::round(1e6 * value) / 1e6});
  }
  expect_exact(exact, 1e-9);
  expect_exact(written, 1e-5);
}

// --- times beyond what was watched ----------------------------------------------------------------

// Falls by a half in `half_life`, observed at the given ages with a scatter of some percent.
std::vector<DecayPoint> falling(const std::vector<double>& ages, double half_life) {
  std::vector<DecayPoint> points;
  for (std::size_t i = 0; i < ages.size(); ++i) {
    const double scatter = i % 4 == 0 || i % 4 == 3 ? 0.01 : -0.01;  // Without a trend.
    points.push_back({ages[i], 100 * std::exp2(-ages[i] / half_life + scatter)});
  }
  return points;
}

const std::vector<double> ten_ages = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

DecayFit exponential_fit(const std::vector<DecayPoint>& points, DecayOptions options = {}) {
  options.law = DecayLaw::exponential;
  return fit_decay(points, options);
}

TEST(BeyondWhatWasWatched, ATimeBeforeTheFirstAgeIsNoEstimate) {
  const DecayEstimate time = exponential_fit(falling(ten_ages, 0.5)).half_life;
  EXPECT_FALSE(time.value.known());
  EXPECT_EQ(time.value.low, 0);
  EXPECT_EQ(time.value.high, 1);
  EXPECT_EQ(time.reason, "cannot tell: at most 1 years; the curve has it before the first value");
}

TEST(BeyondWhatWasWatched, AWidePeriodSeesFurtherThanItsMiddle) {
  DecayOptions options;
  options.watched_from = 0;
  EXPECT_NEAR(exponential_fit(falling(ten_ages, 0.5), options).half_life.value.estimate, 0.5, 0.01);
}

TEST(BeyondWhatWasWatched, ATimeOfThreeTimesTheLastAgeIsTheLast) {
  EXPECT_NEAR(exponential_fit(falling(ten_ages, 29)).half_life.value.estimate, 29, 1);
  const DecayEstimate time = exponential_fit(falling(ten_ages, 40)).half_life;
  EXPECT_FALSE(time.value.known());
  EXPECT_GT(time.value.low, 30);
  EXPECT_LT(time.value.low, 40);
  EXPECT_TRUE(std::isinf(time.value.high));
  EXPECT_NE(time.reason.find("longer than 30 years, three times what was watched"),
            std::string::npos)
      << time.reason;
}

TEST(BeyondWhatWasWatched, EachTimeIsJudgedByItself) {
  const DecayFit fit = exponential_fit(falling(ten_ages, 20));
  EXPECT_NEAR(fit.half_life.value.estimate, 20, 1);
  EXPECT_FALSE(fit.tenth.value.known());  // log2(10) * 20 = 66 years
  EXPECT_GT(fit.tenth.value.low, 50);
}

TEST(Decay, FromThePeakOnLogNormalAgeingIsNoCandidate) {
  DecayOptions options;
  options.from_peak = true;
  const DecayFit fit = fit_decay(falling(ten_ages, 3), options);
  ASSERT_EQ(fit.laws.size(), 4U);
  EXPECT_FALSE(fit.laws[2].fitted);
  EXPECT_EQ(fit.laws[2].reason,
            "cannot tell: log-normal ageing rises first, and this series begins at its peak");
  EXPECT_TRUE(fit.laws[0].fitted);
}

TEST(Decay, AnAverageOverLawsIsAsWideAsItsConfidence) {
  const std::vector<double> ages = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  std::vector<DecayPoint> points;
  for (std::size_t i = 0; i < ages.size(); ++i) {
    points.push_back(
        {ages[i], 100 * std::pow(1 + ages[i] / 8, -3) * std::exp2(0.15 * std::sin(2.3 * ages[i]))});
  }
  DecayOptions options;
  const auto width = [&](double confidence) {
    options.confidence = confidence;
    const DecayFit fit = fit_decay(points, options);
    EXPECT_FALSE(fit.told);
    return std::log(fit.half_life.value.high / fit.half_life.value.low);
  };
  EXPECT_LT(width(0.5), 0.5 * width(0.95));
}

}  // namespace
}  // namespace outlive
