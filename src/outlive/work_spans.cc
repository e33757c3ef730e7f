#include "outlive/work_spans.h"

#include <algorithm>

#include "outlive/lives.h"
#include "outlive/spells.h"

namespace outlive {
namespace {

double weeks(Days span) {
  return static_cast<double>(span.count()) / 7;
}

Day counted(const SourceView& view, Day day) {
  return day - Days(view.lag(day));
}

// The series up to the end of its first life.
std::span<const Observation> first_life_of(std::span<const Observation> series,
                                           const Lifetime& life) {
  const auto end =
      std::upper_bound(series.begin(), series.end(), life.first_life.end,
                       [](Day day, const Observation& seen) { return day < seen.start; });
  return series.first(static_cast<std::size_t>(end - series.begin()));
}

// The life spent at half of the peak or above.
std::optional<Lifetime> upper_half(std::span<const Observation> series, const SourceView& view,
                                   const LifetimeRule& rule, double peak) {
  if (view.scale != Scale::rank) {
    LifetimeRule half = rule;
    half.share = 0.5;
    return lifetime(series, view.scale, half, view.window);
  }
  std::vector<Observation> upper;
  for (const Observation& seen : series) {
    if (seen.value <= 2 * peak) upper.push_back(seen);
  }
  return lifetime(upper, view.scale, rule, view.window);
}

// Being below the floor says that attention is less than half of the peak.
bool floor_tells(const SourceView& view, double peak) {
  return view.scale != Scale::rank || view.source->floor + 1 > 2 * peak;
}

std::optional<Spell> spell(double exit, bool event) {
  if (exit < 0 || (exit == 0 && !event)) return std::nullopt;
  return Spell{.exit = exit, .event = event};
}

}  // namespace

std::optional<WorkSpans> work_spans(std::span<const Observation> series, const SourceView& view,
                                    const LifetimeRule& rule) {
  const auto life = series_lifetime(series, view, rule);
  if (!life) return std::nullopt;
  const WatchedLife watched = watched_life(*life, view, rule);
  WorkSpans spans;
  spans.entered = watched.counted_first();
  const auto own = first_life_of(series, *life);
  const Lifetime first = *lifetime(own, view.scale, rule, view.window);
  const Day peak = counted(view, first.peak_day);
  const Days period(first.period);
  const Exit exit = exit_of(watched, LifeKind::first, false);
  const bool alive = life->first_life.censoring == Censoring::window;

  spans.time_to_peak = alive ? spell(weeks(exit.day - spans.entered), false)
                             : spell(weeks(peak - spans.entered), true);
  spans.first_life =
      spell(weeks(exit.day - spans.entered + (alive ? Days(0) : period)), exit.event);

  if (const auto upper = upper_half(own, view, rule, first.peak)) {
    const LifeEnd& end = upper->first_life;
    const bool left_from_above = end.end == life->first_life.end;
    const bool seen = !(left_from_above && (!floor_tells(view, first.peak) ||
                                            life->first_life.censoring == Censoring::rule));
    spans.half_life = end.censoring == Censoring::window
                          ? spell(weeks(watched.followed_until - peak), false)
                          : spell(weeks(counted(view, end.end) - peak + Days(upper->period)), seen);
  }
  if (!alive) {
    const Day ended = watched.counted_end(LifeKind::first) + period;
    const bool event = life->first_return.has_value();
    const Day until = event ? counted(view, *life->first_return) : counted(view, view.window.last);
    spans.revival = spell(weeks(until - ended), event);
    if (spans.revival) spans.revival->entry = weeks(rule.silence);
    if (spans.revival && spans.revival->exit <= spans.revival->entry) spans.revival.reset();
  }
  return spans;
}

SpansOfSource spans_of(Store& store, const SourceView& view, const LifetimeRule& rule) {
  const auto works = works_of(store, view);
  const Day settled = view.window.first + rule.silence;
  SpansOfSource result;
  for_each_series(store, view, [&](std::uint64_t id, std::span<const Observation> series) {
    auto spans = work_spans(series, view, rule);
    if (!spans) return;
    if (series.front().start < settled) {
      ++result.left_out;
      return;
    }
    spans->soundtrack = works.at(id).soundtrack;
    result.works.push_back(*spans);
  });
  return result;
}

}  // namespace outlive
