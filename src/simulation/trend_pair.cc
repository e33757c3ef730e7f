#include "simulation/trend_pair.h"

#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <limits>

namespace outlive {
namespace {

double normal(Random& random) {
  return boost::random::normal_distribution<double>()(random);
}

double draw(const TrendPairOptions::LogNormal& law, Random& random) {
  return law.median * std::exp(law.log_sd * normal(random));
}

std::vector<double> draw_levels(const TrendPairOptions& options, Random& random) {
  const double level_sd = draw(options.level, random);
  const double slope_sd = draw(options.slope, random);
  double level = options.first_level + options.first_level_sd * normal(random);
  double slope = options.first_slope + options.first_slope_sd * normal(random);
  std::vector<double> levels;
  for (int t = 0; t < options.months; ++t) {
    levels.push_back(level);
    level += slope + level_sd * normal(random);
    slope += slope_sd * normal(random);
  }
  return levels;
}

// Attention to a film in its t-th month.
std::vector<double> draw_film(int months, Random& random) {
  constexpr double lasting = 0.05;  // Of the first month's, after the first wave.
  constexpr double wave_months = 2;
  constexpr double fade = 0.004;
  constexpr double unrest = 0.15;
  constexpr double season_chance = 0.01;
  std::vector<double> film;
  double season = 1;
  for (int t = 0; t < months; ++t) {
    if (boost::random::uniform_01<double>()(random) < season_chance) season += 0.3;
    film.push_back((season + lasting * std::exp(-fade * t)) * std::exp(unrest * normal(random)));
    season *= std::exp(-1 / wave_months);
  }
  return film;
}

double last_upcrossing(const std::vector<double>& levels) {
  double crossing = -std::numeric_limits<double>::infinity();
  for (std::size_t t = 1; t < levels.size(); ++t) {
    if (levels[t - 1] > 0 || levels[t] <= 0) continue;
    crossing = static_cast<double>(t) - levels[t] / (levels[t] - levels[t - 1]);
  }
  return crossing;
}

void round_to_scores(std::vector<MonthSeen>& months) {
  double most = 0;
  for (const MonthSeen& month : months) most = std::max({most, month.film, month.music});
  for (MonthSeen& month : months) {
    for (double* value : {&month.film, &month.music}) {
      *value = std::round(100 * *value / most);
      if (*value == 0) *value = std::numeric_limits<double>::quiet_NaN();
    }
  }
}

}  // namespace

TrendPair simulate_trend_pair(const TrendPairOptions& options, Random& random) {
  constexpr double months_a_year = 12;
  TrendPair pair;
  const double noise_sd = draw(options.noise, random);
  pair.levels = draw_levels(options, random);
  const std::vector<double> film = draw_film(options.months, random);
  std::chrono::year_month month = std::chrono::year(2016) / 1;
  for (std::size_t t = 0; t < film.size(); ++t, month += std::chrono::months(1)) {
    const double ratio = std::exp(pair.levels[t] + noise_sd * normal(random));
    pair.months.push_back({Day(month / 1), film[t], film[t] * ratio});
  }
  if (options.rounded) round_to_scores(pair.months);
  pair.escaped = pair.levels.back() > 0;
  pair.crossing =
      pair.escaped ? last_upcrossing(pair.levels) : std::numeric_limits<double>::quiet_NaN();
  pair.velocity = (pair.levels.back() - pair.levels.front()) / (options.months - 1) *
                  months_a_year / std::log(2.0);
  return pair;
}

}  // namespace outlive
