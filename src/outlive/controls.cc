// The control: against albums that entered the chart in the same week at a like place, does a
// soundtrack stay longer, while its film is in cinemas and after?

#include <algorithm>
#include <cmath>
#include <set>

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

ChartSpell chart_spell(const WatchedLife& life, const PopulationOptions& options) {
  const Exit exit = exit_of(life, options.life, options.rule_is_end);
  // Charts come once a week, with two irregular dates: whole weeks.
  return {std::round(static_cast<double>((exit.day - life.first).count()) / days_per_week) + 1,
          exit.event};
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
double weeks_in_cinemas(const Pair& pair, const PopulationOptions& options) {
  const LifeEnd& film = pair.film_life.ends(options.life);
  if (film.censored()) return std::numeric_limits<double>::infinity();
  const Day left = film.end + Days(pair.film_life.period);
  const Day counted_from = pair.music_life.first - Days(pair.music_life.first_lag);
  return static_cast<double>((left - counted_from).count()) / days_per_week;
}

HazardRatio hazard_ratio(const CoxCoefficient& coefficient) {
  return {coefficient.hazard_ratio, coefficient.p};
}

// Wald test that the first two coefficients are the same, by the robust covariance.
double difference_p(const CoxModel& model) {
  const SquareMatrix& covariance = model.robust_covariance;
  const double difference = model.coefficients[0].coefficient - model.coefficients[1].coefficient;
  const double variance = covariance(0, 0) + covariance(1, 1) - 2 * covariance(0, 1);
  return std::erfc(std::abs(difference) / std::sqrt(2 * variance));
}

std::vector<double> hazard_cuts() { return {0, 1, 2, 4, 8, 13, 26, 52, 104, 208, 520}; }

}  // namespace

std::optional<Controls> measure_controls(std::span<const Pair> pairs,
                                         std::span<const MatchedAlbum> matched,
                                         const PopulationOptions& options) {
  std::vector<std::vector<const MatchedAlbum*>> sets(pairs.size());
  for (const MatchedAlbum& album : matched) {
    if (chart_spell(album.life, options).weeks > 0) sets.at(album.pair).push_back(&album);
  }

  Controls controls;
  controls.rule =
      "other albums that entered the chart in the same week, within five places or a quarter of the "
      "soundtrack's place, the five nearest of them";
  Rows rows;
  std::set<std::int32_t> others;
  std::vector<Spell> soundtracks_cinemas;
  std::vector<Spell> soundtracks_after;
  std::vector<Spell> soundtracks;
  std::vector<Spell> other_spells;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const ChartSpell own = chart_spell(pairs[i].music_life, options);
    if (sets[i].empty() || own.weeks <= 0) continue;
    ++controls.soundtracks;
    const Day entered = pairs[i].music_life.first;
    soundtracks.push_back({.exit = own.weeks / weeks_per_year, .event = own.event});
    const double cut = std::clamp(weeks_in_cinemas(pairs[i], options), 0.0, own.weeks);
    if (cut > 0) {
      const bool ended = own.event && cut == own.weeks;
      rows.add(0, cut, ended, 1, 0, i, entered);
      soundtracks_cinemas.push_back({.entry = 0, .exit = cut, .event = ended});
    }
    if (cut < own.weeks) {
      rows.add(cut, own.weeks, own.event, 0, 1, i, entered);
      soundtracks_after.push_back({.entry = cut, .exit = own.weeks, .event = own.event});
    }
    for (const MatchedAlbum* other : sets[i]) {
      const ChartSpell spell = chart_spell(other->life, options);
      if (others.insert(other->album).second) {
        other_spells.push_back({.entry = 0, .exit = spell.weeks, .event = spell.event});
      }
      rows.add(0, spell.weeks, spell.event, 0, 0, i, entered);
    }
  }
  controls.others = static_cast<std::int64_t>(others.size());
  const auto ended = std::count_if(soundtracks.begin(), soundtracks.end(),
                                   [](const Spell& spell) { return spell.event; });
  if (ended == 0 || controls.others == 0) return std::nullopt;

  CoxOptions cox_options;
  cox_options.confidence = options.confidence;
  const CoxModel overall = cox(rows.data({{"soundtrack", rows.soundtrack, ""}}), cox_options);
  const CoxData split = rows.data(
      {{"soundtrack, film in cinemas", rows.in_cinemas, ""}, {"soundtrack, film gone", rows.after, ""}});
  const CoxModel model = cox(split, cox_options);
  controls.overall = hazard_ratio(overall.coefficients[0]);
  controls.in_cinemas = hazard_ratio(model.coefficients[0]);
  controls.after = hazard_ratio(model.coefficients[1]);
  controls.difference_p = difference_p(model);
  controls.proportional_hazards = test_proportional_hazards(model, split);
  controls.concordance = concordance(model, split, options.confidence).concordance;

  const std::vector<double> cuts = hazard_cuts();
  controls.hazard_in_cinemas = piecewise_hazard(soundtracks_cinemas, cuts, options.confidence);
  controls.hazard_after = piecewise_hazard(soundtracks_after, cuts, options.confidence);
  controls.hazard_others = piecewise_hazard(other_spells, cuts, options.confidence);
  for (Spell& spell : other_spells) {
    spell.exit /= weeks_per_year;
    spell.entry = -std::numeric_limits<double>::infinity();
  }
  controls.survival_soundtracks = kaplan_meier(soundtracks, options.confidence);
  controls.survival_others = kaplan_meier(other_spells, options.confidence);
  return controls;
}

}  // namespace outlive
