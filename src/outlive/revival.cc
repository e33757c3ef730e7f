#include "outlive/revival.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

#include "outlive/comebacks.h"

namespace outlive {
namespace {

using Spells = std::vector<AliveSpell>;

std::span<const Observation> part(std::span<const Observation> all, const AliveSpell& spell) {
  return all.subspan(spell.begin, spell.end - spell.begin);
}

// The most attention in a period in which nothing is seen: the place below a chart's last.
double unseen(const Circumstances& told) {
  return told.scale == Scale::rank && told.floor > 0 ? 1 / (told.floor + 1) : 0;
}

Revival returned(std::span<const Observation> seen, const AliveSpell& spell,
                 const Circumstances& told) {
  Revival revival;
  revival.begins = seen.front().start;
  revival.ends = seen.back().start;
  revival.censoring = spell.censoring;
  describe_revival(revival, periods_of(seen, told), {{}, 0, unseen(told)});
  return revival;
}

std::vector<double> attention(std::span<const Period> periods) {
  std::vector<double> counts;
  counts.reserve(periods.size());
  // A month's total depends on its length.
  constexpr double month = days_per_year / 12;
  for (const Period& period : periods) {
    counts.push_back(period.days > 7 ? period.attention * month / period.days : period.attention);
  }
  return counts;
}

// The release and the year after it belong to the first rise.
bool too_young(const Period& period, const Circumstances& told, const RevivalRule& rule) {
  return told.released && period.start < *told.released + rule.young;
}

// Bursts lift the level at least `rise` times, after it had fallen as much from an earlier height; a work
// that was there when the source began has fallen before.
std::vector<Revival> bursts(std::span<const Observation> seen, const AliveSpell& spell,
                            const Circumstances& told, const RevivalRule& rule) {
  const std::vector<Period> periods = periods_of(seen, told);
  const Segmentation levels = change_points(attention(periods), rule.penalty);
  const auto begin_of = [&](std::size_t run) {
    return run < levels.begins.size() ? levels.begins[run] : periods.size();
  };
  const bool old = periods.front().start <= told.window.first;
  std::vector<Revival> found;
  double highest = levels.means.front();
  for (std::size_t run = 1; run < levels.means.size(); ++run) {
    const double before = levels.means[run - 1];
    highest = std::max(highest, before);
    const bool fell = old || highest >= rule.rise * before;
    if (levels.means[run] < rule.rise * before || !fell) continue;
    const std::size_t begin = begin_of(run);
    if (too_young(periods[begin], told, rule)) continue;
    while (run + 1 < levels.means.size() && levels.means[run + 1] >= rule.rise * before) ++run;
    const std::size_t end = begin_of(run + 1);
    const auto burst = std::span(periods).subspan(begin, end - begin);
    Revival revival;
    revival.kind = Revival::burst;
    revival.begins = burst.front().start;
    revival.ends = burst.back().start;
    if (end == periods.size()) revival.censoring = spell.censoring;
    describe_revival(revival, burst, {std::span(periods).subspan(end), before, 0});
    found.push_back(std::move(revival));
  }
  return found;
}

double whole_attention(std::span<const Observation> observations, const Circumstances& told) {
  double sum = 0;
  for (const Period& period : periods_of(observations, told)) sum += period.attention;
  return sum;
}

// When the work was at its height on each of its visits. Counts visit where a level changes: at the
// first height of all and at each revival's.
std::vector<Day> visits(std::span<const Observation> observations, const Circumstances& told,
                        const RevivalRule& rule, std::span<const Revival> revivals) {
  std::vector<Day> peaks;
  if (told.scale == Scale::rank) {
    LifetimeRule apart = rule.life;
    apart.silence = rule.season_silence;
    for (const AliveSpell& spell :
         alive_spells(observations, told.scale, apart, told.window, told.rules)) {
      peaks.push_back(returned(part(observations, spell), spell, told).peak_day);
    }
  } else {
    for (const Revival& revival : revivals) peaks.push_back(revival.peak_day);
  }
  return peaks;
}

void tell_seasons(Comeback& back, std::span<const Day> peaks, const RevivalRule& rule) {
  const std::vector<Season> found = seasons(peaks, rule);
  const auto keep = std::count_if(found.begin(), found.end(), [](const Season& season) {
    return season.verdict == Season::yes;
  });
  back.seasonal = keep >= 3 && 2 * keep > std::ssize(found);
  for (Revival& revival : back.revivals) {
    // The visit of the revival that peaked with it; a long one may hold several, and the first speaks.
    for (std::size_t i = 0; i < peaks.size(); ++i) {
      if (peaks[i] >= revival.begins && peaks[i] <= revival.ends) {
        revival.season = found[i];
        break;
      }
    }
  }
}

// Days between two dates on the calendar, whatever their years.
double calendar_distance(Day a, Day b) {
  const double apart = std::fmod(std::abs(static_cast<double>((a - b).count())), days_per_year);
  return std::min(apart, days_per_year - apart);
}

}  // namespace

std::vector<Season> seasons(std::span<const Day> peaks, const RevivalRule& rule) {
  const auto window = static_cast<double>(rule.season_window.count());
  const double likely = (2 * window + 1) / days_per_year;
  std::vector<Season> found;
  for (std::size_t i = 0; i < peaks.size(); ++i) {
    Season season;
    season.visits = static_cast<std::int32_t>(peaks.size());
    for (std::size_t j = 0; j < peaks.size(); ++j) {
      if (j != i && calendar_distance(peaks[i], peaks[j]) <= window) ++season.in_season;
    }
    if (season.in_season > 0) {
      const boost::math::binomial others(static_cast<double>(peaks.size() - 1), likely);
      season.chance = boost::math::cdf(boost::math::complement(others, season.in_season - 1));
    }
    if (season.in_season >= 2 && season.chance <= rule.season_level) {
      season.verdict = Season::yes;
    } else if (2 * season.in_season >= static_cast<std::int32_t>(peaks.size()) - 1 &&
               season.in_season > 0) {
      season.verdict = Season::cannot_tell;  // At the same time of the year, but too seldom to say.
    }
    found.push_back(season);
  }
  return found;
}

Comeback comebacks(std::span<const Observation> observations, const Circumstances& told,
                   const RevivalRule& rule) {
  Comeback back;
  const Spells spells =
      alive_spells(observations, told.scale, rule.life, told.window, told.rules);
  if (spells.empty()) return back;
  back.first = observations[spells.front().begin].start;
  back.first_life_ends = observations[spells.front().end - 1].start;
  for (std::size_t i = 0; i < spells.size(); ++i) {
    const std::span<const Observation> seen = part(observations, spells[i]);
    if (i > 0) back.revivals.push_back(returned(seen, spells[i], told));
    if (told.scale == Scale::rank) continue;
    for (Revival& burst : bursts(seen, spells[i], told, rule)) {
      back.revivals.push_back(std::move(burst));
    }
  }
  tell_seasons(back, visits(observations, told, rule, back.revivals), rule);
  if (back.revivals.empty()) return back;
  const double whole = whole_attention(observations, told);
  for (Revival& revival : back.revivals) revival.share = revival.size / whole;
  back.beauty = beauty_of(observations, told);
  return back;
}

}  // namespace outlive
