// Logistic regression with a ridge penalty, by Newton's method.
#pragma once

#include <Eigen/Core>

namespace outlive {

// Rows of covariates, each with what came of it and how often it counts.
struct LogisticRows {
  // Row-major, so that blocks of rows stay in the cache.
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> covariates;
  Eigen::VectorXd outcome;  // 0 or 1.
  Eigen::VectorXd weight;
};

// The maximum of  Σ w (y log p + (1 − y) log(1 − p)) − ½ ridge Σ b²,  logit p = a + z·b,  where z are
// the covariates centred and scaled to unit (weighted) variance; those that do not vary have b = 0.
// The intercept a is not penalised.
struct LogisticFit {
  Eigen::VectorXd centre;
  Eigen::VectorXd scale;         // 0 where a covariate does not vary.
  Eigen::VectorXd coefficients;  // The intercept, then one a covariate, of unit variance.
  // Inverse of the penalised information.
  Eigen::MatrixXd bread;

  // 1 and the scaled covariates.
  Eigen::VectorXd standardised(const Eigen::Ref<const Eigen::VectorXd>& covariates) const;
  double log_odds(const Eigen::Ref<const Eigen::VectorXd>& covariates) const;
};

// With nothing but zeros (or ones) the intercept is that of half an event (or non-event).
// Standardises `rows.covariates` in place. REQUIRES: at least one row with a positive weight.
LogisticFit fit_logistic(LogisticRows& rows, double ridge);

// The score w (y − p) (1, z) of each row, of standardised covariates.
Eigen::VectorXd logistic_residuals(const LogisticRows& standardised, const LogisticFit& fit);

}  // namespace outlive
