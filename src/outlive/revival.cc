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
    // It lasts until the level is nearer to what it was before than to its height.
    double height = levels.means[run];
    while (run + 1 < levels.means.size() &&
           levels.means[run + 1] >= std::max(rule.rise * before, std::sqrt(before * height))) {
      height = std::max(height, levels.means[++run]);
    }
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

// Was the work kept off by a rule of the chart until shortly before it came back? It was not silent then
// for as long as a life takes to end, but unseen.
bool let_in(Day first, Day silent_from, Day back, const Circumstances& told,
            const RevivalRule& rule) {
  return std::any_of(told.rules.begin(), told.rules.end(), [&](const CensoringRule& off) {
    return off.ends >= silent_from && off.ends < back && off.ends - first >= off.age &&
           back - off.ends <= rule.life.silence;
  });
}

// What the work came for. Where counts are told, each revival is a visit; on a chart, what lies between
// two silences too long for one season.
std::vector<Visit> visits_of(std::span<const Observation> observations, const Circumstances& told,
                             const RevivalRule& rule, std::span<const Revival> revivals) {
  std::vector<Visit> visits;
  const auto add = [&](const Revival& visit) {
    visits.push_back({visit.peak_day, visit.ends - visit.begins + Days(7)});
  };
  if (told.scale == Scale::rank) {
    LifetimeRule apart = rule.life;
    apart.silence = rule.season_silence;
    for (const AliveSpell& spell :
         alive_spells(observations, told.scale, apart, told.window, told.rules)) {
      add(returned(part(observations, spell), spell, told));
    }
  } else {
    std::for_each(revivals.begin(), revivals.end(), add);
  }
  return visits;
}

void tell_seasons(Comeback& back, std::span<const Visit> visits, const RevivalRule& rule) {
  const std::vector<Season> found = seasons(visits, rule);
  const auto keep = std::count_if(found.begin(), found.end(), [](const Season& season) {
    return season.verdict == Season::yes;
  });
  back.seasonal = keep >= 3 && 2 * keep > std::ssize(found);
  for (Revival& revival : back.revivals) {
    // A long revival may hold several visits, and the first speaks for it.
    for (std::size_t i = 0; i < visits.size(); ++i) {
      if (visits[i].peak >= revival.begins && visits[i].peak <= revival.ends) {
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

// Visits that follow each other sooner than seasons do are of one stay: its number for each visit.
std::vector<std::size_t> stays(std::span<const Visit> visits, Days silence) {
  std::vector<std::size_t> stay;
  for (std::size_t i = 0; i < visits.size(); ++i) {
    const bool next = i > 0 && visits[i].peak - visits[i - 1].peak >= silence;
    stay.push_back(i == 0 ? 0 : stay.back() + (next ? 1 : 0));
  }
  return stay;
}

// What a stay has at a visit's time of the year.
struct Companions {
  bool near = false;
  bool near_and_short = false;
};

Season season_of(const Visit& visit, std::span<const Companions> stays, const RevivalRule& rule) {
  const double likely = (2 * static_cast<double>(rule.season_window.count()) + 1) / days_per_year;
  const auto others = static_cast<std::int32_t>(stays.size()) - 1;
  Season season;
  season.visits = others + 1;
  std::int32_t short_ones = 0;
  for (const Companions& stay : stays) {
    season.in_season += stay.near ? 1 : 0;
    short_ones += stay.near_and_short ? 1 : 0;
  }
  if (season.in_season > 0) {
    const boost::math::binomial by_chance(others, likely);
    season.chance = boost::math::cdf(boost::math::complement(by_chance, season.in_season - 1));
  }
  if (visit.length > rule.season_longest) return season;
  if (season.in_season >= 2 && season.chance <= rule.season_level) {
    season.verdict = Season::yes;
  } else if (short_ones > 0 && 2 * short_ones >= others) {
    season.verdict = Season::cannot_tell;
  }
  return season;
}

}  // namespace

std::vector<Season> seasons(std::span<const Visit> visits, const RevivalRule& rule) {
  const std::vector<std::size_t> stay = stays(visits, rule.season_silence);
  const std::size_t count = stay.empty() ? 0 : stay.back() + 1;
  const auto window = static_cast<double>(rule.season_window.count());
  std::vector<Season> found;
  for (std::size_t i = 0; i < visits.size(); ++i) {
    std::vector<Companions> others(count);
    for (std::size_t j = 0; j < visits.size(); ++j) {
      if (stay[j] == stay[i] || calendar_distance(visits[i].peak, visits[j].peak) > window)
        continue;
      others[stay[j]].near = true;
      if (visits[j].length <= rule.season_longest) others[stay[j]].near_and_short = true;
    }
    found.push_back(season_of(visits[i], others, rule));
  }
  return found;
}

Comeback comebacks(std::span<const Observation> observations, const Circumstances& told,
                   const RevivalRule& rule) {
  Comeback back;
  const Spells spells = alive_spells(observations, told.scale, rule.life, told.window, told.rules);
  if (spells.empty()) return back;
  back.first = observations[spells.front().begin].start;
  back.first_life_ends = observations[spells.front().end - 1].start;
  for (std::size_t i = 0; i < spells.size(); ++i) {
    const std::span<const Observation> seen = part(observations, spells[i]);
    const Day silent_from = i > 0 ? observations[spells[i - 1].end - 1].start : back.first;
    if (i > 0 && let_in(back.first, silent_from, seen.front().start, told, rule)) {
      ++back.let_in;
    } else if (i > 0) {
      back.revivals.push_back(returned(seen, spells[i], told));
    }
    if (told.scale == Scale::rank) continue;
    for (Revival& burst : bursts(seen, spells[i], told, rule)) {
      back.revivals.push_back(std::move(burst));
    }
  }
  tell_seasons(back, visits_of(observations, told, rule, back.revivals), rule);
  if (back.revivals.empty()) return back;
  const double whole = whole_attention(observations, told);
  for (Revival& revival : back.revivals) revival.share = revival.size / whole;
  back.beauty = beauty_of(observations, told);
  return back;
}

}  // namespace outlive
