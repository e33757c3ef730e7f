#include "simulation/decay_series.h"

#include <boost/random/gamma_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <cmath>

#include "base/random.h"

namespace outlive {
namespace {

double curve(const DecayTruth& truth, double t) {
  const double fast = std::exp(-(truth.p + truth.r) * t);
  if (truth.r <= 0) return truth.level * fast;
  const double gap = truth.p + truth.r - truth.q;
  return truth.level * (fast + truth.r / gap * (std::exp(-truth.q * t) - fast));
}

// Poisson about a gamma-distributed mean is negative binomial.
double count(double mean, double scatter, Random& random) {
  const double k = 1 / (scatter * scatter);
  const double rate = boost::random::gamma_distribution<double>(k, mean / k)(random);
  if (rate <= 0) return 0;
  return static_cast<double>(boost::random::poisson_distribution<std::int64_t>(rate)(random));
}

}  // namespace

double DecayTruth::half_life() const {
  double low = 0;
  double high = 1e4;
  for (int i = 0; i < 200; ++i) {
    const double middle = 0.5 * (low + high);
    (curve(*this, middle) > 0.5 * level ? low : high) = middle;
  }
  return low;
}

double DecayTruth::t_c() const {
  return std::log((p + r) * (p - q) / (r * q)) / (p + r - q);
}

std::vector<DecayPoint> simulate_decay(const DecayTruth& truth, std::uint64_t seed,
                                       std::uint64_t index) {
  Random random = random_stream(seed, index);
  boost::random::normal_distribution<double> normal;
  std::vector<DecayPoint> points;
  for (std::int64_t i = 0; i < truth.points; ++i) {
    const double step = truth.span / static_cast<double>(truth.points);
    const double age = (static_cast<double>(i) + 0.5) * step;
    const double mean = curve(truth, age);
    if (truth.noise == DecayNoise::counts) {
      points.push_back({age, count(mean, truth.scatter, random)});
      continue;
    }
    const double value = mean * std::exp(truth.scatter * normal(random));
    const bool below = value < truth.floor;
    points.push_back({age, below ? truth.floor : value, 1, below});
  }
  return points;
}

}  // namespace outlive
