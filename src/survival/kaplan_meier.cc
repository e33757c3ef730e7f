#include "outlive/kaplan_meier.h"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <string>

#include "outlive/error.h"
#include "survival/spells.h"

namespace outlive {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

// Weights that are not whole leave rounding errors: what is left of a risk set below this share of
// it is nobody.
constexpr double nobody = 1e-12;

bool nobody_left(double at_risk, double events) {
  return at_risk - events <= nobody * at_risk;
}

// The log(-log) limits of a survival, which stay within (0, 1).
void set_limits(SurvivalStep& step, double variance_of_log, double z) {
  if (step.survival <= 0 || step.survival >= 1) {
    step.low = step.high = nan_value;
    if (step.survival <= 0) step.std_error = nan_value;
    return;
  }
  const double log_survival = std::log(step.survival);
  const double half = z * std::sqrt(variance_of_log) / log_survival;
  const double centre = std::log(-log_survival);
  step.low = std::exp(-std::exp(centre - half));
  step.high = std::exp(-std::exp(centre + half));
}

// The first time at which a falling curve has ended the share `share`, as Brookmeyer and Crowley
// read it off a curve and off its limits alike. Heights within the tolerance count as equal.
double time_of_share(const std::vector<SurvivalStep>& steps, double SurvivalStep::*height,
                     double share) {
  constexpr double tolerance = 1.4901161193847656e-08;  // Square root of the machine epsilon.
  const auto first_at = [&](double least) {
    return std::find_if(steps.begin(), steps.end(),
                        [&](const SurvivalStep& step) { return 1 - step.*height >= least; });
  };
  const auto reached = first_at(share - tolerance);
  if (reached == steps.end()) return infinity;
  const auto passed = first_at(share + tolerance);
  if (passed != steps.end()) return (reached->time + passed->time) / 2;
  // Level at exactly this height up to the end of the watch.
  return (reached->time + steps.back().time) / 2;
}

}  // namespace

void check_spells(std::span<const Spell> spells) {
  for (std::size_t i = 0; i < spells.size(); ++i) {
    const Spell& spell = spells[i];
    const std::string which = "spell " + std::to_string(i + 1);
    if (!std::isfinite(spell.exit) || std::isnan(spell.entry)) {
      throw Error(which + " has a time that is not a finite number");
    }
    if (spell.exit <= spell.entry) {
      throw Error(which + " ends at " + std::to_string(spell.exit) + ", not after its entry at " +
                  std::to_string(spell.entry));
    }
    if (!std::isfinite(spell.weight) || spell.weight < 0) {
      throw Error(which + " has a weight that is negative or not a number");
    }
  }
}

KaplanMeier kaplan_meier(std::span<const Spell> spells, double confidence) {
  check_spells(spells);
  KaplanMeier curve;
  curve.confidence = confidence;
  const double z = normal_quantile_two_sided(confidence);

  std::vector<std::uint32_t> by_exit;
  by_exit.reserve(spells.size());
  for (std::uint32_t i = 0; i < spells.size(); ++i) {
    if (spells[i].weight > 0) by_exit.push_back(i);
  }
  curve.n = static_cast<std::int64_t>(by_exit.size());
  std::vector<std::uint32_t> by_entry = by_exit;
  // Ties in time are ordered by weight, so that sums do not depend on the order of the spells.
  std::sort(by_exit.begin(), by_exit.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (spells[a].exit != spells[b].exit) return spells[a].exit < spells[b].exit;
    return spells[a].weight < spells[b].weight;
  });
  std::sort(by_entry.begin(), by_entry.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (spells[a].entry != spells[b].entry) return spells[a].entry < spells[b].entry;
    return spells[a].weight < spells[b].weight;
  });

  for (std::size_t i = 0; i < by_exit.size();) {
    SurvivalStep step;
    step.time = spells[by_exit[i]].exit;
    for (; i < by_exit.size() && spells[by_exit[i]].exit == step.time; ++i) {
      const Spell& spell = spells[by_exit[i]];
      (spell.event ? step.events : step.censored) += spell.weight;
      curve.n_events += spell.event ? 1 : 0;
    }
    curve.steps.push_back(step);
  }

  // At risk: those whose exit is still to come, less those whose entry is. Counted from the end,
  // where both sums are small.
  double leaving = 0;
  double entering = 0;
  std::size_t not_entered = by_entry.size();
  for (std::size_t k = curve.steps.size(); k-- > 0;) {
    SurvivalStep& step = curve.steps[k];
    leaving += step.events + step.censored;
    while (not_entered > 0 && spells[by_entry[not_entered - 1]].entry >= step.time) {
      entering += spells[by_entry[--not_entered]].weight;
    }
    step.at_risk = leaving - entering;
  }

  double survival = 1;
  double variance_of_log = 0;
  for (SurvivalStep& step : curve.steps) {
    if (step.events > 0 && nobody_left(step.at_risk, step.events)) {
      survival = 0;
    } else if (step.events > 0) {
      survival *= (step.at_risk - step.events) / step.at_risk;
      variance_of_log += step.events / (step.at_risk * (step.at_risk - step.events));
    }
    step.survival = survival;
    step.std_error = survival * std::sqrt(variance_of_log);
    set_limits(step, variance_of_log, z);
  }
  return curve;
}

Estimate KaplanMeier::at(double time) const {
  if (n == 0) return {};
  const auto after =
      std::upper_bound(steps.begin(), steps.end(), time,
                       [](double t, const SurvivalStep& step) { return t < step.time; });
  if (after == steps.begin()) return {1, nan_value, nan_value, n};
  const SurvivalStep& step = *std::prev(after);
  return {step.survival, step.low, step.high, n};
}

Estimate KaplanMeier::quantile(double share) const {
  if (!(share > 0 && share < 1)) {
    throw Error("a quantile of a survival curve was asked for at " + std::to_string(share))
        .hint("it must lie between 0 and 1");
  }
  if (n == 0) return {};
  return {time_of_share(steps, &SurvivalStep::survival, share),
          time_of_share(steps, &SurvivalStep::low, share),
          time_of_share(steps, &SurvivalStep::high, share), n};
}

RestrictedMean restricted_mean(const KaplanMeier& curve, double tau, double confidence) {
  if (!(tau > 0) || !std::isfinite(tau)) {
    throw Error("a restricted mean was asked for up to " + std::to_string(tau))
        .hint("it must be a positive time");
  }
  RestrictedMean mean;
  if (curve.n == 0) return mean;

  // From tau backwards: `area` is what lies under the curve from a step's time (or from 0) to tau,
  // and each step moves all of it by the error of its own hazard.
  double area = 0;
  double variance = 0;
  double right = tau;
  for (std::size_t k = curve.steps.size(); k-- > 0;) {
    const SurvivalStep& step = curve.steps[k];
    if (step.time > tau) continue;
    const double left = std::max(step.time, 0.0);
    area += (right - left) * step.survival;
    right = left;
    if (step.events > 0 && !nobody_left(step.at_risk, step.events)) {
      variance += area * area * step.events / (step.at_risk * (step.at_risk - step.events));
    }
  }
  area += right;  // Before the first step the curve is at 1.

  const double half = normal_quantile_two_sided(confidence) * std::sqrt(variance);
  mean.estimate = area;
  mean.std_error = std::sqrt(variance);
  mean.low = std::max(0.0, area - half);
  mean.high = std::min(tau, area + half);
  mean.n = curve.n;
  return mean;
}

ResampledCurve::ResampledCurve(std::span<const Spell> spells) {
  check_spells(spells);
  for (std::uint32_t i = 0; i < spells.size(); ++i) {
    exits_.push_back({spells[i].exit, i, spells[i].event});
    entries_.push_back({spells[i].entry, i});
    weight_.push_back(spells[i].weight);
  }
  const auto by_time = [](const auto& a, const auto& b) { return a.time < b.time; };
  std::stable_sort(exits_.begin(), exits_.end(), by_time);
  std::stable_sort(entries_.begin(), entries_.end(), by_time);
}

void ResampledCurve::restricted_means(std::span<const std::int32_t> times_drawn,
                                      std::span<const double> taus, std::span<double> means) const {
  double at_risk = 0;
  double survival = 1;
  double area = 0;
  double since = 0;  // The area is known up to here.
  bool any_drawn = false;
  std::size_t entered = 0;
  std::size_t tau = 0;
  const auto drawn = [&](std::uint32_t spell) { return weight_[spell] * times_drawn[spell]; };

  for (std::size_t i = 0; i < exits_.size() && tau < taus.size();) {
    const double time = exits_[i].time;
    for (; entered < entries_.size() && entries_[entered].time < time; ++entered) {
      at_risk += drawn(entries_[entered].spell);
    }
    double events = 0;
    double leaving = 0;
    for (; i < exits_.size() && exits_[i].time == time; ++i) {
      const double weight = drawn(exits_[i].spell);
      leaving += weight;
      if (exits_[i].event) events += weight;
    }
    if (leaving == 0) continue;
    any_drawn = true;
    for (; tau < taus.size() && taus[tau] <= time; ++tau) {
      means[tau] = area + (taus[tau] - since) * survival;
    }
    if (time > since) {
      area += (time - since) * survival;
      since = time;
    }
    if (events > 0) survival *= nobody_left(at_risk, events) ? 0 : 1 - events / at_risk;
    at_risk -= leaving;
  }
  for (; tau < taus.size(); ++tau) means[tau] = area + (taus[tau] - since) * survival;
  if (!any_drawn) std::fill(means.begin(), means.end(), nan_value);
}

std::vector<HazardPiece> piecewise_hazard(std::span<const Spell> spells,
                                          std::span<const double> cuts, double confidence) {
  check_spells(spells);
  if (cuts.size() < 2 || !std::isfinite(cuts[0]) ||
      std::adjacent_find(cuts.begin(), cuts.end(), [](double a, double b) { return !(a < b); }) !=
          cuts.end()) {
    throw Error(
        "the cut points of a piecewise hazard must be two or more, rising, the first finite");
  }
  std::vector<HazardPiece> pieces(cuts.size() - 1);
  for (std::size_t j = 0; j < pieces.size(); ++j) {
    HazardPiece& piece = pieces[j];
    piece.from = cuts[j];
    piece.to = cuts[j + 1];
    piece.rate.n = 0;
    for (const Spell& spell : spells) {
      if (spell.weight == 0) continue;
      const double under_watch = std::min(spell.exit, piece.to) - std::max(spell.entry, piece.from);
      if (under_watch > 0) piece.exposure += spell.weight * under_watch;
      if (spell.event && spell.exit > piece.from && spell.exit <= piece.to) {
        piece.events += spell.weight;
        ++piece.rate.n;
      }
    }
    if (piece.exposure <= 0) continue;
    const double tail = (1 - confidence) / 2;
    const auto chi_square_half = [](double degrees, double probability) {
      return boost::math::quantile(boost::math::chi_squared(degrees), probability) / 2;
    };
    piece.rate.estimate = piece.events / piece.exposure;
    piece.rate.low =
        piece.events > 0 ? chi_square_half(2 * piece.events, tail) / piece.exposure : 0;
    piece.rate.high = chi_square_half(2 * piece.events + 2, 1 - tail) / piece.exposure;
  }
  return pieces;
}

}  // namespace outlive
