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

// The mean rate over the `width` days around the middle of each period; days without an observation
// count as nothing. Periods as long as that are left as they are.
class Smoother {
 public:
  Smoother(std::span<const Observation> observations, Scale scale, Days width)
      : observations_(observations), scale_(scale), half_(width / 2), width_(width) {}

  // REQUIRES: called for every index in turn.
  double at(std::size_t index) {
    const Observation& middle = observations_[index];
    if (middle.days >= width_.count()) return rate(middle, scale_);
    while (next_ < observations_.size() && observations_[next_].start <= middle.start + half_) {
      sum_ += rate(observations_[next_], scale_) * observations_[next_].days;
      ++next_;
    }
    while (observations_[oldest_].start < middle.start - half_) {
      sum_ -= rate(observations_[oldest_], scale_) * observations_[oldest_].days;
      ++oldest_;
    }
    return sum_ / static_cast<double>(width_.count());
  }

 private:
  std::span<const Observation> observations_;
  Scale scale_;
  Days half_;
  Days width_;
  double sum_ = 0;
  std::size_t next_ = 0;
  std::size_t oldest_ = 0;
};

Day end_of(const Observation& observation) { return observation.start + Days(observation.days); }

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
      if (life_.revivals == 0) life_.first_life = ended();
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
    return {last_.start,
            taken_off(last_, life_.first, rules_) ? Censoring::rule : Censoring::none};
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
  double peak = 0;
  Day peak_day;
  Smoother first_pass(observations, scale, rule.smoothing);
  for (std::size_t i = 0; i < observations.size(); ++i) {
    const double smoothed = first_pass.at(i);
    if (smoothed > peak) {
      peak = smoothed;
      peak_day = observations[i].start;
    }
  }
  if (peak <= 0) return std::nullopt;

  // A hair below the threshold, so that sums taken in another order do not decide.
  const double threshold = rule.share * peak * (1 - 1e-12);
  Life life(rule, rules);
  Smoother second_pass(observations, scale, rule.smoothing);
  for (std::size_t i = 0; i < observations.size(); ++i) {
    const double smoothed = second_pass.at(i);
    if (observations[i].value > 0) life.life().last_seen = observations[i].start;
    if (smoothed >= threshold && !std::isnan(observations[i].value)) life.see(observations[i]);
  }
  life.life().peak = peak;
  life.life().peak_day = peak_day;
  return life.finish(window);
}

}  // namespace

std::string_view to_string(Censoring censoring) {
  switch (censoring) {
    case Censoring::none: return "none";
    case Censoring::window: return "window";
    case Censoring::rule: return "rule";
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

Lifetime censored_at(Lifetime life, Day last_day, const LifetimeRule& rule) {
  const Day silent_from = life.whole_life.end + Days(life.period);
  // The last day is itself covered, so the silence lasts up to the day after it.
  if (last_day + Days(1) - silent_from > rule.silence) return life;
  life.whole_life.censoring = Censoring::window;
  if (life.revivals == 0) life.first_life.censoring = Censoring::window;
  return life;
}

}  // namespace outlive
