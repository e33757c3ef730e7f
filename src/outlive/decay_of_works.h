// How attention to each work of a source decays, from its peak on.
//
//   each_decay(store, view, {}, [](const WorkDecay& work) { use(work.fit.half_life); });
#pragma once

#include <functional>
#include <optional>

#include "attention/series.h"
#include "base/parallel.h"
#include "outlive/decay.h"

namespace outlive {

struct WorkDecayOptions {
  LifetimeRule rule;
  double rank_exponent = 1;  // Attention is taken to be rank^-exponent (Zipf's law).
  DecayOptions fit;          // The noise is chosen by the source's scale.
  std::string title;         // Only works with these words in their title; "": all.
  int threads = hardware_threads();
};

// A work's first life from its peak on, ready to be fitted.
struct DecaySeries {
  DecayNoise noise = DecayNoise::counts;
  Day peak;                        // First day of the period of the peak, where age 0 is.
  std::int64_t seen = 0;           // Observations above the floor.
  std::int64_t left_out = 0;       // Amounts below the floor: no count, and no points.
  std::vector<DecayPoint> points;  // Each at the middle of its period.
};

// Nothing when the work was never alive.
//
// Places count as rank^-exponent. A week of the first life in which the chart does not show the work, and
// as many weeks after its end as it was seen for from the peak on, lies below a place just beyond the
// chart; where a rule of the chart may have taken it off, the series stops at the last sighting.
std::optional<DecaySeries> decay_series(std::span<const Observation> series, const SourceView& view,
                                        const WorkDecayOptions& options);

struct WorkDecay {
  Work work;
  std::optional<Day> peak;  // Nothing when the work was never alive; the fit has the word for it.
  std::int64_t seen = 0;
  std::int64_t left_out = 0;
  DecayFit fit;
};

// All works in order of their identifiers, the same on any number of threads. A batch at a time is held
// in memory.
void each_decay(Store& store, const SourceView& view, const WorkDecayOptions& options,
                const std::function<void(const WorkDecay&)>& use);

}  // namespace outlive
