// The embedded database: DuckDB in one file, or in memory, behind one small class.
//
//   Store store = Store::open("outlive.duckdb", Store::Mode::create);
//   Store::Transaction transaction(store);
//   store.execute("DELETE FROM attention WHERE source = ?", {"hot-100"});
//   transaction.commit();
//   store.query("SELECT title, start FROM ...").for_each([](const Row& row) {
//     use(row.text(0), row.day(1));
//   });
//
// Reading, grouping and sorting are the database's work; models are fitted outside it. Nothing is
// fetched from outside: extensions are neither installed nor loaded.
//
// Failures are thrown as Error, in one line. A Store belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "outlive/date.h"
#include "store/series_aggregate.h"

namespace outlive {

// A parameter of a statement.
using Parameter = std::variant<bool, std::int64_t, std::string>;

// A view of one row while for_each runs. Columns count from 0; the type asked for must be the
// column's own: text VARCHAR, integer BIGINT, identity UBIGINT, real DOUBLE, day DATE, truth
// BOOLEAN.
class Row {
 public:
  bool null(std::size_t column) const;
  std::string_view text(std::size_t column) const;  // "" where null
  std::int64_t integer(std::size_t column) const;   // 0 where null
  std::uint64_t identity(std::size_t column) const;
  double real(std::size_t column) const;  // NaN where null
  Day day(std::size_t column) const;      // REQUIRES: not null
  bool truth(std::size_t column) const;   // false where null

 private:
  friend class Result;
  struct Column {
    const void* data = nullptr;
    const std::uint64_t* validity = nullptr;
  };
  std::vector<Column> columns_;
  std::size_t row_ = 0;
};

// What a query gives, read once and forward.
class Result {
 public:
  explicit Result(void* handle);
  Result(Result&&) noexcept;
  Result& operator=(Result&&) noexcept;
  ~Result();

  void for_each(const std::function<void(const Row&)>& use);
  // The one value of a query that gives one row of one column; 0 where it gives none.
  std::int64_t integer();

 private:
  struct Release {
    void operator()(void* handle) const;
  };
  std::unique_ptr<void, Release> handle_;
};

class Store {
 public:
  enum class Mode {
    create,    // Opened, or made where there is none.
    existing,  // Must exist; may be changed.
    read_only  // Must exist; is not changed.
  };

  // The version of src/store/schema.sql.
  static constexpr int schema_version = 2;

  static Store open(const std::string& path, Mode mode);
  // An empty store that is gone when the program ends.
  static Store in_memory();
  // A database without Outlive's tables, to read files with.
  static Store scratch(int threads = 0);

  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  Result query(const std::string& sql, const std::vector<Parameter>& parameters = {});
  // The number of rows changed.
  std::int64_t execute(const std::string& sql, const std::vector<Parameter>& parameters = {});

  // Makes `name(DATE, DOUBLE)` an aggregate of this connection; see store/series_aggregate.h.
  void define_series_aggregate(const std::string& name, SeriesFunction function);

  // Undone when it goes out of scope without commit().
  class Transaction {
   public:
    explicit Transaction(Store& store);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    void commit();

   private:
    Store& store_;
    bool open_ = true;
  };

 private:
  struct Handles;
  explicit Store(std::unique_ptr<Handles> handles);
  static void make(const std::string& path);
  void check_schema(const std::string& path, Mode mode);
  void bring_up_to_date(const std::string& path);

  std::unique_ptr<Handles> handles_;
  std::string path_;  // As the user named it; "" in memory.
};

// `text` as an SQL string literal, quotes included.
std::string sql_literal(std::string_view text);

// A file's name as an SQL string literal, for read_csv() and its like. They take a name for a
// pattern: "a[1].csv" would read a1.csv, and "c*.csv" every file that fits. Here each character
// stands for itself. Throws Error for a name that cannot be written so.
//
// Folders named "title=x" are taken for columns, which `hive_partitioning = false` turns off.
std::string sql_path(const std::filesystem::path& path);

}  // namespace outlive
