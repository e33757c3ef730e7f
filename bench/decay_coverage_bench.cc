// How often the 95 % intervals of half-life and t_c hold the truth, over so many simulated series a case:
// all intervals, and those closed at both ends; and how often a series too short to tell says so.
//   decay_coverage_bench [SERIES]

#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "outlive/estimate.h"
#include "simulation/decay_series.h"

namespace {

using namespace outlive;

struct Case {
  std::string name;
  DecayLaw law;
  DecayTruth truth;
};

std::vector<Case> cases() {
  DecayTruth two{2000, 0.5, 0.2, 0.03, DecayNoise::counts, 0.2, 0, 40, 60};
  DecayTruth normal = two;
  normal.noise = DecayNoise::log_scale;
  DecayTruth exponential{500, 0.3, 0, 0, DecayNoise::counts, 0.3, 0, 10, 40};
  DecayTruth index{80, 0.3, 0, 0, DecayNoise::censored, 0.3, 4, 15, 60};
  DecayTruth floored = two;
  floored.noise = DecayNoise::censored;
  floored.floor = 250;
  return {{"two-phase, counts", DecayLaw::two_phase, two},
          {"two-phase, log-normal scatter", DecayLaw::two_phase, normal},
          {"two-phase, a third below the floor", DecayLaw::two_phase, floored},
          {"exponential, counts", DecayLaw::exponential, exponential},
          {"exponential, half below the floor", DecayLaw::exponential, index}};
}

struct Tally {
  std::int64_t held = 0;
  std::int64_t given = 0;
  std::int64_t held_closed = 0;
  std::int64_t closed = 0;  // Intervals with two ends.

  void add(const Estimate& interval, double truth) {
    if (std::isnan(interval.low)) return;
    ++given;
    const bool holds = interval.low <= truth && truth <= interval.high;
    const bool ends = std::isfinite(interval.low) && std::isfinite(interval.high);
    held += holds;
    closed += ends;
    held_closed += holds && ends;
  }
  static std::string line(std::int64_t held, std::int64_t given) {
    const Estimate share = wilson_share(held, given);
    return fmt::format("{:5.1f} % ({:4.1f} to {:5.1f}) of {}", 100 * share.estimate,
                       100 * share.low, 100 * share.high, given);
  }
  std::string line() const {
    return fmt::format("{}; closed {}; {} open at an end", line(held, given),
                       line(held_closed, closed), given - closed);
  }
};

std::vector<DecayFit> fits(const Case& one, std::size_t series) {
  std::vector<DecayFit> all(series);
  parallel_for(series, hardware_threads(), [&](std::size_t i) {
    DecayOptions options;
    options.law = one.law;
    options.noise = one.truth.noise;
    options.profile_parameters = false;
    all[i] = fit_decay(simulate_decay(one.truth, 1, i), options);
  });
  return all;
}

void cover(const Case& one, std::size_t series) {
  Tally half;
  Tally crossing;
  std::int64_t failed = 0;
  for (const DecayFit& fit : fits(one, series)) {
    if (fit.best() == nullptr) {
      ++failed;
      continue;
    }
    half.add(fit.best()->half_life.value, one.truth.half_life());
    if (one.law == DecayLaw::two_phase) crossing.add(fit.best()->t_c.value, one.truth.t_c());
  }
  fmt::print("{}: {} fits failed\n  half-life  {}\n", one.name, failed, half.line());
  if (one.law == DecayLaw::two_phase) fmt::print("  t_c        {}\n", crossing.line());
}

// Eight values over a twentieth of the half-life.
void too_short(std::size_t series) {
  const DecayTruth truth{100, 0.5, 0.2, 0.03, DecayNoise::log_scale, 0.2, 0, 0.1, 8};
  std::vector<char> silent(series);
  parallel_for(series, hardware_threads(), [&](std::size_t i) {
    const DecayFit fit = fit_decay(simulate_decay(truth, 2, i), {});
    silent[i] = !fit.half_life.value.known() && fit.half_life.reason.starts_with("cannot tell");
  });
  std::int64_t count = 0;
  for (const char one : silent) count += one;
  fmt::print("too short to tell: {} of {} say so\n", count, series);
}

}  // namespace

int main(int argc, char** argv) {
  const auto series = static_cast<std::size_t>(argc > 1 ? std::atoi(argv[1]) : 1000);
  for (const Case& one : cases()) cover(one, series);
  too_short(series);
}
