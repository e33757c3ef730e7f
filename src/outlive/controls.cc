// The control: against albums that entered the chart in the same week at a like place, does a
// soundtrack stay longer, while its film is in cinemas and after?

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "outlive/error.h"
#include "outlive/population.h"
#include "outlive/spells.h"

namespace outlive {
namespace {

constexpr double days_per_week = 7;
constexpr double weeks_per_year = days_per_year / days_per_week;

// One life on the chart in weeks: an album seen in its first week only has lived one.
struct ChartSpell {
  double weeks = 0;
  bool event = false;
};

// Charts come once a week, with two irregular dates: whole weeks. An end is seen in the week after the
// last sighting. A life that goes on is known to have passed the last week that could have been its
// last; one that a rule cut off was last known alive in its last week.
ChartSpell chart_spell(const WatchedLife& life, const PopulationOptions& options) {
  const Exit exit = exit_of(life, options.life, options.rule_is_end);
  const double weeks =
      static_cast<double>((exit.day - life.counted_first()).count()) / days_per_week;
  if (exit.event) return {std::round(weeks) + 1, true};
  const bool by_rule = life.ends(options.life).censoring == Censoring::rule;
  return {by_rule ? std::round(weeks) : std::floor(weeks) + 1, false};
}

// The rows of a Cox regression, one stretch of one album's life each.
struct Rows {
  std::vector<double> start, stop, soundtrack, in_cinemas, after;
  std::vector<std::uint8_t> event;
  std::vector<std::int32_t> set, week;

  void add(double from, double to, bool ended, double cinemas, double left, std::size_t set_id,
           Day entered) {
    start.push_back(from);
    stop.push_back(to);
    event.push_back(ended ? 1 : 0);
    soundtrack.push_back(cinemas + left);
    in_cinemas.push_back(cinemas);
    after.push_back(left);
    set.push_back(static_cast<std::int32_t>(set_id));
    week.push_back(static_cast<std::int32_t>(entered.time_since_epoch().count()));
  }

  CoxData data(std::vector<Covariate> covariates) const {
    CoxData result;
    result.start = start;
    result.stop = stop;
    result.event = event;
    result.covariates = std::move(covariates);
    result.stratum = set;
    // Lives of one set are compared with each other, and sets of one week may share albums: what is
    // independent is the week.
    result.cluster = week;
    return result;
  }
};

// When, in weeks since the album's entry, its film left the cinemas; infinite if it has not.
double weeks_in_cinemas(const Pair& pair) {
  // The first run: what brings a film back years later does not keep its album on the chart till then.
  if (pair.film_life.first_life.censored()) return std::numeric_limits<double>::infinity();
  const Day left = pair.film_life.counted_end(LifeKind::first) + Days(pair.film_life.period);
  return static_cast<double>((left - pair.music_life.counted_first()).count()) / days_per_week;
}

HazardRatio hazard_ratio(const CoxCoefficient& coefficient, std::int64_t ends) {
  HazardRatio result{coefficient.hazard_ratio, coefficient.p};
  result.ratio.n = ends;
  return result;
}

// Wald test that the first two coefficients are the same, by the robust covariance.
double difference_p(const CoxModel& model) {
  const SquareMatrix& covariance = model.robust_covariance;
  const double difference = model.coefficients[0].coefficient - model.coefficients[1].coefficient;
  const double variance = covariance(0, 0) + covariance(1, 1) - 2 * covariance(0, 1);
  return std::erfc(std::abs(difference) / std::sqrt(2 * variance));
}

std::vector<double> hazard_cuts() {
  return {0, 1, 2, 4, 8, 13, 26, 52, 104, 208, 520};
}

// Soundtracks with their matched albums, as far as `included` lets them in.
struct MatchedSets {
  Rows rows;
  std::vector<Spell> in_cinemas;  // Weeks since entry.
  std::vector<Spell> after;
  std::vector<Spell> soundtracks;  // Whole, in weeks since entry.
  std::vector<Spell> others;       // Each album once.

  std::int64_t ends(const std::vector<Spell>& spells) const {
    return std::count_if(spells.begin(), spells.end(),
                         [](const Spell& spell) { return spell.event; });
  }
};

void add_soundtrack(MatchedSets& sets, const Pair& pair, std::size_t set, const ChartSpell& own) {
  const Day entered = pair.music_life.first;
  sets.soundtracks.push_back({.entry = 0, .exit = own.weeks, .event = own.event});
  const double cut = std::clamp(weeks_in_cinemas(pair), 0.0, own.weeks);
  if (cut > 0) {
    const bool ended = own.event && cut == own.weeks;
    sets.rows.add(0, cut, ended, 1, 0, set, entered);
    sets.in_cinemas.push_back({.entry = 0, .exit = cut, .event = ended});
  }
  if (cut < own.weeks) {
    sets.rows.add(cut, own.weeks, own.event, 0, 1, set, entered);
    sets.after.push_back({.entry = cut, .exit = own.weeks, .event = own.event});
  }
}

template <typename Included>
MatchedSets matched_sets(std::span<const Pair> pairs, std::span<const MatchedAlbum> matched,
                         const PopulationOptions& options, const Included& included) {
  std::vector<std::vector<const MatchedAlbum*>> albums(pairs.size());
  for (const MatchedAlbum& album : matched) {
    if (chart_spell(album.life, options).weeks > 0) albums.at(album.pair).push_back(&album);
  }
  MatchedSets sets;
  std::set<std::int32_t> known;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const ChartSpell own = chart_spell(pairs[i].music_life, options);
    if (albums[i].empty() || own.weeks <= 0 || !included(pairs[i])) continue;
    add_soundtrack(sets, pairs[i], i, own);
    for (const MatchedAlbum* album : albums[i]) {
      const ChartSpell spell = chart_spell(album->life, options);
      sets.rows.add(0, spell.weeks, spell.event, 0, 0, i, pairs[i].music_life.first);
      if (known.insert(album->album).second) {
        sets.others.push_back({.entry = 0, .exit = spell.weeks, .event = spell.event});
      }
    }
  }
  if (sets.soundtracks.empty()) throw Error("no soundtrack has an album to compare it with");
  return sets;
}

// Both states, or neither: a state that no row is in, or in which nothing ends, leaves them unknown.
struct SplitModel {
  CoxData data;
  std::optional<CoxModel> model;
  std::string why_not;
};

SplitModel split_by_state(const MatchedSets& sets, const PopulationOptions& options) {
  SplitModel split;
  split.data = sets.rows.data({{"soundtrack, film in cinemas", sets.rows.in_cinemas, ""},
                               {"soundtrack, film gone", sets.rows.after, ""}});
  CoxOptions cox_options;
  cox_options.confidence = options.confidence;
  try {
    split.model = cox(split.data, cox_options);
    if (!split.model->converged) {
      split.model.reset();
      split.why_not = "the regression did not converge";
    }
  } catch (const Error& error) {
    split.why_not = error.what();
  }
  return split;
}

ControlEra measure_era(const std::string& era, const MatchedSets& sets,
                       const PopulationOptions& options) {
  ControlEra result;
  result.era = era;
  result.soundtracks = static_cast<std::int64_t>(sets.soundtracks.size());
  const SplitModel split = split_by_state(sets, options);
  if (split.model) {
    result.in_cinemas = hazard_ratio(split.model->coefficients[0], sets.ends(sets.in_cinemas));
    result.after = hazard_ratio(split.model->coefficients[1], sets.ends(sets.after));
  }
  return result;
}

// Until this chart, older albums that had fallen were taken off.
const Day older_albums_stay = Day(std::chrono::year(2009) / 12 / 5);

std::vector<ControlEra> measure_eras(std::span<const Pair> pairs,
                                     std::span<const MatchedAlbum> matched,
                                     const PopulationOptions& options) {
  const auto before = [](const Pair& pair) { return pair.music_life.first < older_albums_stay; };
  const auto since = [&](const Pair& pair) { return !before(pair); };
  const std::string date = to_string(older_albums_stay);
  std::vector<ControlEra> eras;
  try {
    eras.push_back(measure_era("music that entered before " + date,
                               matched_sets(pairs, matched, options, before), options));
    eras.push_back(measure_era("music that entered since " + date,
                               matched_sets(pairs, matched, options, since), options));
  } catch (const Error&) {
    eras.clear();  // All of the music is of one era.
  }
  return eras;
}

KaplanMeier survival_in_years(std::vector<Spell> spells, double confidence) {
  for (Spell& spell : spells) {
    spell.exit /= weeks_per_year;
    spell.entry = -std::numeric_limits<double>::infinity();
  }
  return kaplan_meier(spells, confidence);
}

}  // namespace

Controls measure_controls(std::span<const Pair> pairs, std::span<const MatchedAlbum> matched,
                          const PopulationOptions& options) {
  const MatchedSets sets = matched_sets(pairs, matched, options, [](const Pair&) { return true; });
  Controls controls;
  controls.rule =
      "other albums that entered the chart in the same week, within five places or a quarter of "
      "the "
      "soundtrack's place, the five nearest of them";
  controls.soundtracks = static_cast<std::int64_t>(sets.soundtracks.size());
  controls.others = static_cast<std::int64_t>(sets.others.size());

  CoxOptions cox_options;
  cox_options.confidence = options.confidence;
  const CoxModel overall =
      cox(sets.rows.data({{"soundtrack", sets.rows.soundtrack, ""}}), cox_options);
  controls.overall = hazard_ratio(overall.coefficients[0], sets.ends(sets.soundtracks));
  const SplitModel split = split_by_state(sets, options);
  if (split.model) {
    controls.in_cinemas = hazard_ratio(split.model->coefficients[0], sets.ends(sets.in_cinemas));
    controls.after = hazard_ratio(split.model->coefficients[1], sets.ends(sets.after));
    controls.difference_p = difference_p(*split.model);
    controls.proportional_hazards = test_proportional_hazards(*split.model, split.data);
    controls.concordance = concordance(*split.model, split.data, options.confidence).concordance;
    controls.eras = measure_eras(pairs, matched, options);
  }

  const std::vector<double> cuts = hazard_cuts();
  controls.hazard_in_cinemas = piecewise_hazard(sets.in_cinemas, cuts, options.confidence);
  controls.hazard_after = piecewise_hazard(sets.after, cuts, options.confidence);
  controls.hazard_others = piecewise_hazard(sets.others, cuts, options.confidence);
  controls.survival_soundtracks = survival_in_years(sets.soundtracks, options.confidence);
  controls.survival_others = survival_in_years(sets.others, options.confidence);
  return controls;
}

}  // namespace outlive
