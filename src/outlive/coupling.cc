#include "outlive/coupling.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

namespace outlive {
namespace {

constexpr double least_score = 4;  // Rounding moves its logarithm by an eighth at most.
constexpr std::size_t least_changes = 12;

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

struct Changes {
  std::vector<int> months;  // From the first one.
  std::vector<double> film;
  std::vector<double> music;

  Estimate slope(double confidence) const { return robust_slope(months, film, music, confidence); }
};

int months_between(Day first, Day month) {
  const auto count = [](Day day) {
    const std::chrono::year_month_day date(day);
    return 12 * static_cast<int>(date.year()) +
           static_cast<int>(static_cast<unsigned>(date.month()));
  };
  return count(month) - count(first);
}

bool well_seen(const MonthSeen& month) {
  return month.film >= least_score && month.music >= least_score;
}

// Of the months from `from` to `to`.
Changes changes(std::span<const MonthSeen> months, Day from, Day to) {
  Changes result;
  for (std::size_t i = 1; i < months.size(); ++i) {
    const MonthSeen& before = months[i - 1];
    const MonthSeen& month = months[i];
    if (before.month < from || month.month > to || months_between(before.month, month.month) > 1)
      continue;
    if (!well_seen(before) || !well_seen(month)) continue;
    result.months.push_back(months_between(months.front().month, month.month));
    result.film.push_back(std::log(month.film / before.film));
    result.music.push_back(std::log(month.music / before.music));
  }
  return result;
}

}  // namespace

Estimate robust_slope(std::span<const int> at, std::span<const double> x, std::span<const double> y,
                      double confidence) {
  Estimate slope;
  slope.n = static_cast<std::int64_t>(x.size());
  if (x.size() < least_changes) return slope;
  const double mean_x = mean(x);
  const double mean_y = mean(y);
  double square = 0;
  double product = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    square += (x[i] - mean_x) * (x[i] - mean_x);
    product += (x[i] - mean_x) * (y[i] - mean_y);
  }
  if (!(square > 0)) return slope;
  slope.estimate = product / square;
  const auto n = static_cast<double>(x.size());
  std::vector<double> scores;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double residual = y[i] - mean_y - slope.estimate * (x[i] - mean_x);
    scores.push_back(residual * (x[i] - mean_x));
  }
  const int lags = static_cast<int>(std::floor(4 * std::pow(n / 100, 2.0 / 9)));
  double variance = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    variance += scores[i] * scores[i];
    for (std::size_t j = i + 1; j < x.size() && at[j] - at[i] <= lags; ++j) {
      const double weight = 1 - static_cast<double>(at[j] - at[i]) / (lags + 1);
      variance += 2 * weight * scores[i] * scores[j];
    }
  }
  const double error = std::sqrt(variance * n / (n - 2)) / square;
  const boost::math::students_t law(n - 2);
  const double reach = boost::math::quantile(law, (1 + confidence) / 2) * error;
  slope.low = slope.estimate - reach;
  slope.high = slope.estimate + reach;
  return slope;
}

Coupling coupling(std::span<const MonthSeen> months, const Escape& escape, double confidence) {
  const Day first = months.front().month;
  const Day last = months.back().month;
  if (escape.escaped == Escaped::no) return {changes(months, first, last).slope(confidence), {}};
  if (escape.escaped == Escaped::cannot_tell) return {};
  const Day split = escape.date.estimate.value_or(first);
  return {changes(months, first, split).slope(confidence),
          changes(months, split, last).slope(confidence)};
}

}  // namespace outlive
