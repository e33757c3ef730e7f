#include "store/series_aggregate.h"

#include <duckdb.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <memory>
#include <mutex>
#include <new>
#include <numeric>
#include <utility>
#include <vector>

#include "outlive/error.h"

namespace outlive {
namespace {

// INVARIANTS. A block holds up to block_rows rows of one group, in the order in which they came. While
// days follow each other in equal steps they are not written down (`days` is null): the i-th is
// first_day + i * step. Blocks live in an arena until the function is undefined, and are never moved.
constexpr std::uint32_t block_rows = 125;

struct Block {
  std::array<double, block_rows> values;
  std::int32_t* days = nullptr;
  Block* next = nullptr;
  std::int32_t first_day = 0;
  std::int32_t step = 0;
  std::uint32_t count = 0;

  std::int32_t day(std::uint32_t i) const {
    return days != nullptr ? days[i] : first_day + static_cast<std::int32_t>(i) * step;
  }
};

// Memory for hundreds of millions of rows, handed out in small pieces and given back all at once. Large
// pages save half the system's time in getting it. Thread-safe.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena() {
    for (void* slab : slabs_) std::free(slab);
  }

  template <typename T>
  T* take(std::size_t count) {
    const std::size_t bytes = (count * sizeof(T) + 15) / 16 * 16;
    const std::lock_guard<std::mutex> lock(mutex_);
    if (bytes > left_) add_slab();
    void* const place = free_;
    free_ += bytes;
    left_ -= bytes;
    return new (place) T[count];
  }

 private:
  void add_slab() {
    constexpr std::size_t page = std::size_t{2} << 20U;
    constexpr std::size_t size = 8 * page;
    void* const slab = std::aligned_alloc(page, size);
    if (slab == nullptr) throw std::bad_alloc();
    slabs_.push_back(slab);
    (void)madvise(slab, size, MADV_HUGEPAGE);
    free_ = static_cast<char*>(slab);
    left_ = size;
  }

  std::mutex mutex_;
  std::vector<void*> slabs_;
  char* free_ = nullptr;
  std::size_t left_ = 0;
};

struct Definition {
  SeriesFunction function;
  Arena arena;
};

Definition& definition_of(duckdb_function_info info) {
  return *static_cast<Definition*>(duckdb_aggregate_function_get_extra_info(info));
}

// DuckDB keeps a state as plain bytes that it moves about; what it points to is the arena's.
struct State {
  Block* newest;

  void add(std::int32_t day, double value, Arena& arena) {
    if (newest == nullptr || newest->count == block_rows) {
      auto* const fresh = arena.take<Block>(1);
      fresh->next = newest;
      newest = fresh;
    }
    Block& block = *newest;
    if (block.count == 0) block.first_day = day;
    if (block.count == 1) block.step = day - block.first_day;
    if (block.days == nullptr && block.day(block.count) != day) write_days(block, arena);
    if (block.days != nullptr) block.days[block.count] = day;
    block.values[block.count] = value;
    ++block.count;
  }

 private:
  static void write_days(Block& block, Arena& arena) {
    auto* const days = arena.take<std::int32_t>(block_rows);
    for (std::uint32_t i = 0; i < block.count; ++i) days[i] = block.day(i);
    block.days = days;
  }
};

State& state_of(duckdb_aggregate_state state) {
  return *reinterpret_cast<State*>(state);
}

idx_t state_size(duckdb_function_info /*info*/) {
  return sizeof(State);
}

void init(duckdb_function_info /*info*/, duckdb_aggregate_state state) {
  state_of(state).newest = nullptr;
}

bool valid(const std::uint64_t* validity, idx_t row) {
  return validity == nullptr || (validity[row / 64] >> (row % 64) & 1U) != 0;
}

void update(duckdb_function_info info, duckdb_data_chunk input, duckdb_aggregate_state* states) {
  duckdb_vector day_vector = duckdb_data_chunk_get_vector(input, 0);
  duckdb_vector value_vector = duckdb_data_chunk_get_vector(input, 1);
  const auto* days = static_cast<const duckdb_date*>(duckdb_vector_get_data(day_vector));
  const auto* values = static_cast<const double*>(duckdb_vector_get_data(value_vector));
  const std::uint64_t* day_valid = duckdb_vector_get_validity(day_vector);
  const std::uint64_t* value_valid = duckdb_vector_get_validity(value_vector);
  const idx_t size = duckdb_data_chunk_get_size(input);
  Arena& arena = definition_of(info).arena;
  try {
    for (idx_t i = 0; i < size; ++i) {
      if (!valid(day_valid, i)) throw Error("a date is missing");
      const bool seen = valid(value_valid, i);
      state_of(states[i]).add(days[i].days,
                              seen ? values[i] : std::numeric_limits<double>::quiet_NaN(), arena);
    }
  } catch (const std::exception& error) {
    duckdb_aggregate_function_set_error(info, error.what());
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

// A group's rows, one after the other.
class Gathered {
 public:
  DatedValues read(const State& state) {
    blocks_.clear();
    std::size_t rows = 0;
    for (const Block* block = state.newest; block != nullptr; block = block->next) {
      blocks_.push_back(block);
      rows += block->count;
    }
    days_.clear();
    values_.clear();
    days_.reserve(rows);
    values_.reserve(rows);
    std::reverse(blocks_.begin(), blocks_.end());  // The chain begins with the newest.
    for (const Block* held : blocks_) {
      const Block& block = *held;
      values_.insert(values_.end(), block.values.begin(), block.values.begin() + block.count);
      for (std::uint32_t i = 0; i < block.count; ++i) days_.push_back(block.day(i));
    }
    if (!std::is_sorted(days_.begin(), days_.end())) sort_by_day();
    return {days_, values_};
  }

 private:
  void sort_by_day() {
    std::vector<std::size_t> order(days_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return days_[a] < days_[b]; });
    const std::vector<std::int32_t> days = days_;
    const std::vector<double> values = values_;
    for (std::size_t i = 0; i < order.size(); ++i) {
      days_[i] = days[order[i]];
      values_[i] = values[order[i]];
    }
  }

  std::vector<const Block*> blocks_;
  std::vector<std::int32_t> days_;
  std::vector<double> values_;
};

void finalize(duckdb_function_info info, duckdb_aggregate_state* states, duckdb_vector result,
              idx_t count, idx_t offset) {
  const SeriesFunction& function = definition_of(info).function;
  Gathered gathered;
  try {
    for (idx_t i = 0; i < count; ++i) {
      const std::string bytes = function(gathered.read(state_of(states[i])));
      duckdb_vector_assign_string_element_len(result, offset + i, bytes.data(), bytes.size());
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
  // NULL values are observations below the floor: they must reach update().
  duckdb_aggregate_function_set_special_handling(aggregate);
  auto definition = std::make_unique<Definition>();
  definition->function = std::move(function);
  duckdb_aggregate_function_set_extra_info(aggregate, definition.release(), [](void* held) {
    const std::unique_ptr<Definition> owned(static_cast<Definition*>(held));
  });
  const duckdb_state state =
      duckdb_register_aggregate_function(static_cast<duckdb_connection>(connection), aggregate);
  duckdb_destroy_aggregate_function(&aggregate);
  if (state != DuckDBSuccess) throw Error("the aggregate '" + name + "' cannot be defined");
}

}  // namespace outlive
