#include "outlive/kaplan_meier.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>

#include "outlive/error.h"
#include "survival/near_r.h"
#include "survival/survival_expected.h"
#include "survival/survival_test_data.h"

namespace outlive {
namespace {

using test::expect_near_r;

std::vector<Spell> spells_of(const std::vector<double>& stop,
                             const std::vector<std::uint8_t>& event,
                             const std::vector<double>& start = {},
                             const std::vector<double>& weight = {}) {
  std::vector<Spell> spells;
  for (std::size_t i = 0; i < stop.size(); ++i) {
    Spell spell;
    if (!start.empty()) spell.entry = start[i];
    spell.exit = stop[i];
    spell.event = event[i] != 0;
    if (!weight.empty()) spell.weight = weight[i];
    spells.push_back(spell);
  }
  return spells;
}

std::vector<Spell> aml() {
  return spells_of(test_data::aml::stop, test_data::aml::event);
}
std::vector<Spell> lung(const std::vector<double>& weight = {}) {
  return spells_of(test_data::lung::stop, test_data::lung::event, {}, weight);
}
std::vector<Spell> heart() {
  return spells_of(test_data::heart::stop, test_data::heart::event, test_data::heart::start);
}
std::vector<Spell> veteran_by_month() {
  return spells_of(test_data::veteran::month, test_data::veteran::event);
}

void expect_curve(const KaplanMeier& curve, const expected::Curve& r) {
  for (std::size_t i = 0; i < r.time.size(); ++i) {
    const auto step = std::find_if(curve.steps.begin(), curve.steps.end(),
                                   [&](const SurvivalStep& s) { return s.time == r.time[i]; });
    ASSERT_NE(step, curve.steps.end()) << "no step at " << r.time[i];
    SCOPED_TRACE(r.time[i]);
    expect_near_r(step->at_risk, r.at_risk[i]);
    expect_near_r(step->events, r.events[i]);
    expect_near_r(step->censored, r.censored[i]);
    expect_near_r(step->survival, r.survival[i]);
    expect_near_r(step->std_error, r.std_error[i]);
    expect_near_r(step->low, r.low[i]);
    expect_near_r(step->high, r.high[i]);
  }
}

void expect_quantiles(const KaplanMeier& curve, const expected::Quantiles& r) {
  for (std::size_t i = 0; i < r.share.size(); ++i) {
    SCOPED_TRACE(r.share[i]);
    const Estimate time = curve.quantile(r.share[i]);
    expect_near_r(time.estimate, r.time[i]);
    expect_near_r(time.low, r.low[i]);
    expect_near_r(time.high, r.high[i]);
  }
}

void expect_restricted_mean(const KaplanMeier& curve, double tau, const expected::Values& r) {
  const RestrictedMean mean = restricted_mean(curve, tau);
  expect_near_r(mean.estimate, r[0]);
  expect_near_r(mean.std_error, r[1]);
}

TEST(KaplanMeier, FivePointsByHand) {
  // At risk 5, 4, 2: S = 4/5, then 4/5 * 3/4 = 3/5, one censored at 3, then 3/5 * 1/2.
  const std::vector<Spell> spells = {{.exit = 1, .event = true},
                                     {.exit = 2, .event = true},
                                     {.exit = 3, .event = false},
                                     {.exit = 4, .event = true},
                                     {.exit = 5, .event = false}};
  const KaplanMeier curve = kaplan_meier(spells);
  ASSERT_EQ(curve.steps.size(), 5U);
  EXPECT_EQ(curve.n, 5);
  EXPECT_EQ(curve.n_events, 3);
  EXPECT_DOUBLE_EQ(curve.at(0.5).estimate, 1);
  EXPECT_DOUBLE_EQ(curve.at(1).estimate, 0.8);
  EXPECT_DOUBLE_EQ(curve.at(3.9).estimate, 0.6);
  EXPECT_DOUBLE_EQ(curve.at(4).estimate, 0.3);
  EXPECT_DOUBLE_EQ(curve.at(100).estimate, 0.3);
  EXPECT_DOUBLE_EQ(curve.steps[2].at_risk, 3);
  EXPECT_DOUBLE_EQ(curve.steps[2].censored, 1);
  // Greenwood at 2: S^2 (1/(5*4) + 1/(4*3)).
  EXPECT_NEAR(curve.steps[1].std_error, 0.6 * std::sqrt(1.0 / 20 + 1.0 / 12), 1e-15);
  // 1 + 0.8 + 0.6 + 0.6 up to 4, then 0.3 for half a unit.
  EXPECT_NEAR(restricted_mean(curve, 4.5).estimate, 3.15, 1e-15);
  EXPECT_DOUBLE_EQ(curve.median().estimate, 4);
}

TEST(KaplanMeier, EqualsRForAml) {
  expect_curve(kaplan_meier(aml()), expected::km_aml);
}

TEST(KaplanMeier, EqualsRForLung) {
  expect_curve(kaplan_meier(lung()), expected::km_lung);
  expect_curve(kaplan_meier(lung(), 0.9), expected::km_lung_90);
}

TEST(KaplanMeier, EqualsRWithLateEntries) {
  expect_curve(kaplan_meier(heart()), expected::km_heart);
}

TEST(KaplanMeier, EqualsRWithWeights) {
  expect_curve(kaplan_meier(lung(test_data::lung::count)), expected::km_counts);
  expect_curve(kaplan_meier(lung(test_data::lung::weight)), expected::km_weights);
}

TEST(KaplanMeier, EqualsRWithTies) {
  expect_curve(kaplan_meier(veteran_by_month()), expected::km_month);
}

TEST(KaplanMeier, QuantilesEqualR) {
  expect_quantiles(kaplan_meier(aml()), expected::quantiles_aml);
  expect_quantiles(kaplan_meier(lung()), expected::quantiles_lung);
  expect_quantiles(kaplan_meier(heart()), expected::quantiles_heart);
  expect_quantiles(kaplan_meier(veteran_by_month()), expected::quantiles_month);
}

TEST(KaplanMeier, AMedianOnALevelStretchIsItsMiddle) {
  const KaplanMeier level = kaplan_meier(spells_of({1, 2, 3, 4}, {1, 1, 1, 1}));
  EXPECT_DOUBLE_EQ(level.median().estimate, 2.5);
  expect_quantiles(level, expected::quantiles_level);
}

TEST(KaplanMeier, RestrictedMeansEqualR) {
  expect_restricted_mean(kaplan_meier(aml()), 48, expected::rmean_aml_48);
  expect_restricted_mean(kaplan_meier(aml()), 200, expected::rmean_aml_200);
  expect_restricted_mean(kaplan_meier(lung()), 365, expected::rmean_lung_365);
  expect_restricted_mean(kaplan_meier(lung()), 1000, expected::rmean_lung_1000);
  expect_restricted_mean(kaplan_meier(heart()), 500, expected::rmean_heart_500);
  expect_restricted_mean(kaplan_meier(lung(test_data::lung::count)), 365,
                         expected::rmean_counts_365);
}

TEST(KaplanMeier, LivesThatEndBeforeZeroCountAsZeroInTheRestrictedMean) {
  const KaplanMeier curve = kaplan_meier(spells_of({-2, -1, 0.5, 1, 3}, {1, 1, 1, 1, 1}));
  // Of min(life, 2) from 0 on: 0, 0, 0.5, 1, 2.
  const RestrictedMean mean = restricted_mean(curve, 2);
  EXPECT_NEAR(mean.estimate, 3.5 / 5, 1e-15);
  // Without censoring Greenwood's error is that of a mean, n in the denominator.
  const double mean_of_squares = (0.25 + 1 + 4) / 5.0;
  EXPECT_NEAR(mean.std_error, std::sqrt((mean_of_squares - 0.49) / 5), 1e-15);
  EXPECT_NEAR(restricted_mean(curve, 0.25).estimate, 0.6 * 0.25, 1e-15);
}

TEST(KaplanMeier, WithoutCensoringTheRestrictedMeanIsTheMean) {
  const KaplanMeier curve = kaplan_meier(spells_of({1, 2, 2, 4, 7}, {1, 1, 1, 1, 1}));
  EXPECT_NEAR(restricted_mean(curve, 100).estimate, 16.0 / 5, 1e-15);
}

TEST(KaplanMeier, CensoredAtAnEventsTimeIsStillAtRisk) {
  const KaplanMeier curve = kaplan_meier(spells_of({2, 2, 3}, {1, 0, 1}));
  EXPECT_DOUBLE_EQ(curve.steps[0].at_risk, 3);
  EXPECT_DOUBLE_EQ(curve.at(2).estimate, 2.0 / 3);
}

TEST(KaplanMeier, ASpellIsNotAtRiskAtItsOwnEntry) {
  const KaplanMeier curve = kaplan_meier(spells_of({2, 3, 5}, {1, 1, 0}, {0, 0, 2}));
  EXPECT_DOUBLE_EQ(curve.steps[0].at_risk, 2);
  EXPECT_DOUBLE_EQ(curve.steps[1].at_risk, 2);
}

TEST(KaplanMeier, DoesNotDependOnTheOrderOfSpells) {
  std::vector<Spell> spells = lung(test_data::lung::weight);
  const KaplanMeier first = kaplan_meier(spells);
  std::shuffle(spells.begin(), spells.end(), std::mt19937(7));
  const KaplanMeier second = kaplan_meier(spells);
  ASSERT_EQ(first.steps.size(), second.steps.size());
  for (std::size_t i = 0; i < first.steps.size(); ++i) {
    EXPECT_EQ(first.steps[i].survival, second.steps[i].survival);
  }
}

TEST(KaplanMeier, WithoutSpellsNothingIsKnown) {
  const KaplanMeier curve = kaplan_meier({});
  EXPECT_FALSE(curve.at(1).known());
  EXPECT_FALSE(curve.median().known());
  EXPECT_FALSE(restricted_mean(curve, 5).known());
}

TEST(KaplanMeier, AMedianNeverReachedIsInfinite) {
  const KaplanMeier curve = kaplan_meier(spells_of({1, 2, 3}, {1, 0, 0}));
  EXPECT_EQ(curve.median().estimate, std::numeric_limits<double>::infinity());
}

TEST(KaplanMeier, BadSpellsAreNamed) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto message = [](const Spell& spell) {
    const std::vector<Spell> spells = {{.exit = 1, .event = true}, spell};
    try {
      kaplan_meier(spells);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_NE(message({.exit = nan}).find("spell 2"), std::string::npos);
  EXPECT_NE(message({.entry = 3, .exit = 3}).find("not after its entry"), std::string::npos);
  EXPECT_NE(message({.exit = 1, .weight = -1}).find("weight"), std::string::npos);
  EXPECT_THROW(kaplan_meier(aml()).quantile(1.5), Error);
  EXPECT_THROW(restricted_mean(kaplan_meier(aml()), 0), Error);
}

// Spells of every kind: ties, late entries, negative times, weights of 0.
std::vector<Spell> random_spells(std::mt19937& random, std::size_t n) {
  std::uniform_int_distribution<int> tenth(1, 60);
  std::bernoulli_distribution coin;
  std::vector<Spell> spells(n);
  for (Spell& spell : spells) {
    const double from = tenth(random) / 10.0 - 3;
    spell.exit = from + tenth(random) / 10.0;
    if (coin(random)) spell.entry = from;
    spell.event = coin(random);
  }
  return spells;
}

TEST(ResampledCurve, EqualsTheCurveOfTheSpellsDrawn) {
  std::mt19937 random(3);
  const std::vector<double> taus = {0.35, 1, 2.5, 40};
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<Spell> spells = random_spells(random, 40);
    const ResampledCurve resampled(spells);
    std::vector<std::int32_t> drawn(spells.size());
    std::uniform_int_distribution<std::size_t> pick(0, spells.size() - 1);
    for (std::size_t i = 0; i < spells.size(); ++i) ++drawn[pick(random)];
    std::vector<double> means(taus.size());
    resampled.restricted_means(drawn, taus, means);

    for (std::size_t i = 0; i < spells.size(); ++i) spells[i].weight = drawn[i];
    const KaplanMeier curve = kaplan_meier(spells);
    for (std::size_t j = 0; j < taus.size(); ++j) {
      EXPECT_NEAR(means[j], restricted_mean(curve, taus[j]).estimate, 1e-12);
    }
  }
}

TEST(ResampledCurve, OfNothingIsNotANumber) {
  const ResampledCurve curve(aml());
  const std::vector<std::int32_t> none(curve.size());
  std::vector<double> means(1);
  curve.restricted_means(none, std::vector<double>{5}, means);
  EXPECT_TRUE(std::isnan(means[0]));
}

TEST(PiecewiseHazard, CountsEventsAndExposureByHand) {
  const std::vector<Spell> spells = {{.exit = 0.5, .event = true},
                                     {.exit = 1, .event = true},
                                     {.entry = 0.5, .exit = 3, .event = false},
                                     {.exit = 4, .event = true}};
  const std::vector<double> cuts = {0, 1, 5, 9};
  const std::vector<HazardPiece> pieces = piecewise_hazard(spells, cuts);
  ASSERT_EQ(pieces.size(), 3U);
  EXPECT_DOUBLE_EQ(pieces[0].events, 2);
  EXPECT_DOUBLE_EQ(pieces[0].exposure, 0.5 + 1 + 0.5 + 1);
  EXPECT_DOUBLE_EQ(pieces[0].rate.estimate, 2 / 3.0);
  // poisson.test(2)$conf.int of R.
  expect_near_r(pieces[0].rate.low, 0.24220927854396501 / 3);
  expect_near_r(pieces[0].rate.high, 7.22468766772395821 / 3);
  EXPECT_DOUBLE_EQ(pieces[1].events, 1);
  EXPECT_DOUBLE_EQ(pieces[1].exposure, 2 + 3);
  EXPECT_FALSE(pieces[2].rate.known());
}

TEST(PiecewiseHazard, WithoutEventsTheUpperLimitStillHolds) {
  const std::vector<double> cuts = {0, 1};
  const std::vector<HazardPiece> pieces = piecewise_hazard(spells_of({2, 2}, {0, 0}), cuts);
  EXPECT_EQ(pieces[0].rate.low, 0);
  EXPECT_NEAR(pieces[0].rate.high, -std::log(0.025) / 2, 1e-12);
  EXPECT_THROW(piecewise_hazard({}, std::vector<double>{1, 0}), Error);
}

}  // namespace
}  // namespace outlive
