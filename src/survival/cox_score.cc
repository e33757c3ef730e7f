#include "survival/cox_score.h"

#include <algorithm>

namespace outlive {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

ScoreResiduals::ScoreResiduals(const CoxRows& rows, Ties ties, const std::vector<double>& risk)
    : rows_(rows) {
  const auto p = static_cast<Index>(rows.p);
  const auto n_times = static_cast<Index>(rows.times.size());
  // By event time: hazard, hazard times mean, the part of both that Efron spares the tied rows,
  // and the mean covariates.
  VectorXd hazard = VectorXd::Zero(n_times);
  VectorXd spared = VectorXd::Zero(n_times);
  MatrixXd hazard_mean = MatrixXd::Zero(p, n_times);
  MatrixXd spared_mean = MatrixXd::Zero(p, n_times);
  MatrixXd mean_at = MatrixXd::Zero(p, n_times);
  walk_risk_sets(
      rows, ties, risk.data(), [](std::size_t) {},
      [&](std::size_t time, double fraction, double weight, double total, const double* mean) {
        const auto k = static_cast<Index>(time);
        const Eigen::Map<const VectorXd> m(mean, p);
        const double step = weight / total;
        hazard(k) += step;
        spared(k) += fraction * step;
        hazard_mean.col(k) += step * m;
        spared_mean.col(k) += fraction * step * m;
        mean_at.col(k) += weight / rows.times[time].event_weight * m;
      });
  for (const StratumRange& stratum : rows.strata) {
    for (std::size_t time = stratum.time_end - 1; time-- > stratum.time_begin;) {
      const auto k = static_cast<Index>(time);
      hazard(k) += hazard(k + 1);
      hazard_mean.col(k) += hazard_mean.col(k + 1);
    }
  }

  residual_.resize(p, static_cast<Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Eigen::Map<const VectorXd> x(rows.row(i), p);
    const auto last = static_cast<Index>(rows.last_time[i]);
    double total_hazard = hazard(last);
    VectorXd total_mean = hazard_mean.col(last);
    if (!rows.before_start.empty()) {
      const auto before = static_cast<Index>(rows.before_start[i]);
      total_hazard -= hazard(before);
      total_mean -= hazard_mean.col(before);
    }
    auto residual = residual_.col(static_cast<Index>(i));
    residual.setZero();
    if (rows.has_event(i)) {
      total_hazard -= spared(last);
      total_mean -= spared_mean.col(last);
      residual = (rows.weight.empty() ? 1 : rows.weight[i]) * (x - mean_at.col(last));
    }
    residual -= risk[i] * (x * total_hazard - total_mean);
  }
}

MatrixXd ScoreResiduals::by_cluster(const CoxData& data, std::int64_t* n_clusters) const {
  const std::size_t n = rows_.size();
  if (data.cluster.empty()) {
    *n_clusters = static_cast<std::int64_t>(n);
    return residual_.transpose();
  }
  std::vector<std::int32_t> ids;
  ids.reserve(n);
  for (const std::uint32_t i : rows_.original) ids.push_back(data.cluster[i]);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  MatrixXd sums = MatrixXd::Zero(residual_.rows(), static_cast<Index>(ids.size()));
  for (std::size_t i = 0; i < n; ++i) {
    const auto id = std::lower_bound(ids.begin(), ids.end(), data.cluster[rows_.original[i]]);
    sums.col(id - ids.begin()) += residual_.col(static_cast<Index>(i));
  }
  *n_clusters = static_cast<std::int64_t>(ids.size());
  return sums.transpose();
}

}  // namespace outlive
