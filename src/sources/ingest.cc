#include "sources/ingest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <regex>

#include "base/file.h"
#include "outlive/error.h"

namespace outlive {
namespace {

namespace fs = std::filesystem;

std::string identifier(const std::string& name) {
  std::string result = "\"";
  for (const char c : name) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + "\"";
}

bool starts_with_gzip_magic(const fs::path& path) {
  std::array<char, 2> magic{};
  if (std::FILE* const file = std::fopen(path.c_str(), "rb")) {
    const std::size_t count = std::fread(magic.data(), 1, magic.size(), file);
    (void)std::fclose(file);
    return count == 2 && magic[0] == '\x1f' && magic[1] == '\x8b';
  }
  return false;
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
  std::vector<std::string> columns;
  for (std::size_t i = 0; i < how.columns.size(); ++i) {
    // A column without a name, or with one used before, is read but cannot be asked for.
    const std::string& name = how.columns[i];
    const bool taken = name.empty() || std::find(how.columns.begin(), how.columns.begin() + i,
                                                 name) != how.columns.begin() + i;
    columns.push_back(sql_literal(taken ? fmt::format("column {}", i + 1) : name) + ": 'VARCHAR'");
  }
  const bool tabs = how.input->format == Format::tsv;
  return fmt::format(
      "read_csv({}, auto_detect = false, header = true, delim = '{}', quote = '{}', escape = '{}', "
      "strict_mode = true, compression = '{}', max_line_size = 1000000, columns = {{{}}})",
      sql_literal(path.string()), tabs ? "\t" : ",", tabs ? "" : "\"", tabs ? "" : "\"",
      starts_with_gzip_magic(path) ? "gzip" : "none", fmt::join(columns, ", "));
}

std::string read_json_lines(const Recognised& how, const fs::path& path) {
  std::vector<std::string> columns;
  for (const auto& names : {how.input->required, how.input->optional}) {
    for (const std::string& name : names) columns.push_back(sql_literal(name) + ": 'VARCHAR'");
  }
  return fmt::format("read_json({}, format = 'auto', columns = {{{}}}, compression = '{}')",
                     sql_literal(path.string()), fmt::join(columns, ", "),
                     starts_with_gzip_magic(path) ? "gzip" : "none");
}

void insert_observations(Store& store, const Source& source, std::int64_t file) {
  store.execute(R"(
    INSERT INTO work
    SELECT id, any_value(kind), any_value(title), any_value(maker), any_value(external),
           min(released), bool_or(soundtrack), any_value(film)
    FROM staged
    WHERE id NOT IN (SELECT id FROM work)
    GROUP BY id)");
  store.execute(R"(
    UPDATE work SET released = least(work.released, dated.released)
    FROM (SELECT id, min(released) AS released FROM staged WHERE released IS NOT NULL GROUP BY id) AS dated
    WHERE work.id = dated.id AND work.released IS DISTINCT FROM least(work.released, dated.released))");
  store.execute(R"(
    DELETE FROM attention
    WHERE source = ? AND (work, start) IN (SELECT id, start FROM staged))",
                {source.name});
  store.execute(R"(
    INSERT INTO attention
    SELECT id, ?, ?, start, any_value(days)::SMALLINT, min(value)
    FROM staged
    GROUP BY id, start
    ORDER BY id, start)",
                {source.name, file});
}

void remove_file(Store& store, std::int64_t file) {
  store.execute("DELETE FROM attention WHERE file = ?", {file});
  store.execute("DELETE FROM file WHERE id = ?", {file});
}

void remove_unseen_works(Store& store) {
  store.execute("DELETE FROM work WHERE id NOT IN (SELECT work FROM attention)");
}

// Throws for the first row that the source's own query refuses.
void check_problems(Store& store, const fs::path& path) {
  store
      .query("SELECT row::BIGINT, problem FROM staged WHERE problem IS NOT NULL ORDER BY row LIMIT 1")
      .for_each([&](const Row& row) {
        throw Error(std::string(row.text(1))).in(path.string()).at_row(row.integer(0));
      });
}

void check_duplicates(Store& store, const Source& source, const fs::path& path) {
  std::vector<std::string> key;
  for (const std::string& column : source.unique) key.push_back(column == "work" ? "id" : column);
  store
      .query(fmt::format(R"(
        SELECT row, first_row FROM (
            SELECT max(row)::BIGINT AS row, min(row)::BIGINT AS first_row
            FROM staged WHERE value IS NOT NULL GROUP BY {} HAVING count(*) > 1
        ) ORDER BY row LIMIT 1)",
                         fmt::join(key, ", ")))
      .for_each([&](const Row& row) {
        throw Error(fmt::format("says again what row {} says ({})", row.integer(1),
                                source.ranked() ? "the same place in the same week"
                                                : "the same work in the same period"))
            .in(path.string())
            .at_row(row.integer(0))
            .hint("remove one of the two");
      });
}

// The file as observations, checked, in the temporary table `staged`.
void stage(Store& store, const Recognised& how, const fs::path& path) {
  store.execute(std::string(common_macros()));
  store.execute("DROP TABLE IF EXISTS staged");
  try {
    store.execute(fmt::format(
        R"(CREATE TEMP TABLE staged AS
           WITH input AS ({}),
           observation(row, kind, title, maker, external, released, soundtrack, film, start, days, value, left_out, problem) AS ({})
           SELECT row::BIGINT AS row, kind::VARCHAR AS kind, title::VARCHAR AS title, maker::VARCHAR AS maker,
                  external::VARCHAR AS external, released::DATE AS released, soundtrack::BOOLEAN AS soundtrack,
                  film::VARCHAR AS film, start::DATE AS start, days::INTEGER AS days, value::DOUBLE AS value,
                  left_out::VARCHAR AS left_out, problem::VARCHAR AS problem,
                  md5_number_lower(CASE WHEN external IS NULL
                      THEN concat_ws(chr(31), kind, title, coalesce(maker, ''))
                      ELSE concat_ws(chr(31), kind, {}, external) END) AS id
           FROM observation)",
        input_relation(how, path), how.input->query, sql_literal(how.source->name)));
  } catch (const Error& error) {
    throw file_error(path, error.what());
  }
  check_problems(store, path);
  if (store.query("SELECT count(*) FROM staged").integer() == 0) {
    throw Error("the file has a header and no rows").in(path.string());
  }
}

std::map<std::string, std::int64_t> take_out(Store& store) {
  std::map<std::string, std::int64_t> counts;
  store.query("SELECT left_out, count(*) FROM staged WHERE left_out IS NOT NULL GROUP BY ALL")
      .for_each([&](const Row& row) { counts[std::string(row.text(0))] = row.integer(1); });
  store.execute("DELETE FROM staged WHERE left_out IS NOT NULL");
  return counts;
}

}  // namespace

std::string input_relation(const Recognised& how, const fs::path& path) {
  const std::string name = sql_literal(path.filename().string()) + " AS file";
  // Rows count as in a spreadsheet: a table's header is row 1.
  const std::string table_row = "row_number() OVER () + 1 AS row, ";
  const std::string line_row = "row_number() OVER () AS row, ";
  switch (how.input->format) {
    case Format::csv:
    case Format::tsv:
      return "SELECT " + table_row + name + text_columns(how) + " FROM " + read_table(how, path);
    case Format::jsonl:
      return "SELECT " + line_row + name + text_columns(how) + " FROM " + read_json_lines(how, path);
    case Format::parquet:
      return "SELECT " + line_row + name + text_columns(how) + " FROM read_parquet(" +
             sql_literal(path.string()) + ")";
    case Format::json:
      return "SELECT " + name + ", items FROM read_json(" + sql_literal(path.string()) +
             ", format = 'unstructured', columns = {items: 'JSON'}, maximum_object_size = 268435456)";
    case Format::lines:
      return "SELECT " + line_row + name + ", line FROM read_csv(" + sql_literal(path.string()) +
             ", auto_detect = false, header = false, delim = '\\x01', quote = '', escape = '', "
             "max_line_size = 1000000, columns = {line: 'VARCHAR'}, compression = '" +
             (starts_with_gzip_magic(path) ? "gzip" : "none") + "')";
  }
  return "";
}

Error file_error(const fs::path& path, const std::string& message) {
  static const std::regex at_line(R"(Line: (\d+))");
  static const std::regex json_line(R"(in record/value (\d+)|in line (\d+))");
  std::smatch found;
  const auto says = [&](const char* words) { return message.find(words) != std::string::npos; };
  std::string problem = message;
  if (says("Maximum line size") || says("exceeds the maximum_object_size")) {
    problem = "the line is longer than 1,000,000 bytes";
  } else if (says("unicode") || says("Invalid UTF") || says("UTF8") || says("utf-8")) {
    problem = "the line is not UTF-8 text";
  } else if (says("unterminated quote") || says("quoted value") || says("unquoted value")) {
    problem = "a quotation mark is opened and not closed";
  } else if (says("Expected Number of Columns")) {
    static const std::regex counts(R"(Expected Number of Columns: (\d+) Found: (\d+))");
    if (std::regex_search(message, found, counts)) {
      problem = fmt::format("the row has {} cells, and the header {}", found[2].str(), found[1].str());
    }
  } else if (says("alformed JSON")) {
    problem = "the line is not JSON";
  } else if (says("GZIP") || says("gzip") || says("decompress")) {
    problem = "the gzip compression is broken or cut off";
  } else if (says("Referenced column")) {
    static const std::regex column("Referenced column \"([^\"]+)\"");
    if (std::regex_search(message, found, column)) {
      problem = fmt::format("the column '{}' is missing", found[1].str());
    }
  }
  Error error(problem);
  error.in(path.string());
  if (std::regex_search(message, found, at_line)) error.at_row(std::stoll(found[1].str()));
  else if (std::regex_search(message, found, json_line)) {
    error.at_row(std::stoll(found[1].matched ? found[1].str() : found[2].str()));
  }
  return error;
}

IngestReport ingest(Store& store, const Recognised& how, const fs::path& path) {
  IngestReport report;
  report.source = how.source->name;
  report.file = path.filename().string();
  const std::string print = fingerprint(path);

  std::int64_t earlier = -1;
  bool same = false;
  store.query("SELECT id::BIGINT, fingerprint, rows FROM file WHERE source = ? AND name = ?",
              {report.source, report.file})
      .for_each([&](const Row& row) {
        earlier = row.integer(0);
        same = row.text(1) == print;
        report.rows = row.integer(2);
      });
  if (same) {
    report.unchanged = true;
    return report;
  }

  require_whole_gzip(path);
  stage(store, how, path);
  report.left_out = take_out(store);
  check_duplicates(store, *how.source, path);

  Store::Transaction transaction(store);
  if (earlier >= 0) remove_file(store, earlier);
  const std::int64_t file = store.query("SELECT coalesce(max(id), 0)::BIGINT + 1 FROM file").integer();
  insert_observations(store, *how.source, file);
  report.rows = store.query("SELECT count(*) FROM attention WHERE file = ?", {file}).integer();
  report.works = store.query("SELECT count(DISTINCT work) FROM attention WHERE file = ?", {file}).integer();
  store.execute("INSERT INTO file VALUES (?, ?, ?, ?, ?)",
                {file, report.source, report.file, print, report.rows});
  if (earlier >= 0) remove_unseen_works(store);
  transaction.commit();
  store.execute("DROP TABLE staged");
  report.replaced = earlier >= 0;
  return report;
}

}  // namespace outlive
