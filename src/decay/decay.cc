#include "outlive/decay.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "decay/fit.h"
#include "decay/profile.h"
#include "outlive/date.h"

namespace outlive {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double told_apart = 2;          // Of AICc; Burnham & Anderson 2002, section 2.6.
constexpr double worth_a_profile = 0.05;  // Akaike weight.
// Residual variance of a series that is exact but for the rounding of written figures. Nobody counts
// attention to one in a million.
constexpr double rounding = 1e-12;
constexpr double watched_enough = 3;  // No time is told that is so many times the last age.

std::string cannot_tell(const std::string& why) {
  return "cannot tell: " + why;
}

// --- what a series must be ------------------------------------------------------------------------

// A length of time, in the unit that suits it.
std::string in_words(double years) {
  return years < 0.25 ? fmt::format("{:.3g} days", years * days_per_year)
                      : fmt::format("{:.3g} years", years);
}

std::string point_problem(const DecayPoint& point, DecayNoise noise) {
  if (!std::isfinite(point.age) || point.age < 0) return "an age is not a number of 0 or more";
  if (!std::isfinite(point.value)) return "a value is not a finite number";
  if (point.value < 0) return fmt::format("the value at age {:g} is negative", point.age);
  if (!std::isfinite(point.weight) || point.weight <= 0) return "a weight is not above 0";
  if (noise != DecayNoise::counts && point.value == 0) {
    return fmt::format("the value at age {:g} is 0, which has no logarithm", point.age);
  }
  return "";
}

// Why the series cannot be fitted, or "".
std::string series_problem(std::span<const DecayPoint> points, DecayNoise noise) {
  if (points.empty()) return "there is no observation";
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::string problem = point_problem(points[i], noise);
    if (!problem.empty()) return problem;
    if (i == 0 || points[i].age > points[i - 1].age) continue;
    return points[i].age < points[i - 1].age ? "the ages are not in order"
                                             : "two values share an age";
  }
  if (points.size() == 1) return "there is one observation only";
  const auto zero = [](const DecayPoint& point) { return point.value == 0; };
  if (std::all_of(points.begin(), points.end(), zero)) return "every value is 0";
  const auto unseen = [](const DecayPoint& point) { return point.below_floor; };
  if (std::all_of(points.begin(), points.end(), unseen)) return "every value is below the floor";
  const auto seen = std::find_if_not(points.begin(), points.end(), unseen);
  const auto alike = [&](const DecayPoint& point) {
    return point.below_floor || point.value == seen->value;
  };
  if (std::count_if(points.begin(), points.end(), unseen) > 0 &&
      std::count_if(points.begin(), points.end(), std::not_fn(unseen)) > 1 &&
      std::all_of(points.begin(), points.end(), alike)) {
    return "every value above the floor is the same";
  }
  const auto same = [&](const DecayPoint& point) {
    return point.value / (noise == DecayNoise::counts ? point.weight : 1) ==
               points[0].value / (noise == DecayNoise::counts ? points[0].weight : 1) &&
           !point.below_floor;
  };
  if (std::all_of(points.begin(), points.end(), same)) return "every value is the same";
  return "";
}

// What an interval's degrees of freedom count: a value below the floor tells little by itself.
std::size_t informative(const PreparedSeries& series) {
  return static_cast<std::size_t>(
      std::count_if(series.points.begin(), series.points.end(),
                    [](const PreparedPoint& point) { return !point.below_floor; }));
}

void lay_in_lanes(PreparedSeries& series) {
  std::vector<double> ages;
  std::vector<double> logs;
  std::vector<double> weights;
  for (const PreparedPoint& point : series.points) {
    ages.push_back(point.t);
    logs.push_back(point.value);
    weights.push_back(point.weight);
  }
  series.lanes = in_lanes(ages, logs, weights);
}

PreparedSeries prepare(std::span<const DecayPoint> points, DecayNoise noise) {
  PreparedSeries series;
  series.noise = noise;
  series.unit = points.back().age;
  series.points.reserve(points.size());
  const bool counts = noise == DecayNoise::counts;
  for (const DecayPoint& point : points) {
    const bool weighs = noise != DecayNoise::censored;
    series.points.push_back({point.age / series.unit, counts ? point.value : std::log(point.value),
                             weighs ? point.weight : 1,
                             noise == DecayNoise::censored && point.below_floor});
  }
  if (noise == DecayNoise::log_scale) lay_in_lanes(series);
  return series;
}

// --- one law --------------------------------------------------------------------------------------

// What a law gives, as a function of its coordinates; on the logarithmic scale where it is positive and
// its likelihood is the more even for it.
struct Quantity {
  std::string_view name;
  FunctionOfLaw f;
  bool logarithmic = true;
  double factor = 1;     // From the fit's units to the user's.
  bool bounded = false;  // A coordinate that stops at 0.

  double back(double x) const { return (logarithmic ? std::exp(x) : x) * factor; }
};

Functional coordinate(const Coordinates& x, std::size_t index) {
  Functional result{x[index], {}};
  result.slope[index] = 1;
  return result;
}

Quantity rate(std::string_view name, std::size_t index, double unit) {
  return {name, [index](const Coordinates& x) { return coordinate(x, index); }, false, 1 / unit,
          true};
}

Quantity level() {
  return {"N", [](const Coordinates& x) { return coordinate(x, 0); }};
}

std::vector<Quantity> power_quantities(double unit) {
  return {level(),
          {"alpha",
           [](const Coordinates& x) {
             return Functional{-std::log(x[2]), {0, 0, -1 / x[2], 0, 0}};
           }},
          {"tau",
           [](const Coordinates& x) {
             return Functional{-std::log(x[1] * x[2]), {0, -1 / x[1], -1 / x[2], 0, 0}};
           },
           true, unit}};
}

std::vector<Quantity> log_normal_quantities(double unit) {
  const double shift = std::log(unit);
  return {{"N",
           [](const Coordinates& x) {
             const double mu = (x[1] + 1) / (2 * x[2]);
             return Functional{x[0] + mu * mu * x[2], {1, mu, -mu * mu, 0, 0}};
           },
           true, unit},
          {"mu",
           [shift](const Coordinates& x) {
             const double mu = (x[1] + 1) / (2 * x[2]);
             return Functional{mu + shift, {0, 0.5 / x[2], -mu / x[2], 0, 0}};
           },
           false},
          {"sigma", [](const Coordinates& x) {
             return Functional{-0.5 * std::log(2 * x[2]), {0, 0, -0.5 / x[2], 0, 0}};
           }}};
}

std::vector<Quantity> parameters_of(DecayLaw law, double unit) {
  switch (law) {
    case DecayLaw::exponential:
      return {level(), rate("k", 1, unit)};
    case DecayLaw::power:
      return power_quantities(unit);
    case DecayLaw::log_normal:
      return log_normal_quantities(unit);
    case DecayLaw::two_phase:
      break;
  }
  return {level(), rate("p", 1, unit), rate("r", 2, unit), rate("q", 3, unit)};
}

Quantity time_of(DecayTime time, DecayLaw law, double unit) {
  const bool logarithmic = time != DecayTime::t_c;
  const auto f = [time, law, logarithmic](const Coordinates& x) {
    const TimeValue value = decay_time(time, law, {x[1], x[2], x[3]});
    if (!logarithmic) {
      return Functional{value.value, {0, value.slope[0], value.slope[1], value.slope[2], 0}};
    }
    return Functional{std::log(value.value),
                      {0, value.slope[0] / value.value, value.slope[1] / value.value,
                       value.slope[2] / value.value, 0}};
  };
  return {"", f, logarithmic, unit};
}

std::string search_problem(ProfileSearch search) {
  switch (search) {
    case ProfileSearch::ended:
      return "";
    case ProfileSearch::lower_cost:
      return cannot_tell("the likelihood has more than one summit");
    case ProfileSearch::out_of_steps:
      break;
  }
  return cannot_tell("the search for its limits did not come to an end");
}

double quadratic_form(const Triangle<coordinate_count>& matrix, const Coordinates& x) {
  double sum = 0;
  for (std::size_t i = 0; i < coordinate_count; ++i) {
    for (std::size_t j = 0; j < i; ++j) sum += 2 * x[i] * x[j] * matrix[triangle_index(i, j)];
    sum += x[i] * x[i] * matrix[triangle_index(i, i)];
  }
  return sum;
}

// A law's optimum, and what its intervals need.
class FittedLaw {
 public:
  FittedLaw(const PreparedSeries& series, DecayLaw law, double confidence)
      : series_(series), law_(law), optimum_(fit_law(series, law)) {
    if (optimum_.converged) inverse_ = inverse_information(series_, law_, optimum_);
    set_scale(confidence);
  }

  bool converged() const { return optimum_.converged && inverse_.has_value(); }

  void describe(DecayLawFit& fit) const {
    fit.aicc = aicc();
    fit.coordinates = optimum_.at;
    fit.covariances = *inverse_;
    for (double& covariance : fit.covariances) covariance *= variance_;
    fit.quantile = t_;
  }

  // Akaike 1974, corrected for small samples by Hurvich & Tsai 1989.
  double aicc() const {
    const auto n = static_cast<double>(informative(series_));
    const auto k = static_cast<double>(estimated_parameters(law_));
    const double deviance =
        series_.noise == DecayNoise::log_scale ? n * std::log(squares() / n) : 2 * optimum_.cost;
    return deviance + 2 * k + 2 * k * (k + 1) / (n - k - 1);
  }

  DecayEstimate estimate(const Quantity& quantity, bool limits, bool profiled) {
    DecayEstimate result;
    result.value.n = static_cast<std::int64_t>(informative(series_));
    result.standard_error = unknown;
    const Functional at = quantity.f(optimum_.at);
    if (std::isnan(at.value)) {
      result.reason = cannot_tell("the fitted curve has no such time");
      return result;
    }
    if (std::isinf(at.value)) {
      result.reason = cannot_tell("the fitted curve does not come to it");
      return result;
    }
    const double deviation = standard_deviation(at);
    result.value.estimate = quantity.back(at.value);
    if (deviation > 0) {
      result.standard_error =
          deviation * (quantity.logarithmic ? result.value.estimate : quantity.factor);
    }
    if (limits) set_limits(quantity, at, deviation, profiled, result);
    return result;
  }

 private:
  // The least that the weighted sum of squares can be told from.
  double least_squares() const {
    double weights = 0;
    for (const PreparedPoint& point : series_.points) weights += point.weight;
    return rounding * weights;
  }

  double squares() const { return std::max(2 * optimum_.cost, least_squares()); }

  void set_scale(double confidence) {
    const auto n = static_cast<double>(informative(series_));
    const auto m = static_cast<double>(shape_parameters(law_) + 1);
    const boost::math::students_t student(n - m);
    t_ = boost::math::quantile(student, 0.5 + confidence / 2);
    if (series_.noise == DecayNoise::log_scale) {
      variance_ = squares() / (n - m);
      allowance_ = 0.5 * t_ * t_ * variance_;  // Bates & Watts 1988, section 6.1
    } else {
      allowance_ = 0.5 * n * std::log1p(t_ * t_ / (n - m));
    }
  }

  double standard_deviation(const Functional& f) const {
    return std::sqrt(variance_ * quadratic_form(*inverse_, f.slope));
  }

  void set_limits(const Quantity& quantity, const Functional& at, double deviation, bool profiled,
                  DecayEstimate& result) const {
    if (series_.noise == DecayNoise::log_scale && 2 * optimum_.cost <= least_squares()) {
      // The curve goes through every point.
      result.value.low = result.value.high = result.value.estimate;
      return;
    }
    const double guess = deviation > 0 ? t_ * deviation : 0.3;
    double low = at.value - guess;
    double high = at.value + guess;
    if (profiled) {
      const double far = quantity.logarithmic ? std::log(1e3) : 1e3;
      const double floor = quantity.bounded ? 0 : std::min(-1.5 * far, at.value - far);
      const double ceiling = std::max(far, at.value + far);
      const ProfileLimits limits =
          profile_limits(series_, law_, optimum_, quantity.f, guess, allowance_, floor, ceiling);
      low = limits.low;
      high = limits.high;
      result.reason = search_problem(limits.search);
    }
    result.value.low = quantity.bounded ? std::max(0.0, quantity.back(low)) : quantity.back(low);
    result.value.high = quantity.back(high);
  }

  const PreparedSeries& series_;
  DecayLaw law_;
  LawOptimum optimum_;
  std::optional<Triangle<coordinate_count>> inverse_;
  double t_ = 0;
  double variance_ = 1;
  double allowance_ = 0;
};

// A time that the data leave open on one side is no estimate: its other limit is all they tell.
void leave_open(DecayEstimate& time) {
  if (!time.value.known() || (std::isfinite(time.value.low) && std::isfinite(time.value.high))) {
    return;
  }
  if (time.reason.empty()) {
    const bool above = std::isfinite(time.value.low) && time.value.low > 0;
    time.reason =
        cannot_tell(above ? "at least " + in_words(time.value.low) : "the data do not bound it");
  }
  time.value.estimate = unknown;
}

// The ages between which a series can tell a time.
struct Watched {
  double from;
  double until;
};

// A curve goes on for ever in both directions; what it says beyond the data, no one has seen.
void keep_to(const Watched& watched, DecayEstimate& time) {
  if (!time.value.known()) return;
  const bool limited = std::isfinite(time.value.low);
  if (time.value.estimate < watched.from) {
    time.value.low = 0;
    time.value.high = limited ? std::max(time.value.high, watched.from) : watched.from;
    time.reason = cannot_tell("at most " + in_words(time.value.high) +
                              "; the curve has it before the first value");
  } else if (time.value.estimate > watched.until) {
    time.value.high = infinite;
    time.reason = cannot_tell((limited ? "at least " + in_words(time.value.low) + "; " : "") +
                              "by the curve longer than " + in_words(watched.until) +
                              ", three times what was watched");
  } else {
    return;
  }
  time.value.estimate = time.standard_error = unknown;
}

// The exponential law takes the same for every halving.
DecayEstimate scaled(DecayEstimate time, double factor) {
  time.value.estimate *= factor;
  time.value.low *= factor;
  time.value.high *= factor;
  time.standard_error *= factor;
  return time;
}

void estimate_all(FittedLaw& fitted, const DecayOptions& options, const Watched& watched,
                  DecayLawFit& fit) {
  const bool profiled = fit.weight >= worth_a_profile;
  for (const Quantity& quantity : parameters_of(fit.law, fit.unit)) {
    fit.parameters.push_back(
        {quantity.name,
         fitted.estimate(quantity, options.intervals, profiled && options.profile_parameters)});
  }
  const auto time = [&](DecayTime which) {
    return fitted.estimate(time_of(which, fit.law, fit.unit), options.intervals, profiled);
  };
  fit.half_life = time(DecayTime::half_life);
  fit.tenth = fit.law == DecayLaw::exponential ? scaled(fit.half_life, std::log2(10.0))
                                               : time(DecayTime::tenth);
  if (fit.law == DecayLaw::two_phase) {
    fit.t_equal = time(DecayTime::t_equal);
    fit.t_c = time(DecayTime::t_c);
  }
  for (DecayEstimate* const one : {&fit.half_life, &fit.tenth, &fit.t_equal, &fit.t_c}) {
    if (options.intervals) leave_open(*one);
    keep_to(watched, *one);
  }
}

// --- all laws -------------------------------------------------------------------------------------

void weigh(std::vector<DecayLawFit>& laws) {
  double least = infinite;
  for (const DecayLawFit& fit : laws) {
    if (fit.fitted) least = std::min(least, fit.aicc);
  }
  double sum = 0;
  for (DecayLawFit& fit : laws) {
    fit.weight = fit.fitted ? std::exp(-0.5 * (fit.aicc - least)) : 0;
    sum += fit.weight;
  }
  for (DecayLawFit& fit : laws) fit.weight = sum > 0 ? fit.weight / sum : 0;
}

// Over laws by weight, on the log scale, with the spread between laws in its interval (Burnham &
// Anderson 2002, section 4.3). No estimate where a law that could be the best gives none.
DecayEstimate averaged(const std::vector<DecayLawFit>& laws, const DecayLawFit& best,
                       DecayEstimate DecayLawFit::*time, double confidence) {
  DecayEstimate result;
  result.standard_error = unknown;
  double sum = 0;
  double mean = 0;
  for (const DecayLawFit& fit : laws) {
    if (!fit.fitted || fit.weight < worth_a_profile) continue;
    const DecayEstimate& one = fit.*time;
    if (!one.value.known() && fit.aicc < best.aicc + told_apart) return one;
    if (!one.value.known()) continue;
    sum += fit.weight;
    mean += fit.weight * std::log(one.value.estimate);
    result.value.n = one.value.n;
  }
  mean /= sum;
  const double z = normal_quantile_two_sided(confidence);
  double below = 0;
  double above = 0;
  for (const DecayLawFit& fit : laws) {
    const DecayEstimate& one = fit.*time;
    if (!fit.fitted || fit.weight < worth_a_profile || !one.value.known()) continue;
    const double centre = std::log(one.value.estimate);
    const double apart = centre - mean;
    below += fit.weight / sum * std::hypot(centre - std::log(one.value.low), z * apart);
    above += fit.weight / sum * std::hypot(std::log(one.value.high) - centre, z * apart);
  }
  result.value.estimate = std::exp(mean);
  result.value.low = std::exp(mean - below);
  result.value.high = std::exp(mean + above);
  return result;
}

std::string rivals(const std::vector<DecayLawFit>& laws, const DecayLawFit& best) {
  std::string names;
  for (const DecayLawFit& fit : laws) {
    if (!fit.fitted || &fit == &best || fit.aicc >= best.aicc + told_apart) continue;
    names += (names.empty() ? "" : " and ") + std::string(to_string(fit.law));
  }
  return names;
}

void conclude(double confidence, DecayFit& fit) {
  const DecayLawFit* const best = fit.best();
  if (best == nullptr) {
    fit.reason = fit.laws.front().reason;  // The law that asks for the least.
    return;
  }
  const std::string others = rivals(fit.laws, *best);
  fit.told = others.empty();
  if (fit.told) {
    fit.half_life = best->half_life;
    fit.tenth = best->tenth;
    return;
  }
  fit.reason = cannot_tell(fmt::format("the {} law from {}", to_string(best->law), others));
  fit.half_life = averaged(fit.laws, *best, &DecayLawFit::half_life, confidence);
  fit.tenth = averaged(fit.laws, *best, &DecayLawFit::tenth, confidence);
}

std::string law_problem(const PreparedSeries& series, DecayLaw law, bool from_peak) {
  if (law == DecayLaw::log_normal && from_peak) {
    return cannot_tell("log-normal ageing rises first, and this series begins at its peak");
  }
  const std::size_t needed = estimated_parameters(law) + 2;
  const std::size_t n = informative(series);
  if (n < needed) {
    return cannot_tell(fmt::format("{} observation{}, and the {} law needs {}", n,
                                   n == 1 ? "" : "s", to_string(law), needed));
  }
  if (law == DecayLaw::log_normal && series.points.front().t <= 0) {
    return cannot_tell("log-normal ageing has no value at age 0");
  }
  return "";
}

void tell_nothing(DecayFit& fit) {
  for (DecayEstimate* const time : {&fit.half_life, &fit.tenth}) {
    time->reason = fit.reason;
    time->value.n = fit.n;
  }
}

}  // namespace

std::string_view to_string(DecayLaw law) {
  switch (law) {
    case DecayLaw::exponential:
      return "exponential";
    case DecayLaw::power:
      return "power";
    case DecayLaw::log_normal:
      return "log-normal";
    case DecayLaw::two_phase:
      break;
  }
  return "two-phase";
}

std::optional<DecayLaw> parse_decay_law(std::string_view text) {
  for (const DecayLaw law : decay_laws) {
    if (text == to_string(law)) return law;
  }
  return std::nullopt;
}

double DecayLawFit::parameter(std::string_view name) const {
  for (const DecayParameter& parameter : parameters) {
    if (parameter.name == name) return parameter.estimate.value.estimate;
  }
  return unknown;
}

Estimate DecayLawFit::value_at(double age) const {
  const Shape shape = {coordinates[1], coordinates[2], coordinates[3]};
  const LogCurve curve = log_curve(law, shape, age / unit);
  const Coordinates slope = {1, curve.slope[0], curve.slope[1], curve.slope[2], 0};
  const double log = coordinates[0] + curve.value;
  const double reach = quantile * std::sqrt(quadratic_form(covariances, slope));
  return {std::exp(log), std::exp(log - reach), std::exp(log + reach), 0};
}

const DecayLawFit* DecayFit::best() const {
  const DecayLawFit* found = nullptr;
  for (const DecayLawFit& fit : laws) {
    if (fit.fitted && (found == nullptr || fit.aicc < found->aicc)) found = &fit;
  }
  return found;
}

DecayFit fit_decay(std::span<const DecayPoint> points, const DecayOptions& options) {
  DecayFit fit;
  fit.n = std::count_if(points.begin(), points.end(),
                        [](const DecayPoint& point) { return !point.below_floor; });
  const std::string problem = series_problem(points, options.noise);
  if (!problem.empty()) {
    fit.reason = cannot_tell(problem);
    tell_nothing(fit);
    return fit;
  }
  const PreparedSeries series = prepare(points, options.noise);
  std::vector<std::optional<FittedLaw>> fitted;
  for (const DecayLaw law : decay_laws) {
    if (options.law && *options.law != law) continue;
    DecayLawFit& one = fit.laws.emplace_back();
    one.law = law;
    one.unit = series.unit;
    one.reason = law_problem(series, law, options.from_peak);
    auto& computed = fitted.emplace_back();
    if (!one.reason.empty()) continue;
    computed.emplace(series, law, options.confidence);
    one.fitted = computed->converged();
    if (!one.fitted) {
      one.reason =
          cannot_tell(fmt::format("the fit of the {} law did not come to an end", to_string(law)));
      continue;
    }
    computed->describe(one);
  }
  weigh(fit.laws);
  const Watched watched{options.watched_from.value_or(points.front().age),
                        watched_enough * points.back().age};
  for (std::size_t i = 0; i < fit.laws.size(); ++i) {
    if (fit.laws[i].fitted) estimate_all(*fitted[i], options, watched, fit.laws[i]);
  }
  conclude(options.confidence, fit);
  if (fit.best() == nullptr) tell_nothing(fit);
  return fit;
}

}  // namespace outlive
