#include "outlive/population.h"

#include <algorithm>
#include <array>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>
#include <limits>
#include <map>

#include "outlive/error.h"
#include "outlive/spells.h"

namespace outlive {
namespace {

using Outcomes = std::array<std::int64_t, 4>;

std::int64_t& count_of(Outcomes& counts, Outcome outcome) {
  return counts.at(static_cast<std::size_t>(outcome));
}

// A life cut off by a chart's rule, taken as ended there.
Pair with_rule_as_end(Pair pair) {
  for (WatchedLife* life : {&pair.film_life, &pair.music_life}) {
    for (LifeEnd* end : {&life->first_life, &life->whole_life}) {
      if (end->censoring == Censoring::rule) end->censoring = Censoring::none;
    }
  }
  return pair;
}

// A film's end taken to be its very last day in cinemas, however few came.
Pair with_last_day_as_end(Pair pair) {
  for (LifeEnd* end : {&pair.film_life.first_life, &pair.film_life.whole_life}) {
    end->end = std::max(end->end, pair.film_life.last_seen);
  }
  return pair;
}

// A chart's weeks taken by the date that it prints, not by the days that it counts.
Pair with_printed_dates(Pair pair) {
  for (WatchedLife* life : {&pair.film_life, &pair.music_life}) {
    life->followed_until += Days(life->first_lag);
    life->first_lag = 0;
    life->first_life.lag = 0;
    life->whole_life.lag = 0;
  }
  return pair;
}

Outcomes count_outcomes(std::span<const Pair> pairs, const PopulationOptions& options) {
  Outcomes counts{};
  for (const Pair& pair : pairs) {
    const Pair& taken = options.rule_is_end ? with_rule_as_end(pair) : pair;
    ++count_of(counts, judge(taken, options.life).outcome);
  }
  return counts;
}

OutcomeShare share_of(std::int64_t count, std::int64_t n, double confidence) {
  return {count, wilson_share(count, n, confidence)};
}

std::vector<Spell> spells_of(std::span<const Pair> pairs, WatchedLife Pair::*side,
                             const PopulationOptions& options) {
  std::vector<Spell> spells;
  spells.reserve(pairs.size());
  for (const Pair& pair : pairs) {
    spells.push_back(pair_spell(pair, pair.*side, options.life, options.rule_is_end));
  }
  return spells;
}

// The percentile interval of values drawn; sorts them.
Estimate percentile_interval(double estimate, std::vector<double>& draws, double confidence,
                             std::int64_t n) {
  std::erase_if(draws, [](double value) { return !std::isfinite(value); });
  Estimate result{estimate, estimate, estimate, n};
  if (draws.empty()) return {estimate, std::nan(""), std::nan(""), n};
  std::sort(draws.begin(), draws.end());
  const auto quantile = [&](double p) {
    const double position = p * static_cast<double>(draws.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, draws.size() - 1);
    return draws[below] + (position - std::floor(position)) * (draws[above] - draws[below]);
  };
  result.low = quantile((1 - confidence) / 2);
  result.high = quantile((1 + confidence) / 2);
  return result;
}

// Whether a mean up to `tau` is known: lives were followed as far, or all have ended before.
bool reaches(const KaplanMeier& curve, double tau) {
  return !curve.steps.empty() &&
         (curve.steps.back().time >= tau || curve.steps.back().survival <= 0);
}

std::vector<DecadeShare> by_decade(std::span<const Pair> pairs, const PopulationOptions& options) {
  std::map<int, std::vector<Pair>> decades;
  for (const Pair& pair : pairs) {
    const int year = static_cast<int>(std::chrono::year_month_day(pair.film_released).year());
    decades[year / 10 * 10].push_back(pair);
  }
  std::vector<DecadeShare> shares;
  for (const auto& [decade, members] : decades) {
    Outcomes counts = count_outcomes(members, options);
    const auto n = static_cast<std::int64_t>(members.size());
    const std::int64_t wins = count_of(counts, Outcome::outlived);
    const std::int64_t losses = count_of(counts, Outcome::outlasted);
    shares.push_back({std::to_string(decade) + "s", share_of(wins, n, options.confidence),
                      win_ratio(wins, losses, n - wins - losses, options.confidence)});
  }
  return shares;
}

}  // namespace

WinRatio win_ratio(std::int64_t wins, std::int64_t losses, std::int64_t ties, double confidence) {
  WinRatio result{{}, wins, losses, ties};
  const std::int64_t decided = wins + losses;
  result.ratio.n = decided;
  if (decided == 0) return result;
  const auto odds = [](double p) {
    return p >= 1 ? std::numeric_limits<double>::infinity() : p / (1 - p);
  };
  const double p = static_cast<double>(wins) / static_cast<double>(decided);
  const double half =
      normal_quantile_two_sided(confidence) * std::sqrt(p * (1 - p) / static_cast<double>(decided));
  Estimate share{p, std::max(0.0, p - half), std::min(1.0, p + half), decided};
  // All one way: the paper's interval would be a point, Wilson's is not.
  if (wins == 0 || losses == 0) share = wilson_share(wins, decided, confidence);
  result.ratio = {odds(p), odds(share.low), odds(share.high), decided};
  return result;
}

std::vector<RestrictedMeans> restricted_means(std::span<const Pair> pairs,
                                              const PopulationOptions& options) {
  constexpr std::array<double, 3> taus = {1, 5, 10};
  const std::vector<Spell> film = spells_of(pairs, &Pair::film_life, options);
  const std::vector<Spell> music = spells_of(pairs, &Pair::music_life, options);
  const KaplanMeier film_curve = kaplan_meier(film, options.confidence);
  const KaplanMeier music_curve = kaplan_meier(music, options.confidence);
  const ResampledCurve film_again(film);
  const ResampledCurve music_again(music);

  std::array<std::vector<double>, taus.size()> differences;
  boost::random::mt19937_64 random(options.seed);
  boost::random::uniform_int_distribution<std::size_t> any_pair(0, pairs.size() - 1);
  std::vector<std::int32_t> drawn(pairs.size());
  for (std::int32_t resample = 0; resample < options.resamples; ++resample) {
    std::fill(drawn.begin(), drawn.end(), 0);
    for (std::size_t i = 0; i < pairs.size(); ++i) ++drawn[any_pair(random)];
    std::array<double, taus.size()> film_means{};
    std::array<double, taus.size()> music_means{};
    film_again.restricted_means(drawn, taus, film_means);
    music_again.restricted_means(drawn, taus, music_means);
    for (std::size_t j = 0; j < taus.size(); ++j) {
      differences[j].push_back(music_means[j] - film_means[j]);
    }
  }

  std::vector<RestrictedMeans> means;
  for (std::size_t j = 0; j < taus.size(); ++j) {
    if (!reaches(film_curve, taus[j]) || !reaches(music_curve, taus[j])) {
      const Estimate unknown{.n = static_cast<std::int64_t>(pairs.size())};
      means.push_back({taus[j], unknown, unknown, unknown});
      continue;
    }
    const Estimate film_mean = restricted_mean(film_curve, taus[j], options.confidence);
    const Estimate music_mean = restricted_mean(music_curve, taus[j], options.confidence);
    means.push_back(
        {taus[j], film_mean, music_mean,
         percentile_interval(music_mean.estimate - film_mean.estimate, differences[j],
                             options.confidence, static_cast<std::int64_t>(pairs.size()))});
  }
  return means;
}

Population measure_population(std::span<const Pair> pairs, std::span<const MatchedAlbum> matched,
                              const PopulationOptions& options) {
  if (pairs.empty()) {
    throw Error("there is no pair of a film and its music to measure")
        .hint("both a film's and an album's source must have been read, and cover the same years");
  }
  Population all;
  all.n = static_cast<std::int64_t>(pairs.size());
  Outcomes counts = count_outcomes(pairs, options);
  all.outlived = share_of(count_of(counts, Outcome::outlived), all.n, options.confidence);
  all.outlasted = share_of(count_of(counts, Outcome::outlasted), all.n, options.confidence);
  all.tied = share_of(count_of(counts, Outcome::tied), all.n, options.confidence);
  all.undecided = share_of(count_of(counts, Outcome::undecided), all.n, options.confidence);
  all.bound_low = all.outlived.share;
  all.bound_high =
      wilson_share(all.outlived.count + all.undecided.count, all.n, options.confidence);
  all.win_ratio = win_ratio(all.outlived.count, all.outlasted.count,
                            all.tied.count + all.undecided.count, options.confidence);
  all.film_survival = kaplan_meier(spells_of(pairs, &Pair::film_life, options), options.confidence);
  all.music_survival =
      kaplan_meier(spells_of(pairs, &Pair::music_life, options), options.confidence);
  all.restricted_means = restricted_means(pairs, options);
  all.decades = by_decade(pairs, options);
  if (matched.empty()) {
    all.controls_missing = "there are no matched albums to compare with";
  } else {
    try {
      all.controls = measure_controls(pairs, matched, options);
    } catch (const Error& error) {
      all.controls_missing = error.what();
    }
  }
  return all;
}

Sensitivity measure_setting(std::string setting, std::span<const Pair> pairs,
                            PopulationOptions options) {
  options.resamples = std::min(options.resamples, 1'000);
  return {std::move(setting), measure_population(pairs, {}, options)};
}

std::vector<Sensitivity> measure_sensitivity(std::span<const Pair> pairs,
                                             const PopulationOptions& options) {
  std::vector<Sensitivity> results;
  const auto add = [&](std::string setting, std::span<const Pair> chosen,
                       const PopulationOptions& chosen_options) {
    if (!chosen.empty()) {
      results.push_back(measure_setting(std::move(setting), chosen, chosen_options));
    }
  };
  const auto chosen = [&](auto keep) {
    std::vector<Pair> some;
    std::copy_if(pairs.begin(), pairs.end(), std::back_inserter(some), keep);
    return some;
  };
  const auto year = [](const Pair& pair) {
    return static_cast<int>(std::chrono::year_month_day(pair.film_released).year());
  };

  PopulationOptions other_life = options;
  const bool whole = options.life == LifeKind::whole;
  other_life.life = whole ? LifeKind::first : LifeKind::whole;
  add(whole ? "first life instead of whole life" : "whole life instead of first life", pairs,
      other_life);
  PopulationOptions rule_is_end = options;
  rule_is_end.rule_is_end = true;
  add("lives cut off by a chart's rule count as ended", pairs, rule_is_end);
  const auto changed = [&](auto change) {
    std::vector<Pair> others;
    std::transform(pairs.begin(), pairs.end(), std::back_inserter(others), change);
    return others;
  };
  add("a chart's week taken by the date printed, not by the days counted",
      changed(with_printed_dates), options);
  add("a film ends with its very last day in cinemas", changed(with_last_day_as_end), options);
  add("only premieres of 2002 to 2019, where box office is reported in full",
      chosen([&](const Pair& pair) { return year(pair) >= 2002 && year(pair) <= 2019; }), options);
  add("only links that need no second look",
      chosen([](const Pair& pair) { return pair.link_confidence >= 0.85; }), options);
  add("only the first album of each film", chosen([&](const Pair& pair) {
        return std::none_of(pairs.begin(), pairs.end(), [&](const Pair& other) {
          return other.film == pair.film && other.film_released == pair.film_released &&
                 (other.music_life.first < pair.music_life.first ||
                  (other.music_life.first == pair.music_life.first && other.music < pair.music));
        });
      }),
      options);
  return results;
}

}  // namespace outlive
