// The hazard of being sighted, group by group and period by period, as learnt on past days.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "outlive/forecast_covariates.h"
#include "outlive/forecast_logistic.h"

namespace outlive {

// One group of works in one period.
struct HazardBlock {
  Group group = Group::recent;
  int period = 0;
  std::int64_t rows = 0;
  std::int64_t sighted = 0;
  std::int64_t n_works = 0;
  bool learnt = false;  // False: too few works, and what follows is empty.
  LogisticFit fit;
  std::vector<std::size_t> works;  // The different works, and the sum of each one's scores.
  Eigen::MatrixXd scores;
};

class HazardModel {
 public:
  HazardModel(const ChartHistory& history, const ForecastOptions& options, int periods);

  int periods() const { return periods_; }
  std::int64_t training_days() const { return training_days_; }
  const HazardBlock& block(Group group, int period) const;
  const std::vector<HazardBlock>& blocks() const { return blocks_; }

 private:
  int periods_;
  std::int64_t training_days_ = 0;
  std::vector<HazardBlock> blocks_;
};

}  // namespace outlive
