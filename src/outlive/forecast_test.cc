#include "outlive/forecast.h"

#include <gtest/gtest.h>

#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <cstring>

#include "base/random.h"
#include "outlive/error.h"
#include "outlive/forecast_covariates.h"
#include "outlive/forecast_history.h"
#include "outlive/forecast_logistic.h"

namespace outlive {
namespace {

const Day first_chart = *parse_day("2000-01-01");

// A chart whose works, once off it, come back for a week with one hazard, week after week, whatever
// their age: a quarter of them often, the others seldom.
struct SimulatedChart {
  Chart chart;
  std::vector<double> weekly_hazard;  // By work.
};

SimulatedChart simulate_chart(int works, int weeks, std::uint64_t seed) {
  SimulatedChart simulated;
  Chart& chart = simulated.chart;
  chart.source = "simulated";
  chart.places = 100;
  chart.window = {first_chart, first_chart + Days(7 * weeks - 1)};
  boost::random::uniform_01<double> uniform;
  for (int i = 0; i < works; ++i) {
    Random random = random_stream(seed, static_cast<std::uint64_t>(i));
    ChartedWork work{"Work " + std::to_string(10'000 + i), "Maker " + std::to_string(i), {}};
    const double hazard = i % 4 == 0 ? 0.02 : 0.0005;
    const int entry = static_cast<int>(uniform(random) * weeks);
    for (int week = entry; week < weeks; ++week) {
      if (week > entry && uniform(random) > hazard) continue;
      // Those that come often stand higher, so that the hazard can be learnt.
      work.sightings.push_back({first_chart + Days(7 * week), i % 4 == 0 ? 20.0 : 80.0});
    }
    chart.works.push_back(std::move(work));
    simulated.weekly_hazard.push_back(hazard);
  }
  return simulated;
}

ForecastOptions options_at(const char* as_of, std::vector<int> horizons = {1, 2}) {
  ForecastOptions options;
  options.as_of = *parse_day(as_of);
  options.horizons = std::move(horizons);
  return options;
}

std::string what_is_thrown(const Chart& chart, const ForecastOptions& options) {
  try {
    forecast(chart, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

bool same_bytes(const Forecasts& a, const Forecasts& b) {
  if (a.works.size() != b.works.size()) return false;
  for (std::size_t i = 0; i < a.works.size(); ++i) {
    if (a.works[i].probability.size() != b.works[i].probability.size()) return false;
    for (std::size_t h = 0; h < a.works[i].probability.size(); ++h) {
      const Estimate& x = a.works[i].probability[h];
      const Estimate& y = b.works[i].probability[h];
      const std::array<double, 3> of_x = {x.estimate, x.low, x.high};
      const std::array<double, 3> of_y = {y.estimate, y.low, y.high};
      if (std::memcmp(of_x.data(), of_y.data(), sizeof of_x) != 0 || x.n != y.n) return false;
    }
  }
  return true;
}

// R 4.2:
//   i <- 0:39; x1 <- (i * 7) %% 11 / 3; x2 <- sin(i); w <- 1 + i %% 3
//   y <- as.numeric((i * 5 + i %/% 3) %% 7 < 3)
//   m <- glm(y ~ x1 + x2, family = quasibinomial, weights = w, epsilon = 1e-14)
//   coef(m); summary(m, dispersion = 1)$cov.unscaled
TEST(Logistic, WithoutARidgeIsThatOfGlmInR) {
  LogisticRows rows;
  rows.covariates.resize(40, 2);
  rows.outcome.resize(40);
  rows.weight.resize(40);
  for (int i = 0; i < 40; ++i) {
    rows.covariates(i, 0) = (i * 7) % 11 / 3.0;
    rows.covariates(i, 1) = std::sin(i);
    rows.outcome(i) = (i * 5 + i / 3) % 7 < 3 ? 1 : 0;
    rows.weight(i) = 1 + i % 3;
  }
  const LogisticFit fit = fit_logistic(rows, 0);
  EXPECT_NEAR(fit.coefficients(1) / fit.scale(0), -0.1435927040089, 1e-6);
  EXPECT_NEAR(fit.coefficients(2) / fit.scale(1), 0.0269377692862, 1e-6);
  const double intercept = fit.coefficients(0) -
                           fit.coefficients(1) * fit.centre(0) / fit.scale(0) -
                           fit.coefficients(2) * fit.centre(1) / fit.scale(1);
  EXPECT_NEAR(intercept, -0.0985057416314, 1e-6);
  EXPECT_NEAR(fit.bread(1, 1) / (fit.scale(0) * fit.scale(0)), 0.04849472716302, 1e-6);
  EXPECT_NEAR(fit.bread(1, 2) / (fit.scale(0) * fit.scale(1)), -0.00442302383417, 1e-6);
  EXPECT_NEAR(fit.bread(2, 2) / (fit.scale(1) * fit.scale(1)), 0.10227807933356, 1e-6);
}

// At the maximum the penalised score is 0:  Σ w (y − p) z = ridge · b, and Σ w (y − p) = 0.
TEST(Logistic, WithARidgeHasAPenalisedScoreOfZero) {
  LogisticRows rows;
  rows.covariates.resize(60, 2);
  rows.outcome.resize(60);
  rows.weight.setOnes(60);
  for (int i = 0; i < 60; ++i) {
    rows.covariates(i, 0) = std::cos(i);
    rows.covariates(i, 1) = 5;  // Does not vary.
    rows.outcome(i) = std::cos(i) + std::sin(3 * i) > 0.2 ? 1 : 0;
  }
  const LogisticFit fit = fit_logistic(rows, 7);
  const Eigen::VectorXd residuals = logistic_residuals(rows, fit);
  EXPECT_NEAR(residuals.sum(), 0, 1e-6);
  EXPECT_NEAR(rows.covariates.col(0).dot(residuals), 7 * fit.coefficients(1), 1e-6);
  EXPECT_EQ(fit.coefficients(2), 0);
}

TEST(Logistic, OfRowsWithoutAnEventIsThatOfHalfAnEvent) {
  LogisticRows rows;
  rows.covariates.setRandom(20, 1);
  rows.outcome.setZero(20);
  rows.weight.setOnes(20);
  const LogisticFit fit = fit_logistic(rows, 1);
  EXPECT_NEAR(fit.coefficients(0), std::log(0.5 / 20.5), 1e-12);
  EXPECT_EQ(fit.coefficients(1), 0);
}

// By hand: (0.8 − 1)² = 0.04, (0.3 − 0)² = 0.09, (0 − 1)² = 1; −log 0.8, −log 0.7, −log 1e-6.
TEST(Scores, AreThoseOfTheirFormulas) {
  const std::vector<double> probability = {0.8, 0.3, 0};
  const std::vector<std::uint8_t> sighted = {1, 0, 1};
  const ForecasterScore score = score_probabilities(probability, sighted);
  EXPECT_NEAR(score.brier, 1.13 / 3, 1e-12);
  EXPECT_NEAR(score.log_score, -(std::log(0.8) + std::log(0.7) + std::log(1e-6)) / 3, 1e-12);
}

// R 4.2, with i and y as above:
//   p <- pmin(pmax((i + 0.5) / 40 * 0.8 + 0.1 * y, 0.01), 0.99)
//   m <- glm(y ~ qlogis(p), binomial, epsilon = 1e-14); coef(m); confint.default(m)
TEST(Calibration, IsTheRecalibrationOfGlmInR) {
  std::vector<double> probability;
  std::vector<std::uint8_t> sighted;
  for (int i = 0; i < 40; ++i) {
    sighted.push_back((i * 5 + i / 3) % 7 < 3 ? 1 : 0);
    probability.push_back(std::clamp((i + 0.5) / 40 * 0.8 + 0.1 * sighted.back(), 0.01, 0.99));
  }
  const Calibration found = calibration(probability, sighted);
  EXPECT_NEAR(found.intercept.estimate, -0.222854295222, 1e-6);
  EXPECT_NEAR(found.intercept.low, -0.874231739441, 1e-6);
  EXPECT_NEAR(found.intercept.high, 0.428523148997, 1e-6);
  EXPECT_NEAR(found.slope.estimate, 0.257694917201, 1e-6);
  EXPECT_NEAR(found.slope.low, -0.291191614013, 1e-6);
  EXPECT_NEAR(found.slope.high, 0.806581448415, 1e-6);
}

TEST(Calibration, CannotBeToldWhereAllOrNoneAreSighted) {
  const std::vector<double> probability = {0.1, 0.6, 0.9};
  const std::vector<std::uint8_t> none = {0, 0, 0};
  EXPECT_FALSE(calibration(probability, none).slope.known());
  EXPECT_EQ(calibration(probability, none).bins.size(), 3U);
}

TEST(Periods, FollowTheCalendarFromYearToYear) {
  const DayNumber leap_day = day_number(*parse_day("2020-02-29"));
  EXPECT_EQ(to_string(day_of(add_years(leap_day, 1))), "2021-02-28");
  const auto periods = periods_from(leap_day, periods_in(2));
  EXPECT_EQ(periods.front().after, 0);
  for (std::size_t i = 1; i < periods.size(); ++i) {
    EXPECT_EQ(periods[i].after, periods[i - 1].until);
  }
  EXPECT_EQ(to_string(day_of(leap_day + periods.back().until)), "2022-02-28");
}

// The probability within a year is 1 − (1 − h)^52 for each kind of work.
TEST(Forecast, RecoversTheHazardsOfASimulatedChart) {
  const SimulatedChart simulated = simulate_chart(1200, 800, 3);
  const ForecastOptions options = options_at("2012-01-01");
  const Forecasts forecasts = forecast(simulated.chart, options);
  double often = 0;
  double seldom = 0;
  double n_often = 0;
  for (const WorkForecast& own : forecasts.works) {
    const bool is_often = own.work % 4 == 0;
    (is_often ? often : seldom) += own.probability[0].estimate;
    n_often += is_often ? 1 : 0;
  }
  const double n_seldom = static_cast<double>(forecasts.works.size()) - n_often;
  EXPECT_NEAR(often / n_often, 1 - std::pow(0.98, 52), 0.05);
  EXPECT_NEAR(seldom / n_seldom, 1 - std::pow(0.9995, 52), 0.01);
  const auto scores = score_forecasts(simulated.chart, options, forecasts);
  ASSERT_EQ(scores.size(), 2U);
  for (const ForecastScore& score : scores) {
    EXPECT_LE(score.calibration.slope.low, 1) << score.horizon;
    EXPECT_GE(score.calibration.slope.high, 1) << score.horizon;
    EXPECT_LT(score.model.brier, score.age.brier);
  }
}

TEST(Forecast, IsTheSameWhateverCameAfterwards) {
  Chart chart = simulate_chart(400, 500, 5).chart;
  const ForecastOptions options = options_at("2007-01-01");
  const Forecasts before = forecast(chart, options);
  for (ChartedWork& work : chart.works) {
    std::erase_if(work.sightings, [&](const Sighting& seen) { return seen.day > options.as_of; });
  }
  std::erase_if(chart.works, [](const ChartedWork& work) { return work.sightings.empty(); });
  for (std::size_t i = 0; i < chart.works.size(); i += 3) {
    chart.works[i].sightings.push_back({*parse_day("2007-01-06"), 1});
  }
  EXPECT_TRUE(same_bytes(before, forecast(chart, options)));
}

TEST(Forecast, IsTheSameOnOneThreadAndTwo) {
  const Chart chart = simulate_chart(400, 500, 7).chart;
  ForecastOptions options = options_at("2007-01-01");
  const Forecasts one = forecast(chart, options);
  options.threads = 2;
  EXPECT_TRUE(same_bytes(one, forecast(chart, options)));
}

TEST(Forecast, GrowsWithTheHorizonAndLiesInItsInterval) {
  const Chart chart = simulate_chart(400, 600, 9).chart;
  for (const WorkForecast& own : forecast(chart, options_at("2009-01-01", {1, 2, 3, 5})).works) {
    double before = 0;
    for (const Estimate& p : own.probability) {
      EXPECT_GE(p.estimate, before);
      EXPECT_LE(p.low, p.estimate);
      EXPECT_GE(p.high, p.estimate);
      EXPECT_LE(p.high, 1);
      before = p.estimate;
    }
  }
}

// Of two works that were seen equally often and last at the same time, one came in the same weeks of
// every year.
TEST(Forecast, KnowsTheSeasonInWhichAWorkReturns) {
  Chart chart = simulate_chart(800, 800, 11).chart;
  for (int i = 0; i < 12; ++i) {
    ChartedWork work{"Yearly " + std::to_string(i), "Choir " + std::to_string(i), {}};
    for (int year = 0; year < 14; ++year) {
      const DayNumber day = add_years(day_number(*parse_day("2000-12-24")), year);
      for (Day week = first_chart; week < chart.window.last; week += Days(7)) {
        if (std::abs(day_number(week) - day) <= 7) work.sightings.push_back({week, 50.0});
      }
    }
    chart.works.push_back(std::move(work));
  }
  const Forecasts forecasts = forecast(chart, options_at("2013-08-31", {1}));
  for (const WorkForecast& own : forecasts.works) {
    if (chart.works[own.work].title.starts_with("Yearly")) {
      EXPECT_GT(own.probability[0].estimate, 0.9);
    }
  }
}

TEST(Forecast, CannotTellWhatNobodyHasBeenFollowedFor) {
  const Chart chart = simulate_chart(300, 160, 13).chart;  // Three years.
  const Forecasts forecasts = forecast(chart, options_at("2003-01-18", {1, 5}));
  EXPECT_EQ(forecasts.cannot_tell[0], "");
  EXPECT_EQ(forecasts.cannot_tell[1],
            "cannot tell: by 2003-01-18 too few works had been followed for 5 years");
  EXPECT_TRUE(forecasts.works.front().probability[0].known());
  EXPECT_FALSE(forecasts.works.front().probability[1].known());
}

TEST(Forecast, OfOneWorkCannotTell) {
  Chart chart = simulate_chart(1, 300, 1).chart;
  chart.works.front().sightings = {{first_chart, 10.0}};
  const ForecastOptions options = options_at("2005-01-01");
  const Forecasts forecasts = forecast(chart, options);
  ASSERT_EQ(forecasts.works.size(), 1U);
  EXPECT_FALSE(forecasts.works.front().probability[0].known());
  EXPECT_NE(forecasts.cannot_tell[0], "");
  EXPECT_TRUE(score_forecasts(chart, options, forecasts).empty());
}

TEST(Forecast, RefusesDaysOutsideWhatIsKnown) {
  const Chart chart = simulate_chart(50, 100, 1).chart;
  EXPECT_EQ(what_is_thrown(chart, options_at("1999-12-31")),
            "nothing was charted in simulated by 1999-12-31; its first chart is of 2000-01-01");
  EXPECT_EQ(what_is_thrown(chart, options_at("2030-01-01")),
            "simulated is known up to 2001-11-30, and not as of 2030-01-01; --as-of takes a day by "
            "then");
}

TEST(Forecast, RefusesHorizonsOutOfOrder) {
  const Chart chart = simulate_chart(50, 100, 1).chart;
  EXPECT_NE(what_is_thrown(chart, options_at("2001-01-01", {2, 1})), "");
  EXPECT_NE(what_is_thrown(chart, options_at("2001-01-01", {})), "");
  EXPECT_NE(what_is_thrown(chart, options_at("2001-01-01", {11})), "");
}

}  // namespace
}  // namespace outlive
