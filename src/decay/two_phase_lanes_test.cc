#include "decay/two_phase_lanes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "simulation/decay_series.h"

namespace outlive {
namespace {

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
    DecayOptions options;
    options.law = DecayLaw::two_phase;
    options.intervals = false;
    const DecayFit fit = fit_decay(points, options);
    if (!lanes.converged || fit.best() == nullptr) continue;
    const DecayLawFit& plain = *fit.best();
    const bool inside = std::isfinite(lanes.standard_errors[1]) && plain.parameter("p") > 1e-3 &&
                        plain.parameter("q") > 1e-3 && plain.parameter("p") < 3;
    if (!inside) continue;
    ++compared;
    EXPECT_NEAR(lanes.parameters[0], std::log(plain.parameter("N")), 1e-4) << i;
    const char* const names[] = {"N", "p", "r", "q"};
    for (std::size_t k = 1; k < 4; ++k) {
      const double value = plain.parameter(names[k]);
      EXPECT_NEAR(lanes.parameters[k], value, 1e-4 * value) << i << names[k];
      EXPECT_NEAR(lanes.standard_errors[k], plain.parameters[k].estimate.standard_error,
                  1e-3 * lanes.standard_errors[k])
          << i << names[k];
    }
  }
  EXPECT_GT(compared, 150);
}

}  // namespace
}  // namespace outlive
