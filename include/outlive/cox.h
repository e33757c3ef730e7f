// What raises or lowers the risk of ending, and by how much: Cox's proportional hazards model.
//
// The hazard of a life at time t is h0(t) exp(x · beta): a common course h0, left open, times what
// the covariates x do. exp(beta) is the hazard ratio of one unit of a covariate: 0.5 halves the
// risk of ending at every moment. Strata each have an h0 of their own, and are compared within
// only.
//
//   const std::vector<double> stop = ..., film_rating = ..., has_theme = ...;
//   CoxData data;
//   data.stop = stop;
//   data.event = event;
//   data.covariates = {{"rating", film_rating}, {"theme", has_theme}};
//   const CoxModel model = cox(data);
//   model.coefficients[1].hazard_ratio;               // 0.71, 0.55 to 0.92, n = 214 events
//   test_proportional_hazards(model, data).global.p;  // is one ratio for all times fair?
//
// A covariate that changes with time (in cinemas, then no more) is written as several rows for one
// life, (start, stop], each with the value that held then; only the last can have an event. The
// same `start` serves for lives that came under watch late. Where one life has several rows with
// events, or lives come in families, give `cluster` so that the errors allow for it.
//
// Conventions. A row is at risk on (start, stop]. Times are compared exactly (`timefix = FALSE` in
// R). Rows of weight 0 count as absent. Results do not depend on the order of the rows, rounding
// aside. z, p and intervals rest on the robust error where there is one. All log-likelihoods are
// partial ones.
//
// Cost: O(n log n + n p^2) for a step, whatever the number of event times and strata; memory for
// one copy of the covariates. The matrix of second moments is never carried along the risk sets:
// with r_i a row's relative risk, L_i the baseline hazard summed over its time at risk, m_k the
// mean covariates in the risk set of the k-th event time and d_k its events, the information is
// X' diag(r_i L_i) X − sum_k d_k m_k m_k', two weighted Gram matrices.
//
// Sources: Cox 1972; ties: Efron 1977 (Breslow 1974); robust variance: Lin & Wei 1989; test of
// proportional hazards: Grambsch & Therneau 1994 as a score test (Therneau & Grambsch 2000, ch. 6);
// concordance: Harrell 1982, Therneau & Watson 2015. Equal to `coxph`, `cox.zph`, `concordance` of
// R's survival 3.5.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "outlive/estimate.h"

namespace outlive {

// One column of the design matrix, viewed, not owned.
struct Covariate {
  std::string name;
  std::span<const double> values;  // One a row.
  // Columns of one term (the levels of one factor) are tested together by
  // test_proportional_hazards(). Empty: the column is a term of its own.
  std::string term;
};

// The rows of a Cox model: views of the caller's columns, each as long as `stop`, or empty where
// optional.
struct CoxData {
  std::span<const double> start;  // Optional: at risk from the beginning.
  std::span<const double> stop;
  std::span<const std::uint8_t> event;  // 1: ended at `stop`; 0: censored there.
  std::vector<Covariate> covariates;
  std::span<const std::int32_t> stratum;  // Optional: any whole number.
  std::span<const double> weight;         // Optional: 1.
  std::span<const std::int32_t> cluster;  // Optional: any whole number; asks for robust errors.
};

enum class Ties { efron, breslow };

struct CoxOptions {
  Ties ties = Ties::efron;
  double confidence = 0.95;
  bool robust = false;  // Robust errors even without clusters: every row is its own.
  int max_iterations = 50;
};

// A square matrix, element (row, column).
struct SquareMatrix {
  std::size_t size = 0;
  std::vector<double> values;

  double operator()(std::size_t row, std::size_t column) const {
    return values[row * size + column];
  }
};

// A statistic that follows a chi-square distribution when nothing is there to be found.
struct ChiSquareTest {
  double chi_square = 0;
  int degrees_of_freedom = 0;
  double p = 1;
};

struct CoxCoefficient {
  std::string name;
  double coefficient = 0;                                              // Log of the hazard ratio.
  double std_error = 0;                                                // From the information.
  double robust_std_error = std::numeric_limits<double>::quiet_NaN();  // NaN when not asked for.
  double z = 0;
  double p = 1;
  Estimate hazard_ratio;  // n: events.
};

struct CoxModel {
  std::vector<CoxCoefficient> coefficients;  // In the order of the covariates.
  SquareMatrix covariance;                   // Inverse of the information.
  SquareMatrix robust_covariance;            // Empty when not asked for.
  double log_likelihood_null = 0;            // All coefficients 0.
  double log_likelihood = 0;
  ChiSquareTest likelihood_ratio;
  ChiSquareTest wald;   // Robust where the errors are.
  ChiSquareTest score;  // At coefficients 0.
  std::int64_t n = 0;   // Rows with a weight.
  std::int64_t n_events = 0;
  std::int64_t n_clusters = 0;  // 0 when errors are not robust.
  int iterations = 0;
  bool converged = false;
  Ties ties = Ties::efron;
};

// Fits the model by Newton–Raphson with step-halving. Throws Error for columns of unequal length,
// values that are not finite, stop <= start, negative weights (naming the row, counted from 1), no
// events, a covariate that does not vary where it could matter, one that is a combination of
// others, and one whose coefficient runs off to infinity because it splits the events cleanly.
CoxModel cox(const CoxData& data, const CoxOptions& options = {});

// The time scale on which a coefficient's drift is looked for. `kaplan_meier`, one less the
// survival just before t, spreads events evenly and is least upset by late stragglers.
enum class TimeTransform { kaplan_meier, identity, log, rank };

struct ProportionalHazards {
  struct Term {
    std::string name;
    ChiSquareTest test;
  };
  std::vector<Term> terms;
  ChiSquareTest global;
};

// Does each hazard ratio stay the same over time? Score tests against beta + gamma g(t), a term at
// a time and all at once; a small p says that one number does not describe the effect. `model` must
// have been fitted to `data`. `log` needs positive event times, else Error.
ProportionalHazards test_proportional_hazards(
    const CoxModel& model, const CoxData& data,
    TimeTransform transform = TimeTransform::kaplan_meier);

// How well the model ranks lives.
struct Concordance {
  // Among comparable pairs, the share in which the life with the higher risk ended first; ties in
  // risk count half. 0.5 is guessing. n: events.
  Estimate concordance;
  double std_error = 0;  // Infinitesimal jackknife, by cluster where the data have them.
  double concordant = 0, discordant = 0;  // Pairs, weighted.
  double tied_risk = 0, tied_time = 0, tied_both = 0;
};

// Harrell's C of the model's risk scores, within strata, in O(n log n).
Concordance concordance(const CoxModel& model, const CoxData& data, double confidence = 0.95);

}  // namespace outlive
