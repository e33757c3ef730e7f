// All pairs together: how often music outlives its film, for how long, and against what control.
//
//   const Population all = measure_population(pairs, matched, {});
//   all.outlived.share;            // of all pairs, with its interval
//   all.win_ratio;                 // pairs won by the music for each one won by the film
//   all.restricted_means[1].difference;   // years, up to five years after the premiere
//   all.controls->in_cinemas.hazard_ratio;   // against other albums of the same week and place
//
// Times are years from the film's first public showing, save in `controls`, which count weeks from
// the entry on the chart.
//
// Sources: Wilson 1927 (shares); Pocock et al. 2012 (matched win ratio); Kaplan & Meier 1958;
// Royston & Parmar 2013 (restricted mean); Efron & Tibshirani 1993 (percentile bootstrap over
// pairs); Cox 1972, Lin & Wei 1989 (stratified, robust by week of entry). docs/methods.md, "All pairs".
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "outlive/cox.h"
#include "outlive/estimate.h"
#include "outlive/kaplan_meier.h"
#include "outlive/pair.h"

namespace outlive {

struct PopulationOptions {
  LifeKind life = LifeKind::whole;
  double confidence = 0.95;
  std::int32_t resamples = 10'000;
  std::uint64_t seed = 1;
  bool rule_is_end = false;  // Count lives that a chart's rule cut off as ended there.
};

struct OutcomeShare {
  std::int64_t count = 0;
  Estimate share;
};

struct WinRatio {
  Estimate ratio;  // n: decided pairs
  std::int64_t wins = 0;
  std::int64_t losses = 0;
  std::int64_t ties = 0;  // Tied or undecided.
};

struct RestrictedMeans {
  double years = 0;  // Up to so many years from the premiere.
  Estimate film;
  Estimate music;
  Estimate difference;  // Music less film; bootstrap over pairs.
};

struct HazardRatio {
  Estimate ratio;  // n: soundtracks whose end was seen in that state
  double p = std::numeric_limits<double>::quiet_NaN();
};

// The ratios among the music that entered the chart in one era.
struct ControlEra {
  std::string era;
  std::int64_t soundtracks = 0;
  HazardRatio in_cinemas;
  HazardRatio after;
};

// Is a soundtrack's life on the chart any longer than that of other albums?
struct Controls {
  std::string rule;              // How albums were matched, in words.
  std::int64_t soundtracks = 0;  // With at least one matched album.
  std::int64_t others = 0;       // Distinct matched albums.
  HazardRatio overall;           // Risk of leaving for good, soundtrack against others.
  HazardRatio in_cinemas;        // While the film is in cinemas.
  HazardRatio after;             // After it has left.
  double difference_p = 1;       // Wald test that the two are the same.
  std::vector<ControlEra>
      eras;  // Before the chart of 2009-12-05, which kept older albums, and since.
  Estimate concordance;
  ProportionalHazards proportional_hazards;
  std::vector<HazardPiece> hazard_in_cinemas;  // A week, by weeks since entry.
  std::vector<HazardPiece> hazard_after;
  std::vector<HazardPiece> hazard_others;
  KaplanMeier survival_soundtracks;  // Years since entry.
  KaplanMeier survival_others;
};

struct DecadeShare {
  std::string decade;  // Of the premiere: "2000s".
  OutcomeShare outlived;
  WinRatio win_ratio;
};

struct Population {
  std::int64_t n = 0;
  OutcomeShare outlived;
  OutcomeShare outlasted;
  OutcomeShare tied;
  OutcomeShare undecided;
  Estimate bound_low;   // Share outlived if every undecided pair fell to the film ...
  Estimate bound_high;  // ... or to the music.
  WinRatio win_ratio;
  KaplanMeier film_survival;
  KaplanMeier music_survival;
  std::vector<RestrictedMeans> restricted_means;  // Up to 1, 5 and 10 years.
  std::vector<DecadeShare> decades;
  std::optional<Controls> controls;  // Nothing without matched albums, or when they tell nothing:
  std::string controls_missing;      // the reason, as a sentence.
};

// Throws Error when there are no pairs.
Population measure_population(std::span<const Pair> pairs, std::span<const MatchedAlbum> matched,
                              const PopulationOptions& options);

// The parts, for those who need but one.
WinRatio win_ratio(std::int64_t wins, std::int64_t losses, std::int64_t ties, double confidence);
std::vector<RestrictedMeans> restricted_means(std::span<const Pair> pairs,
                                              const PopulationOptions& options);
// Throws Error, saying why, when the matched albums tell nothing.
Controls measure_controls(std::span<const Pair> pairs, std::span<const MatchedAlbum> matched,
                          const PopulationOptions& options);

// What else the answer could have been: the same with one choice made differently.
struct Sensitivity {
  std::string setting;
  Population population;  // Without controls.
};
std::vector<Sensitivity> measure_sensitivity(std::span<const Pair> pairs,
                                             const PopulationOptions& options);
// One such row, for pairs that were measured otherwise. At most 1,000 resamples.
Sensitivity measure_setting(std::string setting, std::span<const Pair> pairs,
                            PopulationOptions options);

}  // namespace outlive
