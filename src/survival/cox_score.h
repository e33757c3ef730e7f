// Score residuals: what each row adds to the score, from which robust errors are made.
//
//   w_i [delta_i (x_i − m(t_i)) − r_i (x_i L_i − A_i)]
//
// with m the mean covariates of the risk set (over Efron's fractions), L_i the baseline hazard
// summed while row i is at risk and A_i the same sum of hazard times m. Times the inverse
// information they are the dfbetas: how far the estimate would move without the row.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "outlive/cox.h"
#include "survival/cox_rows.h"

namespace outlive {

class ScoreResiduals {
 public:
  // `risk[i]`: weighted relative risk of row i at the estimate.
  ScoreResiduals(const CoxRows& rows, Ties ties, const std::vector<double>& risk);

  // Sums within clusters, one a line; every row by itself when the data have none.
  Eigen::MatrixXd by_cluster(const CoxData& data, std::int64_t* n_clusters) const;

 private:
  const CoxRows& rows_;
  Eigen::MatrixXd residual_;  // A column for each row: they are filled row by row.
};

}  // namespace outlive
