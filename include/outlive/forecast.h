// Will a work be back? The probability that it is sighted again within one, two or five years.
//
// A chart's history up to a day is all that a forecast made on that day may know. From it a
// discrete-time hazard model learns how often works in like standing came back: those on the chart,
// those that left it a month ago, those that come every December, those long gone.
//
//   ForecastOptions options;
//   options.as_of = *parse_day("2022-08-31");
//   const Forecasts all = forecast(chart, options);
//   all.works[17].probability[0];    // within one year: 0.93, 0.89 to 0.96, learnt from n works
//   const auto scores = score_past_forecasts(chart, options, 3);   // of earlier days: how they did
//
// "Within h years" is on a chart dated in (as_of, as_of + h years]. Works never charted by `as_of`
// have no forecast. What `chart` holds after `as_of` is not looked at: it cannot change a forecast.
//
// When not to use it: for a day in the midst of a change of the chart's own rules. What was learnt
// under the old rules is then all there is, and no interval here allows for that.
//
// Sources: discrete-time hazards: Prentice & Gloeckler 1978, Allison 1982; ridge: le Cessie & van
// Houwelingen 1992; trees: Friedman 2001; intervals robust to works seen again and again: Liang &
// Zeger 1986; Brier 1950; recalibration: Cox 1958. docs/methods.md, "Forecast".
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "outlive/date.h"
#include "outlive/estimate.h"
#include "outlive/lifetime.h"

namespace outlive {

// A work's place on the chart of one date.
struct Sighting {
  Day day;
  double rank = 1;
};

struct ChartedWork {
  std::string title;
  std::string performer;
  std::vector<Sighting> sightings;  // By day, at least one.
};

struct Chart {
  std::string source;
  double places = 100;
  Window window;                     // First and last day that it covers.
  std::vector<CensoringRule> rules;  // That took works off the chart.
  std::vector<ChartedWork> works;    // By title and performer.
};

struct ForecastOptions {
  Day as_of;
  std::vector<int> horizons = {1, 2, 5};  // Whole years, ascending, up to max_horizon.
  double confidence = 0.95;
  int threads = 1;
  bool intervals = true;  // They take time: without them bounds are NaN, and effects none.
  // The settings that were found on days before 2019; docs/methods.md says how.
  double ridge = 30;                 // Penalty on the square of a coefficient of unit variance.
  double memory = 3;                 // Years after which what happened counts half as much.
  int years = 12;                    // Of training days, four a year.
  int trees = 100;                   // For each standing, that correct the regression; 0: none.
  std::vector<std::string> without;  // Groups of covariates to leave out, to see what they do.
};

inline constexpr int max_horizon = 10;

// The groups of covariates, in words.
std::span<const std::string_view> covariate_groups();

struct WorkForecast {
  std::size_t work = 0;               // Index into the chart's works.
  Day last_seen;                      // By the day of the forecast.
  bool on_chart = false;              // On its last chart.
  std::vector<Estimate> probability;  // By horizon. n: works that it was learnt from.
};

// What one covariate does to the odds of being sighted in one period.
struct CovariateEffect {
  std::string standing;  // "on the chart", "gone up to a year", "gone longer"
  std::string period;    // "week 1", "weeks 2 to 4", ..., "year 2"
  std::string covariate;
  Estimate odds_ratio;  // Of one standard deviation more. n: works.
};

struct TrainingBlock {
  std::string standing;
  std::string period;
  std::int64_t rows = 0;     // Works on training days, with at least this period seen whole.
  std::int64_t sighted = 0;  // Of these, in the period.
  std::int64_t works = 0;    // Different ones.
};

struct Forecasts {
  std::vector<WorkForecast> works;       // By index.
  std::vector<std::string> cannot_tell;  // By horizon: why there is none, or "".
  std::vector<TrainingBlock> blocks;
  std::vector<CovariateEffect> effects;
  std::int64_t training_days = 0;
};

// Throws Error when nothing was charted by `as_of`, when `as_of` lies after the window (what the chart
// showed by then is not known), and for horizons that are not whole years in order.
Forecasts forecast(const Chart& chart, const ForecastOptions& options);

// How good probabilities were.
struct ForecasterScore {
  double brier = std::numeric_limits<double>::quiet_NaN();      // Mean squared error; 0 is perfect.
  double log_score = std::numeric_limits<double>::quiet_NaN();  // Mean −log p of what came.
};

struct CalibrationBin {
  double from = 0;
  double to = 1;
  double forecast = 0;  // Mean probability in the bin.
  Estimate observed;    // Share sighted. n: works.
};

// logit P(sighted) = intercept + slope · logit(forecast): 0 and 1 when the forecasts are right; a
// slope below 1 says that they were too sure of themselves.
struct Calibration {
  Estimate intercept;
  Estimate slope;
  std::vector<CalibrationBin> bins;
};

// What forecasts made on one day were worth.
struct ForecastScore {
  Day as_of;
  int horizon = 1;  // Years.
  std::int64_t works = 0;
  std::int64_t sighted = 0;
  double expected = 0;  // Sum of the model's probabilities.
  ForecasterScore model;
  ForecasterScore table;        // Share by age, silence and returns in the ten years before.
  ForecasterScore age;          // Share by age alone.
  ForecasterScore persistence;  // On the chart now: yes. Otherwise: no.
  Estimate gain;  // 1 − Brier of the model / Brier of the table, with an interval over works.
  Calibration calibration;
};

// Scores forecasts that are at hand, for the horizons whose end the chart's window holds.
std::vector<ForecastScore> score_forecasts(const Chart& chart, const ForecastOptions& options,
                                           const Forecasts& forecasts);

// Rolling origin: forecasts as of the same day in each of the `past` years before `options.as_of`, each
// from what was known on its day, against what came. Latest first. Days on which there was nothing to
// learn from are left out.
std::vector<ForecastScore> score_past_forecasts(const Chart& chart, const ForecastOptions& options,
                                                int past);

// The parts. Probabilities of 0 and 1 are taken as 1e-6 away from it in the log score.
ForecasterScore score_probabilities(std::span<const double> probability,
                                    std::span<const std::uint8_t> sighted);
Calibration calibration(std::span<const double> probability, std::span<const std::uint8_t> sighted,
                        double confidence = 0.95);

}  // namespace outlive
