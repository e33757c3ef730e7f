// Four-parameter fits and profile intervals of all four times a second of one core's time:
//   decay_bench [SECONDS]

#include <fmt/format.h>

#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "base/random.h"
#include "decay/fit.h"
#include "outlive/decay.h"

namespace {

constexpr std::size_t points = 60;
constexpr std::size_t series_count = 2000;

struct Series {
  std::vector<double> ages;
  std::vector<double> logs;
  std::vector<double> weights;
};

// Two-phase curves of various rates with a scatter of 20 %.
std::vector<Series> simulate() {
  std::vector<Series> all(series_count);
  boost::random::normal_distribution<double> normal;
  for (std::size_t i = 0; i < all.size(); ++i) {
    outlive::Random random = outlive::random_stream(1, i);
    normal.reset();
    const double p = 0.5 * std::exp(0.4 * normal(random));
    const double r = 0.2 * std::exp(0.4 * normal(random));
    const double q = 0.03 * std::exp(0.4 * normal(random));
    for (std::size_t k = 0; k < points; ++k) {
      const double t = 0.5 + static_cast<double>(k);
      const double fast = std::exp(-(p + r) * t);
      const double curve = fast + r / (p + r - q) * (std::exp(-q * t) - fast);
      all[i].ages.push_back(t);
      all[i].logs.push_back(2 + std::log(curve) + 0.2 * normal(random));
      all[i].weights.push_back(1);
    }
  }
  return all;
}

template <class Work>
double per_second(double seconds, const Work& work) {
  const std::clock_t begin = std::clock();
  std::size_t done = 0;
  double elapsed = 0;
  while (elapsed < seconds) {
    for (int i = 0; i < 16; ++i) work(done++ % series_count);
    elapsed = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  }
  return static_cast<double>(done) / elapsed;
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 3;
  const std::vector<Series> all = simulate();
  std::size_t converged = 0;
  std::size_t evaluations = 0;
  for (const Series& one : all) {
    const outlive::TwoPhaseFit fit = outlive::fit_two_phase(one.ages, one.logs, one.weights);
    converged += fit.converged;
    evaluations += static_cast<std::size_t>(fit.evaluations);
  }
  fmt::print("two-phase fits of {} points, {} of {} converged, {:.1f} evaluations each\n", points,
             converged, all.size(), static_cast<double>(evaluations) / series_count);
  const double fits = per_second(seconds, [&](std::size_t i) {
    outlive::fit_two_phase(all[i].ages, all[i].logs, all[i].weights);
  });
  fmt::print("  with standard errors, in lanes        {:>9.0f} a second on one core\n", fits);

  std::vector<std::vector<outlive::DecayPoint>> series(all.size());
  std::vector<outlive::PreparedSeries> prepared(all.size());  // Not laid out in lanes.
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t k = 0; k < points; ++k) {
      series[i].push_back({all[i].ages[k], std::exp(all[i].logs[k])});
      prepared[i].points.push_back({all[i].ages[k] / all[i].ages.back(), all[i].logs[k], 1, false});
    }
  }
  outlive::DecayOptions options;
  options.law = outlive::DecayLaw::two_phase;
  options.profile_parameters = false;
  options.intervals = false;
  const double plain = per_second(
      seconds, [&](std::size_t i) { fit_law(prepared[i], outlive::DecayLaw::two_phase); });
  fmt::print("  in the plain loop, without errors     {:>9.0f}\n", plain);
  const double fitted =
      per_second(seconds, [&](std::size_t i) { outlive::fit_decay(series[i], options); });
  fmt::print("  by fit_decay(), with standard errors  {:>9.0f}\n", fitted);
  options.intervals = true;
  const double profiles =
      per_second(seconds, [&](std::size_t i) { outlive::fit_decay(series[i], options); });
  fmt::print("  with profile limits of all four times {:>9.0f}\n", profiles);
}
