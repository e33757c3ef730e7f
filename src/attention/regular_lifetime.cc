#include "attention/regular_lifetime.h"

#include <algorithm>
#include <vector>

namespace outlive {
namespace {

bool all_amounts(std::span<const double> values) {
  bool good = true;
  for (const double value : values) {
    good &= value >= 0 && value <= std::numeric_limits<double>::max();
  }
  return good;
}

// rates[i] = sum of padded[i .. i + width) * scale, for a width known when compiling.
template <std::size_t width>
void sums(const double* padded, double scale, std::span<double> rates) {
  for (std::size_t i = 0; i < rates.size(); ++i) {
    double sum = 0;
    for (std::size_t k = 0; k < width; ++k) sum += padded[i + k];
    rates[i] = sum * scale;
  }
}

void sums(const double* padded, std::size_t width, double scale, std::span<double> rates) {
  for (std::size_t i = 0; i < rates.size(); ++i) {
    double sum = 0;
    for (std::size_t k = 0; k < width; ++k) sum += padded[i + k];
    rates[i] = sum * scale;
  }
}

void smooth(std::span<const double> values, std::int32_t step, Days smoothing,
            std::vector<double>& rates) {
  rates.resize(values.size());
  const auto width = static_cast<std::int32_t>(smoothing.count());
  if (step >= width) {
    for (std::size_t i = 0; i < values.size(); ++i) rates[i] = values[i] / step;
    return;
  }
  const auto half = static_cast<std::size_t>(width / 2 / step);
  std::vector<double> padded(values.size() + 2 * half, 0.0);
  std::copy(values.begin(), values.end(), padded.begin() + static_cast<std::ptrdiff_t>(half));
  const double scale = 1.0 / width;
  if (half == 3) {
    sums<7>(padded.data(), scale, rates);  // A week around a day.
  } else {
    sums(padded.data(), 2 * half + 1, scale, rates);
  }
}

}  // namespace

std::optional<Lifetime> regular_lifetime(Day first, std::int32_t step,
                                         std::span<const double> values, const LifetimeRule& rule) {
  if (values.empty() || !all_amounts(values)) return std::nullopt;
  thread_local std::vector<double> rates;
  smooth(values, step, rule.smoothing, rates);
  double peak = 0;
  for (const double rate : rates) peak = std::max(peak, rate);
  if (peak <= 0) return std::nullopt;

  const double threshold = rule.share * peak * (1 - 1e-12);  // As in lifetime().
  const auto alive = [&](double rate) { return rate >= threshold; };
  const auto begin = rates.begin();
  const auto born = std::find_if(begin, rates.end(), alive);
  const auto last = std::find_if(rates.rbegin(), rates.rend(), alive).base() - 1;
  std::int32_t count = 0;
  for (const double rate : rates) count += rate >= threshold ? 1 : 0;
  const auto day = [&](auto at) {
    return first + Days(static_cast<std::int64_t>(at - begin) * step);
  };

  Lifetime life;
  life.first = day(born);
  life.whole_life.end = day(last);
  life.first_life = life.whole_life;
  life.period = step;
  life.alive = count;
  life.peak = peak;
  life.peak_day = day(std::find(begin, rates.end(), peak));
  life.debut = values[static_cast<std::size_t>(born - begin)];
  auto seen = values.size();
  while (seen > 1 && !(values[seen - 1] > 0)) --seen;
  life.last_seen =
      std::max(life.whole_life.end, first + Days(static_cast<std::int64_t>(seen - 1) * step));
  if (count == last - born + 1) return life;

  auto before = born;
  for (auto at = born + 1; at <= last; ++at) {
    if (!alive(*at)) continue;
    if (day(at) - day(before) - Days(step) > rule.silence) {
      if (life.revivals == 0) {
        life.first_life = {day(before)};
        life.first_return = day(at);
      }
      ++life.revivals;
    }
    before = at;
  }
  return life;
}

}  // namespace outlive
