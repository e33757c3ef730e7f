#include "outlive/cox.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <optional>
#include <string>

#include "outlive/error.h"
#include "survival/cox_rows.h"
#include "survival/cox_score.h"

namespace outlive {
namespace {

constexpr std::size_t block_size = 512;

using Eigen::MatrixXd;
using Eigen::VectorXd;

// The partial likelihood at one beta, with its first two derivatives.
struct Likelihood {
  double log_likelihood = 0;
  VectorXd score;
  MatrixXd information;
};

// Room for what an evaluation needs, kept from one to the next.
struct Workspace {
  explicit Workspace(const CoxRows& rows)
      : risk(rows.size()),
        exposure(rows.size()),
        cumulative_hazard(rows.times.size()),
        tie_relief(rows.times.size()),
        means(block_size * rows.stride),
        gram(rows.stride * rows.stride),
        score(rows.stride),
        beta(rows.stride) {}

  std::vector<double> risk;               // By row: weight exp(x beta).
  std::vector<double> exposure;           // By row: risk times the hazard summed while at risk.
  std::vector<double> cumulative_hazard;  // By event time, within its stratum.
  std::vector<double> tie_relief;         // By event time: hazard Efron spares the tied rows.
  AlignedNumbers means;                   // A block of risk-set means,
  std::array<double, block_size> mean_weight = {};  // and their events.
  AlignedNumbers gram;
  AlignedNumbers score;
  AlignedNumbers beta;
};

inline void compute_risks(const CoxRows& rows, const double* beta, std::size_t begin,
                          std::size_t end, double* risk) {
  alignas(Vector4) std::array<double, lanes> four;
  for (std::size_t i = begin; i < end; i += lanes) {
    const std::size_t count = std::min(lanes, end - i);
    for (std::size_t l = 0; l < lanes; ++l) {
      four[l] = l < count ? dot(rows.row(i + l), beta, rows.stride) : 0;
    }
    exponentiate(four.data());
    for (std::size_t l = 0; l < count; ++l) risk[i + l] = four[l];
  }
  if (rows.weight.empty()) return;
  for (std::size_t i = begin; i < end; ++i) risk[i] *= rows.weight[i];
}

// Computes risks a block ahead of the sweep.
struct RisksAhead {
  const CoxRows& rows;
  const double* beta;
  double* risk;
  std::size_t known = 0;

  void operator()(std::size_t i) {
    if (i < known) return;
    known = std::max(i, known);
    const std::size_t end = std::min(rows.size(), known + block_size);
    compute_risks(rows, beta, known, end, risk);
    known = end;
  }
};

// What each event time adds to likelihood, score and information.
struct Accumulate {
  Workspace& work;
  std::size_t stride;
  double log_likelihood = 0;
  std::size_t filled = 0;

  void operator()(std::size_t k, double fraction, double weight, double total, const double* mean) {
    const double hazard = weight / total;
    work.cumulative_hazard[k] += hazard;
    work.tie_relief[k] += fraction * hazard;
    log_likelihood -= weight * std::log(total);
    add_scaled(work.score.data(), mean, -weight, stride);
    work.mean_weight[filled] = -weight;
    scale(work.means.data() + filled * stride, mean, 1, stride);
    if (++filled == block_size) flush();
  }
  void flush() {
    add_weighted_gram(work.means.data(), work.mean_weight.data(), filled, stride, work.gram.data());
    filled = 0;
  }
};

// Fills the workspace at work.beta; returns the logarithmic part of the likelihood.
OUTLIVE_VECTOR double sweep(const CoxRows& rows, Ties ties, Workspace& work) {
  Accumulate accumulate{work, rows.stride};
  RisksAhead risks{rows, work.beta.data(), work.risk.data()};
  walk_risk_sets(rows, ties, work.risk.data(), risks, accumulate);
  accumulate.flush();

  // Hazards become cumulative, from each stratum's first event on.
  for (const StratumRange& stratum : rows.strata) {
    for (std::size_t k = stratum.time_end - 1; k-- > stratum.time_begin;) {
      work.cumulative_hazard[k] += work.cumulative_hazard[k + 1];
    }
  }
  // Rows that stopped before their stratum's first event were in no risk set: their hazard is 0,
  // and their risk may never have been computed.
  for (std::size_t begin = 0; begin < rows.size(); begin += block_size) {
    const std::size_t end = std::min(rows.size(), begin + block_size);
    for (std::size_t i = begin; i < end; ++i) {
      double hazard = work.cumulative_hazard[rows.last_time[i]];
      if (!rows.before_start.empty()) hazard -= work.cumulative_hazard[rows.before_start[i]];
      work.exposure[i] = work.risk[i] * hazard;
    }
  }
  if (ties == Ties::efron) {
    for (std::size_t k = 0; k < rows.times.size(); ++k) {
      const EventTime& time = rows.times[k];
      if (time.tied_end - time.tied_begin < 2) continue;
      for (std::size_t i = time.tied_begin; i < time.tied_end; ++i) {
        work.exposure[i] -= work.risk[i] * work.tie_relief[k];
      }
    }
  }
  for (std::size_t begin = 0; begin < rows.size(); begin += block_size) {
    const std::size_t count = std::min(block_size, rows.size() - begin);
    add_weighted_gram(rows.row(begin), work.exposure.data() + begin, count, rows.stride,
                      work.gram.data());
  }
  return accumulate.log_likelihood;
}

Likelihood evaluate(const CoxRows& rows, Ties ties, const VectorXd& beta, Workspace& work) {
  const std::size_t stride = rows.stride;
  std::fill_n(work.gram.data(), stride * stride, 0.0);
  std::fill_n(work.score.data(), stride, 0.0);
  std::fill_n(work.beta.data(), stride, 0.0);
  std::copy_n(beta.data(), rows.p, work.beta.data());
  std::fill(work.cumulative_hazard.begin(), work.cumulative_hazard.end(), 0.0);
  std::fill(work.tie_relief.begin(), work.tie_relief.end(), 0.0);

  Likelihood likelihood;
  likelihood.log_likelihood = sweep(rows, ties, work);
  const auto p = static_cast<Eigen::Index>(rows.p);
  const Eigen::Map<const VectorXd> events(rows.event_sum.data(), p);
  likelihood.log_likelihood += beta.dot(events);
  likelihood.score = events + Eigen::Map<const VectorXd>(work.score.data(), p);
  likelihood.information.resize(p, p);
  for (Eigen::Index a = 0; a < p; ++a) {
    for (Eigen::Index b = 0; b <= a; ++b) {
      likelihood.information(a, b) = likelihood.information(b, a) =
          work.gram.data()[static_cast<std::size_t>(a) * stride + static_cast<std::size_t>(b)];
    }
  }
  return likelihood;
}

// The share of a column's information that the columns before it do not carry, column by column:
// the pivots of Cholesky's factorisation over the diagonal. Stops at the first that is not above
// `least`.
std::optional<Eigen::Index> first_dependent(const MatrixXd& information, double least) {
  const Eigen::Index p = information.rows();
  MatrixXd lower = MatrixXd::Zero(p, p);
  for (Eigen::Index j = 0; j < p; ++j) {
    const double pivot = information(j, j) - lower.row(j).head(j).squaredNorm();
    if (!(information(j, j) > 0) || !(pivot > least * information(j, j))) return j;
    lower(j, j) = std::sqrt(pivot);
    for (Eigen::Index i = j + 1; i < p; ++i) {
      lower(i, j) =
          (information(i, j) - lower.row(i).head(j).dot(lower.row(j).head(j))) / lower(j, j);
    }
  }
  return std::nullopt;
}

// Names the covariate that adds nothing, and those that already say it.
void check_collinear(const CoxData& data, const CoxRows& rows, const MatrixXd& information) {
  const auto p = static_cast<Eigen::Index>(rows.p);
  for (Eigen::Index j = 0; j < p; ++j) {
    const double spread = rows.range[static_cast<std::size_t>(j)];
    if (information(j, j) > 1e-14 * spread * spread * rows.total_event_weight) continue;
    throw Error("the covariate '" + data.covariates[static_cast<std::size_t>(j)].name +
                "' is the same for all who are at risk together at any event")
        .hint("leave it out");
  }
  const std::optional<Eigen::Index> dependent = first_dependent(information, 1e-10);
  if (!dependent) return;
  const Eigen::Index j = *dependent;
  const VectorXd share = information.topLeftCorner(j, j).ldlt().solve(information.col(j).head(j));
  std::string others;
  for (Eigen::Index i = 0; i < j; ++i) {
    const double part = std::abs(share(i)) * rows.range[static_cast<std::size_t>(i)];
    if (part < 1e-6 * rows.range[static_cast<std::size_t>(j)]) continue;
    others +=
        (others.empty() ? "'" : ", '") + data.covariates[static_cast<std::size_t>(i)].name + "'";
  }
  throw Error("the covariate '" + data.covariates[static_cast<std::size_t>(j)].name +
              "' is a linear combination of " + others)
      .hint("leave one of them out");
}

// A coefficient that runs off: the likelihood has stopped rising, yet the step would still change
// the hazard ratio across the covariate's range by a good half.
[[noreturn]] void throw_infinite(const CoxData& data, const CoxRows& rows, const VectorXd& step) {
  std::string names;
  double largest = 0;
  for (std::size_t j = 0; j < rows.p; ++j) {
    largest = std::max(largest, std::abs(step(static_cast<Eigen::Index>(j))) * rows.range[j]);
  }
  for (std::size_t j = 0; j < rows.p; ++j) {
    const double move = std::abs(step(static_cast<Eigen::Index>(j))) * rows.range[j];
    if (move < 0.1 * largest) continue;
    names += (names.empty() ? "'" : ", '") + data.covariates[j].name + "'";
  }
  throw Error("the hazard ratio of " + names +
              " is infinite or zero: it parts those with events from those at risk with them")
      .hint("leave it out, join categories, or gather more events");
}

bool runs_off(const CoxRows& rows, const VectorXd& step, double gain) {
  if (gain > 1e-6 * rows.total_event_weight / static_cast<double>(rows.n_events)) return false;
  for (std::size_t j = 0; j < rows.p; ++j) {
    if (std::abs(step(static_cast<Eigen::Index>(j))) * rows.range[j] > 0.5) return true;
  }
  return false;
}

struct Maximum {
  VectorXd beta;
  Likelihood likelihood;
  int iterations = 0;
  bool converged = false;
};

Maximum maximise(const CoxData& data, const CoxRows& rows, const CoxOptions& options,
                 const Likelihood& null, Workspace& work) {
  Maximum best{VectorXd::Zero(static_cast<Eigen::Index>(rows.p)), null};
  for (; best.iterations < options.max_iterations; ++best.iterations) {
    const Likelihood& now = best.likelihood;
    if (first_dependent(now.information, 1e-13)) throw_infinite(data, rows, best.beta);
    const VectorXd step = now.information.ldlt().solve(now.score);
    const double decrement = step.dot(now.score);
    if (!std::isfinite(decrement)) break;
    // The spread of the step's effect among those at risk, x · step: what is left to gain has no
    // effect on the information to eleven digits, and the last step is exact to twice that.
    if (!(decrement > 1e-22 * rows.total_event_weight)) {
      best.beta += step;
      best.likelihood.log_likelihood += decrement / 2;
      best.converged = true;
      break;
    }
    double length = 1;
    Likelihood next = evaluate(rows, options.ties, best.beta + step, work);
    const double slack = 1e-12 * std::abs(now.log_likelihood);
    while (!(next.log_likelihood >= now.log_likelihood - slack) && length > 1e-6) {
      length /= 2;
      next = evaluate(rows, options.ties, best.beta + length * step, work);
    }
    if (!std::isfinite(next.log_likelihood)) break;
    const double gain = next.log_likelihood - now.log_likelihood;
    if (length == 1 && best.iterations >= 4 && runs_off(rows, step, gain)) {
      throw_infinite(data, rows, step);
    }
    best.beta += length * step;
    best.likelihood = std::move(next);
  }
  return best;
}

ChiSquareTest chi_square_test(double statistic, int degrees_of_freedom) {
  ChiSquareTest test;
  test.chi_square = std::max(0.0, statistic);
  test.degrees_of_freedom = degrees_of_freedom;
  test.p = boost::math::cdf(
      boost::math::complement(boost::math::chi_squared(degrees_of_freedom), test.chi_square));
  return test;
}

SquareMatrix to_square(const MatrixXd& matrix) {
  SquareMatrix square;
  square.size = static_cast<std::size_t>(matrix.rows());
  for (Eigen::Index a = 0; a < matrix.rows(); ++a) {
    for (Eigen::Index b = 0; b < matrix.cols(); ++b) square.values.push_back(matrix(a, b));
  }
  return square;
}

CoxCoefficient describe(const std::string& name, double coefficient, double naive_variance,
                        double robust_variance, std::int64_t n_events, double confidence) {
  CoxCoefficient c;
  c.name = name;
  c.coefficient = coefficient;
  c.std_error = std::sqrt(naive_variance);
  c.robust_std_error = std::sqrt(robust_variance);
  const double error = std::isnan(robust_variance) ? c.std_error : c.robust_std_error;
  c.z = coefficient / error;
  c.p = 2 * boost::math::cdf(boost::math::complement(boost::math::normal(), std::abs(c.z)));
  const double half = normal_quantile_two_sided(confidence) * error;
  c.hazard_ratio = {std::exp(coefficient), std::exp(coefficient - half),
                    std::exp(coefficient + half), n_events};
  return c;
}

}  // namespace

CoxModel cox(const CoxData& data, const CoxOptions& options) {
  const CoxRows rows(data);
  Workspace work(rows);
  const auto p = static_cast<Eigen::Index>(rows.p);

  const Likelihood null = evaluate(rows, options.ties, VectorXd::Zero(p), work);
  check_collinear(data, rows, null.information);
  const Maximum best = maximise(data, rows, options, null, work);
  const MatrixXd covariance = best.likelihood.information.ldlt().solve(MatrixXd::Identity(p, p));
  MatrixXd errors = covariance;

  CoxModel model;
  model.ties = options.ties;
  model.n = static_cast<std::int64_t>(rows.size());
  model.n_events = rows.n_events;
  model.iterations = best.iterations;
  model.converged = best.converged;
  model.log_likelihood_null = null.log_likelihood;
  model.log_likelihood = best.likelihood.log_likelihood;
  model.covariance = to_square(covariance);
  const bool robust = options.robust || !data.cluster.empty();
  if (robust) {
    const ScoreResiduals residuals(rows, options.ties, work.risk);
    const MatrixXd moved = residuals.by_cluster(data, &model.n_clusters) * covariance;
    errors = moved.transpose() * moved;
    model.robust_covariance = to_square(errors);
  }
  for (Eigen::Index j = 0; j < p; ++j) {
    const double robust_variance = robust ? errors(j, j) : std::numeric_limits<double>::quiet_NaN();
    model.coefficients.push_back(describe(data.covariates[static_cast<std::size_t>(j)].name,
                                          best.beta(j), covariance(j, j), robust_variance,
                                          rows.n_events, options.confidence));
  }
  const int degrees = static_cast<int>(p);
  model.likelihood_ratio =
      chi_square_test(2 * (model.log_likelihood - model.log_likelihood_null), degrees);
  model.wald = chi_square_test(best.beta.dot(errors.ldlt().solve(best.beta)), degrees);
  model.score = chi_square_test(null.score.dot(null.information.ldlt().solve(null.score)), degrees);
  return model;
}

}  // namespace outlive
