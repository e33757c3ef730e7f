#include "sources/ingest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <regex>
#include <span>
#include <utility>

#include "base/file.h"
#include "outlive/error.h"
#include "sources/rows.h"

namespace outlive {

namespace embedded {
std::string_view ingest_statements(std::string_view name);
}

namespace {

namespace fs = std::filesystem;

// The statement of that name in ingest.sql, its comments included.
std::string statement(std::string_view name) {
  const std::string_view all = embedded::ingest_statements("ingest.sql");
  const std::string heading = fmt::format("-- name: {}\n", name);
  const std::size_t begin = all.find(heading);
  if (begin == std::string_view::npos) throw Error(fmt::format("there is no statement '{}'", name));
  const std::string_view body = all.substr(begin + heading.size());
  return std::string(body.substr(0, body.find("-- name: ")));
}

std::string identifier(const std::string& name) {
  std::string result = "\"";
  for (const char c : name) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + "\"";
}

// Stands in no line of text: a line is read as one cell.
constexpr char line_separator = '\x01';

bool wanted(const Input& input, const std::string& name) {
  const auto in = [&](const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return in(input.required) || in(input.optional);
}

// The columns that the query may name, all as text: those there, and NULL for optional ones absent.
std::string text_columns(const Recognised& how) {
  std::string list;
  const auto has = [&](const std::string& name) {
    return std::find(how.columns.begin(), how.columns.end(), name) != how.columns.end();
  };
  for (const std::string& name : how.input->required) {
    list += fmt::format(", {0}::VARCHAR AS {0}", identifier(name));
  }
  for (const std::string& name : how.input->optional) {
    list += has(name) ? fmt::format(", {0}::VARCHAR AS {0}", identifier(name))
                      : fmt::format(", NULL::VARCHAR AS {}", identifier(name));
  }
  return list;
}

std::string read_table(const Recognised& how, const fs::path& path) {
  // A column that the query does not ask for, or that repeats a name, keeps its place only.
  std::vector<std::string> columns;
  for (std::size_t i = 0; i < how.columns.size(); ++i) {
    const std::span<const std::string> before(how.columns.data(), i);
    const bool asked = wanted(*how.input, how.columns[i]) &&
                       std::find(before.begin(), before.end(), how.columns[i]) == before.end();
    columns.push_back(sql_literal(asked ? how.columns[i] : fmt::format("column {}", i + 1)) +
                      ": 'VARCHAR'");
  }
  const bool tabs = how.input->format == Format::tsv;
  return fmt::format(
      "read_csv({}, auto_detect = false, header = true, delim = '{}', quote = '{}', escape = '{}', "
      "strict_mode = false, hive_partitioning = false, compression = '{}', null_padding = {}, "
      "max_line_size = 1000000, columns = {{{}}})",
      sql_path(path), tabs ? "\t" : ",", tabs ? "" : "\"", tabs ? "" : "\"",
      is_gzip(path) ? "gzip" : "none", how.input->short_rows, fmt::join(columns, ", "));
}

bool opens_array(const fs::path& path) {
  const std::string head = read_head(path, 4096);
  const auto first = head.find_first_not_of("\xef\xbb\xbf \t\r\n");
  return first != std::string::npos && head[first] == '[';
}

std::string json_compression(const fs::path& path) {
  return is_gzip(path) ? "gzip" : "uncompressed";
}

std::string read_json_lines(const Recognised& how, const fs::path& path) {
  std::vector<std::string> columns;
  for (const auto& names : {how.input->required, how.input->optional}) {
    for (const std::string& name : names) columns.push_back(sql_literal(name) + ": 'VARCHAR'");
  }
  return fmt::format(
      "read_json({}, format = '{}', columns = {{{}}}, compression = '{}', "
      "hive_partitioning = false)",
      sql_path(path), opens_array(path) ? "array" : "newline_delimited", fmt::join(columns, ", "),
      json_compression(path));
}

// `path` as the relation `input`. It is read at `place`, which may be a copy. What check_rows() has
// let pass need not meet the database's own strictness, which takes no mixed line ends.
std::string relation(const Recognised& how, const fs::path& path, const fs::path& place) {
  const std::string name = sql_literal(path.filename().string()) + " AS file";
  // Rows count as in a spreadsheet: a table's header is row 1.
  const std::string table_row = "row_number() OVER () + 1 AS row, ";
  const std::string line_row = "row_number() OVER () AS row, ";
  switch (how.input->format) {
    case Format::csv:
    case Format::tsv:
      return "SELECT " + table_row + name + text_columns(how) + " FROM " + read_table(how, place);
    case Format::jsonl:
      return "SELECT " + line_row + name + text_columns(how) + " FROM " +
             read_json_lines(how, place);
    case Format::parquet:
      return "SELECT " + line_row + name + text_columns(how) + " FROM read_parquet(" +
             sql_path(place) + ", hive_partitioning = false)";
    case Format::json:
      return "SELECT " + name + ", items FROM read_json(" + sql_path(place) +
             ", format = 'unstructured', columns = {items: 'JSON'}, hive_partitioning = false, "
             "maximum_object_size = 268435456, compression = '" +
             json_compression(place) + "')";
    case Format::lines:
      return "SELECT " + line_row + name + ", line FROM read_csv(" + sql_path(place) +
             ", auto_detect = false, header = false, delim = '" + line_separator +
             "', quote = '', escape = '', strict_mode = false, hive_partitioning = false, "
             "max_line_size = 1000000, columns = {line: 'VARCHAR'}, compression = '" +
             (is_gzip(place) ? "gzip" : "none") + "')";
  }
  return "";
}

// Where the database can read the file: most it reads where they lie.
std::unique_ptr<PlainFile> readable_copy(const Recognised& how, const fs::path& path) {
  const Format format = how.input->format;
  const bool json = format == Format::json || format == Format::jsonl;
  const bool marked = json && read_head(path, 3) == "\xef\xbb\xbf";
  if (format != Format::parquet && !marked) return nullptr;
  return std::make_unique<PlainFile>(path);
}

// What a file is turned into: observations, and what it tells of films. Either is staged in a table
// of its own, by the statement of that name.
struct Stage {
  std::string table;
  const std::string& query;
};

std::vector<Stage> stages(const Input& input) {
  std::vector<Stage> all;
  if (!input.query.empty()) all.push_back({"staged", input.query});
  if (!input.catalogue.empty()) all.push_back({"staged_catalogue", input.catalogue});
  return all;
}

std::string statement_on(std::string_view name, const std::string& table) {
  return fmt::format(fmt::runtime(statement(name)), fmt::arg("table", table));
}

// Throws for the first row that the source's own query refuses.
void check_problems(Store& store, const std::string& table, const RowCount& rows,
                    const fs::path& path) {
  store.query(statement_on("problem", table)).for_each([&](const Row& row) {
    throw Error(std::string(row.text(1)))
        .in(path.string())
        .at_row(rows.in_spreadsheet(row.integer(0)));
  });
}

void check_duplicates(Store& store, const Source& source, const RowCount& rows,
                      const fs::path& path) {
  std::vector<std::string> key;
  for (const std::string& column : source.unique) key.push_back(column == "work" ? "id" : column);
  store
      .query(
          fmt::format(fmt::runtime(statement("duplicate")), fmt::arg("key", fmt::join(key, ", "))))
      .for_each([&](const Row& row) {
        throw Error(fmt::format("says again what row {} says ({})",
                                rows.in_spreadsheet(row.integer(1)),
                                source.ranked() ? "the same place in the same week"
                                                : "the same work in the same period"))
            .in(path.string())
            .at_row(rows.in_spreadsheet(row.integer(0)))
            .hint("remove one of the two");
      });
}

// A date that is far from all others would be taken for the end, or the beginning, of what the source
// covers, and every life before it for over.
void check_dates(Store& store, const RowCount& rows, const fs::path& path) {
  constexpr std::int64_t years = 20;
  store.query(statement("far_date"), {years}).for_each([&](const Row& row) {
    throw std::move(Error(fmt::format("the date {} stands more than {} years {} the next, {}",
                                      to_string(row.day(1)), years,
                                      row.truth(3) ? "before" : "after", to_string(row.day(2))))
                        .in(path.string())
                        .at_row(rows.in_spreadsheet(row.integer(0)))
                        .hint("mend it, or bring what lies so far apart into a file of its own"));
  });
}

// Throws where the database has read another number of rows than the file holds.
void check_complete(Store& store, const std::string& table, const Recognised& how,
                    const RowCount& rows, const fs::path& path) {
  const Format format = how.input->format;
  const bool a_row_each = format == Format::csv || format == Format::tsv ||
                          (format == Format::jsonl && !opens_array(path));
  if (!a_row_each) return;
  const std::int64_t header = format == Format::jsonl ? 0 : 1;
  const std::int64_t read =
      std::max(header, store.query("SELECT max(row)::BIGINT FROM " + table).integer());
  if (read == rows.rows()) return;
  throw Error(fmt::format("{} of its {} rows could be read", read - header, rows.rows() - header))
      .in(path.string());
}

void check_not_empty(Store& store, const std::string& table, const Recognised& how,
                     const fs::path& path) {
  if (store.query("SELECT count(*) FROM " + table).integer() > 0) return;
  const Format format = how.input->format;
  throw Error(format == Format::csv || format == Format::tsv ? "the file has a header and no rows"
                                                             : "the file holds no observation")
      .in(path.string());
}

// What the file tells, checked, in one temporary table a stage.
void stage(Store& store, const Recognised& how, const RowCount& rows, const fs::path& path) {
  const auto copy = readable_copy(how, path);
  store.execute(std::string(common_macros()));
  for (const auto& [table, query] : stages(*how.input)) {
    store.execute("DROP TABLE IF EXISTS " + table);
    try {
      store.execute(fmt::format(fmt::runtime(statement(table)),
                                fmt::arg("input", relation(how, path, copy ? copy->path() : path)),
                                fmt::arg("query", query),
                                fmt::arg("source", sql_literal(how.source->name))));
    } catch (const Error& error) {
      throw file_error(path, error.what(), rows);
    }
    check_problems(store, table, rows, path);
    check_complete(store, table, how, rows, path);
    check_not_empty(store, table, how, path);
  }
}

// Takes the rows that are left out off, and counts them by the reason.
std::map<std::string, std::int64_t> take_out(Store& store, const Input& input) {
  std::map<std::string, std::int64_t> counts;
  for (const Stage& stage : stages(input)) {
    store.query(statement_on("left_out", stage.table)).for_each([&](const Row& row) {
      counts[std::string(row.text(0))] += row.integer(1);
    });
    store.execute("DELETE FROM " + stage.table + " WHERE left_out IS NOT NULL");
  }
  return counts;
}

// A file that the store holds.
struct Held {
  std::int64_t id = 0;
  std::string path;
  std::int64_t rows = 0;
};

// The source's file with this text in this column, which no two share.
std::optional<Held> find_held(Store& store, const std::string& source, const std::string& column,
                              const std::string& text) {
  std::optional<Held> held;
  store
      .query("SELECT id::BIGINT, path, rows FROM file WHERE source = ? AND " + column + " = ?",
             {source, text})
      .for_each([&](const Row& row) {
        held = Held{row.integer(0), std::string(row.text(1)), row.integer(2)};
      });
  return held;
}

// Works are described by all files but `gone`; those that `gone` and `come` speak of may change.
void describe_works(Store& store, std::int64_t gone, std::int64_t come) {
  store.execute(statement("forget_works"), {gone, come});
  store.execute(statement("describe_works"), {gone, come});
}

// REQUIRES: works are described without it.
void remove_file(Store& store, std::int64_t file) {
  store.execute("DELETE FROM attention WHERE file = ?", {file});
  store.execute("DELETE FROM description WHERE file = ?", {file});
  store.execute("DELETE FROM film WHERE file = ?", {file});
  store.execute("DELETE FROM credit WHERE file = ?", {file});
  store.execute("DELETE FROM file WHERE id = ?", {file});
}

constexpr std::int64_t no_file = 0;

// What is staged, into the store as file `report.id`.
void keep(Store& store, const Input& input, IngestReport& report) {
  if (!input.query.empty()) {
    report.rows = store.execute(statement("observe"), {report.source, report.id});
    report.works = store.execute(statement("describe"), {report.id});
    store.execute("DROP TABLE staged");
  }
  if (!input.catalogue.empty()) {
    report.films = store.execute(statement("keep_films"), {report.id});
    report.credits = store.execute(statement("keep_credits"), {report.id});
    store.execute("DROP TABLE staged_catalogue");
  }
}

// Of a file that the store holds.
void count_catalogue(Store& store, IngestReport& report) {
  const auto rows_in = [&](const char* table) {
    return store.query(fmt::format("SELECT count(*) FROM {} WHERE file = ?", table), {report.id})
        .integer();
  };
  report.films = rows_in("film");
  report.credits = rows_in("credit");
}

// The source holds the content of `place` already, from another file: a copy, or the same one moved.
void keep_one_of_two(Store& store, const Held& same, const std::optional<Held>& earlier,
                     const fs::path& path, const std::string& place) {
  std::error_code ignored;
  Store::Transaction transaction(store);
  if (earlier) {  // What lay here before has been written over.
    describe_works(store, earlier->id, earlier->id);
    remove_file(store, earlier->id);
  }
  if (!fs::exists(same.path, ignored)) {
    store.execute("UPDATE file SET path = ?, name = ? WHERE id = ?",
                  {place, path.filename().string(), same.id});
  }
  transaction.commit();
}

}  // namespace

std::string input_relation(const Recognised& how, const fs::path& path) {
  return relation(how, path, path);
}

RowCount check_rows(const Recognised& how, const fs::path& path) {
  RowShape shape;
  shape.columns = static_cast<std::int64_t>(how.columns.size());
  shape.short_rows = how.input->short_rows;
  switch (how.input->format) {
    case Format::csv:
      break;
    case Format::tsv:
      shape.separator = '\t';
      shape.quotes = false;
      break;
    case Format::lines:
      shape = {line_separator, false, 1};
      break;
    case Format::jsonl:
      shape = {',', false, 0};
      if (opens_array(path)) shape.longest = 0;
      break;
    case Format::json:
      shape = {',', false, 0, 0};
      break;
    case Format::parquet:
      return {};
  }
  return count_rows(path, shape);
}

Error file_error(const fs::path& path, const std::string& message, const RowCount& rows) {
  static const std::regex at_line(R"(Line: (\d+))");
  static const std::regex json_line(R"(in line (\d+))");
  static const std::regex json_value(R"(in record/value (\d+))");
  std::smatch found;
  const auto says = [&](const char* words) { return message.find(words) != std::string::npos; };
  std::string problem = "the database cannot read it: " + message;
  if (says("the disk is full")) {
    problem = message;
  } else if (says("Maximum line size") || says("exceeds the maximum_object_size") ||
             says("maximum_object_size")) {
    problem = "the row is too long";
  } else if (says("unicode") || says("Invalid UTF") || says("UTF8") || says("utf-8")) {
    problem = "the row is not UTF-8 text";
  } else if (says("unterminated quote") || says("quoted value") || says("unquoted value")) {
    problem = "a quotation mark is opened and not closed";
  } else if (says("Expected Number of Columns")) {
    static const std::regex counts(R"(Expected Number of Columns: (\d+) Found: (\d+))");
    if (std::regex_search(message, found, counts)) {
      problem =
          fmt::format("the row has {} cells, and the header {}", found[2].str(), found[1].str());
    }
  } else if (says("end of data")) {
    problem = "the JSON is cut off";
  } else if (says("alformed JSON")) {
    problem = says("in line") ? "the line is not JSON" : "the file is not JSON";
  } else if (says("JSON transform error")) {
    problem = "the line is not a JSON object";
  } else if (says("GZIP") || says("gzip") || says("decompress")) {
    problem = "the gzip compression is broken or cut off";
  } else if (says("magic bytes") || says("arquet")) {
    problem = "the Parquet file is broken or cut off";
  } else if (says("Referenced column")) {
    static const std::regex column("Referenced column \"([^\"]+)\"");
    if (std::regex_search(message, found, column)) {
      problem = fmt::format("the column '{}' is missing", found[1].str());
    }
  }
  Error error(problem);
  error.in(path.string());
  // In one object cut short, the database counts a value that is not there.
  if (problem == "the JSON is cut off" && !says("in line")) return error;
  for (const std::regex* place : {&at_line, &json_line, &json_value}) {
    if (std::regex_search(message, found, *place)) {
      // The database counts the line behind one that is not JSON, and no blank ones.
      const std::int64_t behind = place == &json_line && says("alformed JSON") ? 1 : 0;
      error.at_row(rows.in_spreadsheet(std::stoll(found[1].str()) - behind));
      break;
    }
  }
  return error;
}

std::string contents(const IngestReport& report) {
  std::vector<std::string> parts;
  const auto add = [&](std::int64_t count, const char* one, const char* many) {
    if (count > 0) parts.push_back(fmt::format("{} {}", count, count == 1 ? one : many));
  };
  add(report.rows, "observation", "observations");
  if (report.works > 0) {
    parts.back() += fmt::format(" of {} {}", report.works, report.works == 1 ? "work" : "works");
  }
  add(report.films, "film", "films");
  add(report.credits, "credit", "credits");
  return parts.empty() ? "nothing" : fmt::format("{}", fmt::join(parts, ", "));
}

IngestReport ingest(Store& store, const Recognised& how, const fs::path& path) {
  IngestReport report;
  report.source = how.source->name;
  report.file = path.filename().string();
  std::string print = fingerprint(path);
  // What the lines of a dump say depends on the day in the file's name.
  if (how.input->format == Format::lines) print += " " + report.file;
  const std::string place = fs::canonical(path).string();
  const auto earlier = find_held(store, report.source, "path", place);
  const auto same = find_held(store, report.source, "fingerprint", print);

  if (same) {
    report.id = same->id;
    report.rows = same->rows;
    report.unchanged = true;
    count_catalogue(store, report);
    if (same->path != place) keep_one_of_two(store, *same, earlier, path, place);
    return report;
  }

  const RowCount rows = check_rows(how, path);
  stage(store, how, rows, path);
  report.left_out = take_out(store, *how.input);
  if (!how.input->query.empty()) {
    check_duplicates(store, *how.source, rows, path);
    check_dates(store, rows, path);
  }

  Store::Transaction transaction(store);
  report.id = store.query("SELECT coalesce(max(id), 0)::BIGINT + 1 FROM file").integer();
  keep(store, *how.input, report);
  store.execute("INSERT INTO file SELECT ?, coalesce(max(turn), 0) + 1, ?, ?, ?, ?, ? FROM file",
                {report.id, report.source, report.file, place, print, report.rows});
  describe_works(store, earlier ? earlier->id : no_file, report.id);
  if (earlier) remove_file(store, earlier->id);
  transaction.commit();
  report.replaced = earlier.has_value();
  return report;
}

std::vector<std::string> keep_only(Store& store, const std::vector<std::int64_t>& files) {
  std::vector<std::pair<std::int64_t, std::string>> others;
  const auto first = [&](std::int64_t file) {
    return std::find(files.begin(), files.end(), file) - files.begin();
  };
  bool in_order = true;
  std::ptrdiff_t last = -1;
  store.query("SELECT id::BIGINT, name FROM file ORDER BY turn").for_each([&](const Row& row) {
    const auto place = first(row.integer(0));
    if (place == std::ssize(files)) {
      others.emplace_back(row.integer(0), row.text(1));
      return;
    }
    in_order = in_order && place > last;
    last = place;
  });

  std::vector<std::string> removed;
  Store::Transaction transaction(store);
  if (!in_order) {
    for (const std::int64_t file : files) {
      store.execute("UPDATE file SET turn = ? WHERE id = ?", {std::int64_t{first(file) + 1}, file});
    }
    for (const std::int64_t file : files) describe_works(store, no_file, file);
  }
  for (const auto& [file, name] : others) {
    describe_works(store, file, file);
    remove_file(store, file);
    removed.push_back(name);
  }
  transaction.commit();
  return removed;
}

}  // namespace outlive
