#include "store/store.h"

#include <duckdb.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <utility>

#include "outlive/error.h"

namespace outlive {

namespace embedded {
std::string_view schema(std::string_view name);
}

namespace {

// DuckDB's messages open with the kind of error and go on with the statement; the first line says
// what happened.
Error database_error(const char* message) {
  std::string text = message == nullptr ? "unknown failure" : message;
  text = text.substr(0, text.find("\n\n"));
  if (text.find("No space left") != std::string::npos ||
      text.find("File too large") != std::string::npos ||
      text.find("Could not write") != std::string::npos) {
    return std::move(Error("the disk is full: " + text).hint("the store is as it was before"));
  }
  return Error(text);
}

Error opening_error(const std::string& path, const std::string& message) {
  Error error("cannot be opened as a store: " + message.substr(0, message.find('\n')));
  if (message.find("Conflicting lock") != std::string::npos ||
      message.find("Could not set lock") != std::string::npos) {
    error = Error("the store is in use by another process").hint("wait until it has ended");
  } else if (message.find("not a valid DuckDB database") != std::string::npos) {
    error = Error("is not an Outlive store");
  } else if (message.find("newer version") != std::string::npos) {
    error = Error("the store was written by a newer version of DuckDB").hint("update outlive");
  }
  error.in(path);
  return error;
}

struct DestroyStatement {
  void operator()(duckdb_prepared_statement statement) const {
    duckdb_destroy_prepare(&statement);
  }
};
using Statement =
    std::unique_ptr<std::remove_pointer_t<duckdb_prepared_statement>, DestroyStatement>;

struct Binder {
  duckdb_prepared_statement statement;
  idx_t index;

  duckdb_state operator()(bool value) const {
    return duckdb_bind_boolean(statement, index, value);
  }
  duckdb_state operator()(std::int64_t value) const {
    return duckdb_bind_int64(statement, index, value);
  }
  duckdb_state operator()(const std::string& value) const {
    return duckdb_bind_varchar_length(statement, index, value.data(), value.size());
  }
};

}  // namespace

// --- Row -----------------------------------------------------------------------------------------

bool Row::null(std::size_t column) const {
  const std::uint64_t* const validity = columns_[column].validity;
  return validity != nullptr && (validity[row_ / 64] >> (row_ % 64) & 1U) == 0;
}

std::string_view Row::text(std::size_t column) const {
  if (null(column)) return {};
  const auto& value = static_cast<const duckdb_string_t*>(columns_[column].data)[row_];
  const std::uint32_t length = value.value.inlined.length;
  return {length <= 12 ? value.value.inlined.inlined : value.value.pointer.ptr, length};
}

std::int64_t Row::integer(std::size_t column) const {
  return null(column) ? 0 : static_cast<const std::int64_t*>(columns_[column].data)[row_];
}

std::uint64_t Row::identity(std::size_t column) const {
  return null(column) ? 0 : static_cast<const std::uint64_t*>(columns_[column].data)[row_];
}

double Row::real(std::size_t column) const {
  return null(column) ? std::numeric_limits<double>::quiet_NaN()
                      : static_cast<const double*>(columns_[column].data)[row_];
}

Day Row::day(std::size_t column) const {
  return Day(Days(static_cast<const std::int32_t*>(columns_[column].data)[row_]));
}

bool Row::truth(std::size_t column) const {
  return !null(column) && static_cast<const bool*>(columns_[column].data)[row_];
}

// --- Result --------------------------------------------------------------------------------------

void Result::Release::operator()(void* handle) const {
  auto* const result = static_cast<duckdb_result*>(handle);
  duckdb_destroy_result(result);
  delete result;  // NOLINT(cppcoreguidelines-owning-memory): the deleter of the owning pointer
}

Result::Result(void* handle) : handle_(handle) {}
Result::Result(Result&&) noexcept = default;
Result& Result::operator=(Result&&) noexcept = default;
Result::~Result() = default;

void Result::for_each(const std::function<void(const Row&)>& use) {
  auto& result = *static_cast<duckdb_result*>(handle_.get());
  Row row;
  while (duckdb_data_chunk chunk = duckdb_fetch_chunk(result)) {
    const auto release = [](duckdb_data_chunk held) { duckdb_destroy_data_chunk(&held); };
    const std::unique_ptr<std::remove_pointer_t<duckdb_data_chunk>, decltype(release)> owner(
        chunk, release);
    const idx_t columns = duckdb_data_chunk_get_column_count(chunk);
    row.columns_.resize(columns);
    for (idx_t i = 0; i < columns; ++i) {
      const duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, i);
      row.columns_[i] = {duckdb_vector_get_data(vector), duckdb_vector_get_validity(vector)};
    }
    const idx_t size = duckdb_data_chunk_get_size(chunk);
    for (row.row_ = 0; row.row_ < size; ++row.row_) use(row);
  }
  if (const char* message = duckdb_result_error(&result)) throw database_error(message);
}

std::int64_t Result::integer() {
  std::int64_t value = 0;
  for_each([&](const Row& row) { value = row.integer(0); });
  return value;
}

// --- Store ---------------------------------------------------------------------------------------

struct Store::Handles {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;

  Handles() = default;
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;
  ~Handles() {
    duckdb_disconnect(&connection);
    duckdb_close(&database);
  }

  static std::unique_ptr<Handles> open(const std::string& path, bool read_only, int threads) {
    auto handles = std::make_unique<Handles>();
    duckdb_config config = nullptr;
    duckdb_create_config(&config);
    duckdb_set_config(config, "autoinstall_known_extensions", "false");
    duckdb_set_config(config, "autoload_known_extensions", "false");
    duckdb_set_config(config, "allow_community_extensions", "false");
    if (read_only) duckdb_set_config(config, "access_mode", "READ_ONLY");
    if (threads > 0) duckdb_set_config(config, "threads", std::to_string(threads).c_str());
    char* message = nullptr;
    const duckdb_state state =
        duckdb_open_ext(path.empty() ? nullptr : path.c_str(), &handles->database, config, &message);
    duckdb_destroy_config(&config);
    if (state != DuckDBSuccess) {
      const std::string text = message == nullptr ? "unknown failure" : message;
      duckdb_free(message);
      throw opening_error(path, text);
    }
    if (duckdb_connect(handles->database, &handles->connection) != DuckDBSuccess) {
      throw Error("the store cannot be connected to").in(path);
    }
    return handles;
  }
};

Store::Store(std::unique_ptr<Handles> handles) : handles_(std::move(handles)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Store Store::open(const std::string& path, Mode mode) {
  std::error_code ignored;
  const bool exists = std::filesystem::exists(path, ignored);
  if (!exists && mode != Mode::create) {
    throw Error("there is no such store").in(path).hint(
        "'outlive ingest' or 'outlive run' makes one");
  }
  if (exists && std::filesystem::is_directory(path, ignored)) {
    throw Error("is a directory, not a store").in(path);
  }
  Store store(Handles::open(path, mode == Mode::read_only, 0));
  store.check_schema(path);
  return store;
}

Store Store::in_memory() {
  Store store = scratch();
  store.check_schema("memory");
  return store;
}

Store Store::scratch(int threads) { return Store(Handles::open("", false, threads)); }

void Store::check_schema(const std::string& path) {
  const std::int64_t tables =
      query("SELECT count(*) FROM duckdb_tables() WHERE NOT internal").integer();
  if (tables == 0) {
    Transaction transaction(*this);
    execute(std::string(embedded::schema("schema.sql")));
    execute("INSERT INTO store VALUES (?)", {std::int64_t{schema_version}});
    transaction.commit();
    return;
  }
  if (query("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'store'").integer() == 0) {
    throw Error("is a DuckDB database, but not an Outlive store").in(path);
  }
  const std::int64_t version =
      query("SELECT max(schema_version)::BIGINT FROM store").integer();
  if (version > schema_version) {
    throw Error("the store has schema " + std::to_string(version) + ", and this program knows up to " +
                std::to_string(schema_version))
        .in(path)
        .hint("update outlive");
  }
  if (version < schema_version) {
    throw Error("the store has the old schema " + std::to_string(version))
        .in(path)
        .hint("remove it and ingest the files again");
  }
}

Result Store::run(const std::string& sql, const std::vector<Parameter>& parameters,
                  bool streaming) {
  duckdb_prepared_statement raw = nullptr;
  const duckdb_state prepared = duckdb_prepare(handles_->connection, sql.c_str(), &raw);
  const Statement statement(raw);
  if (prepared != DuckDBSuccess) throw database_error(duckdb_prepare_error(raw));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (std::visit(Binder{raw, i + 1}, parameters[i]) != DuckDBSuccess) {
      throw Error("a statement does not take its parameter " + std::to_string(i + 1));
    }
  }
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): owned by the Result on the next line
  auto* const handle = new duckdb_result();
  Result result(handle);
  const duckdb_state executed = streaming ? duckdb_execute_prepared_streaming(raw, handle)
                                          : duckdb_execute_prepared(raw, handle);
  if (executed != DuckDBSuccess) throw database_error(duckdb_result_error(handle));
  return result;
}

Result Store::query(const std::string& sql, const std::vector<Parameter>& parameters) {
  return run(sql, parameters, false);
}

Result Store::stream(const std::string& sql, const std::vector<Parameter>& parameters) {
  return run(sql, parameters, true);
}

std::int64_t Store::execute(const std::string& sql, const std::vector<Parameter>& parameters) {
  if (parameters.empty()) {  // May be several statements, which cannot be prepared together.
    duckdb_result result;
    const duckdb_state state = duckdb_query(handles_->connection, sql.c_str(), &result);
    const std::unique_ptr<duckdb_result, void (*)(duckdb_result*)> owner(&result,
                                                                        duckdb_destroy_result);
    if (state != DuckDBSuccess) throw database_error(duckdb_result_error(&result));
    return static_cast<std::int64_t>(duckdb_rows_changed(&result));
  }
  std::int64_t changed = 0;
  run(sql, parameters, false).for_each([&](const Row& row) { changed = row.integer(0); });
  return changed;
}

Store::Transaction::Transaction(Store& store) : store_(store) { store_.execute("BEGIN"); }

Store::Transaction::~Transaction() {
  if (!open_) return;
  try {
    store_.execute("ROLLBACK");
  } catch (const Error&) {  // NOLINT(bugprone-empty-catch): the database has rolled back itself
  }
}

void Store::Transaction::commit() {
  store_.execute("COMMIT");
  open_ = false;
}

std::string sql_literal(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') result += '\'';
    result += c;
  }
  return result + "'";
}

}  // namespace outlive
