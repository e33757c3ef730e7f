// An SQL aggregate over dated values, computed by a C++ function while the database groups.
//
//   define_series_aggregate(connection, "span", [](const DatedValues& series) { ... });
//   ... SELECT work, span(date, value) FROM ... GROUP BY work
//
// The database hands out rows in any order and on several threads; the function sees each group whole
// and by date, once. What it returns is the aggregate's value, a BLOB.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace outlive {

struct DatedValues {
  std::span<const std::int32_t> days;  // Since 1970-01-01, never descending.
  std::span<const double> values;      // NaN where the value is NULL.
};

// Called from several threads at a time. An Error that it throws ends the statement with its message.
using SeriesFunction = std::function<std::string(const DatedValues&)>;

// `connection` is a duckdb_connection. Throws Error when the name is taken.
void define_series_aggregate(void* connection, const std::string& name, SeriesFunction function);

}  // namespace outlive
