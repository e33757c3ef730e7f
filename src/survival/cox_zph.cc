// The test of proportional hazards as a score test.
//
// The model is widened by x g(t) for each covariate, coefficients gamma. At gamma = 0 the score of
// gamma is sum_k g(t_k) (events' x − m_k), and the information has the blocks sum_k g^a V_k, a = 0,
// 1, 2, where V_k is the covariance of the covariates in the risk set of event time k. As in the
// fit, each block is the difference of two weighted Gram matrices: hazards are simply summed with
// weights g^a.
#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <numeric>

#include "outlive/cox.h"
#include "outlive/error.h"
#include "outlive/kaplan_meier.h"
#include "survival/cox_rows.h"

namespace outlive {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// One less the survival just before each row's stop, strata and weights aside.
std::vector<double> kaplan_meier_scale(const CoxData& data, const CoxRows& rows) {
  std::vector<Spell> spells;
  spells.reserve(rows.size());
  for (const std::uint32_t i : rows.original) {
    Spell spell;
    if (!data.start.empty()) spell.entry = data.start[i];
    spell.exit = data.stop[i];
    spell.event = data.event[i] != 0;
    spells.push_back(spell);
  }
  const KaplanMeier curve = kaplan_meier(spells);
  std::vector<double> g;
  g.reserve(rows.size());
  for (const Spell& spell : spells) {
    const auto step =
        std::lower_bound(curve.steps.begin(), curve.steps.end(), spell.exit,
                         [](const SurvivalStep& s, double time) { return s.time < time; });
    g.push_back(step == curve.steps.begin() ? 0 : 1 - std::prev(step)->survival);
  }
  return g;
}

// Ranks of the stop times, ties at their mean rank.
std::vector<double> ranks(const std::vector<double>& times) {
  std::vector<std::uint32_t> order(times.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return times[a] < times[b]; });
  std::vector<double> rank(times.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && times[order[end]] == times[order[i]]) ++end;
    for (std::size_t k = i; k < end; ++k) {
      rank[order[k]] = static_cast<double>(i + 1 + end) / 2;
    }
    i = end;
  }
  return rank;
}

// g at each event time, centred on its mean over the events.
std::vector<double> time_scale(const CoxData& data, const CoxRows& rows, TimeTransform transform) {
  std::vector<double> g;
  if (transform == TimeTransform::kaplan_meier) {
    g = kaplan_meier_scale(data, rows);
  } else {
    for (const std::uint32_t i : rows.original) g.push_back(data.stop[i]);
    if (transform == TimeTransform::rank) g = ranks(g);
  }
  std::vector<double> scale(rows.times.size());
  double sum = 0;
  for (std::size_t k = 0; k < rows.times.size(); ++k) {
    const EventTime& time = rows.times[k];
    if (time.sentinel()) continue;
    scale[k] = g[time.tied_begin];
    if (transform == TimeTransform::log) {
      if (!(time.time > 0)) {
        throw Error("proportional hazards cannot be tested on log time: an event is at " +
                    std::to_string(time.time))
            .hint("use another transform");
      }
      scale[k] = std::log(time.time);
    }
    sum += scale[k] * (time.tied_end - time.tied_begin);
  }
  const double mean = sum / static_cast<double>(rows.n_events);
  for (double& value : scale) value -= mean;
  return scale;
}

struct ScoreOfDrift {
  VectorXd score;                       // Of gamma.
  std::array<MatrixXd, 3> information;  // sum_k g^a V_k.
};

ScoreOfDrift score_of_drift(const CoxRows& rows, Ties ties, const VectorXd& beta,
                            const std::vector<double>& g) {
  const auto p = static_cast<Index>(rows.p);
  std::vector<double> risk(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    risk[i] = (rows.weight.empty() ? 1 : rows.weight[i]) *
              std::exp(beta.dot(Eigen::Map<const VectorXd>(rows.row(i), p)));
  }
  ScoreOfDrift drift;
  drift.score = VectorXd::Zero(p);
  for (MatrixXd& block : drift.information) block = MatrixXd::Zero(p, p);

  // Hazards times g^a by event time, and what Efron spares the tied rows of them.
  using Powers = std::array<double, 3>;
  std::vector<Powers> hazard(rows.times.size(), Powers{});
  std::vector<Powers> spared(rows.times.size(), Powers{});
  MatrixXd square(p, p);
  walk_risk_sets(
      rows, ties, risk.data(), [](std::size_t) {},
      [&](std::size_t k, double fraction, double weight, double total, const double* mean) {
        const Eigen::Map<const VectorXd> m(mean, p);
        drift.score -= g[k] * weight * m;
        square.noalias() = m * m.transpose();
        double power = 1;
        for (std::size_t a = 0; a < 3; ++a, power *= g[k]) {
          hazard[k][a] += power * weight / total;
          spared[k][a] += power * fraction * weight / total;
          drift.information[a] -= power * weight * square;
        }
      });
  for (const StratumRange& stratum : rows.strata) {
    for (std::size_t k = stratum.time_end - 1; k-- > stratum.time_begin;) {
      for (std::size_t a = 0; a < 3; ++a) hazard[k][a] += hazard[k + 1][a];
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Eigen::Map<const VectorXd> x(rows.row(i), p);
    const std::size_t k = rows.last_time[i];
    const bool event = rows.has_event(i);
    if (event) drift.score += g[k] * (rows.weight.empty() ? 1 : rows.weight[i]) * x;
    square.noalias() = x * x.transpose();
    for (std::size_t a = 0; a < 3; ++a) {
      double sum = hazard[k][a];
      if (event) sum -= spared[k][a];
      if (!rows.before_start.empty()) sum -= hazard[rows.before_start[i]][a];
      drift.information[a] += risk[i] * sum * square;
    }
  }
  return drift;
}

// Score test of the drifts of some columns, the others held at 0.
ChiSquareTest test_columns(const ScoreOfDrift& drift, const std::vector<Index>& columns) {
  const Index p = drift.score.size();
  const auto q = static_cast<Index>(columns.size());
  MatrixXd information(p + q, p + q);
  VectorXd score = VectorXd::Zero(p + q);
  information.topLeftCorner(p, p) = drift.information[0];
  for (Index a = 0; a < q; ++a) {
    const Index from = columns[static_cast<std::size_t>(a)];
    score(p + a) = drift.score(from);
    information.col(p + a).head(p) = drift.information[1].col(from);
    information.row(p + a).head(p) = drift.information[1].col(from).transpose();
    for (Index b = 0; b < q; ++b) {
      information(p + a, p + b) = drift.information[2](from, columns[static_cast<std::size_t>(b)]);
    }
  }
  ChiSquareTest test;
  test.chi_square = std::max(0.0, score.dot(information.partialPivLu().solve(score)));
  test.degrees_of_freedom = static_cast<int>(q);
  test.p = boost::math::cdf(
      boost::math::complement(boost::math::chi_squared(static_cast<double>(q)), test.chi_square));
  return test;
}

}  // namespace

ProportionalHazards test_proportional_hazards(const CoxModel& model, const CoxData& data,
                                              TimeTransform transform) {
  check_fitted_to(model, data);
  const CoxRows rows(data);
  const auto p = static_cast<Index>(rows.p);
  VectorXd beta(p);
  for (Index j = 0; j < p; ++j) {
    beta(j) = model.coefficients[static_cast<std::size_t>(j)].coefficient;
  }
  const std::vector<double> g = time_scale(data, rows, transform);
  const ScoreOfDrift drift = score_of_drift(rows, model.ties, beta, g);

  ProportionalHazards test;
  std::vector<std::vector<Index>> columns;
  std::vector<Index> all;
  for (Index j = 0; j < p; ++j) {
    const Covariate& covariate = data.covariates[static_cast<std::size_t>(j)];
    const std::string& name = covariate.term.empty() ? covariate.name : covariate.term;
    const auto known = std::find_if(test.terms.begin(), test.terms.end(), [&](const auto& term) {
      return !covariate.term.empty() && term.name == name;
    });
    if (known == test.terms.end()) {
      test.terms.push_back({name, {}});
      columns.push_back({j});
    } else {
      columns[static_cast<std::size_t>(known - test.terms.begin())].push_back(j);
    }
    all.push_back(j);
  }
  for (std::size_t t = 0; t < columns.size(); ++t) {
    test.terms[t].test = test_columns(drift, columns[t]);
  }
  test.global = test_columns(drift, all);
  return test;
}

}  // namespace outlive
