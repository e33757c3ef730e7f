#include "outlive/pair_trend.h"

#include <Eigen/LU>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cmath>

namespace outlive {
namespace {

using State = Eigen::Vector3d;
using Covariance = Eigen::Matrix3d;

const State film_side(1, 0, 0);
const State music_side(1, 1, 0);

// Multiplies the law N(mean, covariance) by a site of `side`; returns the logarithm of its integral.
double multiply(State& mean, Covariance& covariance, const Site& site, const State& side) {
  if (site.precision == 0 && site.shift == 0) return 0;
  const State with_side = covariance * side;
  const Normal law{side.dot(mean), side.dot(with_side)};
  const double scale = 1 + law.variance * site.precision;
  mean += with_side * ((site.shift - site.precision * law.mean) / scale);
  covariance -= with_side * (with_side.transpose() * (site.precision / scale));
  return log_site_integral(site, law);
}

// The slope is added to the level.
void step(Covariance& covariance) {
  covariance.row(1) += covariance.row(2);
  covariance.col(1) += covariance.col(2);
}

// Lower triangular; a variance that rounding made negative counts as 0.
Covariance cholesky(const Covariance& covariance) {
  Covariance root = Covariance::Zero();
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j <= i; ++j) {
      const double left = covariance(i, j) - root.row(i).head(j).dot(root.row(j).head(j));
      if (i == j) {
        root(i, i) = std::sqrt(std::max(0.0, left));
      } else if (root(j, j) > 0) {
        root(i, j) = left / root(j, j);
      }
    }
  }
  return root;
}

}  // namespace

double log_site_integral(const Site& site, const Normal& law) {
  const double scale = 1 + law.variance * site.precision;
  const double exponent = 2 * law.mean * site.shift + law.variance * site.shift * site.shift -
                          site.precision * law.mean * law.mean;
  return (exponent / scale - std::log(scale)) / 2;
}

double PairTrend::filter(std::span<const MonthSites> sites, std::span<const double> film_variance,
                         double level_sd, double slope_sd, const TrendStart& start) {
  filtered_.resize(sites.size());
  predicted_.resize(sites.size());
  State mean = State::Zero();
  Covariance covariance = Covariance::Zero();
  covariance.diagonal() << start.film * start.film, start.level * start.level,
      start.slope * start.slope;
  double log_likelihood = 0;
  for (std::size_t t = 0; t < sites.size(); ++t) {
    predicted_[t] = {mean, covariance};
    log_likelihood += multiply(mean, covariance, sites[t].film, film_side);
    log_likelihood += multiply(mean, covariance, sites[t].music, music_side);
    filtered_[t] = {mean, covariance};
    mean[1] += mean[2];
    step(covariance);
    covariance(0, 0) += film_variance[t];
    covariance(1, 1) += level_sd * level_sd;
    covariance(2, 2) += slope_sd * slope_sd;
  }
  return log_likelihood;
}

std::span<const PairTrend::Sides> PairTrend::smooth() {
  smoothed_.resize(filtered_.size());
  backward_.resize(filtered_.size());
  Law later{State::Zero(), Covariance::Zero()};
  for (std::size_t t = filtered_.size(); t-- > 0;) {
    Law law = filtered_[t];
    Backward& back = backward_[t];
    back.gain.setZero();
    if (t + 1 < filtered_.size()) {
      Covariance ahead = filtered_[t].covariance;  // With the next month's state.
      ahead.col(1) += ahead.col(2);
      back.gain.noalias() = ahead * predicted_[t + 1].covariance.inverse();
      law.covariance.noalias() -= back.gain * ahead.transpose();
    }
    back.root = cholesky(law.covariance);
    if (t + 1 < filtered_.size()) {
      law.mean.noalias() += back.gain * (later.mean - predicted_[t + 1].mean);
      law.covariance.noalias() += back.gain * later.covariance * back.gain.transpose();
    }
    const auto side = [&](const State& of) {
      return Normal{of.dot(law.mean), of.dot(law.covariance * of)};
    };
    smoothed_[t] = {side(film_side), side(music_side), side(music_side - film_side)};
    later = law;
  }
  return smoothed_;
}

void PairTrend::draw(Random& random, Path& path) const {
  path.film.resize(filtered_.size());
  path.level.resize(filtered_.size());
  boost::random::normal_distribution<double> normal;
  State state = State::Zero();
  for (std::size_t t = filtered_.size(); t-- > 0;) {
    State mean = filtered_[t].mean;
    if (t + 1 < filtered_.size()) {
      mean.noalias() += backward_[t].gain * (state - predicted_[t + 1].mean);
    }
    const double first = normal(random);
    const double second = normal(random);
    const double third = normal(random);
    state.noalias() = mean + backward_[t].root * State(first, second, third);
    path.film[t] = state[0];
    path.level[t] = state[1];
  }
}

}  // namespace outlive
