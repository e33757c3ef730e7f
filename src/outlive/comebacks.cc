#include "outlive/comebacks.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace outlive {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

double days_between(Day from, Day to) {
  return static_cast<double>((to - from).count());
}

std::size_t highest(std::span<const Period> periods) {
  const auto peak =
      std::max_element(periods.begin(), periods.end(),
                       [](const Period& a, const Period& b) { return a.attention < b.attention; });
  return static_cast<std::size_t>(peak - periods.begin());
}

// Both ends are known to a period: attention began, and was highest, at some time within one.
Estimate rise_of(std::span<const Period> periods, std::size_t peak) {
  const double rise = days_between(periods.front().start, periods[peak].start);
  const auto period = static_cast<double>(periods[peak].days);
  return {rise, std::max(0.0, rise - period), rise + period, static_cast<std::int64_t>(peak + 1)};
}

// Attention passed its half between the last period above it and the one after. Where the half was not
// seen, because the data end, a rule took the work off, or it lies below what is shown, it is only known
// to take longer.
Estimate half_life_of(std::span<const Period> periods, const Surroundings& around, std::size_t peak,
                      bool ended) {
  const double top = periods[peak].attention - around.level;
  const auto at = [&](std::size_t i) -> const Period& {
    return i < periods.size() ? periods[i] : around.after[i - periods.size()];
  };
  const std::size_t count = periods.size() + around.after.size();
  const auto above_half = [&](std::size_t i) { return at(i).attention - around.level > top / 2; };
  // For good: a dip within the revival is none.
  std::size_t i = periods.size();
  while (i > peak + 1 && !above_half(i - 1)) --i;
  while (i < count && above_half(i)) ++i;
  const double before = at(i - 1).attention - around.level;
  const double above = days_between(periods[peak].start, at(i - 1).start);
  const auto step = static_cast<double>(at(i - 1).days);
  const auto n = static_cast<std::int64_t>(i - peak);
  const bool unseen = i == count || at(i).attention <= 0;
  if ((i == count && !ended) || (unseen && around.unseen > top / 2)) {
    return {std::nan(""), above, never, n};
  }
  // Half is passed on the way down, as if attention fell by the same share each day; where nothing is
  // left, half-way.
  const double left = unseen ? 0 : at(i).attention - around.level;
  const double part = left > 0 ? std::log(2 * before / top) / std::log(before / left) : 0.5;
  return {above + step * part, above, above + step, n};
}

// Least squares of log attention on log time since the peak, with Student's interval.
Estimate relaxation(std::span<const Period> periods, std::size_t peak, double level) {
  std::vector<double> x;
  std::vector<double> y;
  for (std::size_t i = peak + 1; i < periods.size(); ++i) {
    if (periods[i].attention <= level) continue;
    x.push_back(std::log(days_between(periods[peak].start, periods[i].start)));
    y.push_back(std::log(periods[i].attention - level));
  }
  Estimate exponent;
  exponent.n = static_cast<std::int64_t>(x.size());
  constexpr std::size_t fewest = 8;
  if (x.size() < fewest) return exponent;
  const auto n = static_cast<double>(x.size());
  double mean_x = 0;
  double mean_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += x[i] / n;
    mean_y += y[i] / n;
  }
  double xx = 0;
  double xy = 0;
  double yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
  }
  const double slope = xy / xx;
  const double residual = std::max(0.0, yy - slope * xy) / (n - 2);
  const double error = std::sqrt(residual / xx);
  const double t = boost::math::quantile(boost::math::students_t(n - 2), 0.975);
  exponent.estimate = -slope;
  exponent.low = -slope - t * error;
  exponent.high = -slope + t * error;
  return exponent;
}

// The class whose exponent is nearest, if the whole interval is nearer to it than to another.
Response nearest_response(const Estimate& exponent) {
  constexpr double slow = 0.4;   // Half-way between 0.2 and 0.6,
  constexpr double steep = 1.0;  // and between 0.6 and 1.4.
  if (exponent.high < slow) return Response::endogenous_critical;
  if (exponent.low > slow && exponent.high < steep) return Response::exogenous_critical;
  if (exponent.low > steep) return Response::exogenous_subcritical;
  return Response::cannot_tell;
}

Shape shape_of(std::span<const Period> periods, std::size_t peak, double level) {
  Shape shape;
  double total = 0;
  for (const Period& period : periods) total += std::max(0.0, period.attention - level);
  shape.in_peak = total > 0 ? (periods[peak].attention - level) / total : 1;
  shape.exponent = relaxation(periods, peak, level);
  if (!shape.exponent.known()) {
    shape.why = "fewer than 8 periods after the peak";
    return shape;
  }
  shape.response = nearest_response(shape.exponent);
  if (shape.response == Response::cannot_tell) shape.why = "the exponent fits more than one class";
  if (shape.response == Response::endogenous_critical && peak == 0) {
    shape.response = Response::cannot_tell;
    shape.why = "falls slowly, but without a rise before the peak";
  }
  return shape;
}

double attention_of(const Observation& observation, const Circumstances& told) {
  if (told.scale == Scale::rank) return observation.value > 0 ? 1 / observation.value : 0;
  return std::isnan(observation.value) ? told.floor / 2 : observation.value;
}

void add(Period& period, const Observation& observation, const Circumstances& told) {
  const double attention = attention_of(observation, told);
  if (told.scale == Scale::amount) {
    period.attention += attention;
  } else {
    period.attention = std::max(period.attention, attention);
  }
  if (told.scale != Scale::rank) {
    period.value = period.attention;
  } else if (observation.value > 0 && (period.value == 0 || observation.value < period.value)) {
    period.value = observation.value;
  }
}

}  // namespace

std::string_view to_string(Response response) {
  switch (response) {
    case Response::exogenous_subcritical:
      return "exogenous subcritical";
    case Response::exogenous_critical:
      return "exogenous critical";
    case Response::endogenous_critical:
      return "endogenous critical";
    case Response::cannot_tell:
      break;
  }
  return "cannot tell";
}

std::vector<Period> periods_of(std::span<const Observation> observations,
                               const Circumstances& told) {
  constexpr std::int32_t week = 7;
  std::vector<Period> periods;
  for (const Observation& observation : observations) {
    const Day first = observations.front().start;
    if (observation.days > week) {
      periods.push_back({observation.start, observation.days, 0, 0});
    } else {
      const auto index = static_cast<std::size_t>((observation.start - first).count() / week);
      while (periods.size() <= index) {
        periods.push_back({first + Days(week * static_cast<std::int64_t>(periods.size()))});
      }
    }
    add(periods.back(), observation, told);
  }
  return periods;
}

void describe_revival(Revival& revival, std::span<const Period> periods,
                      const Surroundings& around) {
  const std::size_t peak = highest(periods);
  revival.peak = periods[peak].value;
  revival.peak_day = periods[peak].start;
  revival.rise = rise_of(periods, peak);
  revival.half_life = half_life_of(periods, around, peak, revival.censoring == Censoring::none);
  revival.shape = shape_of(periods, peak, around.level);
  for (const Period& period : periods) {
    revival.size += period.attention;
    if (period.attention > 0) ++revival.periods;
  }
}

SleepingBeauty beauty_of(std::span<const Observation> observations, const Circumstances& told) {
  std::vector<double> years_seen;
  const Day first = observations.empty() ? Day{} : observations.front().start;
  for (const Observation& observation : observations) {
    const auto year = static_cast<std::size_t>(years_between(first, observation.start));
    if (years_seen.size() <= year) years_seen.resize(year + 1);
    years_seen[year] += attention_of(observation, told);
  }
  SleepingBeauty beauty;
  beauty.years = static_cast<std::int32_t>(years_seen.size());
  beauty.coefficient = sleeping_beauty(years_seen);
  if (const std::size_t wakes = awakening_time(years_seen); wakes > 0) {
    beauty.awakening =
        first +
        Days(static_cast<std::int64_t>(std::ceil(static_cast<double>(wakes) * days_per_year)));
  }
  return beauty;
}

double sleeping_beauty(std::span<const double> counts) {
  const auto peak =
      static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
  if (counts.empty() || peak == 0) return 0;
  const double slope = (counts[peak] - counts[0]) / static_cast<double>(peak);
  double sum = 0;
  for (std::size_t t = 0; t <= peak; ++t) {
    const double line = slope * static_cast<double>(t) + counts[0];
    sum += (line - counts[t]) / std::max(1.0, counts[t]);
  }
  return sum;
}

std::size_t awakening_time(std::span<const double> counts) {
  const auto peak =
      static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
  if (counts.empty() || peak == 0) return 0;
  const double rise = counts[peak] - counts[0];
  const auto span = static_cast<double>(peak);
  std::size_t found = 0;
  double furthest = -1;
  for (std::size_t t = 0; t <= peak; ++t) {
    // The distance from the line, but for a factor that all have in common.
    const double distance =
        std::abs(rise * static_cast<double>(t) - span * counts[t] + span * counts[0]);
    if (distance > furthest) {
      furthest = distance;
      found = t;
    }
  }
  return found;
}

}  // namespace outlive
