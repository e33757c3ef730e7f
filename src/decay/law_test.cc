#include "decay/law.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace outlive {
namespace {

struct Case {
  DecayLaw law;
  Shape shape;
};

std::vector<Case> cases() {
  return {{DecayLaw::exponential, {0.7, 0, 0}},     {DecayLaw::power, {0.9, 0.6, 0}},
          {DecayLaw::power, {0.4, 0.01, 0}},        {DecayLaw::log_normal, {0.8, 0.3, 0}},
          {DecayLaw::two_phase, {0.5, 0.23, 0.03}}, {DecayLaw::two_phase, {0.1, 0.2, 0.2999}},
          {DecayLaw::two_phase, {0.02, 0.5, 0.1}},  {DecayLaw::two_phase, {3.0, 0.4, 0.2}}};
}

TEST(DecayLaws, HaveTheDerivativesThatDifferencesOfThemGive) {
  constexpr double h = 1e-5;
  for (const auto& [law, shape] : cases()) {
    for (const double t : {0.01, 0.7, 4.0, 20.0}) {
      const LogCurve curve = log_curve(law, shape, t);
      for (std::size_t i = 0; i < shape_parameters(law); ++i) {
        Shape up = shape;
        Shape down = shape;
        up[i] += h;
        down[i] -= h;
        const LogCurve above = log_curve(law, up, t);
        const LogCurve below = log_curve(law, down, t);
        EXPECT_NEAR(curve.slope[i], (above.value - below.value) / (2 * h),
                    1e-6 * (1 + std::abs(curve.slope[i])));
        for (std::size_t j = 0; j <= i; ++j) {
          EXPECT_NEAR(curve.bend[triangle_index(i, j)], (above.slope[j] - below.slope[j]) / (2 * h),
                      1e-5 * (1 + std::abs(curve.bend[triangle_index(i, j)])))
              << to_string(law) << " " << i << j << " at " << t;
        }
      }
    }
  }
}

TEST(DecayLaws, GiveTimesWithTheDerivativesThatDifferencesOfThemGive) {
  constexpr double h = 1e-6;
  for (const auto& [law, shape] : cases()) {
    for (const DecayTime time :
         {DecayTime::half_life, DecayTime::tenth, DecayTime::t_equal, DecayTime::t_c}) {
      const TimeValue at = decay_time(time, law, shape);
      if (!std::isfinite(at.value)) continue;
      for (std::size_t i = 0; i < shape_parameters(law); ++i) {
        Shape up = shape;
        Shape down = shape;
        up[i] += h;
        down[i] -= h;
        const double slope =
            (decay_time(time, law, up).value - decay_time(time, law, down).value) / (2 * h);
        EXPECT_NEAR(at.slope[i], slope, 1e-5 * (1 + std::abs(slope))) << to_string(law) << i;
      }
    }
  }
}

// The formulas of Candia et al. 2019, written plainly.
double two_phase(double p, double r, double q, double t) {
  return std::exp(-(p + r) * t) + r / (p + r - q) * (std::exp(-q * t) - std::exp(-(p + r) * t));
}

TEST(TwoPhase, IsTheFormulaOfThePaper) {
  for (const double t : {0.0, 0.5, 3.0, 40.0}) {
    EXPECT_NEAR(log_curve(DecayLaw::two_phase, {0.5, 0.2, 0.03}, t).value,
                std::log(two_phase(0.5, 0.2, 0.03, t)), 1e-14);
  }
}

TEST(TwoPhase, IsTheSameWithItsExponentialsExchanged) {
  const Shape shape = {0.1, 0.05, 0.4};
  const Shape other = canonical(DecayLaw::two_phase, shape);
  EXPECT_GT(other[0] + other[1], other[2]);
  for (const double t : {0.3, 2.0, 9.0}) {
    EXPECT_NEAR(log_curve(DecayLaw::two_phase, shape, t).value,
                log_curve(DecayLaw::two_phase, other, t).value, 1e-13);
  }
}

// As p + r comes to q the law goes over into N e^(-qt) (1 + rt).
TEST(TwoPhase, IsSmoothWhereItsExponentialsMeet) {
  for (const double t : {0.1, 1.0, 10.0}) {
    const double limit = -0.3 * t + std::log1p(0.2 * t);
    EXPECT_NEAR(log_curve(DecayLaw::two_phase, {0.1, 0.2, 0.3}, t).value, limit, 1e-13);
    EXPECT_NEAR(log_curve(DecayLaw::two_phase, {0.1 + 1e-9, 0.2, 0.3}, t).value, limit, 1e-7);
  }
}

TEST(TwoPhase, MeetsWhatDefinesItsTimes) {
  const double p = 0.5;
  const double r = 0.2;
  const double q = 0.03;
  const auto at = [&](DecayTime time) {
    return decay_time(time, DecayLaw::two_phase, {p, r, q}).value;
  };
  EXPECT_NEAR(two_phase(p, r, q, at(DecayTime::half_life)), 0.5, 1e-13);
  EXPECT_NEAR(two_phase(p, r, q, at(DecayTime::tenth)), 0.1, 1e-13);
  const double u = std::exp(-(p + r) * at(DecayTime::t_equal));
  EXPECT_NEAR(two_phase(p, r, q, at(DecayTime::t_equal)), 2 * u, 1e-13);
  // Both terms lose as much a year: (1 - w) a e^(-at) = w q e^(-qt), w = r/(a - q).
  const double w = r / (p + r - q);
  const double t = at(DecayTime::t_c);
  EXPECT_NEAR((1 - w) * (p + r) * std::exp(-(p + r) * t), w * q * std::exp(-q * t), 1e-13);
}

TEST(TwoPhase, NeverFallsBelowWhatItKeepsForEver) {
  EXPECT_TRUE(
      std::isinf(decay_time(DecayTime::half_life, DecayLaw::two_phase, {0.2, 0.8, 0}).value));
  EXPECT_TRUE(std::isinf(decay_time(DecayTime::t_c, DecayLaw::two_phase, {0.8, 0.2, 0}).value));
  EXPECT_NEAR(decay_time(DecayTime::half_life, DecayLaw::two_phase, {0.8, 0.2, 0}).value,
              std::log(0.8 / 0.3), 1e-12);
}

// N/t exp(-(ln t - mu)^2/(2 sigma^2)) is highest at e^(mu - sigma^2).
TEST(LogNormal, CountsItsHalfLifeFromItsHighestPoint) {
  const double mu = 1.2;
  const double sigma = 0.8;
  const Shape shape = {mu / (sigma * sigma) - 1, 1 / (2 * sigma * sigma), 0};
  const auto value = [&](double t) {
    return std::exp(-std::pow((std::log(t) - mu) / sigma, 2) / 2) / t;
  };
  const double peak = std::exp(mu - sigma * sigma);
  const double half = decay_time(DecayTime::half_life, DecayLaw::log_normal, shape).value;
  EXPECT_NEAR(value(peak + half), 0.5 * value(peak), 1e-13);
}

}  // namespace
}  // namespace outlive
