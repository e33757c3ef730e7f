// A film's attention and its ratio to the music's as one state that moves from month to month, all of it
// in logarithms:
//
//   film[t+1]  = film[t] + N(0, film_variance[t])
//   level[t+1] = level[t] + slope[t] + N(0, level_sd²)      a local linear trend (Harvey 1989)
//   slope[t+1] = slope[t]            + N(0, slope_sd²)
//   music[t]   = film[t] + level[t] + noise
//
// DESCRIPTION. Neither side is seen itself. A site says of the film, or of the film plus the level, what
// the factor exp(shift·x − precision·x²/2) says of x: a music y seen with noise variance V is the site
// {1/V, y/V}, and a month that says nothing is {0, 0}. filter() gives the likelihood, smooth() what all
// sites together say of both sides, draw() a path from its joint law given all sites.
//
// The film is in the state because what rounding hides of it lasts: a film that stands at 0.7 is shown
// as 1 for years, and a year of such months says no more of the ratio than one.
//
// IMPLEMENTATION. Kalman filter, Rauch–Tung–Striebel smoother, and backward sampling (Carter & Kohn 1994;
// Frühwirth-Schnatter 1994) for three states; nothing is allocated once a series of that length has been
// seen. The first state has the wide, proper law of TrendStart, so that a side only known to lie below a
// floor has a posterior too. Durbin & Koopman (2012), ch. 4.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

#include "base/random.h"

namespace outlive {

// The standard deviations of the law of the first state; its means are 0.
struct TrendStart {
  double film = 10;
  double level = 3;     // The ratio lies from 1/400 to 400.
  double slope = 0.15;  // It changes by at most a third a month.
};

struct Site {
  double precision = 0;
  double shift = 0;
};

struct MonthSites {
  Site film;
  Site music;
};

struct Normal {
  double mean = 0;
  double variance = 0;
};

// The logarithm of the integral of a site against a normal law.
double log_site_integral(const Site& site, const Normal& law);

class PairTrend {
 public:
  // The log-likelihood of the sites. REQUIRES: as many variances as sites; all of them, and both
  // standard deviations, above 0.
  double filter(std::span<const MonthSites> sites, std::span<const double> film_variance,
                double level_sd, double slope_sd, const TrendStart& start = {});

  struct Sides {
    Normal film;
    Normal music;  // The film plus the level, without noise.
    Normal level;
  };
  // Given all sites last filtered.
  std::span<const Sides> smooth();
  std::span<const Sides> smoothed() const { return smoothed_; }

  struct Path {
    std::vector<double> film;
    std::vector<double> level;
  };
  // A path given all sites. REQUIRES: smooth() after filter().
  void draw(Random& random, Path& path) const;

 private:
  using State = Eigen::Vector3d;
  using Covariance = Eigen::Matrix3d;
  struct Law {
    State mean;
    Covariance covariance;
  };
  // From a month back to the one before: mean = filtered + gain · (next − predicted).
  struct Backward {
    Covariance gain;
    Covariance root;  // Cholesky factor of what the next month leaves unknown.
  };

  std::vector<Law> filtered_;
  std::vector<Law> predicted_;
  std::vector<Backward> backward_;
  std::vector<Sides> smoothed_;
};

}  // namespace outlive
