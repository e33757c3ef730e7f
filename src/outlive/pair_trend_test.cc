#include "outlive/pair_trend.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace outlive {
namespace {

// The first twenty years of the Nile's flow (Durbin & Koopman 2012), in 10^11 m³, three of them left out.
const std::vector<double> nile = {1.120, 1.160, 0.963, 1.210, 1.160, 1.160, 0,
                                  0,     0,     1.140, 0.995, 0.935, 1.110, 0.994,
                                  1.020, 0.960, 1.180, 0.799, 0.958, 1.140};

// With a film that stands still at 1, the music is the level: a plain local linear trend.
class NileTrend : public testing::Test {
 protected:
  void SetUp() override {
    sites_.resize(nile.size());
    for (std::size_t t = 0; t < nile.size(); ++t) {
      if (nile[t] == 0) continue;
      const double y = std::log(nile[t]);
      sites_[t].music = {1 / noise_, y / noise_};
      constant_ -= std::log(2 * std::numbers::pi * noise_) / 2 + y * y / (2 * noise_);
    }
    log_likelihood_ = trend_.filter(sites_, still_, 0.08, 0.02, {.film = 1e-8});
    trend_.smooth();
  }

  const double noise_ = 0.12 * 0.12;
  const std::vector<double> still_ = std::vector<double>(nile.size(), 1e-18);
  std::vector<MonthSites> sites_;
  PairTrend trend_;
  double constant_ = 0;
  double log_likelihood_ = 0;
};

// statsmodels 0.14: m = UnobservedComponents(log(y), 'lltrend');
// m.ssm.initialize_known([0, 0], diag([9, 0.0225])); m.loglikelihood_burn = 0;
// r = m.smooth([0.12**2, 0.08**2, 0.02**2]); r.llf, r.smoothed_state[0], r.smoothed_state_cov[0, 0]
TEST_F(NileTrend, HasTheLikelihoodThatStatsmodelsGives) {
  EXPECT_NEAR(log_likelihood_ + constant_, 4.099253727401, 1e-8);
}

TEST_F(NileTrend, IsSmoothedAsStatsmodelsSmoothsIt) {
  const auto sides = trend_.smoothed();
  EXPECT_NEAR(sides[0].level.mean, 0.111735285249, 1e-8);
  EXPECT_NEAR(sides[7].level.mean, 0.105534528708, 1e-8);
  EXPECT_NEAR(sides[19].level.mean, 0.037603240028, 1e-8);
  EXPECT_NEAR(sides[0].level.variance, 0.008283007412, 1e-8);
  EXPECT_NEAR(sides[7].level.variance, 0.011184421320, 1e-8);
  EXPECT_NEAR(sides[19].level.variance, 0.008383076541, 1e-8);
}

TEST_F(NileTrend, IsDrawnFromTheLawThatSmoothingGives) {
  constexpr int draws = 20'000;
  Random random = random_stream(7, 0);
  PairTrend::Path path;
  double sum = 0;
  double squares = 0;
  double change = 0;
  for (int i = 0; i < draws; ++i) {
    trend_.draw(random, path);
    sum += path.level[7];
    squares += path.level[7] * path.level[7];
    change += path.level[19] - path.level[0];
  }
  const Normal seventh = trend_.smoothed()[7].level;
  const double mean = sum / draws;
  EXPECT_NEAR(mean, seventh.mean, 4 * std::sqrt(seventh.variance / draws));
  EXPECT_NEAR(squares / draws - mean * mean, seventh.variance, 0.05 * seventh.variance);
  EXPECT_NEAR(change / draws, 0.037603240028 - 0.111735285249, 0.004);
}

TEST(PairTrend, LearnsTheRatioOfTwoSidesSeenExactly) {
  PairTrend trend;
  const double exact = 1e-10;
  const std::vector<MonthSites> sites = {{{1 / exact, 1.0 / exact}, {1 / exact, 0.5 / exact}},
                                         {{1 / exact, 0.2 / exact}, {1 / exact, 0.9 / exact}}};
  trend.filter(sites, std::vector<double>{0.3, 0.3}, 0.1, 0.01);
  const auto sides = trend.smooth();
  EXPECT_NEAR(sides[0].level.mean, -0.5, 1e-6);
  EXPECT_NEAR(sides[1].level.mean, 0.7, 1e-6);
  EXPECT_NEAR(sides[1].film.mean, 0.2, 1e-6);
  EXPECT_NEAR(sides[1].music.mean, 0.9, 1e-6);
}

TEST(LogSiteIntegral, IsThatOfTheProductOfTwoNormalLaws) {
  // log of scipy.integrate.quad(lambda x: norm.pdf(x, 1, 2) * exp(0.3 * x - 0.25 * x * x), -30, 30)
  EXPECT_NEAR(log_site_integral({0.5, 0.3}, {1, 4}), -0.472639477667388, 1e-12);
}

}  // namespace
}  // namespace outlive
