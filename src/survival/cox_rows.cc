#include "survival/cox_rows.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string>

#include "outlive/error.h"

namespace outlive {
namespace {

struct Keyed {
  std::uint64_t key;
  std::uint32_t row;
};

// Keys that order as the numbers do, largest first.
std::uint64_t descending_key(double number) {
  const auto bits = std::bit_cast<std::uint64_t>(number + 0.0);  // -0 becomes 0.
  constexpr std::uint64_t sign = std::uint64_t{1} << 63;
  const std::uint64_t ascending = (bits & sign) != 0 ? ~bits : bits | sign;
  return ~ascending;
}

// Stable radix sort by key, 11 bits at a time; digits that are the same in all keys are skipped.
void sort_by_key(std::vector<Keyed>& rows) {
  constexpr int bits = 11;
  constexpr int digits = 6;
  constexpr std::size_t buckets = std::size_t{1} << bits;
  std::vector<std::array<std::uint32_t, buckets>> counts(digits);
  const auto digit = [](std::uint64_t key, int d) {
    return static_cast<std::size_t>(key >> (d * bits)) & (buckets - 1);
  };
  for (const Keyed& row : rows) {
    for (int d = 0; d < digits; ++d) ++counts[d][digit(row.key, d)];
  }
  std::vector<Keyed> sorted(rows.size());
  for (int d = 0; d < digits; ++d) {
    auto& count = counts[d];
    if (rows.empty() || count[digit(rows[0].key, d)] == rows.size()) continue;
    std::uint32_t position = 0;
    for (std::uint32_t& bucket : count) {
      const std::uint32_t here = bucket;
      bucket = position;
      position += here;
    }
    for (const Keyed& row : rows) sorted[count[digit(row.key, d)]++] = row;
    rows.swap(sorted);
  }
}

std::string row_name(std::size_t row) {
  return "row " + std::to_string(row + 1);
}

// A row without weight is absent, and may hold anything.
bool present(const CoxData& data, std::size_t row) {
  return data.weight.empty() || data.weight[row] != 0;
}

void check_lengths(const CoxData& data) {
  const std::size_t n = data.stop.size();
  const auto check = [n](std::size_t length, const std::string& what) {
    if (length == n) return;
    throw Error("a Cox model got " + std::to_string(n) + " stop times and " +
                std::to_string(length) + " values of " + what)
        .hint("all columns must be of one length");
  };
  check(data.event.size(), "the event");
  if (!data.start.empty()) check(data.start.size(), "the start");
  if (!data.stratum.empty()) check(data.stratum.size(), "the stratum");
  if (!data.weight.empty()) check(data.weight.size(), "the weight");
  if (!data.cluster.empty()) check(data.cluster.size(), "the cluster");
  for (const Covariate& covariate : data.covariates) {
    check(covariate.values.size(), "'" + covariate.name + "'");
  }
  if (data.covariates.empty()) throw Error("a Cox model needs a covariate");
  if (n >= std::numeric_limits<std::uint32_t>::max()) {
    throw Error("a Cox model takes fewer than 2^32 rows");
  }
}

void check_rows(const CoxData& data) {
  for (std::size_t i = 0; i < data.stop.size(); ++i) {
    if (!data.weight.empty() && (!std::isfinite(data.weight[i]) || data.weight[i] < 0)) {
      throw Error(row_name(i) + " has a weight that is negative or not a number");
    }
    if (!present(data, i)) continue;
    const bool bad_start = !data.start.empty() && std::isnan(data.start[i]);
    if (!std::isfinite(data.stop[i]) || bad_start) {
      throw Error(row_name(i) + " has a time that is not a finite number");
    }
    if (!data.start.empty() && data.stop[i] <= data.start[i]) {
      throw Error(row_name(i) + " stops at " + std::to_string(data.stop[i]) +
                  ", not after its start at " + std::to_string(data.start[i]));
    }
    if (data.event[i] > 1) throw Error(row_name(i) + " has an event that is neither 0 nor 1");
  }
}

}  // namespace

void check_fitted_to(const CoxModel& model, const CoxData& data) {
  check_lengths(data);
  const bool same =
      std::equal(model.coefficients.begin(), model.coefficients.end(), data.covariates.begin(),
                 data.covariates.end(),
                 [](const CoxCoefficient& a, const Covariate& b) { return a.name == b.name; });
  if (!same) throw Error("a Cox model was asked about covariates it was not fitted to");
}

CoxRows::CoxRows(const CoxData& data) {
  check_lengths(data);
  check_rows(data);
  p = data.covariates.size();
  stride = (p + lanes - 1) / lanes * lanes;
  sort(data);
  find_times(data);
  if (n_events == 0) {
    throw Error("a Cox model needs an event: all " + std::to_string(size()) + " rows are censored");
  }
  measure(data);
  gather(data);
  if (strata.size() > 1) centre_strata();
  if (!data.start.empty()) find_starts(data);

  event_sum.assign(stride, 0);
  for (const EventTime& time : times) {
    for (std::size_t i = time.tied_begin; i < time.tied_end; ++i) {
      const double w = weight.empty() ? 1 : weight[i];
      for (std::size_t j = 0; j < p; ++j) event_sum[j] += w * row(i)[j];
    }
  }
}

// By stratum, then stop descending, then events before censorings.
void CoxRows::sort(const CoxData& data) {
  std::vector<Keyed> rows;
  rows.reserve(data.stop.size());
  for (std::uint32_t i = 0; i < data.stop.size(); ++i) {
    if (present(data, i)) rows.push_back({descending_key(data.stop[i]), i});
  }
  sort_by_key(rows);
  for (std::size_t i = 0; i < rows.size();) {
    std::size_t end = i + 1;
    while (end < rows.size() && rows[end].key == rows[i].key) ++end;
    if (end > i + 1) {
      std::stable_partition(rows.begin() + static_cast<std::ptrdiff_t>(i),
                            rows.begin() + static_cast<std::ptrdiff_t>(end),
                            [&](const Keyed& row) { return data.event[row.row] != 0; });
    }
    i = end;
  }
  if (!data.stratum.empty()) {
    for (Keyed& row : rows) {
      // Shifted, so that negative numbers come before positive ones.
      row.key = static_cast<std::uint64_t>(std::int64_t{data.stratum[row.row]} + (1LL << 31));
    }
    sort_by_key(rows);
  }
  original.reserve(rows.size());
  for (const Keyed& row : rows) original.push_back(row.row);
  if (!data.weight.empty()) {
    weight.reserve(rows.size());
    for (const std::uint32_t i : original) weight.push_back(data.weight[i]);
  }
}

void CoxRows::find_times(const CoxData& data) {
  last_time.resize(size());
  for (std::size_t begin = 0; begin < size();) {
    StratumRange stratum;
    stratum.row_begin = static_cast<std::uint32_t>(begin);
    stratum.time_begin = static_cast<std::uint32_t>(times.size());
    std::size_t end = begin;
    while (end < size() &&
           (data.stratum.empty() || data.stratum[original[end]] == data.stratum[original[begin]])) {
      const double stop = data.stop[original[end]];
      const auto tied_begin = static_cast<std::uint32_t>(end);
      double event_weight = 0;
      std::size_t i = end;
      for (; i < size() && data.event[original[i]] != 0 && data.stop[original[i]] == stop &&
             (data.stratum.empty() || data.stratum[original[i]] == data.stratum[original[begin]]);
           ++i) {
        event_weight += weight.empty() ? 1 : weight[i];
      }
      if (i == end) {
        // Censored later than any event not yet met: at risk from the next one on.
        last_time[end++] = static_cast<std::uint32_t>(times.size());
        continue;
      }
      const auto k = static_cast<std::uint32_t>(times.size());
      for (std::size_t event = end; event < i; ++event) last_time[event] = k;
      n_events += static_cast<std::int64_t>(i - end);
      total_event_weight += event_weight;
      const auto tied_end = static_cast<std::uint32_t>(i);
      // Those censored at this very time are still at risk.
      for (; i < size() && data.stop[original[i]] == stop &&
             (data.stratum.empty() || data.stratum[original[i]] == data.stratum[original[begin]]);
           ++i) {
        last_time[i] = k;
      }
      end = i;
      times.push_back(
          {stop, tied_begin, tied_end, static_cast<std::uint32_t>(end), 0, event_weight});
    }
    EventTime none;
    none.time = -std::numeric_limits<double>::infinity();
    none.tied_begin = none.tied_end = none.entered_end = static_cast<std::uint32_t>(end);
    times.push_back(none);
    stratum.time_end = static_cast<std::uint32_t>(times.size());
    stratum.row_end = static_cast<std::uint32_t>(end);
    strata.push_back(stratum);
    begin = end;
  }
}

// Mean and range of each covariate; complains of what is not finite or does not vary.
void CoxRows::measure(const CoxData& data) {
  for (const Covariate& covariate : data.covariates) {
    double least = std::numeric_limits<double>::infinity();
    double most = -least;
    double sum = 0;
    for (std::size_t i = 0; i < covariate.values.size(); ++i) {
      if (!present(data, i)) continue;
      const double value = covariate.values[i];
      if (!std::isfinite(value)) {
        throw Error("the covariate '" + covariate.name + "' is not a finite number in " +
                    row_name(i));
      }
      sum += value;
      least = std::min(least, value);
      most = std::max(most, value);
    }
    if (least == most) {
      throw Error("the covariate '" + covariate.name + "' is the same in all rows")
          .hint("leave it out");
    }
    range.push_back(most - least);
    centre_.push_back(sum / static_cast<double>(size()));
  }
}

void CoxRows::gather(const CoxData& data) {
  x = AlignedNumbers(size() * stride);
  constexpr std::size_t block = 512;  // Rows that stay in the nearest cache while they are filled.
  for (std::size_t begin = 0; begin < size(); begin += block) {
    const std::size_t end = std::min(size(), begin + block);
    for (std::size_t j = 0; j < stride; ++j) {
      if (j >= p) {
        for (std::size_t i = begin; i < end; ++i) row(i)[j] = 0;
        continue;
      }
      const double* const values = data.covariates[j].values.data();
      for (std::size_t i = begin; i < end; ++i) row(i)[j] = values[original[i]] - centre_[j];
    }
  }
}

void CoxRows::centre_strata() {
  for (const StratumRange& stratum : strata) {
    for (std::size_t j = 0; j < p; ++j) {
      double sum = 0;
      for (std::size_t i = stratum.row_begin; i < stratum.row_end; ++i) sum += row(i)[j];
      const double mean = sum / static_cast<double>(stratum.row_end - stratum.row_begin);
      for (std::size_t i = stratum.row_begin; i < stratum.row_end; ++i) row(i)[j] -= mean;
    }
  }
}

void CoxRows::find_starts(const CoxData& data) {
  before_start.resize(size());
  std::vector<Keyed> starts;
  for (StratumRange& stratum : strata) {
    stratum.leaving_begin = static_cast<std::uint32_t>(leaving.size());
    const std::uint32_t sentinel = stratum.time_end - 1;
    starts.clear();
    for (std::uint32_t i = stratum.row_begin; i < stratum.row_end; ++i) {
      before_start[i] = sentinel;
      const double start = data.start[original[i]];
      const bool after_first_event =
          sentinel > stratum.time_begin && start >= times[sentinel - 1].time;
      if (after_first_event) starts.push_back({descending_key(start), i});
    }
    sort_by_key(starts);
    std::size_t next = 0;
    for (std::uint32_t k = stratum.time_begin; k < sentinel; ++k) {
      const std::uint64_t key = descending_key(times[k].time);
      for (; next < starts.size() && starts[next].key <= key; ++next) {
        before_start[starts[next].row] = k;
        leaving.push_back(starts[next].row);
      }
      times[k].left_end = static_cast<std::uint32_t>(leaving.size());
    }
  }
}

}  // namespace outlive
