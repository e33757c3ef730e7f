// What forecasts are worth, and the simple answers that they are compared with.

#include <algorithm>
#include <array>
#include <cmath>

#include "outlive/error.h"
#include "outlive/forecast.h"
#include "outlive/forecast_history.h"
#include "outlive/forecast_logistic.h"

namespace outlive {
namespace {

constexpr double certain = 1e-6;  // How close to 0 and 1 the log score lets a probability come.

// --- the simple answers --------------------------------------------------------------------------

// Where a work stands in the plain table.
struct Cell {
  std::size_t age = 0;
  std::size_t silence = 0;
  std::size_t returns = 0;
};

constexpr std::array<int, 9> age_years = {1, 2, 3, 4, 5, 10, 20, 30, 40};
// Weeks since the last sighting: on the chart, up to 4, 13, 26, 52 weeks, 2, 5, 10 years, longer.
constexpr std::array<int, 8> silence_weeks = {0, 4, 13, 26, 52, 104, 260, 520};
constexpr std::size_t most_returns = 3;
constexpr int table_years = 10;    // Years that the table is learnt from.
constexpr double table_prior = 2;  // Works by which a cell is drawn to the wider one.

Cell cell_of(const ChartHistory& history, std::size_t work, DayNumber day, DayNumber last_chart) {
  const Stretch seen = history.sightings(work, history.first_sighting(work) - 1, day);
  const Standing& last = history.standing(seen.end - 1);
  const double age = (day - history.first_sighting(work)) / days_per_year;
  const int silence = (last_chart - last.day + 3) / 7;
  Cell cell;
  while (cell.age < age_years.size() && age >= age_years[cell.age]) ++cell.age;
  while (cell.silence < silence_weeks.size() && silence > silence_weeks[cell.silence]) {
    ++cell.silence;
  }
  cell.returns = std::min<std::size_t>(static_cast<std::size_t>(last.returns), most_returns);
  return cell;
}

struct Tally {
  double seen = 0;
  double all = 0;
  void add(bool sighted) {
    seen += sighted ? 1 : 0;
    all += 1;
  }
  double share(double prior_share) const {
    return (seen + table_prior * prior_share) / (all + table_prior);
  }
};

// Shares of works sighted again, by cell, on the same day of the ten years before. A cell's share is
// drawn to that of its age and silence whatever the returns, and that to the silence's own.
class PlainTable {
 public:
  PlainTable(const ChartHistory& history, int horizon) {
    for (int back = horizon; back < horizon + table_years; ++back) {
      const DayNumber day = add_years(history.as_of(), -back);
      if (day < history.first_chart()) break;
      learn(history, day, add_years(day, horizon));
    }
  }

  bool learnt() const { return all_.all > 0; }
  double by_age(const Cell& cell) const { return ages_[cell.age].share(all_.share(0)); }
  double by_cell(const Cell& cell) const {
    const double silence = silences_[cell.silence].share(all_.share(0));
    const double both = ages_silences_[cell.age][cell.silence].share(silence);
    return cells_[cell.age][cell.silence][cell.returns].share(both);
  }

 private:
  void learn(const ChartHistory& history, DayNumber day, DayNumber until) {
    const DayNumber last_chart = history.last_chart(day);
    for (std::size_t work = 0; work < history.works(); ++work) {
      if (history.first_sighting(work) > day) continue;
      const Cell cell = cell_of(history, work, day, last_chart);
      const bool sighted = !history.sightings(work, day, until).empty();
      all_.add(sighted);
      ages_[cell.age].add(sighted);
      silences_[cell.silence].add(sighted);
      ages_silences_[cell.age][cell.silence].add(sighted);
      cells_[cell.age][cell.silence][cell.returns].add(sighted);
    }
  }

  static constexpr std::size_t n_ages = age_years.size() + 1;
  static constexpr std::size_t n_silences = silence_weeks.size() + 1;
  Tally all_;
  std::array<Tally, n_ages> ages_;
  std::array<Tally, n_silences> silences_;
  std::array<std::array<Tally, n_silences>, n_ages> ages_silences_;
  std::array<std::array<std::array<Tally, most_returns + 1>, n_silences>, n_ages> cells_;
};

// --- scores --------------------------------------------------------------------------------------

constexpr std::array<double, 14> bin_edges = {0,   0.001, 0.01, 0.05, 0.1, 0.2, 0.3,
                                              0.4, 0.5,   0.6,  0.7,  0.8, 0.9, 1};

double logit(double p) {
  const double within = std::clamp(p, 1e-9, 1 - 1e-9);
  return std::log(within) - std::log1p(-within);
}

std::vector<CalibrationBin> calibration_bins(std::span<const double> probability,
                                             std::span<const std::uint8_t> sighted,
                                             double confidence) {
  struct Sum {
    double probability = 0;
    std::int64_t sighted = 0;
    std::int64_t n = 0;
  };
  std::array<Sum, bin_edges.size() - 1> sums;
  for (std::size_t i = 0; i < probability.size(); ++i) {
    const auto above = std::upper_bound(bin_edges.begin(), bin_edges.end() - 1, probability[i]);
    Sum& sum = sums[static_cast<std::size_t>(above - bin_edges.begin()) - 1];
    sum.probability += probability[i];
    sum.sighted += sighted[i];
    ++sum.n;
  }
  std::vector<CalibrationBin> bins;
  for (std::size_t b = 0; b < sums.size(); ++b) {
    if (sums[b].n == 0) continue;
    bins.push_back({bin_edges[b], bin_edges[b + 1],
                    sums[b].probability / static_cast<double>(sums[b].n),
                    wilson_share(sums[b].sighted, sums[b].n, confidence)});
  }
  return bins;
}

// 1 − Σ a / Σ b, with the interval of a ratio of means.
Estimate gain_over(std::span<const double> a, std::span<const double> b, double confidence) {
  double sum_a = 0;
  double sum_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum_a += a[i];
    sum_b += b[i];
  }
  Estimate gain;
  gain.n = static_cast<std::int64_t>(a.size());
  if (sum_b <= 0) return gain;
  const double ratio = sum_a / sum_b;
  double squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    squares += (a[i] - ratio * b[i]) * (a[i] - ratio * b[i]);
  const double reach = normal_quantile_two_sided(confidence) * std::sqrt(squares) / sum_b;
  gain.estimate = 1 - ratio;
  gain.low = gain.estimate - reach;
  gain.high = gain.estimate + reach;
  return gain;
}

std::vector<double> squared_errors(std::span<const double> probability,
                                   std::span<const std::uint8_t> sighted) {
  std::vector<double> errors(probability.size());
  for (std::size_t i = 0; i < errors.size(); ++i) {
    errors[i] = (probability[i] - sighted[i]) * (probability[i] - sighted[i]);
  }
  return errors;
}

// What came of the works that have a forecast, and what the simple answers said.
struct Compared {
  std::vector<double> model, table, age, persistence;
  std::vector<std::uint8_t> sighted;
};

Compared compare(const Chart& chart, const ChartHistory& history, const PlainTable& table,
                 const Forecasts& forecasts, std::size_t horizon_index, Day until) {
  Compared compared;
  const DayNumber last_chart = history.last_chart(history.as_of());
  for (std::size_t work = 0; work < history.works(); ++work) {
    const Estimate& probability = forecasts.works[work].probability[horizon_index];
    if (!probability.known()) continue;
    const Cell cell = cell_of(history, work, history.as_of(), last_chart);
    const std::vector<Sighting>& all = chart.works[history.chart_index(work)].sightings;
    const auto next =
        std::upper_bound(all.begin(), all.end(), day_of(history.as_of()),
                         [](Day day, const Sighting& sighting) { return day < sighting.day; });
    compared.model.push_back(probability.estimate);
    compared.table.push_back(table.by_cell(cell));
    compared.age.push_back(table.by_age(cell));
    compared.persistence.push_back(cell.silence == 0 ? 1 : 0);
    compared.sighted.push_back(next != all.end() && next->day <= until ? 1 : 0);
  }
  return compared;
}

ForecastScore score(const Compared& compared, double confidence) {
  ForecastScore result;
  result.works = static_cast<std::int64_t>(compared.sighted.size());
  for (const std::uint8_t sighted : compared.sighted) result.sighted += sighted;
  for (const double probability : compared.model) result.expected += probability;
  result.model = score_probabilities(compared.model, compared.sighted);
  result.table = score_probabilities(compared.table, compared.sighted);
  result.age = score_probabilities(compared.age, compared.sighted);
  result.persistence = score_probabilities(compared.persistence, compared.sighted);
  result.gain = gain_over(squared_errors(compared.model, compared.sighted),
                          squared_errors(compared.table, compared.sighted), confidence);
  result.calibration = calibration(compared.model, compared.sighted, confidence);
  return result;
}

}  // namespace

ForecasterScore score_probabilities(std::span<const double> probability,
                                    std::span<const std::uint8_t> sighted) {
  ForecasterScore result;
  if (probability.empty()) return result;
  double squares = 0;
  double logs = 0;
  for (std::size_t i = 0; i < probability.size(); ++i) {
    const double p = std::clamp(probability[i], certain, 1 - certain);
    squares += (probability[i] - sighted[i]) * (probability[i] - sighted[i]);
    logs -= sighted[i] != 0 ? std::log(p) : std::log1p(-p);
  }
  const auto n = static_cast<double>(probability.size());
  result.brier = squares / n;
  result.log_score = logs / n;
  return result;
}

Calibration calibration(std::span<const double> probability, std::span<const std::uint8_t> sighted,
                        double confidence) {
  Calibration result;
  result.bins = calibration_bins(probability, sighted, confidence);
  const auto n = static_cast<Eigen::Index>(probability.size());
  result.slope.n = result.intercept.n = n;
  LogisticRows rows;
  rows.covariates.resize(n, 1);
  rows.outcome.resize(n);
  rows.weight.setOnes(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    rows.covariates(i, 0) = logit(probability[static_cast<std::size_t>(i)]);
    rows.outcome(i) = sighted[static_cast<std::size_t>(i)];
  }
  const double events = rows.outcome.sum();
  if (n == 0 || events == 0 || events == static_cast<double>(n)) return result;
  const LogisticFit fit = fit_logistic(rows, 0);
  const double scale = fit.scale(0);
  if (scale <= 0) return result;
  const double z = normal_quantile_two_sided(confidence);
  const double shift = fit.centre(0) / scale;
  const auto estimate = [&](Estimate& value, double at, double variance) {
    value.estimate = at;
    value.low = at - z * std::sqrt(variance);
    value.high = at + z * std::sqrt(variance);
  };
  estimate(result.slope, fit.coefficients(1) / scale, fit.bread(1, 1) / (scale * scale));
  estimate(result.intercept, fit.coefficients(0) - shift * fit.coefficients(1),
           fit.bread(0, 0) - 2 * shift * fit.bread(0, 1) + shift * shift * fit.bread(1, 1));
  return result;
}

std::vector<ForecastScore> score_forecasts(const Chart& chart, const ForecastOptions& options,
                                           const Forecasts& forecasts) {
  std::vector<ForecastScore> scores;
  const ChartHistory history(chart, options.as_of);
  for (std::size_t h = 0; h < options.horizons.size(); ++h) {
    const int horizon = options.horizons[h];
    const Day until = day_of(add_years(day_number(options.as_of), horizon));
    if (until > chart.window.last) continue;
    const PlainTable table(history, horizon);
    const Compared compared = compare(chart, history, table, forecasts, h, until);
    if (!table.learnt() || compared.sighted.empty()) continue;
    ForecastScore result = score(compared, options.confidence);
    result.as_of = options.as_of;
    result.horizon = horizon;
    scores.push_back(std::move(result));
  }
  return scores;
}

std::vector<ForecastScore> score_past_forecasts(const Chart& chart, const ForecastOptions& options,
                                                int past) {
  std::vector<ForecastScore> scores;
  for (int back = 1; back <= past; ++back) {
    ForecastOptions then = options;
    then.intervals = false;  // Scores rest on the probabilities alone.
    then.as_of = day_of(add_years(day_number(options.as_of), -back));
    if (then.as_of < chart.window.first) break;
    std::erase_if(then.horizons, [&](int horizon) {
      return day_of(add_years(day_number(then.as_of), horizon)) > chart.window.last;
    });
    if (then.horizons.empty()) continue;
    for (ForecastScore& score : score_forecasts(chart, then, forecast(chart, then))) {
      scores.push_back(std::move(score));
    }
  }
  return scores;
}

}  // namespace outlive
