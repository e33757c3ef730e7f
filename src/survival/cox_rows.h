// The rows of a Cox model in the order in which risk sets are swept, and the sweep itself.
//
// Rows stand by stratum and, within it, by `stop` descending: going down the rows and the event
// times together, a row enters the risk set as its `stop` is passed and, if it has a start, leaves
// it as that is. Covariates are centred within the stratum (the partial likelihood does not see
// it), which keeps the difference of the two Gram matrices of the information exact enough.
//
// Everything downstream (fit, robust errors, test of proportional hazards) is said in terms of one
// visit for each event time and tie fraction: see walk_risk_sets().
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "outlive/cox.h"
#include "survival/lanes.h"

namespace outlive {

// One distinct event time within a stratum. Each stratum ends with a sentinel that has no events:
// "before the first event", where cumulative hazards are 0.
struct EventTime {
  double time = 0;
  std::uint32_t tied_begin = 0;  // Rows [tied_begin, tied_end) have their event at `time`.
  std::uint32_t tied_end = 0;
  std::uint32_t entered_end = 0;  // Rows of the stratum before this one have stop >= time.
  std::uint32_t left_end = 0;     // Of `leaving`, those before this one have start >= time.
  double event_weight = 0;        // Weight of the tied rows.

  bool sentinel() const { return tied_begin == tied_end; }
};

struct StratumRange {
  std::uint32_t row_begin = 0, row_end = 0;
  std::uint32_t time_begin = 0, time_end = 0;  // Event times, descending; the sentinel is last.
  std::uint32_t leaving_begin = 0;
};

// Throws Error unless all columns are of one length and bear the names of the model's.
void check_fitted_to(const CoxModel& model, const CoxData& data);

class CoxRows {
 public:
  // Checks the data (see cox()) and brings it in order.
  explicit CoxRows(const CoxData& data);

  std::size_t size() const { return original.size(); }
  double* row(std::size_t i) { return x.data() + i * stride; }
  const double* row(std::size_t i) const { return x.data() + i * stride; }
  bool has_event(std::size_t i) const {
    const EventTime& time = times[last_time[i]];
    return i >= time.tied_begin && i < time.tied_end;
  }

  std::size_t p = 0;
  std::size_t stride = 0;                   // p, rounded up to whole lanes; the padding is 0.
  AlignedNumbers x;                         // Row by row.
  std::vector<std::uint32_t> original;      // Where a row stood in the data.
  std::vector<double> weight;               // Empty: all 1.
  std::vector<std::uint32_t> last_time;     // Of `times`, the last at or before the row's stop.
  std::vector<std::uint32_t> before_start;  // The same for its start; empty without starts.
  std::vector<std::uint32_t>
      leaving;  // Rows that start after the first event, by start descending.
  std::vector<EventTime> times;
  std::vector<StratumRange> strata;
  std::vector<double> range;      // Of each covariate, over all rows.
  std::vector<double> event_sum;  // Sum of the (centred, weighted) covariates of all events.
  std::int64_t n_events = 0;
  double total_event_weight = 0;

 private:
  void sort(const CoxData& data);
  void measure(const CoxData& data);
  void gather(const CoxData& data);
  void centre_strata();
  void find_times(const CoxData& data);
  void find_starts(const CoxData& data);

  std::vector<double> centre_;  // Of each covariate, taken off.
};

// Sweeps the risk sets. `risk[i]` is the weighted relative risk of row i; `prepare(i)` is called
// before row i is first read, so that risks can be computed a block at a time. `visit(k, fraction,
// weight, total, mean)` is called for event time k: once with fraction 0 and all its weight without
// ties (or with Breslow's), else, with Efron's, once for each of d tied events with fraction l / d
// of the tied rows' risk taken away; `total` is the risk set's remaining risk and `mean`, stride
// long, its mean covariates.
template <class Prepare, class Visit>
inline void walk_risk_sets(const CoxRows& rows, Ties ties, const double* risk, Prepare&& prepare,
                           Visit&& visit) {
  const std::size_t stride = rows.stride;
  AlignedNumbers buffer(3 * stride);
  double* const sum = buffer.data();
  double* const tied_sum = sum + stride;
  double* const mean = tied_sum + stride;

  for (const StratumRange& stratum : rows.strata) {
    std::size_t next = stratum.row_begin;
    std::size_t next_leaving = stratum.leaving_begin;
    double total = 0;
    for (std::size_t j = 0; j < stride; ++j) sum[j] = 0;

    for (std::size_t k = stratum.time_begin; k + 1 < stratum.time_end; ++k) {
      const EventTime& time = rows.times[k];
      for (; next < time.entered_end; ++next) {
        prepare(next);
        total += risk[next];
        add_scaled(sum, rows.row(next), risk[next], stride);
      }
      for (; next_leaving < time.left_end; ++next_leaving) {
        // The rows that leave lie anywhere: fetch ahead.
        constexpr std::size_t ahead = 12;
        if (next_leaving + ahead < rows.leaving.size()) {
          const std::size_t later = rows.leaving[next_leaving + ahead];
          __builtin_prefetch(rows.row(later));
          __builtin_prefetch(rows.row(later) + 8);
          __builtin_prefetch(risk + later);
        }
        const std::size_t i = rows.leaving[next_leaving];
        total -= risk[i];
        add_scaled(sum, rows.row(i), -risk[i], stride);
      }

      const std::size_t tied = time.tied_end - time.tied_begin;
      if (tied == 1 || ties == Ties::breslow) {
        scale(mean, sum, 1 / total, stride);
        visit(k, 0.0, time.event_weight, total, mean);
        continue;
      }
      double tied_total = 0;
      for (std::size_t j = 0; j < stride; ++j) tied_sum[j] = 0;
      for (std::size_t i = time.tied_begin; i < time.tied_end; ++i) {
        tied_total += risk[i];
        add_scaled(tied_sum, rows.row(i), risk[i], stride);
      }
      const auto d = static_cast<double>(tied);
      for (std::size_t l = 0; l < tied; ++l) {
        const double fraction = static_cast<double>(l) / d;
        const double remaining = total - fraction * tied_total;
        for (std::size_t j = 0; j < stride; ++j) {
          mean[j] = (sum[j] - fraction * tied_sum[j]) / remaining;
        }
        visit(k, fraction, time.event_weight / d, remaining, mean);
      }
    }
  }
}

}  // namespace outlive
