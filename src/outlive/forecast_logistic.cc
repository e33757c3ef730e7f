#include "outlive/forecast_logistic.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace outlive {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index block = 256;
constexpr int max_iterations = 50;
constexpr double tolerance = 1e-10;  // Of the gain that another step promises.

double logistic(double x) {
  return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x));
}

// log(1 + exp(x)) without overflow.
double log_one_plus_exp(double x) {
  return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

void standardise(LogisticRows& rows, LogisticFit& fit) {
  const double total = rows.weight.sum();
  fit.centre = rows.covariates.transpose() * rows.weight / total;
  rows.covariates.rowwise() -= fit.centre.transpose();
  const VectorXd variance =
      (rows.covariates.array().square().matrix().transpose() * rows.weight) / total;
  fit.scale = variance.unaryExpr([](double v) { return v > 1e-18 ? std::sqrt(v) : 0; });
  const VectorXd inverse = fit.scale.unaryExpr([](double s) { return s > 0 ? 1 / s : 0; });
  rows.covariates.array().rowwise() *= inverse.transpose().array();
}

VectorXd linear_predictor(const LogisticRows& rows, const VectorXd& beta) {
  return (rows.covariates * beta.tail(beta.size() - 1)).array() + beta(0);
}

double penalty(const VectorXd& beta, double ridge) {
  return 0.5 * ridge * beta.tail(beta.size() - 1).squaredNorm();
}

double objective(const LogisticRows& rows, const VectorXd& eta) {
  double sum = 0;
  for (Index i = 0; i < eta.size(); ++i) {
    sum += rows.weight(i) * (rows.outcome(i) * eta(i) - log_one_plus_exp(eta(i)));
  }
  return sum;
}

// Gradient and information of the penalised likelihood.
struct Derivatives {
  VectorXd gradient;
  MatrixXd information;
};

Derivatives derivatives(const LogisticRows& rows, const VectorXd& eta, const VectorXd& beta,
                        double ridge) {
  const Index p = beta.size();
  Derivatives d{VectorXd::Zero(p), MatrixXd::Zero(p, p)};
  MatrixXd scaled(p, block);
  for (Index begin = 0; begin < eta.size(); begin += block) {
    const Index count = std::min(block, eta.size() - begin);
    for (Index i = 0; i < count; ++i) {
      const Index row = begin + i;
      const double probability = logistic(eta(row));
      const double weight = rows.weight(row);
      const double residual = weight * (rows.outcome(row) - probability);
      const double root = std::sqrt(weight * probability * (1 - probability));
      d.gradient(0) += residual;
      d.gradient.tail(p - 1) += residual * rows.covariates.row(row).transpose();
      scaled(0, i) = root;
      scaled.col(i).tail(p - 1) = root * rows.covariates.row(row).transpose();
    }
    d.information.selfadjointView<Eigen::Lower>().rankUpdate(scaled.leftCols(count));
  }
  d.information.triangularView<Eigen::StrictlyUpper>() = d.information.transpose();
  d.gradient.tail(p - 1) -= ridge * beta.tail(p - 1);
  // What does not vary gets a place on the diagonal, so that it stays at 0.
  d.information.diagonal().tail(p - 1).array() += std::max(ridge, 1e-9);
  return d;
}

VectorXd start(const LogisticRows& rows) {
  const double events = rows.weight.dot(rows.outcome);
  const double total = rows.weight.sum();
  VectorXd beta = VectorXd::Zero(rows.covariates.cols() + 1);
  beta(0) = std::log((events + 0.5) / (total - events + 0.5));
  return beta;
}

}  // namespace

VectorXd LogisticFit::standardised(const Eigen::Ref<const VectorXd>& covariates) const {
  VectorXd z(covariates.size() + 1);
  z(0) = 1;
  for (Index i = 0; i < covariates.size(); ++i) {
    z(i + 1) = scale(i) > 0 ? (covariates(i) - centre(i)) / scale(i) : 0;
  }
  return z;
}

double LogisticFit::log_odds(const Eigen::Ref<const VectorXd>& covariates) const {
  return coefficients.dot(standardised(covariates));
}

LogisticFit fit_logistic(LogisticRows& rows, double ridge) {
  LogisticFit fit;
  standardise(rows, fit);
  VectorXd beta = start(rows);
  VectorXd eta = linear_predictor(rows, beta);
  const double events = rows.weight.dot(rows.outcome);
  const bool one_sided = events <= 0 || events >= rows.weight.sum();
  double value = objective(rows, eta) - penalty(beta, ridge);
  Derivatives d = derivatives(rows, eta, beta, ridge);
  for (int iteration = 0; iteration < max_iterations && !one_sided; ++iteration) {
    const VectorXd step = d.information.ldlt().solve(d.gradient);
    if (step.dot(d.gradient) < tolerance) break;
    double share = 1;
    for (; share > 1e-6; share /= 2) {
      const VectorXd moved = beta + share * step;
      const VectorXd moved_eta = linear_predictor(rows, moved);
      const double moved_value = objective(rows, moved_eta) - penalty(moved, ridge);
      if (moved_value < value) continue;
      beta = moved;
      eta = moved_eta;
      value = moved_value;
      break;
    }
    if (share <= 1e-6) break;
    d = derivatives(rows, eta, beta, ridge);
  }
  fit.coefficients = beta;
  fit.bread = d.information.ldlt().solve(MatrixXd::Identity(beta.size(), beta.size()));
  return fit;
}

VectorXd logistic_residuals(const LogisticRows& standardised, const LogisticFit& fit) {
  const VectorXd eta = linear_predictor(standardised, fit.coefficients);
  return standardised.weight.cwiseProduct(standardised.outcome - eta.unaryExpr(&logistic));
}

}  // namespace outlive
