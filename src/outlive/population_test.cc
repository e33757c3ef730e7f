#include "outlive/population.h"

#include <gtest/gtest.h>

#include <cmath>

#include "outlive/error.h"
#include "outlive/spells.h"
#include "simulation/simulate.h"

namespace outlive {
namespace {

const Day premiere = *parse_day("2005-01-01");
const Day followed = *parse_day("2020-01-01");

WatchedLife life(int first, int end, Censoring censoring = Censoring::none, int period = 7) {
  const LifeEnd whole{premiere + Days(end), censoring};
  return {premiere + Days(first), 0, whole, whole, whole.end, period, followed};
}

Pair pair(int film_end, int music_end, Censoring music_censoring = Censoring::none) {
  Pair made;
  made.film = "Film " + std::to_string(film_end);
  made.film_released = premiere;
  made.film_watched_from = premiere - Days(100);
  made.film_life = life(0, film_end, Censoring::none, 1);
  made.music = "Music " + std::to_string(music_end);
  made.performer = "Soundtrack";
  made.music_life = life(7, music_end, music_censoring);
  made.peak_rank = 20;
  return made;
}

// The formula of Pocock et al. 2012 for matched pairs, by hand for 60 wins and 40 losses:
// p = 0.6, SE = sqrt(0.6 * 0.4 / 100) = 0.0489898, 0.503982 to 0.696018, as odds.
TEST(WinRatio, HasTheIntervalOfThePaper) {
  const WinRatio ratio = win_ratio(60, 40, 5, 0.95);
  EXPECT_NEAR(ratio.ratio.estimate, 1.5, 1e-12);
  EXPECT_NEAR(ratio.ratio.low, 0.5039817664 / 0.4960182336, 1e-8);
  EXPECT_NEAR(ratio.ratio.high, 0.6960182336 / 0.3039817664, 1e-8);
  EXPECT_EQ(ratio.ratio.n, 100);
  EXPECT_EQ(ratio.ties, 5);
}

TEST(WinRatio, OfPairsThatAllWentOneWayStillHasAnInterval) {
  const WinRatio ratio = win_ratio(10, 0, 0, 0.95);
  EXPECT_TRUE(std::isinf(ratio.ratio.estimate));
  EXPECT_LT(ratio.ratio.low, 10);
  EXPECT_FALSE(win_ratio(0, 0, 3, 0.95).ratio.known());
}

TEST(Population, CountsOutcomesAndBoundsThem) {
  const std::vector<Pair> pairs = {pair(100, 200), pair(100, 300), pair(100, 50), pair(100, 98),
                                   pair(100, 60, Censoring::window)};
  const Population all = measure_population(pairs, {}, {.resamples = 200});
  EXPECT_EQ(all.n, 5);
  EXPECT_EQ(all.outlived.count, 2);
  EXPECT_EQ(all.outlasted.count, 1);
  EXPECT_EQ(all.tied.count, 1);
  EXPECT_EQ(all.undecided.count, 1);
  EXPECT_DOUBLE_EQ(all.bound_low.estimate, 0.4);
  EXPECT_DOUBLE_EQ(all.bound_high.estimate, 0.6);
  EXPECT_DOUBLE_EQ(all.win_ratio.ratio.estimate, 2.0);
  EXPECT_FALSE(all.controls);
}

TEST(Population, WithoutPairsIsRefused) {
  EXPECT_THROW(measure_population({}, {}, {}), Error);
}

TEST(Population, GivesTheSameFiguresForTheSameSeed) {
  std::vector<Pair> pairs;
  for (int i = 1; i < 60; ++i) pairs.push_back(pair(40 + i, 30 * i));
  const auto first = restricted_means(pairs, {.resamples = 500, .seed = 7});
  const auto again = restricted_means(pairs, {.resamples = 500, .seed = 7});
  const auto other = restricted_means(pairs, {.resamples = 500, .seed = 8});
  EXPECT_EQ(first[1].difference.low, again[1].difference.low);
  EXPECT_NE(first[1].difference.low, other[1].difference.low);
}

// Closed form: without censoring the restricted mean is the mean of min(life, tau), and the
// bootstrap's interval is close to the normal one of the paired differences.
TEST(RestrictedMeans, WithoutCensoringAreMeansOfShortenedLives) {
  std::vector<Pair> pairs;
  double sum = 0;
  double squares = 0;
  constexpr int n = 200;
  for (int i = 0; i < n; ++i) {
    const int film = 30 + (i * 37) % 90;
    const int music = 10 + (i * i * 13) % 900;
    pairs.push_back(pair(film, music));
    const double difference = std::min(music / days_per_year, 1.0) - film / days_per_year;
    sum += difference;
    squares += difference * difference;
  }
  const double mean = sum / n;
  const double error = std::sqrt((squares / n - mean * mean) / n);
  const RestrictedMeans up_to_one = restricted_means(pairs, {.resamples = 4000})[0];
  EXPECT_NEAR(up_to_one.difference.estimate, mean, 1e-12);
  EXPECT_NEAR(up_to_one.difference.low, mean - 1.96 * error, 0.15 * error);
  EXPECT_NEAR(up_to_one.difference.high, mean + 1.96 * error, 0.15 * error);
}

TEST(PairSpell, StillGoingOnIsCensoredWhereAnEndCouldLastHaveBeenRecognised) {
  const Pair made = pair(100, 6000, Censoring::window);
  const Spell spell = pair_spell(made, made.music_life, LifeKind::whole, false);
  EXPECT_FALSE(spell.event);
  EXPECT_NEAR(spell.exit, years_between(premiere, followed), 1e-12);
}

TEST(PairSpell, CutOffByARuleIsCensoredThereOrEndsThereIfAsked) {
  const Pair made = pair(100, 800, Censoring::rule);
  EXPECT_FALSE(pair_spell(made, made.music_life, LifeKind::whole, false).event);
  EXPECT_TRUE(pair_spell(made, made.music_life, LifeKind::whole, true).event);
}

TEST(PairSpell, OfAFilmAlreadyRunningWhenItsSourceBeginsEntersLate) {
  Pair made = pair(100, 800);
  made.film_watched_from = premiere + Days(30);
  EXPECT_NEAR(pair_spell(made, made.film_life, LifeKind::whole, false).entry, 30 / days_per_year,
              1e-12);
}

// The simulation's laws: 0.7 during the run, 1.1 after it, and 0.04 a week for other albums.
TEST(Controls, FindTheHazardRatiosOfASimulatedChart) {
  const Simulation simulation = simulate({.pairs = 900, .seed = 21});
  const Window window{simulation.options.begins, simulation.options.ends};
  const auto watch = [&](const std::vector<Observation>& seen, Scale scale) {
    return watched_life(*lifetime(seen, scale, {}, window), window.last, {});
  };
  std::vector<Pair> pairs;
  std::vector<MatchedAlbum> matched;
  for (std::size_t i = 0; i < simulation.pairs.size(); ++i) {
    const SimulatedPair& from = simulation.pairs[i];
    if (from.gross.empty() || from.music.seen.empty()) continue;
    Pair made;
    made.film_released = made.film_watched_from = from.film_released;
    made.film_life = watch(from.gross, Scale::amount);
    made.music_life = watch(from.music.seen, Scale::rank);
    for (std::size_t j = 3 * i; j < 3 * i + 3; ++j) {
      matched.push_back({pairs.size(), static_cast<std::int32_t>(j),
                         watch(simulation.others[j].seen, Scale::rank)});
    }
    pairs.push_back(made);
  }
  const Controls controls = measure_controls(pairs, matched, {.life = LifeKind::first});
  EXPECT_LT(controls.in_cinemas.ratio.low, 0.7);
  EXPECT_GT(controls.in_cinemas.ratio.high, 0.7);
  EXPECT_LT(controls.in_cinemas.ratio.high - controls.in_cinemas.ratio.low, 0.25);
  EXPECT_LT(controls.after.ratio.low, 1.1);
  EXPECT_GT(controls.after.ratio.high, 1.1);
  EXPECT_EQ(controls.in_cinemas.ratio.n + controls.after.ratio.n, controls.overall.ratio.n);
  EXPECT_EQ(controls.eras.size(), 2U);
  const Estimate& weekly = controls.hazard_others.at(3).rate;
  EXPECT_LT(weekly.low, 1 - std::exp(-0.04));
  EXPECT_GT(weekly.high, 1 - std::exp(-0.04));
}

TEST(Controls, ThatTellNothingSayWhyAndStopNothing) {
  EXPECT_THROW(measure_controls(std::vector{pair(100, 200)}, {}, {}), Error);
  // Nothing among the music ends: a ratio cannot be told.
  const std::vector<Pair> pairs = {pair(100, 6000, Censoring::window)};
  const std::vector<MatchedAlbum> matched = {{0, 1, life(7, 70)}};
  const Population all = measure_population(pairs, matched, {.resamples = 100});
  EXPECT_FALSE(all.controls);
  EXPECT_FALSE(all.controls_missing.empty());
}

TEST(Sensitivity, ChangesOneChoiceAtATime) {
  std::vector<Pair> pairs;
  for (int i = 1; i < 30; ++i) pairs.push_back(pair(40 + i, 30 * i));
  pairs.push_back(pair(100, 60, Censoring::rule));
  const auto all = measure_sensitivity(pairs, {.resamples = 100});
  ASSERT_GE(all.size(), 3U);
  const auto base = measure_population(pairs, {}, {.resamples = 100});
  for (const Sensitivity& other : all) {
    if (other.setting.starts_with("lives cut off")) {
      EXPECT_EQ(other.population.outlasted.count, base.outlasted.count + 1);
      EXPECT_EQ(other.population.undecided.count, base.undecided.count - 1);
    }
  }
}

}  // namespace
}  // namespace outlive
