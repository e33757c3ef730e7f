// The parts of outlive/revival.h: attention period by period, and what is read off it.
#pragma once

#include <span>
#include <vector>

#include "outlive/revival.h"

namespace outlive {

// Attention in one period: a week where days or weeks are observed, else what was observed.
struct Period {
  Day start;
  std::int32_t days = 7;
  double attention = 0;  // An amount, an index, or 1 / place; 0 where nothing was seen.
  double value = 0;      // As the source gives it: for a chart the best place, 0 for none.
};

// Weeks are counted from the first observation, and those in which nothing was seen are there too.
std::vector<Period> periods_of(std::span<const Observation> observations,
                               const Circumstances& told);

// Where a revival stands.
struct Surroundings {
  std::span<const Period> after;  // Periods that follow it: its half-life may end there.
  double level = 0;               // Attention that was there before.
  double unseen = 0;  // The most that there may be in a period in which nothing is seen.
};

// Peak, rise, half-life, shape and size of the periods of one revival.
void describe_revival(Revival& revival, std::span<const Period> periods,
                      const Surroundings& around);

SleepingBeauty beauty_of(std::span<const Observation> observations, const Circumstances& told);

}  // namespace outlive
