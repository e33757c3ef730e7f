#include "decay/two_phase_lanes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "decay/fit.h"
#include "simulation/decay_series.h"

namespace outlive {
namespace {

// Ready to be fitted, but not in lanes.
PreparedSeries plain_series(const std::vector<DecayPoint>& points) {
  PreparedSeries series;
  series.unit = points.back().age;
  for (const DecayPoint& point : points) {
    series.points.push_back({point.age / series.unit, std::log(point.value), point.weight, false});
  }
  return series;
}

TEST(TwoPhaseLanes, ObserveWhatThePlainLoopDoes) {
  DecayTruth truth;
  truth.noise = DecayNoise::log_scale;
  truth.points = 61;
  PreparedSeries series = plain_series(simulate_decay(truth, 3, 0));
  std::vector<double> ages, logs, weights;  // NOLINT: one each
  for (PreparedPoint& point : series.points) {
    point.weight = 1 + std::fmod(7 * point.t, 1);
    ages.push_back(point.t);
    logs.push_back(point.value);
    weights.push_back(point.weight);
  }
  PreparedSeries laid_out = series;
  laid_out.lanes = in_lanes(ages, logs, weights);
  // Far apart, all but coinciding, without a rate.
  for (const Coordinates& at :
       {Coordinates{7, 5, 2, 0.3, 0}, {7, 2, 1, 2.99, 0}, {6, 4, 0, 0, 0}, {6, 0.01, 3, 8, 0}}) {
    for (const Curvature curvature : {Curvature::gauss_newton, Curvature::observed}) {
      NormalEquations<coordinate_count> plain;
      NormalEquations<coordinate_count> lanes;
      ASSERT_TRUE(evaluate(series, DecayLaw::two_phase, at, plain, curvature));
      ASSERT_TRUE(evaluate(laid_out, DecayLaw::two_phase, at, lanes, curvature));
      const auto near = [](double a, double b) { EXPECT_NEAR(a, b, 1e-9 * (1 + std::abs(b))); };
      near(lanes.cost, plain.cost);
      for (std::size_t i = 0; i < 5; ++i) near(lanes.gradient[i], plain.gradient[i]);
      for (std::size_t i = 0; i < 15; ++i) near(lanes.curvature[i], plain.curvature[i]);
    }
  }
}

// The plain fit is the oracle: it starts elsewhere, too, and shares no arithmetic but the steps.
TEST(TwoPhaseLanes, AgreeWithThePlainFit) {
  DecayTruth truth;
  truth.level = 50;
  truth.r = 0.2;
  truth.q = 0.03;
  truth.span = 60;
  truth.noise = DecayNoise::log_scale;
  int compared = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    truth.points = 55 + static_cast<std::int64_t>(i % 9);  // Whole lanes and rests.
    const std::vector<DecayPoint> points = simulate_decay(truth, 7, i);
    std::vector<double> ages;
    std::vector<double> logs;
    std::vector<double> weights;
    for (const DecayPoint& point : points) {
      ages.push_back(point.age);
      logs.push_back(std::log(point.value));
      weights.push_back(point.weight);
    }
    const TwoPhaseFit lanes = fit_two_phase(ages, logs, weights);
    const LawOptimum plain = fit_law(plain_series(points), DecayLaw::two_phase);
    if (!lanes.converged || !plain.converged) continue;
    const bool inside = std::isfinite(lanes.standard_errors[1]) && plain.at[1] > 0.06 &&
                        plain.at[3] > 0.06 && plain.at[1] < 180;
    if (!inside) continue;
    ++compared;
    const auto inverse = inverse_information(plain_series(points), DecayLaw::two_phase, plain);
    ASSERT_TRUE(inverse);
    const double variance = 2 * plain.cost / static_cast<double>(points.size() - 4);
    const double last = points.back().age;
    EXPECT_NEAR(lanes.parameters[0], plain.at[0], 1e-4) << i;
    for (std::size_t k = 1; k < 4; ++k) {
      const double value = plain.at[k] / last;
      const double error = std::sqrt(variance * (*inverse)[triangle_index(k, k)]) / last;
      EXPECT_NEAR(lanes.parameters[k], value, 1e-4 * value) << i << " " << k;
      EXPECT_NEAR(lanes.standard_errors[k], error, 1e-3 * error) << i << " " << k;
    }
  }
  EXPECT_GT(compared, 150);
}

}  // namespace
}  // namespace outlive
