#include "outlive/escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/random.h"
#include "outlive/coupling.h"
#include "outlive/ratio_posterior.h"

namespace outlive {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double months_a_year = 12;

std::chrono::year_month month_of(Day day) {
  const std::chrono::year_month_day date(day);
  return date.year() / date.month();
}

Day first_day(std::chrono::year_month month) {
  return Day(month / 1);
}

bool seen(double value) {
  return value > 0;  // Not NaN either.
}

// Why the months cannot be read, or "".
std::string fault(std::span<const MonthSeen> months) {
  for (std::size_t i = 0; i < months.size(); ++i) {
    for (const double value : {months[i].film, months[i].music}) {
      if (std::isinf(value)) return "a value is infinite";
      if (value < 0) return "a value is negative";
    }
    if (i > 0 && month_of(months[i].month) == month_of(months[i - 1].month))
      return "a month stands twice";
    if (i > 0 && months[i].month < months[i - 1].month) return "the months are not in order";
  }
  return "";
}

std::string too_little(std::span<const MonthSeen> months, const EscapeOptions& options) {
  std::int32_t film = 0;
  std::int32_t music = 0;
  std::int32_t both = 0;
  for (const MonthSeen& month : months) {
    film += seen(month.film);
    music += seen(month.music);
    both += seen(month.film) && seen(month.music);
  }
  const auto n = static_cast<std::int32_t>(months.size());
  if (n < options.least_months) {
    return fmt::format("{} too few; it takes {}",
                       n == 1 ? "1 month is" : fmt::format("{} months are", n),
                       options.least_months);
  }
  if (music == 0) return "the music was never seen above the floor";
  if (film == 0) return "the film was never seen above the floor";
  const std::int32_t least_both = options.least_months / 2;
  if (both >= least_both) return "";
  return fmt::format("both were seen above the floor in {} month{} only; it takes {}", both,
                     both == 1 ? "" : "s", least_both);
}

// Whole numbers are rounded ones.
bool rounded(std::span<const MonthSeen> months) {
  const auto whole = [](double value) { return std::isnan(value) || value == std::round(value); };
  return std::all_of(months.begin(), months.end(), [&](const MonthSeen& month) {
    return whole(month.film) && whole(month.music);
  });
}

// Bounds of one side's values.
class Bounds {
 public:
  Bounds(std::span<const MonthSeen> months, double floor) : half_step_(rounded(months) ? 0.5 : 0) {
    double least = infinite;
    for (const MonthSeen& month : months) {
      for (const double value : {month.film, month.music}) {
        if (seen(value)) least = std::min(least, value);
      }
    }
    floor_ = std::max(half_step_, (floor > 0 ? floor : least) - half_step_);
  }

  Between of(double value) const {
    if (!seen(value)) return {-infinite, std::log(floor_)};
    return {std::log(value - half_step_), std::log(value + half_step_)};
  }

 private:
  double half_step_;
  double floor_ = 0;  // What was not seen lies below.
};

// The mean logarithm of what was seen of the film: the unit that it is counted in must not matter.
double usual_film(std::span<const MonthBounds> bounds) {
  double sum = 0;
  double n = 0;
  for (const MonthBounds& month : bounds) {
    if (month.film.silent() || !month.film.seen()) continue;
    sum += month.film.low;
    ++n;
  }
  return sum / n;
}

// A month each from the first to the last; one that is missing says nothing.
std::vector<MonthBounds> month_bounds(std::span<const MonthSeen> months, double floor) {
  const Bounds bounds(months, floor);
  std::vector<MonthBounds> result;
  std::chrono::year_month next = month_of(months.front().month);
  for (const MonthSeen& month : months) {
    for (; next < month_of(month.month); next += std::chrono::months(1)) result.emplace_back();
    result.push_back({bounds.of(month.film), bounds.of(month.music)});
    next += std::chrono::months(1);
  }
  const double usual = usual_film(result);
  for (MonthBounds& month : result) {
    for (Between* side : {&month.film, &month.music})
      *side = {side->low - usual, side->high - usual};
  }
  return result;
}

// Where a path passes 0 upwards for the last time, in months from the first; −infinity where it never
// was below, infinity where it ends there.
double last_crossing(std::span<const double> levels) {
  if (levels.back() <= 0) return infinite;
  for (std::size_t t = levels.size() - 1; t-- > 0;) {
    if (levels[t] <= 0) {
      return static_cast<double>(t) + levels[t] / (levels[t] - levels[t + 1]);
    }
  }
  return -infinite;
}

// The median and the interval that leaves out as much on either side.
Estimate summarise(std::vector<double> values, double confidence, std::int64_t n) {
  const auto quantile = [&](double share) {
    const auto at = values.begin() + std::lround(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
  };
  return {quantile(0.5), quantile((1 - confidence) / 2), quantile((1 + confidence) / 2), n};
}

// A position in months, 0 being the middle of the first, as a day.
std::optional<Day> day_at(double position, std::chrono::year_month first) {
  if (!std::isfinite(position)) return std::nullopt;
  const auto middle = [](std::chrono::year_month month) {
    const Day begins = first_day(month);
    return static_cast<double>(begins.time_since_epoch().count()) +
           static_cast<double>((first_day(month + std::chrono::months(1)) - begins).count()) / 2;
  };
  const double whole = std::floor(position);
  const auto month = first + std::chrono::months(static_cast<int>(whole));
  const double from = middle(month);
  const double to = middle(month + std::chrono::months(1));
  return Day(Days(static_cast<int>(std::floor(from + (position - whole) * (to - from)))));
}

// The mean change of the level over the last `months`, in doublings a year.
Estimate velocity(const TrendDraws& draws, std::size_t months, const EscapeOptions& options) {
  const double years = static_cast<double>(months) / months_a_year;
  std::vector<double> values;
  for (std::size_t i = 0; i < draws.count(); ++i) {
    const std::span<const double> path = draws.path(i);
    const double change = path.back() - path[path.size() - 1 - months];
    values.push_back(change / years / std::log(2.0));
  }
  return summarise(std::move(values), options.confidence, static_cast<std::int64_t>(months) + 1);
}

std::vector<RatioMonth> ratio_by_month(const TrendDraws& draws, std::chrono::year_month first,
                                       const EscapeOptions& options) {
  std::vector<RatioMonth> ratio;
  for (std::size_t t = 0; t < draws.months; ++t) {
    std::vector<double> values;
    for (std::size_t i = 0; i < draws.count(); ++i) values.push_back(draws.path(i)[t]);
    const Estimate level = summarise(std::move(values), options.confidence, 1);
    ratio.push_back({first_day(first + std::chrono::months(static_cast<int>(t))),
                     std::exp(level.estimate), std::exp(level.low), std::exp(level.high)});
  }
  return ratio;
}

// What a month tells by a rounded score, it tells of no part of the month.
void widen_to_months(DateEstimate& date) {
  if (date.low) date.low = first_day(month_of(*date.low));
  if (date.high) date.high = first_day(month_of(*date.high) + std::chrono::months(1)) - Days(1);
}

// The verdict, and the date where there is one.
void judge(Escape& result, const TrendDraws& draws, std::chrono::year_month first,
           const EscapeOptions& options) {
  std::vector<double> crossings;
  double ahead = 0;
  for (std::size_t i = 0; i < draws.count(); ++i) {
    const double crossing = last_crossing(draws.path(i));
    if (crossing == infinite) continue;
    if (crossing == -infinite) ++ahead;
    crossings.push_back(crossing);
  }
  const auto all = static_cast<double>(draws.count());
  result.probability = static_cast<double>(crossings.size()) / all;
  result.ahead_from_start = ahead / all;
  const double tail = (1 - options.confidence) / 2;
  if (result.probability <= tail) result.escaped = Escaped::no;
  if (result.probability >= 1 - tail) result.escaped = Escaped::yes;
  const auto n = static_cast<std::int64_t>(draws.months);
  result.date.n = n;
  if (result.escaped == Escaped::yes) {
    const Estimate date = summarise(std::move(crossings), options.confidence, n);
    result.date = {day_at(date.estimate, first), day_at(date.low, first), day_at(date.high, first),
                   n};
  }
  if (result.escaped == Escaped::cannot_tell) {
    result.cannot_tell =
        fmt::format("the music is ahead in the last month with a probability of {:.0f} %",
                    100 * result.probability);
  }
}

}  // namespace

std::string_view to_string(Escaped escaped) {
  switch (escaped) {
    case Escaped::yes:
      return "yes";
    case Escaped::no:
      return "no";
    default:
      return "cannot tell";
  }
}

Escape escape(std::span<const MonthSeen> months, const EscapeOptions& options) {
  Escape result;
  result.cannot_tell = fault(months);
  if (result.cannot_tell.empty()) result.cannot_tell = too_little(months, options);
  if (!result.cannot_tell.empty()) return result;
  constexpr std::size_t lately = 24;
  const std::chrono::year_month first = month_of(months.front().month);
  Random random = random_stream(options.seed, options.stream);
  const TrendDraws draws =
      draw_ratio(month_bounds(months, options.floor), {}, options.draws, random);
  judge(result, draws, first, options);
  if (rounded(months)) widen_to_months(result.date);
  result.velocity = velocity(draws, draws.months - 1, options);
  result.velocity_now = velocity(draws, std::min(lately, draws.months - 1), options);
  result.ratio = ratio_by_month(draws, first, options);
  result.noise_sd = draws.noise_sd;
  result.level_sd = draws.level_sd;
  result.slope_sd = draws.slope_sd;
  result.coupling = coupling(months, result, options.confidence);
  return result;
}

}  // namespace outlive
