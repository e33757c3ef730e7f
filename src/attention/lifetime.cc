#include "outlive/lifetime.h"

#include <algorithm>
#include <cmath>

#include "outlive/error.h"

namespace outlive {
namespace {

void check(std::span<const Observation> observations) {
  for (std::size_t i = 0; i < observations.size(); ++i) {
    if (i > 0 && observations[i].start <= observations[i - 1].start) {
      throw Error("observations of " + to_string(observations[i].start) + " are not in order");
    }
    if (std::isinf(observations[i].value) || observations[i].value < 0) {
      throw Error("the observation of " + to_string(observations[i].start) +
                  " is negative or not finite");
    }
  }
}

double rate(const Observation& observation, Scale scale) {
  if (std::isnan(observation.value)) return 0;
  return scale == Scale::amount ? observation.value / observation.days : observation.value;
}

// The mean rate over the `width` days around each period's middle; days without an observation count
// as nothing. Periods as long as that are left as they are.
std::vector<double> smoothed_rates(std::span<const Observation> observations, Scale scale,
                                   Days width) {
  std::vector<double> rates(observations.size());
  const Days half = width / 2;
  const double per_day = 1 / static_cast<double>(width.count());
  double sum = 0;
  std::size_t next = 0;
  std::size_t oldest = 0;
  const auto weight = [&](const Observation& observation) {
    return rate(observation, scale) * observation.days;
  };
  for (std::size_t i = 0; i < observations.size(); ++i) {
    const Observation& middle = observations[i];
    if (middle.days >= width.count()) {
      rates[i] = rate(middle, scale);
      continue;
    }
    while (next < observations.size() && observations[next].start <= middle.start + half) {
      sum += weight(observations[next++]);
    }
    while (observations[oldest].start < middle.start - half) sum -= weight(observations[oldest++]);
    rates[i] = sum * per_day;
  }
  return rates;
}

Day end_of(const Observation& observation) {
  return observation.start + Days(observation.days);
}

// Would the chart have taken the work off in the period after `last`, wherever it then stood?
bool taken_off(const Observation& last, Day first, std::span<const CensoringRule> rules) {
  const Day next = end_of(last);
  return std::any_of(rules.begin(), rules.end(), [&](const CensoringRule& rule) {
    return next >= rule.begins && next <= rule.ends && next - first >= rule.age;
  });
}

// Walks over the periods alive, in order, and keeps what a lifetime is made of.
class Life {
 public:
  Life(const LifetimeRule& rule, std::span<const CensoringRule> rules)
      : rule_(rule), rules_(rules) {}

  void see(const Observation& observation) {
    if (life_.alive == 0) {
      life_.first = observation.start;
      life_.debut = observation.value;
    } else if (observation.start - end_of(last_) > rule_.silence) {
      if (life_.revivals == 0) {
        life_.first_life = ended();
        life_.first_return = observation.start;
      }
      ++life_.revivals;
    }
    last_ = observation;
    ++life_.alive;
  }

  std::optional<Lifetime> finish(const Window& window) {
    if (life_.alive == 0) return std::nullopt;
    life_.whole_life = ended();
    if (life_.revivals == 0) life_.first_life = life_.whole_life;
    life_.period = last_.days;
    life_.last_seen = std::max(life_.last_seen, last_.start);
    return censored_at(life_, window.last, rule_);
  }

  Lifetime& life() { return life_; }

 private:
  LifeEnd ended() const {
    return {last_.start, taken_off(last_, life_.first, rules_) ? Censoring::rule : Censoring::none};
  }

  const LifetimeRule& rule_;
  std::span<const CensoringRule> rules_;
  Lifetime life_;
  Observation last_;
};

std::optional<Lifetime> ranked_lifetime(std::span<const Observation> observations,
                                        const LifetimeRule& rule, const Window& window,
                                        std::span<const CensoringRule> rules) {
  Life life(rule, rules);
  double best = std::numeric_limits<double>::infinity();
  for (const Observation& observation : observations) {
    if (std::isnan(observation.value)) continue;
    life.see(observation);
    if (observation.value < best) {
      best = observation.value;
      life.life().peak = best;
      life.life().peak_day = observation.start;
    }
  }
  return life.finish(window);
}

std::optional<Lifetime> measured_lifetime(std::span<const Observation> observations, Scale scale,
                                          const LifetimeRule& rule, const Window& window,
                                          std::span<const CensoringRule> rules) {
  const std::vector<double> rates = smoothed_rates(observations, scale, rule.smoothing);
  const auto highest = std::max_element(rates.begin(), rates.end());
  if (rates.empty() || *highest <= 0) return std::nullopt;

  // A hair below the threshold, so that sums taken in another order do not decide.
  const double threshold = rule.share * *highest * (1 - 1e-12);
  Life life(rule, rules);
  for (std::size_t i = 0; i < observations.size(); ++i) {
    if (observations[i].value > 0) life.life().last_seen = observations[i].start;
    if (rates[i] >= threshold && !std::isnan(observations[i].value)) life.see(observations[i]);
  }
  life.life().peak = *highest;
  life.life().peak_day = observations[static_cast<std::size_t>(highest - rates.begin())].start;
  return life.finish(window);
}

}  // namespace

Days lag_on(Day printed, std::span<const DatingRule> dating) {
  Days lag{0};
  for (const DatingRule& rule : dating) {
    if (printed >= rule.begins) lag = rule.lag;
  }
  return lag;
}

std::string_view to_string(Censoring censoring) {
  switch (censoring) {
    case Censoring::none:
      return "none";
    case Censoring::window:
      return "window";
    case Censoring::rule:
      return "rule";
  }
  return "";
}

std::optional<Censoring> parse_censoring(std::string_view text) {
  for (const Censoring censoring : {Censoring::none, Censoring::window, Censoring::rule}) {
    if (text == to_string(censoring)) return censoring;
  }
  return std::nullopt;
}

std::optional<Lifetime> lifetime(std::span<const Observation> observations, Scale scale,
                                 const LifetimeRule& rule, const Window& window,
                                 std::span<const CensoringRule> rules) {
  if (!(rule.share > 0 && rule.share <= 1)) {
    throw Error("the share of the peak must lie above 0 and at most at 1");
  }
  check(observations);
  return scale == Scale::rank ? ranked_lifetime(observations, rule, window, rules)
                              : measured_lifetime(observations, scale, rule, window, rules);
}

std::vector<AliveSpell> alive_spells(std::span<const Observation> observations, Scale scale,
                                     const LifetimeRule& rule, const Window& window,
                                     std::span<const CensoringRule> rules) {
  check(observations);
  std::vector<double> rates;
  double threshold = 0;
  if (scale != Scale::rank && !observations.empty()) {
    rates = smoothed_rates(observations, scale, rule.smoothing);
    const double highest = *std::max_element(rates.begin(), rates.end());
    if (highest <= 0) return {};
    threshold = rule.share * highest * (1 - 1e-12);
  }
  std::vector<AliveSpell> spells;
  for (std::size_t i = 0; i < observations.size(); ++i) {
    if (std::isnan(observations[i].value)) continue;
    if (scale != Scale::rank && rates[i] < threshold) continue;
    const bool fresh =
        spells.empty() ||
        observations[i].start - end_of(observations[spells.back().end - 1]) > rule.silence;
    if (fresh) spells.push_back({i, i + 1});
    spells.back().end = i + 1;
  }
  if (spells.empty()) return spells;
  const Day first = observations[spells.front().begin].start;
  for (AliveSpell& spell : spells) {
    const bool rule_ended = taken_off(observations[spell.end - 1], first, rules);
    spell.censoring = rule_ended ? Censoring::rule : Censoring::none;
  }
  const Observation& last = observations[spells.back().end - 1];
  if (window.last + Days(1) - end_of(last) <= rule.silence) {
    spells.back().censoring = Censoring::window;
  }
  return spells;
}

Lifetime censored_at(Lifetime life, Day last_day, const LifetimeRule& rule) {
  const Day silent_from = life.whole_life.end + Days(life.period);
  // The last day is itself covered, so the silence lasts up to the day after it.
  if (last_day + Days(1) - silent_from > rule.silence) return life;
  life.whole_life.censoring = Censoring::window;
  if (life.revivals == 0) life.first_life.censoring = Censoring::window;
  return life;
}

}  // namespace outlive
