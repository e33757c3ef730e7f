// Series that decay by a known law, to check fits and intervals on.
#pragma once

#include <cstdint>
#include <vector>

#include "outlive/decay.h"

namespace outlive {

struct DecayTruth {
  double level = 1000;  // At age 0.
  double p = 0.5;
  double r = 0;  // 0: the exponential law with rate p.
  double q = 0;
  DecayNoise noise = DecayNoise::counts;
  double scatter =
      0.2;  // Standard deviation of the logarithm; for counts the negative binomial's 1/sqrt(k).
  double floor = 0;  // What falls below it is not seen (censored noise only).
  double span = 20;  // Years, in `points` equal periods; ages are their middles.
  std::int64_t points = 60;

  double half_life() const;
  double t_c() const;
};

// The series of that index; the same on every machine.
std::vector<DecayPoint> simulate_decay(const DecayTruth& truth, std::uint64_t seed,
                                       std::uint64_t index);

}  // namespace outlive
