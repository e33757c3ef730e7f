#include "outlive/ratio_posterior.h"

#include <algorithm>
#include <array>
#include <boost/random/chi_squared_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <numbers>
#include <numeric>

#include "outlive/pair_trend.h"

namespace outlive {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double most_precision = 1.2e7;  // Of a site: that of the least width.
constexpr double least_width = 1e-3;      // Of a bound that was seen exactly.

double density(double z) {
  return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
}
double below(double z) {
  return std::erfc(-z / std::numbers::sqrt2) / 2;
}

// Of the logarithm of the probability that N(mean, variance) lies within bounds, by the mean: value,
// slope, and curvature downwards.
struct Evidence {
  double value = 0;
  double slope = 0;
  double curvature = 0;
};

// Of a normal law at or below the middle of the bounds.
Evidence from_below(const Between& bounds, double mean, double variance) {
  constexpr double too_far = 30;  // Standard deviations; there the probability is all but 0.
  const double sd = std::sqrt(variance);
  const double low = (bounds.low - mean) / sd;
  if (low > too_far) return {-low * low / 2, low / sd, 1 / variance};
  double share = below(-low);
  double at_low = 0;
  double bend = 0;
  if (bounds.seen()) {
    at_low = density(low);
    bend = -low * at_low;
  }
  if (bounds.high < infinite) {
    const double high = (bounds.high - mean) / sd;
    const double at_high = density(high);
    share -= below(-high);
    at_low -= at_high;
    bend += high * at_high;
  }
  const double slope = at_low / (share * sd);
  return {std::log(share), slope, slope * slope + bend / (share * variance)};
}

Evidence evidence_of(const Between& bounds, double mean, double variance) {
  if (!bounds.seen() || mean - bounds.low > bounds.high - mean) {
    // Seen from above, so that no two numbers near 1 are subtracted.
    Evidence mirrored = from_below({-bounds.high, -bounds.low}, -mean, variance);
    mirrored.slope = -mirrored.slope;
    return mirrored;
  }
  return from_below(bounds, mean, variance);
}

// One side of one month.
class Seen {
 public:
  explicit Seen(const Between& bounds)
      : bounds_{bounds.low, std::max(bounds.high, bounds.low + least_width)} {}

  bool silent() const { return bounds_.silent(); }
  bool floored() const { return !silent() && !bounds_.seen(); }
  double ceiling() const { return bounds_.high; }

  // The logarithm of the probability of lying below it. REQUIRES: floored().
  double log_below_ceiling(double value, double noise_variance) const {
    if (noise_variance == 0) return value < bounds_.high ? 0 : -infinite;
    return evidence_of(bounds_, value, noise_variance).value;
  }

  // Where rounding is small beside what moves the side anyway, it adds its variance and no more.
  bool nearly_exact(double variance) const { return rounding() < 0.02 * variance; }

  // Sets the site of such a month; returns what the likelihood has beside it.
  double set_exact(Site& site, double noise_variance) const {
    const double variance = noise_variance + rounding();
    const double centre = (bounds_.low + bounds_.high) / 2;
    site = {1 / variance, centre / variance};
    return std::log(bounds_.high - bounds_.low) - std::log(2 * std::numbers::pi * variance) / 2 -
           centre * centre / (2 * variance);
  }

  // Moves the site towards the one whose product with what all others say has the moments that the bounds
  // give. Returns what the likelihood has beside the old one.
  double refine(Site& site, const Normal& all, double noise_variance) const {
    const double precision = 1 / all.variance - site.precision;
    if (!(precision > 0)) return 0;
    const Normal others{(all.mean / all.variance - site.shift) / precision, 1 / precision};
    const Evidence evidence = evidence_of(bounds_, others.mean, others.variance + noise_variance);
    const double beside = evidence.value - log_site_integral(site, others);
    const double curvature = std::max(0.0, evidence.curvature);
    const double left = std::max(1e-6, 1 - others.variance * curvature);
    // No month says more than one that was seen exactly.
    const double weight = std::min(1.0, most_precision * left / std::max(curvature, 1e-300));
    const Site fitting{weight * curvature / left,
                       weight * (evidence.slope + others.mean * curvature) / left};
    constexpr double step = 0.6;  // All sites move at once: the whole way they may overshoot.
    site.precision += step * (fitting.precision - site.precision);
    site.shift += step * (fitting.shift - site.shift);
    return beside;
  }

 private:
  double rounding() const {  // Variance.
    return (bounds_.high - bounds_.low) * (bounds_.high - bounds_.low) / 12;
  }

  Between bounds_;
};

struct Deviations {
  double noise;
  double level;
  double slope;
  double film;
};

// The least that a side must have moved between two months.
double least_move(const Between& from, const Between& to) {
  return std::max({0.0, to.low - from.high, from.low - to.high});
}

// The normal law nearest to the posterior of the path, given the standard deviations.
class PathLaw {
 public:
  explicit PathLaw(std::span<const MonthBounds> months) : sites_(months.size()) {
    for (std::size_t t = 0; t < months.size(); ++t) {
      film_.emplace_back(months[t].film);
      music_.emplace_back(months[t].music);
      const bool last = t + 1 == months.size();
      moves_.push_back(last ? 0 : least_move(months[t].film, months[t + 1].film));
    }
    film_variance_.resize(months.size());
  }

  // The log-likelihood of the standard deviations; `sites` as a start, and as they come to be.
  double fit(const Deviations& sd) {
    constexpr int most_rounds = 30;
    constexpr double settled = 0.01;
    spread_shocks(sd.film);
    double likelihood = -infinite;
    for (int round = 0; round < most_rounds; ++round) {
      const double exact = set_exact(sd);
      const double normal = trend_.filter(sites_, film_variance_, sd.level, sd.slope);
      trend_.smooth();
      const double before = likelihood;
      likelihood = exact + normal + refine(sd);
      if (std::abs(likelihood - before) < settled) break;
    }
    if (std::isfinite(likelihood)) return likelihood;
    sites_.assign(sites_.size(), {});  // Deviations that the bounds rule out; the next start anew.
    return -infinite;
  }

  std::span<const MonthSites> sites() const { return sites_; }

  // Makes ready to draw with sites that fit() gave for the same deviations.
  void restore(const Deviations& sd, std::span<const MonthSites> sites) {
    std::copy(sites.begin(), sites.end(), sites_.begin());
    noise_variance_ = sd.noise * sd.noise;
    spread_shocks(sd.film);
    trend_.filter(sites_, film_variance_, sd.level, sd.slope);
    trend_.smooth();
    start_at_mean();
  }

  // The next path: an independent one where no side was below its floor.
  std::span<const double> draw(Random& random) {
    trend_.draw(random, fresh_);
    if (floored_.empty()) return fresh_.level;
    turn_to(fresh_, random);
    return at_.level;
  }
  bool has_floors() const { return !floored_.empty(); }

 private:
  // A film's shocks have heavy tails: a Student law of two degrees of freedom is a normal one whose
  // variance is drawn for each shock, and given the shock its mean is this.
  void spread_shocks(double film_sd) {
    constexpr double freedom = 2;
    for (std::size_t t = 0; t < moves_.size(); ++t) {
      film_variance_[t] = (freedom * film_sd * film_sd + moves_[t] * moves_[t]) / (freedom + 1);
    }
  }

  double set_exact(const Deviations& sd) {
    const double noise = sd.noise * sd.noise;
    double constant = 0;
    for (std::size_t t = 0; t < sites_.size(); ++t) {
      if (exact_film(t, sd)) constant += film_[t].set_exact(sites_[t].film, 0);
      if (exact_music(t, sd)) constant += music_[t].set_exact(sites_[t].music, noise);
    }
    return constant;
  }

  double refine(const Deviations& sd) {
    const double noise = sd.noise * sd.noise;
    const std::span<const PairTrend::Sides> sides = trend_.smoothed();
    double sum = 0;
    for (std::size_t t = 0; t < sites_.size(); ++t) {
      if (!film_[t].silent() && !exact_film(t, sd)) {
        sum += film_[t].refine(sites_[t].film, sides[t].film, 0);
      }
      if (!music_[t].silent() && !exact_music(t, sd)) {
        sum += music_[t].refine(sites_[t].music, sides[t].music, noise);
      }
    }
    return sum;
  }

  // The mean of the normal law, and the floors that it keeps to.
  void start_at_mean() {
    const std::span<const PairTrend::Sides> sides = trend_.smoothed();
    mean_.film.resize(sides.size());
    mean_.level.resize(sides.size());
    floored_.clear();
    for (std::size_t t = 0; t < sides.size(); ++t) {
      mean_.film[t] = sides[t].film.mean;
      mean_.level[t] = sides[t].level.mean;
      if (film_[t].floored() && mean_.film[t] < film_[t].ceiling()) floored_.push_back({t, true});
      if (music_[t].floored()) floored_.push_back({t, false});
    }
    at_ = mean_;
    log_ratio_ = log_ratio(at_);
  }

  // Of the floors' true likelihood over that of their sites.
  double log_ratio(const PairTrend::Path& path) const {
    double sum = 0;
    for (const auto& [t, of_film] : floored_) {
      const double value = path.film[t] + (of_film ? 0 : path.level[t]);
      const Site& site = of_film ? sites_[t].film : sites_[t].music;
      const Seen& seen = of_film ? film_[t] : music_[t];
      sum += seen.log_below_ceiling(value, of_film ? 0 : noise_variance_) -
             (site.shift - site.precision * value / 2) * value;
    }
    return sum;
  }

  // Elliptical slice sampling: a point of the ellipse through the path and a fresh one that is as likely
  // as the path, give or take.
  void turn_to(const PairTrend::Path& fresh, Random& random) {
    boost::random::uniform_01<double> uniform;
    const double least = log_ratio_ + std::log(uniform(random));
    double angle = 2 * std::numbers::pi * uniform(random);
    double low = angle - 2 * std::numbers::pi;
    double high = angle;
    while (high - low > 1e-9) {
      blend(fresh, std::cos(angle), std::sin(angle));
      const double found = log_ratio(trial_);
      if (found > least) {
        std::swap(at_, trial_);
        log_ratio_ = found;
        return;
      }
      (angle < 0 ? low : high) = angle;
      angle = low + (high - low) * uniform(random);
    }
  }

  void blend(const PairTrend::Path& fresh, double keep, double take) {
    trial_ = mean_;
    for (std::size_t t = 0; t < mean_.film.size(); ++t) {
      trial_.film[t] +=
          keep * (at_.film[t] - mean_.film[t]) + take * (fresh.film[t] - mean_.film[t]);
      trial_.level[t] +=
          keep * (at_.level[t] - mean_.level[t]) + take * (fresh.level[t] - mean_.level[t]);
    }
  }

  bool exact_film(std::size_t t, const Deviations& sd) const {
    return film_[t].nearly_exact(sd.noise * sd.noise);
  }
  bool exact_music(std::size_t t, const Deviations& sd) const {
    return music_[t].nearly_exact(sd.noise * sd.noise);
  }

  std::vector<Seen> film_;
  std::vector<Seen> music_;
  std::vector<double> moves_;
  std::vector<double> film_variance_;
  std::vector<MonthSites> sites_;
  PairTrend trend_;

  struct Floored {
    std::size_t month;
    bool film;  // Or the music.
  };
  std::vector<Floored> floored_;
  double noise_variance_ = 0;
  PairTrend::Path mean_;
  PairTrend::Path fresh_;
  PairTrend::Path trial_;
  PairTrend::Path at_;
  double log_ratio_ = 0;  // Of the path that draws have come to.
};

// Logarithms of the standard deviations, standardised by the prior: its law is N(0, I).
constexpr std::size_t dimensions = 4;
using Point = std::array<double, dimensions>;

Deviations deviations(const Point& at, const TrendPrior& prior) {
  const auto value = [](const TrendPrior::LogNormal& law, double z) {
    return law.median * std::exp(law.log_sd * z);
  };
  return {value(prior.noise, at[0]), value(prior.level, at[1]), value(prior.slope, at[2]),
          value(prior.film, at[3])};
}

double log_normal_density(const Point& at) {  // Without its constant.
  return -std::inner_product(at.begin(), at.end(), at.begin(), 0.0) / 2;
}

// A Student t law of four dimensions, relative to N(0, I): both without (2π)^−2.
class StudentLaw {
 public:
  static constexpr double freedom = 5;

  StudentLaw(const Point& mean, const std::array<Point, dimensions>& covariance) : mean_(mean) {
    for (std::size_t i = 0; i < dimensions; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        double sum = covariance[i][j];
        for (std::size_t k = 0; k < j; ++k) sum -= root_[i][k] * root_[j][k];
        root_[i][j] = i == j ? std::sqrt(std::max(sum, 1e-4)) : sum / root_[j][j];
      }
    }
    // Γ(9/2) / (Γ(5/2) · (5/2)²) for five degrees of freedom in four dimensions.
    constexpr double gamma_quotient = 1.4;
    log_constant_ = std::log(gamma_quotient);
    for (std::size_t i = 0; i < dimensions; ++i) log_constant_ -= std::log(root_[i][i]);
  }

  double log_density(const Point& at) const {
    Point z{};
    double square = 0;
    for (std::size_t i = 0; i < dimensions; ++i) {
      double sum = at[i] - mean_[i];
      for (std::size_t k = 0; k < i; ++k) sum -= root_[i][k] * z[k];
      z[i] = sum / root_[i][i];
      square += z[i] * z[i];
    }
    return log_constant_ - (freedom + dimensions) / 2 * std::log1p(square / freedom);
  }

  Point draw(Random& random) const {
    boost::random::normal_distribution<double> normal;
    boost::random::chi_squared_distribution<double> chi_squared(freedom);
    Point z{};
    for (double& value : z) value = normal(random);
    const double stretch = std::sqrt(freedom / chi_squared(random));
    Point at = mean_;
    for (std::size_t i = 0; i < dimensions; ++i) {
      for (std::size_t k = 0; k <= i; ++k) at[i] += stretch * root_[i][k] * z[k];
    }
    return at;
  }

 private:
  Point mean_;
  std::array<Point, dimensions> root_{};
  double log_constant_ = 0;
};

struct Candidate {
  Point at;
  double log_likelihood;
  std::vector<MonthSites> sites;
};

// Draws that would say as much if all weighed the same (Kong 1992). REQUIRES: weights of sum 1.
double effective_size(std::span<const double> weights) {
  return 1 / std::inner_product(weights.begin(), weights.end(), weights.begin(), 0.0);
}

// exp(power · log weight), with a sum of 1.
std::vector<double> normalised(std::span<const double> log_weights, double power) {
  const double most = *std::max_element(log_weights.begin(), log_weights.end());
  std::vector<double> weights;
  for (const double log_weight : log_weights)
    weights.push_back(std::exp(power * (log_weight - most)));
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight /= sum;
  return weights;
}

// Adaptive multiple importance sampling of the standard deviations: a first round from the prior, later
// ones mostly from Student laws that follow what was found, until enough of it weighs alike. While few
// points carry all the weight, a law follows weights that were made more alike.
class DeviationSampler {
 public:
  DeviationSampler(PathLaw& law, const TrendPrior& prior, Random& random)
      : law_(law), prior_(prior), random_(random) {}

  void run() {
    constexpr int most_rounds = 12;
    constexpr double enough = 120;
    for (int round = 0; round < most_rounds; ++round) {
      for (int i = 0; i < a_round; ++i) try_point(next_point());
      const std::vector<double> log_weights = weigh();
      weights_ = normalised(log_weights, 1);
      if (effective_size(weights_) >= enough) return;
      laws_.push_back(fitted(log_weights));
    }
  }

  std::span<const Candidate> candidates() const { return candidates_; }
  std::span<const double> weights() const { return weights_; }

 private:
  static constexpr int a_round = 60;
  static constexpr double from_prior = 0.1;

  Point next_point() {
    boost::random::uniform_01<double> uniform;
    if (!laws_.empty() && uniform(random_) >= from_prior) return laws_.back().draw(random_);
    boost::random::normal_distribution<double> normal;
    Point at{};
    for (double& value : at) value = normal(random_);
    return at;
  }

  void try_point(const Point& at) {
    const double log_likelihood = law_.fit(deviations(at, prior_));
    candidates_.push_back({at, log_likelihood, {law_.sites().begin(), law_.sites().end()}});
  }

  // By the mixture of all laws drawn from so far (Cornuet et al. 2012).
  std::vector<double> weigh() const {
    std::vector<double> log_weights;
    const auto laws = static_cast<double>(laws_.size());
    for (const Candidate& candidate : candidates_) {
      const double prior = log_normal_density(candidate.at);
      double mixture = 1 + laws * from_prior;
      for (const StudentLaw& law : laws_) {
        mixture += (1 - from_prior) * std::exp(law.log_density(candidate.at) - prior);
      }
      log_weights.push_back(candidate.log_likelihood - std::log(mixture));
    }
    return log_weights;
  }

  StudentLaw fitted(std::span<const double> log_weights) const {
    constexpr double enough_to_follow = 20;
    std::vector<double> weights = weights_;
    for (double power = 0.5; effective_size(weights) < enough_to_follow && power > 0.001;
         power /= 2) {
      weights = normalised(log_weights, power);
    }
    constexpr double wider = 1.2;    // Than what was found, for tails.
    constexpr double ridge = 0.005;  // Lest few points make it narrow.
    Point mean{};
    std::array<Point, dimensions> covariance{};
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      for (std::size_t a = 0; a < dimensions; ++a) mean[a] += weights[i] * candidates_[i].at[a];
    }
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const Point& at = candidates_[i].at;
      for (std::size_t a = 0; a < dimensions; ++a) {
        for (std::size_t b = 0; b < dimensions; ++b) {
          covariance[a][b] += wider * weights[i] * (at[a] - mean[a]) * (at[b] - mean[b]);
        }
      }
    }
    for (std::size_t a = 0; a < dimensions; ++a) covariance[a][a] += ridge;
    return {mean, covariance};
  }

  PathLaw& law_;
  const TrendPrior& prior_;
  Random& random_;
  std::vector<Candidate> candidates_;
  std::vector<double> weights_;
  std::vector<StudentLaw> laws_;
};

// How often each is taken when `draws` are taken by weight, at even steps (systematic resampling).
std::vector<std::int64_t> shares_of(std::span<const double> weights, std::int64_t draws,
                                    Random& random) {
  const double offset = boost::random::uniform_01<double>()(random);
  std::vector<std::int64_t> counts(weights.size());
  double sum = 0;
  std::int64_t taken = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum += weights[i];
    const bool last = i + 1 == weights.size();
    const auto upto = last ? draws
                           : std::min(draws, static_cast<std::int64_t>(std::floor(
                                                 sum * static_cast<double>(draws) + offset)));
    counts[i] = upto - taken;
    taken = upto;
  }
  return counts;
}

double weighted_median(std::vector<std::pair<double, double>> values) {
  std::sort(values.begin(), values.end());
  double sum = 0;
  for (const auto& [value, weight] : values) {
    sum += weight;
    if (sum >= 0.5) return value;
  }
  return values.back().first;
}

void describe(TrendDraws& result, const DeviationSampler& sampler, const TrendPrior& prior) {
  std::array<std::vector<std::pair<double, double>>, 3> values;
  for (std::size_t i = 0; i < sampler.weights().size(); ++i) {
    const Deviations sd = deviations(sampler.candidates()[i].at, prior);
    values[0].emplace_back(sd.noise, sampler.weights()[i]);
    values[1].emplace_back(sd.level, sampler.weights()[i]);
    values[2].emplace_back(sd.slope, sampler.weights()[i]);
  }
  const std::span<const double> weights = sampler.weights();
  result.effective = 1 / std::inner_product(weights.begin(), weights.end(), weights.begin(), 0.0);
  result.noise_sd = weighted_median(std::move(values[0]));
  result.level_sd = weighted_median(std::move(values[1]));
  result.slope_sd = weighted_median(std::move(values[2]));
}

}  // namespace

TrendDraws draw_ratio(std::span<const MonthBounds> months, const TrendPrior& prior,
                      std::int64_t draws, Random& random) {
  constexpr int burn_in = 5;
  PathLaw law(months);
  DeviationSampler sampler(law, prior, random);
  sampler.run();
  TrendDraws result;
  result.months = months.size();
  result.levels.reserve(months.size() * static_cast<std::size_t>(draws));
  const auto counts = shares_of(sampler.weights(), draws, random);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    const Candidate& candidate = sampler.candidates()[i];
    law.restore(deviations(candidate.at, prior), candidate.sites);
    for (int k = 0; law.has_floors() && k < burn_in; ++k) law.draw(random);
    for (std::int64_t k = 0; k < counts[i]; ++k) {
      const std::span<const double> path = law.draw(random);
      result.levels.insert(result.levels.end(), path.begin(), path.end());
    }
  }
  describe(result, sampler, prior);
  return result;
}

}  // namespace outlive
