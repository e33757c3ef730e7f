// The hazard of being sighted, group by group and period by period, as learnt on past days.
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <vector>

#include "outlive/forecast_covariates.h"
#include "outlive/forecast_logistic.h"
#include "outlive/forecast_trees.h"

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

  // Of one work in a period, with these covariates: the regression's log-odds and the trees' correction.
  // REQUIRES: the block is learnt. `standardised` is filled with what the coefficients are applied to.
  double log_odds(Group group, int period, const Eigen::VectorXd& covariates,
                  Eigen::VectorXd& standardised) const;

 private:
  void learn_trees(const ChartHistory& history, std::span<const KnownOn> days,
                   const ForecastOptions& options, Group group);
  void see(Group group, int period, const Eigen::VectorXd& covariates, double log_odds,
           std::vector<float>& seen) const;

  int periods_;
  std::int64_t training_days_ = 0;
  std::vector<HazardBlock> blocks_;
  std::array<std::vector<Eigen::Index>, groups>
      plain_;  // Covariates that the trees of a group see.
  std::array<BoostedTrees, groups> trees_;
};

}  // namespace outlive
