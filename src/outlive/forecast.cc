#include "outlive/forecast.h"

#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "base/parallel.h"
#include "outlive/error.h"
#include "outlive/forecast_covariates.h"
#include "outlive/forecast_history.h"
#include "outlive/forecast_logistic.h"
#include "outlive/forecast_model.h"

namespace outlive {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXd;

// A training day needs a year of the chart behind it.
constexpr DayNumber least_history = 364;
constexpr int training_days_a_year = 4;
// Fewer different works than this teach nothing about a period.
constexpr std::int64_t least_works = 10;
// Of works gone for more than a year and not seen since, one in so many is kept, and counts as many.
constexpr std::uint64_t thinning = 16;

constexpr DayNumber never = std::numeric_limits<DayNumber>::max();

bool drawn(std::size_t work, DayNumber day) {
  // The finaliser of SplitMix64 (Steele, Lea & Flood 2014).
  std::uint64_t z = (static_cast<std::uint64_t>(work) << 20U) + static_cast<std::uint64_t>(day);
  z += 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return (z ^ (z >> 31U)) % thinning == 0;
}

DayNumber next_sighting(const ChartHistory& history, const Snapshot& snapshot) {
  const std::size_t next = snapshot.last + 1;
  return next < history.all_sightings(snapshot.work).end ? history.standing(next).day : never;
}

// The days from which the model learns, each with what was known on it.
std::vector<KnownOn> know_past_days(const ChartHistory& history, const ForecastOptions& options,
                                    int periods) {
  std::vector<DayNumber> days;
  for (int i = 1; i <= training_days_a_year * options.years; ++i) {
    const auto back = std::lround(i * days_per_year / training_days_a_year);
    const DayNumber day = history.as_of() - static_cast<DayNumber>(back);
    if (day >= history.first_chart() + least_history) days.push_back(day);
  }
  std::vector<std::optional<KnownOn>> known(days.size());
  parallel_for(days.size(), options.threads, [&](std::size_t i) {
    known[i].emplace(history, days[i], periods);
    known[i]->forget([&](const Snapshot& snapshot) {
      return snapshot.group(0) == Group::gone && next_sighting(history, snapshot) == never &&
             !drawn(snapshot.work, days[i]);
    });
  });
  std::vector<KnownOn> result;
  for (std::optional<KnownOn>& day : known) result.push_back(std::move(*day));
  return result;
}

// One row: a work on a training day that had not been sighted when the period began.
struct TrainingRow {
  const KnownOn* day = nullptr;
  const Snapshot* snapshot = nullptr;
  bool sighted = false;
  double weight = 1;
};

std::vector<TrainingRow> training_rows(const ChartHistory& history, std::span<const KnownOn> days,
                                       const ForecastOptions& options, Group group, int period) {
  std::vector<TrainingRow> rows;
  for (const KnownOn& day : days) {
    const DayNumber begins = day.day() + day.period(period).after;
    const DayNumber ends = day.day() + day.period(period).until;
    if (ends > history.as_of()) continue;  // Not seen whole.
    const double age = (history.as_of() - ends) / days_per_year;
    const double memory = std::exp2(-age / options.memory);
    for (const Snapshot& snapshot : day.works()) {
      if (snapshot.group(period) != group) continue;
      const DayNumber next = next_sighting(history, snapshot);
      if (next <= begins) continue;
      const bool thinned = group == Group::gone && next == never;
      rows.push_back({&day, &snapshot, next <= ends, memory * (thinned ? thinning : 1.0)});
    }
  }
  return rows;
}

std::int64_t count_works(std::span<const TrainingRow> rows) {
  std::vector<std::size_t> works;
  works.reserve(rows.size());
  for (const TrainingRow& row : rows) works.push_back(row.snapshot->work);
  std::sort(works.begin(), works.end());
  return std::unique(works.begin(), works.end()) - works.begin();
}

LogisticRows design(std::span<const TrainingRow> rows, const ForecastOptions& options, Group group,
                    int period) {
  LogisticRows matrix;
  const auto n = static_cast<Index>(rows.size());
  matrix.outcome.resize(n);
  matrix.weight.resize(n);
  VectorXd values;
  for (Index i = 0; i < n; ++i) {
    const TrainingRow& row = rows[static_cast<std::size_t>(i)];
    row.day->covariates(*row.snapshot, period, group, options.without, values);
    if (i == 0) matrix.covariates.resize(n, values.size());
    matrix.covariates.row(i) = values;
    matrix.outcome(i) = row.sighted ? 1 : 0;
    matrix.weight(i) = row.weight;
  }
  return matrix;
}

// Scores summed by work: what each work pulls the coefficients to.
void sum_scores(HazardBlock& block, std::span<const TrainingRow> rows, const LogisticRows& matrix,
                std::size_t works) {
  std::vector<Index> slot(works, -1);
  for (const TrainingRow& row : rows) {
    if (slot[row.snapshot->work] >= 0) continue;
    slot[row.snapshot->work] = static_cast<Index>(block.works.size());
    block.works.push_back(row.snapshot->work);
  }
  const VectorXd residuals = logistic_residuals(matrix, block.fit);
  block.scores.setZero(static_cast<Index>(block.works.size()), matrix.covariates.cols() + 1);
  for (Index i = 0; i < residuals.size(); ++i) {
    auto score = block.scores.row(slot[rows[static_cast<std::size_t>(i)].snapshot->work]);
    score(0) += residuals(i);
    score.tail(matrix.covariates.cols()) += residuals(i) * matrix.covariates.row(i);
  }
}

HazardBlock learn(const ChartHistory& history, std::span<const KnownOn> days,
                  const ForecastOptions& options, Group group, int period) {
  HazardBlock block;
  block.group = group;
  block.period = period;
  const std::vector<TrainingRow> rows = training_rows(history, days, options, group, period);
  block.rows = static_cast<std::int64_t>(rows.size());
  block.n_works = count_works(rows);
  for (const TrainingRow& row : rows) block.sighted += row.sighted ? 1 : 0;
  if (block.n_works < least_works) return block;
  LogisticRows matrix = design(rows, options, group, period);
  block.fit = fit_logistic(matrix, options.ridge);
  block.learnt = true;
  if (options.intervals) sum_scores(block, rows, matrix, history.works());
  return block;
}

}  // namespace

HazardModel::HazardModel(const ChartHistory& history, const ForecastOptions& options, int periods)
    : periods_(periods) {
  const std::vector<KnownOn> days = know_past_days(history, options, periods);
  training_days_ = static_cast<std::int64_t>(days.size());
  blocks_.resize(static_cast<std::size_t>(2 * periods + 1));
  parallel_for(blocks_.size(), options.threads, [&](std::size_t i) {
    const int at = static_cast<int>(i) - 1;  // The week on the chart comes first.
    blocks_[i] =
        i == 0 ? learn(history, days, options, Group::charting, 0)
               : learn(history, days, options, at % 2 == 0 ? Group::recent : Group::gone, at / 2);
  });
  if (options.trees == 0) return;
  // Of works gone for longer, trees would learn how lively the chart was in the past.
  for (const Group group : {Group::charting, Group::recent}) {
    learn_trees(history, days, options, group);
  }
}

// What the trees of a group see of a work: its covariates, the period, the log-odds.
void HazardModel::see(Group group, int period, const VectorXd& covariates, double log_odds,
                      std::vector<float>& seen) const {
  seen.clear();
  for (const Index i : plain_[static_cast<std::size_t>(group)]) {
    seen.push_back(static_cast<float>(covariates(i)));
  }
  seen.push_back(static_cast<float>(period));
  seen.push_back(static_cast<float>(log_odds));
}

void HazardModel::learn_trees(const ChartHistory& history, std::span<const KnownOn> days,
                              const ForecastOptions& options, Group group) {
  std::vector<TrainingRow> rows;
  std::vector<int> periods;
  for (int period = 0; period < (group == Group::charting ? 1 : periods_); ++period) {
    if (!block(group, period).learnt) continue;
    for (const TrainingRow& row : training_rows(history, days, options, group, period)) {
      rows.push_back(row);
      periods.push_back(period);
    }
  }
  if (rows.empty()) return;
  const auto g = static_cast<std::size_t>(group);
  plain_[g] = rows.front().day->without_knots(periods.front(), group, options.without);
  TreeRows matrix;
  const auto n = static_cast<Index>(rows.size());
  matrix.outcome.resize(n);
  matrix.weight.resize(n);
  matrix.log_odds.resize(n);
  const auto columns = static_cast<Index>(plain_[g].size() + 2);
  matrix.covariates.resize(n, columns);
  constexpr std::size_t portion = 1024;
  parallel_for((rows.size() + portion - 1) / portion, options.threads, [&](std::size_t p) {
    VectorXd values;
    std::vector<float> seen;
    for (std::size_t i = p * portion; i < std::min(rows.size(), (p + 1) * portion); ++i) {
      const TrainingRow& row = rows[i];
      const auto at = static_cast<Index>(i);
      row.day->covariates(*row.snapshot, periods[i], group, options.without, values);
      matrix.log_odds(at) = block(group, periods[i]).fit.log_odds(values);
      see(group, periods[i], values, matrix.log_odds(at), seen);
      matrix.covariates.row(at) = Eigen::Map<const Eigen::RowVectorXf>(seen.data(), columns);
      matrix.outcome(at) = row.sighted ? 1 : 0;
      matrix.weight(at) = row.weight;
    }
  });
  TreeOptions tree_options;
  tree_options.trees = options.trees;
  tree_options.threads = options.threads;
  trees_[g] = BoostedTrees(matrix, tree_options);
}

double HazardModel::log_odds(Group group, int period, const VectorXd& covariates,
                             VectorXd& standardised) const {
  const HazardBlock& block = this->block(group, period);
  standardised = block.fit.standardised(covariates);
  const double log_odds = block.fit.coefficients.dot(standardised);
  const BoostedTrees& trees = trees_[static_cast<std::size_t>(group)];
  if (trees.trees().empty()) return log_odds;
  std::vector<float> seen;
  see(group, period, covariates, log_odds, seen);
  return log_odds + trees.correction(seen);
}

const HazardBlock& HazardModel::block(Group group, int period) const {
  if (group == Group::charting) return blocks_.front();
  return blocks_[static_cast<std::size_t>(1 + 2 * period + (group == Group::gone ? 1 : 0))];
}

namespace {

// Blocks whose coefficients vary together, and how: those that one work's forecast rests on.
class Chain {
 public:
  // Without scores of works there is no covariance.
  Chain(std::vector<const HazardBlock*> blocks, std::size_t works, bool covariance)
      : blocks_(std::move(blocks)) {
    Index size = 0;
    for (const HazardBlock* block : blocks_) {
      offsets_.push_back(size);
      size += block->learnt ? block->fit.coefficients.size() : 0;
    }
    std::vector<Index> slot(works, -1);
    for (const HazardBlock* block : blocks_) {
      for (const std::size_t work : block->works) {
        if (slot[work] < 0) slot[work] = works_++;
      }
    }
    if (!covariance) return;
    // Of each work, how far it moves the coefficients: score times bread.
    MatrixXf influence = MatrixXf::Zero(size, works_);
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      const HazardBlock& block = *blocks_[b];
      if (!block.learnt) continue;
      const MatrixXf moved = (block.fit.bread * block.scores.transpose()).cast<float>();
      for (std::size_t i = 0; i < block.works.size(); ++i) {
        influence.col(slot[block.works[i]]).segment(offsets_[b], moved.rows()) =
            moved.col(static_cast<Index>(i));
      }
    }
    covariance_.setZero(size, size);
    covariance_.selfadjointView<Eigen::Lower>().rankUpdate(influence);
    covariance_.triangularView<Eigen::StrictlyUpper>() = covariance_.transpose();
  }

  std::int64_t works() const { return works_; }
  std::size_t size() const { return blocks_.size(); }
  const HazardBlock& block(std::size_t i) const { return *blocks_[i]; }
  auto covariance(std::size_t i, std::size_t j) const {
    return covariance_.block(offsets_[i], offsets_[j], blocks_[i]->fit.coefficients.size(),
                             blocks_[j]->fit.coefficients.size());
  }

 private:
  std::vector<const HazardBlock*> blocks_;
  std::vector<Index> offsets_;
  MatrixXf covariance_;  // Half the time of double, and bounds need no more.
  Index works_ = 0;
};

// Works that rest on the same blocks, in portions that one thread takes.
struct Portion {
  const Chain* chain = nullptr;
  std::vector<const Snapshot*> works;
};

// The probability of a sighting by the end of each period, and the variance of its logit.
struct Course {
  MatrixXd probability;  // By work, by period; NaN from the first that was not learnt.
  MatrixXd variance;
};

Course follow(const Portion& portion, const HazardModel& model, const KnownOn& now,
              const ForecastOptions& options) {
  const auto n = static_cast<Index>(portion.works.size());
  const auto periods = static_cast<Index>(portion.chain->size());
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Course course{MatrixXd::Constant(n, periods, nan), MatrixXd::Constant(n, periods, nan)};
  VectorXd unseen = VectorXd::Ones(n);
  VectorXd spread =
      VectorXd::Zero(n);  // (P (1 − P))² times the variance of the logit, over (1 − P)².
  std::vector<MatrixXf> gradients;  // h x of each period: of log (1 − P), less its sign.
  VectorXd values;
  VectorXd z;
  for (Index j = 0; j < periods; ++j) {
    const auto at = static_cast<std::size_t>(j);
    const HazardBlock& block = portion.chain->block(at);
    if (!block.learnt) break;
    MatrixXf& gradient =
        gradients.emplace_back(options.intervals ? n : 0, block.fit.coefficients.size());
    for (Index i = 0; i < n; ++i) {
      now.covariates(*portion.works[static_cast<std::size_t>(i)], static_cast<int>(j), block.group,
                     options.without, values);
      const double hazard =
          1 / (1 + std::exp(-model.log_odds(block.group, block.period, values, z)));
      if (options.intervals) gradient.row(i) = (hazard * z).cast<float>();
      unseen(i) *= 1 - hazard;
    }
    course.probability.col(j) = 1 - unseen.array();
    if (!options.intervals) continue;
    for (std::size_t k = 0; k <= at; ++k) {
      const double twice = k < at ? 2 : 1;
      const MatrixXf half = gradient * portion.chain->covariance(at, k);
      spread += twice * half.cwiseProduct(gradients[k]).rowwise().sum().cast<double>();
    }
    course.variance.col(j) = spread.array() / (1 - unseen.array()).square();
  }
  return course;
}

Estimate with_interval(double probability, double variance, double z, std::int64_t n) {
  Estimate estimate;
  estimate.n = n;
  if (!std::isfinite(probability)) return estimate;
  const double logit = std::log(probability) - std::log1p(-probability);
  const double reach = z * std::sqrt(std::max(variance, 0.0));  // NaN where none is wanted.
  estimate.estimate = probability;
  estimate.low = 1 / (1 + std::exp(reach - logit));
  estimate.high = 1 / (1 + std::exp(-reach - logit));
  return estimate;
}

std::vector<Portion> portions(const KnownOn& now, const std::array<Chain, 3>& chains) {
  constexpr std::size_t most = 256;
  std::vector<Portion> all;
  std::array<Portion, groups> open;
  for (const Snapshot& snapshot : now.works()) {
    const auto g = static_cast<std::size_t>(snapshot.group(0));
    open[g].chain = &chains[g];
    open[g].works.push_back(&snapshot);
    if (open[g].works.size() == most) all.push_back(std::exchange(open[g], {}));
  }
  for (Portion& rest : open) {
    if (!rest.works.empty()) all.push_back(std::move(rest));
  }
  return all;
}

Chain chain_from(const HazardModel& model, Group first, const ChartHistory& history,
                 const ForecastOptions& options) {
  std::vector<const HazardBlock*> blocks = {&model.block(first, 0)};
  const Group then = first == Group::gone ? Group::gone : Group::recent;
  for (int period = 1; period < model.periods(); ++period) {
    blocks.push_back(&model.block(then, period));
  }
  return {std::move(blocks), history.works(), options.intervals};
}

void check(const Chart& chart, const ForecastOptions& options) {
  if (options.as_of > chart.window.last) {
    throw std::move(Error(fmt::format("{} is known up to {}, and not as of {}", chart.source,
                                      to_string(chart.window.last), to_string(options.as_of)))
                        .hint("--as-of takes a day by then"));
  }
  int before = 0;
  for (const int horizon : options.horizons) {
    if (horizon <= before || horizon > max_horizon) {
      throw std::move(Error("horizons are to be ascending whole years")
                          .hint(fmt::format("such as 1y,2y,5y; at most {}y", max_horizon)));
    }
    before = horizon;
  }
  if (before == 0) throw Error("no horizon was given");
}

std::vector<CovariateEffect> effects_of(const Chain& chain, const KnownOn& now,
                                        const ForecastOptions& options) {
  std::vector<CovariateEffect> effects;
  const double z = normal_quantile_two_sided(options.confidence);
  for (std::size_t b = 0; b < chain.size(); ++b) {
    const HazardBlock& block = chain.block(b);
    // The chain of works on the chart shares all but its first week with the next one.
    const bool shared = b > 0 && chain.block(0).group == Group::charting;
    if (!block.learnt || shared) continue;
    const auto names = now.covariate_names(block.period, block.group, options.without);
    const MatrixXd covariance = chain.covariance(b, b).cast<double>();
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto at = static_cast<Index>(i) + 1;
      if (block.fit.scale(at - 1) <= 0) continue;
      const double coefficient = block.fit.coefficients(at);
      const double reach = z * std::sqrt(covariance(at, at));
      effects.push_back({std::string(to_string(block.group)),
                         period_name(block.period),
                         names[i],
                         {std::exp(coefficient), std::exp(coefficient - reach),
                          std::exp(coefficient + reach), block.n_works}});
    }
  }
  return effects;
}

}  // namespace

Forecasts forecast(const Chart& chart, const ForecastOptions& options) {
  check(chart, options);
  const ChartHistory history(chart, options.as_of);
  const int periods = periods_in(options.horizons.back());
  const HazardModel model(history, options, periods);
  const KnownOn now(history, history.as_of(), periods);
  const std::array<Chain, groups> chains = {chain_from(model, Group::charting, history, options),
                                            chain_from(model, Group::recent, history, options),
                                            chain_from(model, Group::gone, history, options)};
  const double z = normal_quantile_two_sided(options.confidence);

  Forecasts result;
  result.training_days = model.training_days();
  result.works.resize(now.works().size());
  const std::vector<Portion> work = portions(now, chains);
  parallel_for(work.size(), options.threads, [&](std::size_t p) {
    const Course course = follow(work[p], model, now, options);
    for (std::size_t i = 0; i < work[p].works.size(); ++i) {
      const std::size_t w = work[p].works[i]->work;
      WorkForecast& own = result.works[w];
      own.work = history.chart_index(w);
      own.last_seen = day_of(history.standing(work[p].works[i]->last).day);
      own.on_chart = work[p].works[i]->charting();
      for (const int horizon : options.horizons) {
        const auto row = static_cast<Index>(i);
        const Index column = periods_in(horizon) - 1;
        own.probability.push_back(with_interval(course.probability(row, column),
                                                course.variance(row, column), z,
                                                work[p].chain->works()));
      }
    }
  });
  for (const int horizon : options.horizons) {
    const bool told = std::any_of(result.works.begin(), result.works.end(),
                                  [&, at = result.cannot_tell.size()](const WorkForecast& own) {
                                    return own.probability[at].known();
                                  });
    result.cannot_tell.push_back(
        told ? ""
             : fmt::format("cannot tell: by {} too few works had been followed for {} year{}",
                           to_string(options.as_of), horizon, horizon > 1 ? "s" : ""));
  }
  for (const Chain& chain : chains) {
    if (!options.intervals) break;
    for (CovariateEffect& effect : effects_of(chain, now, options)) {
      result.effects.push_back(std::move(effect));
    }
  }
  for (const HazardBlock& block : model.blocks()) {
    result.blocks.push_back({std::string(to_string(block.group)), period_name(block.period),
                             block.rows, block.sighted, block.n_works});
  }
  return result;
}

}  // namespace outlive
