#include "store/store.h"

#include <duckdb.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <limits>
#include <utility>

#include "outlive/error.h"

namespace outlive {

namespace embedded {
std::string_view schema(std::string_view name);
}

namespace {

namespace fs = std::filesystem;

// DuckDB's messages open with the kind of error and go on with the statement, advice and settings;
// what happened stands before those.
std::string what_happened(const std::string& message) {
  const std::size_t end =
      std::min({message.find("\n\n"), message.find("\nPossible"), message.find("\nLINE ")});
  return message.substr(0, end);
}

bool tells_of_full_disk(const std::string& message) {
  for (const char* words : {"No space left", "File too large", "Could not write", "Disk quota"}) {
    if (message.find(words) != std::string::npos) return true;
  }
  return false;
}

Error full_disk_error(const std::string& path) {
  Error error("the disk is full, or the file may not grow");
  error.hint("the store is as it was before");
  if (!path.empty()) error.in(path);
  return error;
}

Error database_error(const char* message, const std::string& path) {
  const std::string text = message == nullptr ? "unknown failure" : message;
  if (tells_of_full_disk(text)) return full_disk_error(path);
  return Error(what_happened(text));
}

Error opening_error(const std::string& path, const std::string& message) {
  const auto says = [&](const char* words) { return message.find(words) != std::string::npos; };
  Error error("cannot be opened as a store: " + message.substr(0, message.find('\n')));
  if (says("Conflicting lock") || says("Could not set lock")) {
    error = Error("the store is in use by another process").hint("wait until it has ended");
  } else if (says("not a valid DuckDB database")) {
    error = Error("is not an Outlive store");
  } else if (says("newer version")) {
    error = Error("the store was written by a newer version of DuckDB").hint("update outlive");
  } else if (says("Permission denied") || says("Read-only file system")) {
    error = Error("the store may not be opened: permission denied");
  } else if (says("No such file")) {
    error = Error("the store's folder does not exist").hint("make it first");
  } else if (says("Not a directory")) {
    error = Error("the store's folder is not a folder");
  } else if (tells_of_full_disk(message)) {
    return full_disk_error(path);
  } else if (says("Could not read enough") || says("orrupt") || says("hecksum")) {
    error = Error("the store is cut off or damaged").hint("remove it and ingest the files again");
  }
  error.in(path);
  return error;
}

// DuckDB opens tables of other formats as well, and a pipe would keep it waiting.
void require_database_file(const fs::path& file, const std::string& path) {
  std::error_code error;
  const auto status = fs::status(file, error);
  if (fs::is_directory(status)) throw Error("is a directory, not a store").in(path);
  if (!fs::is_regular_file(status)) throw Error("is no file, and so no store").in(path);
  std::ifstream bytes(file, std::ios::binary);
  if (!bytes) throw Error("the store may not be opened: permission denied").in(path);
  std::array<char, 12> head{};
  bytes.read(head.data(), head.size());
  if (std::string_view(head.data() + 8, 4) != "DUCK") {
    throw Error("is not an Outlive store").in(path);
  }
}

struct DestroyStatement {
  void operator()(duckdb_prepared_statement statement) const { duckdb_destroy_prepare(&statement); }
};
using Statement =
    std::unique_ptr<std::remove_pointer_t<duckdb_prepared_statement>, DestroyStatement>;

struct Binder {
  duckdb_prepared_statement statement;
  idx_t index;

  duckdb_state operator()(bool value) const { return duckdb_bind_boolean(statement, index, value); }
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
      duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, i);
      row.columns_[i] = {duckdb_vector_get_data(vector), duckdb_vector_get_validity(vector)};
    }
    const idx_t size = duckdb_data_chunk_get_size(chunk);
    for (row.row_ = 0; row.row_ < size; ++row.row_) use(row);
  }
  if (const char* message = duckdb_result_error(&result)) throw database_error(message, "");
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

  // `path` is what errors call `file`.
  static std::unique_ptr<Handles> open(const std::string& file, const std::string& path,
                                       bool read_only, int threads) {
    auto handles = std::make_unique<Handles>();
    duckdb_config config = nullptr;
    duckdb_create_config(&config);
    duckdb_set_config(config, "autoinstall_known_extensions", "false");
    duckdb_set_config(config, "autoload_known_extensions", "false");
    duckdb_set_config(config, "allow_community_extensions", "false");
    if (read_only) duckdb_set_config(config, "access_mode", "READ_ONLY");
    if (threads > 0) duckdb_set_config(config, "threads", std::to_string(threads).c_str());
    char* message = nullptr;
    const duckdb_state state = duckdb_open_ext(file.empty() ? nullptr : file.c_str(),
                                               &handles->database, config, &message);
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
  if (path.empty()) throw Error("the store has no name");
  std::error_code ignored;
  // Absolute, because some names mean something else to the database.
  const std::string file = fs::absolute(path).string();
  if (fs::status(file, ignored).type() == fs::file_type::not_found) {
    if (mode != Mode::create) {
      throw Error("there is no such store")
          .in(path)
          .hint("'outlive ingest' or 'outlive run' makes one");
    }
    make(path);
  }
  require_database_file(file, path);
  Store store(Handles::open(file, path, mode == Mode::read_only, 0));
  store.path_ = path;
  store.check_schema(path, mode);
  return store;
}

// A new store comes into being whole: made beside its place, and put there when it has its tables.
void Store::make(const std::string& path) {
  const std::string beside = fs::absolute(path).string() + ".new-" + std::to_string(::getpid());
  const auto remove = [&] {
    ::unlink(beside.c_str());
    ::unlink((beside + ".wal").c_str());
  };
  remove();
  try {
    {
      Store store(Handles::open(beside, path, false, 0));
      store.path_ = path;
      Transaction transaction(store);
      store.execute(std::string(embedded::schema("schema.sql")));
      store.execute("INSERT INTO store VALUES (?)", {std::int64_t{schema_version}});
      transaction.commit();
      store.execute("CHECKPOINT");
    }
    // Where another process was quicker, its store is as good.
    if (::link(beside.c_str(), path.c_str()) != 0 && errno != EEXIST) {
      fs::rename(beside, path);  // A file system without links.
    }
  } catch (const fs::filesystem_error& error) {
    remove();
    throw Error("the store cannot be made: " + error.code().message()).in(path);
  } catch (const Error&) {
    remove();
    throw;
  }
  remove();
}

Store Store::in_memory() {
  Store store = scratch();
  store.execute(std::string(embedded::schema("schema.sql")));
  store.execute("INSERT INTO store VALUES (?)", {std::int64_t{schema_version}});
  return store;
}

Store Store::scratch(int threads) {
  return Store(Handles::open("", "", false, threads));
}

// From the first schema, which knew no films.
void Store::bring_up_to_date(const std::string& path) {
  try {
    Transaction transaction(*this);
    execute(std::string(embedded::schema("schema.sql")));
    // A file that tells of films as well is read anew when it is next met.
    execute("UPDATE file SET fingerprint = '' WHERE source = 'google-trends-pairs'");
    execute("UPDATE store SET schema_version = ?", {std::int64_t{schema_version}});
    transaction.commit();
  } catch (Error& error) {
    error.in(path);
    throw;
  }
}

void Store::check_schema(const std::string& path, Mode mode) {
  if (query("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'store'").integer() == 0) {
    throw Error("is a DuckDB database, but not an Outlive store").in(path);
  }
  const std::int64_t version = query("SELECT max(schema_version)::BIGINT FROM store").integer();
  if (version > schema_version) {
    throw Error("the store has schema " + std::to_string(version) +
                ", and this program knows up to " + std::to_string(schema_version))
        .in(path)
        .hint("update outlive");
  }
  if (version == schema_version) return;
  if (version < 1) {
    throw Error("the store has the unknown schema " + std::to_string(version))
        .in(path)
        .hint("remove it and ingest the files again");
  }
  if (mode == Mode::read_only) {
    throw Error("the store has the old schema " + std::to_string(version))
        .in(path)
        .hint("'outlive ingest' or 'outlive run' brings it up to date");
  }
  bring_up_to_date(path);
}

Result Store::query(const std::string& sql, const std::vector<Parameter>& parameters) {
  duckdb_prepared_statement raw = nullptr;
  const duckdb_state prepared = duckdb_prepare(handles_->connection, sql.c_str(), &raw);
  const Statement statement(raw);
  if (prepared != DuckDBSuccess) throw database_error(duckdb_prepare_error(raw), path_);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (std::visit(Binder{raw, i + 1}, parameters[i]) != DuckDBSuccess) {
      throw Error("a statement does not take its parameter " + std::to_string(i + 1));
    }
  }
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): owned by the Result on the next line
  auto* const handle = new duckdb_result();
  Result result(handle);
  const duckdb_state executed = duckdb_execute_prepared(raw, handle);
  if (executed != DuckDBSuccess) throw database_error(duckdb_result_error(handle), path_);
  return result;
}

std::int64_t Store::execute(const std::string& sql, const std::vector<Parameter>& parameters) {
  if (parameters.empty()) {  // May be several statements, which cannot be prepared together.
    duckdb_result result;
    const duckdb_state state = duckdb_query(handles_->connection, sql.c_str(), &result);
    const std::unique_ptr<duckdb_result, void (*)(duckdb_result*)> owner(&result,
                                                                         duckdb_destroy_result);
    if (state != DuckDBSuccess) throw database_error(duckdb_result_error(&result), path_);
    return static_cast<std::int64_t>(duckdb_rows_changed(&result));
  }
  std::int64_t changed = 0;
  query(sql, parameters).for_each([&](const Row& row) { changed = row.integer(0); });
  return changed;
}

void Store::define_series_aggregate(const std::string& name, SeriesFunction function) {
  outlive::define_series_aggregate(handles_->connection, name, std::move(function));
}

Store::Transaction::Transaction(Store& store) : store_(store) {
  store_.execute("BEGIN");
}

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

std::string sql_path(const std::filesystem::path& path) {
  // Absolute, because "~/x" would be looked for in the home folder.
  const std::string name = fs::absolute(path).string();
  const bool pattern = name.find_first_of("*?[") != std::string::npos;
  if (pattern && name.find('\\') != std::string::npos) {
    throw std::move(Error("the name has a backslash beside one of * ? [, and cannot be read so")
                        .in(path.string())
                        .hint("rename the file or its folder"));
  }
  std::string literal;
  for (const char c : name) {
    // A class of one character is that character.
    literal += c == '*' || c == '?' || c == '[' ? std::string{'[', c, ']'} : std::string{c};
  }
  return sql_literal(literal);
}

}  // namespace outlive
