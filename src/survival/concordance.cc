// Harrell's C with its infinitesimal jackknife.
//
// An event at t is compared with every row of its stratum that outlasted it: at risk at t and not
// ended then. For the error each row's own pairs must be known, as the event and as the one
// compared with. Both are counts over ranks of risk, kept in Fenwick trees: going down in time,
// rows at risk are added and events ask; going up, events are added and rows ask at their start and
// at their stop.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "outlive/cox.h"
#include "survival/cox_rows.h"

namespace outlive {
namespace {

// Sums of weights over ranks 0 .. size - 1, each operation in O(log size).
class RankedWeights {
 public:
  explicit RankedWeights(std::size_t size) : tree_(size + 1), at_(size) {}

  void add(std::size_t rank, double weight) {
    at_[rank] += weight;
    total_ += weight;
    for (std::size_t i = rank + 1; i < tree_.size(); i += i & (~i + 1)) tree_[i] += weight;
  }
  double below(std::size_t rank) const {
    double sum = 0;
    for (std::size_t i = rank; i > 0; i &= i - 1) sum += tree_[i];
    return sum;
  }
  double at(std::size_t rank) const { return at_[rank]; }
  double above(std::size_t rank) const { return total_ - below(rank) - at_[rank]; }

 private:
  std::vector<double> tree_;
  std::vector<double> at_;
  double total_ = 0;
};

struct Row {
  double start = -std::numeric_limits<double>::infinity();
  double stop = 0;
  bool event = false;
  double weight = 1;
  double risk = 0;
  std::size_t rank = 0;    // Of risk, within the stratum; equal risks share one.
  std::uint32_t data = 0;  // Its row in the data.
};

// A row's pairs by outcome, weighted by the other of the two.
struct Pairs {
  double concordant = 0;
  double discordant = 0;
  double tied_risk = 0;
  double tied_time = 0;
  double tied_both = 0;
};

void rank_risks(std::vector<Row>& rows) {
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.risk < b.risk; });
  for (std::size_t i = 1; i < rows.size(); ++i) {
    rows[i].rank = rows[i - 1].rank + (rows[i].risk > rows[i - 1].risk ? 1 : 0);
  }
}

// The ends of rows that share a stop time, rows sorted by stop.
std::size_t end_of_ties(const std::vector<Row>& rows, std::size_t begin) {
  std::size_t end = begin;
  while (end < rows.size() && rows[end].stop == rows[begin].stop) ++end;
  return end;
}

// Events at one time among each other: tied in time, and in risk too or not.
void count_tied(const std::vector<Row>& rows, std::size_t begin, std::size_t end,
                std::vector<Pairs>& pairs) {
  std::vector<std::size_t> events;
  double all = 0;
  for (std::size_t i = begin; i < end; ++i) {
    if (!rows[i].event) continue;
    events.push_back(i);
    all += rows[i].weight;
  }
  if (events.size() < 2) return;
  std::sort(events.begin(), events.end(),
            [&](std::size_t a, std::size_t b) { return rows[a].rank < rows[b].rank; });
  for (std::size_t a = 0; a < events.size();) {
    std::size_t b = a;
    double same = 0;
    for (; b < events.size() && rows[events[b]].rank == rows[events[a]].rank; ++b) {
      same += rows[events[b]].weight;
    }
    for (; a < b; ++a) {
      pairs[events[a]].tied_both += same - rows[events[a]].weight;
      pairs[events[a]].tied_time += all - same;
    }
  }
}

// Pairs of each event, as the one that ended first.
void count_as_event(const std::vector<Row>& rows, const std::vector<std::uint32_t>& by_start,
                    std::vector<Pairs>& pairs) {
  RankedWeights at_risk(rows.size());
  std::size_t starting = by_start.size();
  for (std::size_t end = rows.size(); end > 0;) {
    const double time = rows[end - 1].stop;
    std::size_t begin = end;
    while (begin > 0 && rows[begin - 1].stop == time) --begin;
    for (std::size_t i = begin; i < end; ++i) {
      if (!rows[i].event) at_risk.add(rows[i].rank, rows[i].weight);
    }
    for (; starting > 0 && rows[by_start[starting - 1]].start >= time; --starting) {
      const Row& row = rows[by_start[starting - 1]];
      at_risk.add(row.rank, -row.weight);
    }
    for (std::size_t i = begin; i < end; ++i) {
      if (!rows[i].event) continue;
      pairs[i].concordant += at_risk.below(rows[i].rank);
      pairs[i].discordant += at_risk.above(rows[i].rank);
      pairs[i].tied_risk += at_risk.at(rows[i].rank);
    }
    count_tied(rows, begin, end, pairs);
    for (std::size_t i = begin; i < end; ++i) {
      if (rows[i].event) at_risk.add(rows[i].rank, rows[i].weight);
    }
    end = begin;
  }
}

// Pairs of each row, as the one that outlasted an event: events before its stop (for one censored,
// at its stop too) less those up to its start.
void count_as_survivor(const std::vector<Row>& rows, const std::vector<std::uint32_t>& by_start,
                       std::vector<Pairs>& pairs) {
  RankedWeights events(rows.size());
  const auto ask = [&](std::size_t i, double sign) {
    pairs[i].concordant += sign * events.above(rows[i].rank);
    pairs[i].discordant += sign * events.below(rows[i].rank);
    pairs[i].tied_risk += sign * events.at(rows[i].rank);
  };
  std::size_t starting = 0;
  for (std::size_t begin = 0; begin < rows.size();) {
    const std::size_t end = end_of_ties(rows, begin);
    for (; starting < by_start.size() && rows[by_start[starting]].start < rows[begin].stop;
         ++starting) {
      ask(by_start[starting], -1);
    }
    for (std::size_t i = begin; i < end; ++i) {
      if (rows[i].event) ask(i, 1);
    }
    for (std::size_t i = begin; i < end; ++i) {
      if (rows[i].event) events.add(rows[i].rank, rows[i].weight);
    }
    for (std::size_t i = begin; i < end; ++i) {
      if (!rows[i].event) ask(i, 1);
    }
    begin = end;
  }
}

// The pairs of each row; brings the rows in order of their stops.
std::vector<Pairs> count_pairs(std::vector<Row>& rows) {
  rank_risks(rows);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.stop < b.stop; });
  std::vector<std::uint32_t> by_start(rows.size());
  std::iota(by_start.begin(), by_start.end(), 0U);
  std::stable_sort(by_start.begin(), by_start.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return rows[a].start < rows[b].start; });
  std::vector<Pairs> pairs(rows.size());
  count_as_event(rows, by_start, pairs);
  count_as_survivor(rows, by_start, pairs);
  return pairs;
}

double risk_of(const CoxModel& model, const CoxData& data, std::size_t i) {
  double risk = 0;
  for (std::size_t j = 0; j < model.coefficients.size(); ++j) {
    risk += model.coefficients[j].coefficient * data.covariates[j].values[i];
  }
  return risk;
}

// Rows with a weight, by stratum.
std::vector<std::vector<Row>> rows_by_stratum(const CoxModel& model, const CoxData& data) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < data.stop.size(); ++i) {
    if (data.weight.empty() || data.weight[i] != 0) order.push_back(i);
  }
  if (!data.stratum.empty()) {
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return data.stratum[a] < data.stratum[b];
    });
  }
  std::vector<std::vector<Row>> strata;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const std::uint32_t i = order[k];
    const bool new_stratum =
        k == 0 || (!data.stratum.empty() && data.stratum[i] != data.stratum[order[k - 1]]);
    if (new_stratum) strata.emplace_back();
    Row row;
    if (!data.start.empty()) row.start = data.start[i];
    row.stop = data.stop[i];
    row.event = data.event[i] != 0;
    if (!data.weight.empty()) row.weight = data.weight[i];
    row.risk = risk_of(model, data, i);
    row.data = i;
    strata.back().push_back(row);
  }
  return strata;
}

// What each row, or each cluster of rows, would move the statistic by: squares summed.
double sum_of_squares(const CoxData& data, const std::vector<double>& influence) {
  if (data.cluster.empty()) {
    return std::inner_product(influence.begin(), influence.end(), influence.begin(), 0.0);
  }
  std::vector<std::uint32_t> order(influence.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return data.cluster[a] < data.cluster[b];
  });
  double squares = 0;
  for (std::size_t k = 0; k < order.size();) {
    const std::int32_t cluster = data.cluster[order[k]];
    double sum = 0;
    for (; k < order.size() && data.cluster[order[k]] == cluster; ++k) sum += influence[order[k]];
    squares += sum * sum;
  }
  return squares;
}

}  // namespace

Concordance concordance(const CoxModel& model, const CoxData& data, double confidence) {
  check_fitted_to(model, data);
  std::vector<std::vector<Row>> strata = rows_by_stratum(model, data);
  Concordance result;
  std::vector<std::vector<Pairs>> pairs;
  for (std::vector<Row>& rows : strata) {
    pairs.push_back(count_pairs(rows));
    // Every pair is met at both of its rows.
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double half_weight = rows[i].weight / 2;
      result.concordant += half_weight * pairs.back()[i].concordant;
      result.discordant += half_weight * pairs.back()[i].discordant;
      result.tied_risk += half_weight * pairs.back()[i].tied_risk;
      result.tied_time += half_weight * pairs.back()[i].tied_time;
      result.tied_both += half_weight * pairs.back()[i].tied_both;
    }
  }
  const double comparable = result.concordant + result.discordant + result.tied_risk;
  result.concordance.n = model.n_events;
  result.std_error = std::numeric_limits<double>::quiet_NaN();
  if (!(comparable > 0)) return result;
  const double somers = (result.concordant - result.discordant) / comparable;

  std::vector<double> influence(data.stop.size());
  for (std::size_t s = 0; s < strata.size(); ++s) {
    const std::vector<Row>& rows = strata[s];
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Pairs& own = pairs[s][i];
      const double all = own.concordant + own.discordant + own.tied_risk;
      influence[rows[i].data] =
          rows[i].weight * (own.concordant - own.discordant - somers * all) / comparable;
    }
  }
  const double c = (somers + 1) / 2;
  result.std_error = std::sqrt(sum_of_squares(data, influence)) / 2;
  const double half = normal_quantile_two_sided(confidence) * result.std_error;
  result.concordance.estimate = c;
  result.concordance.low = std::max(0.0, c - half);
  result.concordance.high = std::min(1.0, c + half);
  return result;
}

}  // namespace outlive
