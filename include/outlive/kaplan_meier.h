// How long things last, when not all of them have ended yet: the Kaplan–Meier curve.
//
// A spell is one life as far as it was watched: from `entry` to `exit`, ended by an event or cut
// off (censored). Spells still running count for as long as they have run, and spells that came
// under observation late (left truncation) count only from then on. Averaging the ended lives alone
// would do neither, and would be too short.
//
//   const std::vector<Spell> spells = {
//       {.exit = 3, .event = true}, {.exit = 5}, {.exit = 8, .event = true}};
//   const KaplanMeier curve = kaplan_meier(spells);
//   curve.at(4);                  // share still alive at 4: 0.667, with its interval
//   curve.median();               // the time by which half have ended
//   restricted_mean(curve, 10);   // mean life, counted up to 10
//
// Conventions. Times are in any one unit (Outlive uses years) and may be negative. A spell is at
// risk on (entry, exit]: at its own exit, not yet at its entry; a spell censored at t is still at
// risk of the events at t. Times are compared exactly. A weight counts a spell that many times.
// Where no event has come yet (S = 1), and where nobody is left (S = 0), Greenwood's error says
// nothing and the limits are NaN, as in R.
//
// Sources: Kaplan & Meier 1958; Greenwood 1926; log(-log) interval: Kalbfleisch & Prentice 2002,
// §1.4; quantile limits: Brookmeyer & Crowley 1982; equal to `survfit(..., conf.type = "log-log")`
// of R's survival.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "outlive/estimate.h"

namespace outlive {

// One life as far as it was watched.
struct Spell {
  double entry = -std::numeric_limits<double>::infinity();  // Watched from here on, exclusive.
  double exit = 0;                                          // Last moment under watch.
  bool event = false;  // Ended at `exit`, or only lost sight of.
  double weight = 1;
};

// The curve from one time at which a spell ended or was censored up to the next.
struct SurvivalStep {
  double time = 0;
  double at_risk = 0;    // Weight under watch just before `time`.
  double events = 0;     // Weight that ended at `time`.
  double censored = 0;   // Weight lost sight of at `time`.
  double survival = 1;   // S(time): share that lasts beyond `time`.
  double std_error = 0;  // Greenwood's, of S.
  double low = 1;
  double high = 1;
};

struct KaplanMeier {
  std::vector<SurvivalStep> steps;  // By time, ascending; also at times with censorings only.
  std::int64_t n = 0;               // Spells with a weight.
  std::int64_t n_events = 0;
  double confidence = 0.95;

  // The share that lasts beyond `time`. After the last step the curve is held level, so look at
  // `steps.back().time` before reading anything into that. NaN when there are no spells.
  Estimate at(double time) const;

  // The time by which the share `share` of all has ended; where the curve runs level at exactly
  // that height, the middle of that stretch. Infinite when the curve (or its limit) never falls so
  // far: "longer than was watched".
  Estimate quantile(double share) const;
  Estimate median() const { return quantile(0.5); }
};

// The curve of these spells. Throws Error for times that are not numbers, exit <= entry and
// negative weights, naming the spell (counted from 1).
KaplanMeier kaplan_meier(std::span<const Spell> spells, double confidence = 0.95);

// Mean life, counted up to tau.
struct RestrictedMean : Estimate {
  double std_error = std::numeric_limits<double>::quiet_NaN();
};

// The area under the curve on [0, tau]: the mean of min(life, tau), what is left of a life after
// time 0 that is. When ends before 0 are possible they count as 0. The interval is the normal one
// within [0, tau]. Beyond the last step the curve is held level. Equals
// `print(survfit(...), rmean = tau)` of R where no time is negative.
//
// Unlike a median it exists however many lives are censored, so long as tau lies within what was
// watched; unlike a hazard ratio it is in units of time (Royston & Parmar 2013).
RestrictedMean restricted_mean(const KaplanMeier& curve, double tau, double confidence = 0.95);

// The curve of the same spells drawn again and again, for the bootstrap: everything is sorted once,
// and each resample costs one pass without allocating.
//
//   const ResampledCurve curve(spells);
//   curve.restricted_means(times_drawn, taus, means);    // times_drawn[i]: how often spell i was
//   drawn
//
// Thread-safe: a const object may be used by many threads at once.
class ResampledCurve {
 public:
  explicit ResampledCurve(std::span<const Spell> spells);

  // Writes to means[j] the restricted mean up to taus[j]. REQUIRES: taus positive and ascending,
  // means as long as taus, times_drawn as long as the spells. All means are NaN when nothing was
  // drawn.
  void restricted_means(std::span<const std::int32_t> times_drawn, std::span<const double> taus,
                        std::span<double> means) const;

  std::size_t size() const { return weight_.size(); }

 private:
  struct Exit {
    double time;
    std::uint32_t spell;
    bool event;
  };
  struct Entry {
    double time;
    std::uint32_t spell;
  };
  std::vector<Exit> exits_;     // By time.
  std::vector<Entry> entries_;  // By time; those of -infinity come first.
  std::vector<double> weight_;  // By spell.
};

// The hazard within one stretch of time.
struct HazardPiece {
  double from = 0;
  double to = 0;
  double events = 0;    // Within (from, to].
  double exposure = 0;  // Time under watch within it, all spells together.
  Estimate rate;        // Events per unit of time; n is the number of events, unweighted.
};

// The hazard, taken as level between cut points: cuts {0, 1, 5} give (0, 1] and (1, 5]. The first
// must be finite, the last may be infinite. The interval of each rate is the exact Poisson one
// (Garwood 1936); with no event its lower limit is 0. NaN without exposure.
std::vector<HazardPiece> piecewise_hazard(std::span<const Spell> spells,
                                          std::span<const double> cuts, double confidence = 0.95);

}  // namespace outlive
