#include "store/series_aggregate.h"

#include <duckdb.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "outlive/error.h"

namespace outlive {
namespace {

// A group's rows as they come: blocks in a chain, so that growing copies nothing and hardly any room is
// left empty. Millions of groups are held at once, so days and values stand in separate, packed rows.
constexpr std::uint32_t block_rows = 125;

struct Block {
  double values[block_rows];
  std::int32_t days[block_rows];
  std::uint32_t count = 0;
  Block* next = nullptr;
};

// DuckDB keeps a state as plain bytes that it moves about; ownership is by init and destroy.
struct State {
  Block* newest;

  void add(std::int32_t day, double value) {
    if (newest == nullptr || newest->count == block_rows) {
      auto fresh = std::make_unique<Block>();
      fresh->next = newest;
      newest = fresh.release();
    }
    newest->days[newest->count] = day;
    newest->values[newest->count] = value;
    ++newest->count;
  }

  void clear() {
    while (newest != nullptr) {
      const std::unique_ptr<Block> owned(newest);
      newest = owned->next;
    }
  }
};

State& state_of(duckdb_aggregate_state state) { return *reinterpret_cast<State*>(state); }

idx_t state_size(duckdb_function_info /*info*/) { return sizeof(State); }

void init(duckdb_function_info /*info*/, duckdb_aggregate_state state) {
  state_of(state).newest = nullptr;
}

void destroy(duckdb_aggregate_state* states, idx_t count) {
  for (idx_t i = 0; i < count; ++i) state_of(states[i]).clear();
}

bool valid(const std::uint64_t* validity, idx_t row) {
  return validity == nullptr || (validity[row / 64] >> (row % 64) & 1U) != 0;
}

void update(duckdb_function_info info, duckdb_data_chunk input, duckdb_aggregate_state* states) {
  const duckdb_vector day_vector = duckdb_data_chunk_get_vector(input, 0);
  const duckdb_vector value_vector = duckdb_data_chunk_get_vector(input, 1);
  const auto* days = static_cast<const duckdb_date*>(duckdb_vector_get_data(day_vector));
  const auto* values = static_cast<const double*>(duckdb_vector_get_data(value_vector));
  const std::uint64_t* day_valid = duckdb_vector_get_validity(day_vector);
  const std::uint64_t* value_valid = duckdb_vector_get_validity(value_vector);
  const idx_t size = duckdb_data_chunk_get_size(input);
  for (idx_t i = 0; i < size; ++i) {
    if (!valid(day_valid, i)) {
      duckdb_aggregate_function_set_error(info, "a date is missing");
      return;
    }
    state_of(states[i]).add(days[i].days, valid(value_valid, i)
                                              ? values[i]
                                              : std::numeric_limits<double>::quiet_NaN());
  }
}

void combine(duckdb_function_info /*info*/, duckdb_aggregate_state* sources,
             duckdb_aggregate_state* targets, idx_t count) {
  for (idx_t i = 0; i < count; ++i) {
    State& source = state_of(sources[i]);
    State& target = state_of(targets[i]);
    if (source.newest == nullptr) continue;
    Block* oldest = source.newest;
    while (oldest->next != nullptr) oldest = oldest->next;
    oldest->next = target.newest;
    target.newest = std::exchange(source.newest, nullptr);
  }
}

// The blocks' rows in the order in which they came, and then by date if they did not come so.
void gather(const State& state, std::vector<DatedValue>& series) {
  std::vector<const Block*> blocks;
  std::size_t rows = 0;
  for (const Block* block = state.newest; block != nullptr; block = block->next) {
    blocks.push_back(block);
    rows += block->count;
  }
  series.clear();
  series.reserve(rows);
  for (auto block = blocks.rbegin(); block != blocks.rend(); ++block) {
    for (std::uint32_t i = 0; i < (*block)->count; ++i) {
      series.push_back({(*block)->days[i], (*block)->values[i]});
    }
  }
  const auto by_day = [](const DatedValue& a, const DatedValue& b) { return a.day < b.day; };
  if (!std::is_sorted(series.begin(), series.end(), by_day)) {
    std::sort(series.begin(), series.end(), by_day);
  }
}

void finalize(duckdb_function_info info, duckdb_aggregate_state* states, duckdb_vector result,
              idx_t count, idx_t offset) {
  const auto& function =
      *static_cast<const SeriesFunction*>(duckdb_aggregate_function_get_extra_info(info));
  std::vector<DatedValue> series;
  try {
    for (idx_t i = 0; i < count; ++i) {
      gather(state_of(states[i]), series);
      const std::string bytes = function(series);
      duckdb_vector_assign_string_element_len(result, offset + i, bytes.data(), bytes.size());
      state_of(states[i]).clear();
    }
  } catch (const std::exception& error) {
    duckdb_aggregate_function_set_error(info, error.what());
  }
}

}  // namespace

void define_series_aggregate(void* connection, const std::string& name, SeriesFunction function) {
  duckdb_aggregate_function aggregate = duckdb_create_aggregate_function();
  duckdb_aggregate_function_set_name(aggregate, name.c_str());
  for (const duckdb_type type : {DUCKDB_TYPE_DATE, DUCKDB_TYPE_DOUBLE}) {
    duckdb_logical_type logical = duckdb_create_logical_type(type);
    duckdb_aggregate_function_add_parameter(aggregate, logical);
    duckdb_destroy_logical_type(&logical);
  }
  duckdb_logical_type blob = duckdb_create_logical_type(DUCKDB_TYPE_BLOB);
  duckdb_aggregate_function_set_return_type(aggregate, blob);
  duckdb_destroy_logical_type(&blob);
  duckdb_aggregate_function_set_functions(aggregate, state_size, init, update, combine, finalize);
  duckdb_aggregate_function_set_destructor(aggregate, destroy);
  // NULL values are observations below the floor: they must reach update().
  duckdb_aggregate_function_set_special_handling(aggregate);
  duckdb_aggregate_function_set_extra_info(
      aggregate, std::make_unique<SeriesFunction>(std::move(function)).release(), [](void* held) {
        const std::unique_ptr<SeriesFunction> owned(static_cast<SeriesFunction*>(held));
      });
  const duckdb_state state = duckdb_register_aggregate_function(
      static_cast<duckdb_connection>(connection), aggregate);
  duckdb_destroy_aggregate_function(&aggregate);
  if (state != DuckDBSuccess) throw Error("the aggregate '" + name + "' cannot be defined");
}

}  // namespace outlive
