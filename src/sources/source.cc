#include "sources/source.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <regex>
#include <utility>
#include <variant>

#include "base/file.h"
#include "base/text.h"
#include "outlive/error.h"
#include "sources/rows.h"
#include "store/store.h"

namespace outlive {

namespace embedded {
std::string_view source_files(std::string_view name);
std::vector<std::string_view> source_files_names();
}  // namespace embedded

namespace {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const auto end = text.find(separator);
    const auto part = trim(text.substr(0, end));
    if (!part.empty()) parts.emplace_back(part);
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

Format parse_format(const std::string& word) {
  for (const Format format :
       {Format::csv, Format::tsv, Format::json, Format::jsonl, Format::parquet, Format::lines}) {
    if (word == to_string(format)) return format;
  }
  throw Error("'" + word + "' is not a format");
}

// "csv tsv: a, b; optional c" and the query below it: one input a format.
std::vector<Input> parse_inputs(std::string_view heading, const std::string& query) {
  const auto colon = heading.find(':');
  if (colon == std::string_view::npos) throw Error("an input section names no columns");
  const std::vector<std::string> formats = split(heading.substr(0, colon), ' ');
  std::string_view columns = trim(heading.substr(colon + 1));
  std::vector<Input> inputs;
  bool short_rows = false;
  for (const std::string& word : formats) {
    if (word == "short") {
      short_rows = true;
      continue;
    }
    Input input;
    input.format = parse_format(word);
    input.query = query;
    input.short_rows = std::exchange(short_rows, false);
    if (input.format == Format::lines) {
      input.required = {std::string(columns)};
    } else {
      const auto semicolon = columns.find("; optional ");
      input.required = split(columns.substr(0, semicolon), ',');
      if (semicolon != std::string_view::npos) {
        input.optional = split(columns.substr(semicolon + 11), ',');
      }
    }
    inputs.push_back(std::move(input));
  }
  return inputs;
}

// A file of one kind may tell of attention and of films: one input with both queries.
void add_catalogue(Source& source, Input input) {
  input.catalogue = std::exchange(input.query, "");
  for (Input& known : source.inputs) {
    if (known.format == input.format && known.required == input.required) {
      known.catalogue = input.catalogue;
      return;
    }
  }
  source.inputs.push_back(std::move(input));
}

void read_header_line(Source& source, std::string_view key, std::string_view value) {
  if (key == "source") {
    source.name = value;
  } else if (key == "title") {
    source.title = value;
  } else if (key == "unit") {
    source.unit = value;
  } else if (key == "floor") {
    source.floor = std::stod(std::string(value));
  } else if (key == "unique") {
    source.unique = split(value, ',');
  } else if (key == "tells") {
    source.tells = split(value, ' ');
  } else {
    throw Error(fmt::format("a source's header has no '{}'", key));
  }
}

bool has_all(const std::vector<std::string>& columns, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
  });
}

constexpr std::size_t longest_header = 60'000;  // Bytes.

// What the opening bytes of a file say of its format, and its columns if it is a table.
struct Opening {
  Format format;
  std::vector<std::string> columns;
};

// The keys of the JSON that `text` opens with; good enough to tell one source from another.
std::vector<std::string> json_keys(std::string_view text) {
  std::vector<std::string> keys;
  std::size_t begin = 0;
  while ((begin = text.find('"', begin)) != std::string_view::npos) {
    std::size_t end = begin + 1;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    if (end >= text.size()) break;
    const std::size_t next = text.find_first_not_of(" \t\r\n", end + 1);
    if (next != std::string_view::npos && text[next] == ':') {
      keys.emplace_back(text.substr(begin + 1, end - begin - 1));
    }
    begin = end + 1;
  }
  return keys;
}

Opening json_opening(std::string_view text) {
  // Lines of JSON have their keys in the first; laid out over many lines, an object has them in
  // all.
  std::vector<std::string> keys = json_keys(text.substr(0, text.find('\n')));
  if (keys.empty()) keys = json_keys(text);
  if (text.starts_with('{') && !keys.empty() && keys.front() == "items")
    return {Format::json, {"items"}};
  return {Format::jsonl, keys};
}

// The database reads a Parquet file's columns from its end.
std::vector<std::string> parquet_columns(const std::filesystem::path& path) {
  const PlainFile file(path);
  std::vector<std::string> columns;
  try {
    Store store = Store::scratch(1);
    store
        .query("SELECT name FROM (DESCRIBE SELECT * FROM read_parquet(" + sql_path(file.path()) +
               ", hive_partitioning = false)) AS described(name)")
        .for_each([&](const Row& row) { columns.emplace_back(row.text(0)); });
  } catch (const Error&) {
    throw Error("the Parquet file is broken or cut off");
  }
  return columns;
}

// Nothing for what no source is written in. Throws Error for what is of no kind at all: an empty
// file, or a Parquet file without its end.
std::optional<Opening> opening(std::string_view head, const std::filesystem::path& path) {
  if (head.starts_with("PAR1")) return Opening{Format::parquet, parquet_columns(path)};
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  const std::string_view text = trim(head);
  if (text.empty()) throw Error("the file is empty");
  if (text.starts_with('{') || text.starts_with('[')) return json_opening(text);
  const std::string_view first_line = head.substr(0, head.find('\n'));
  if (first_line.size() > longest_header) return std::nullopt;
  const bool tabs = first_line.find('\t') != std::string_view::npos;
  return Opening{tabs ? Format::tsv : Format::csv, take_cells(head, tabs ? '\t' : ',', !tabs)};
}

bool lines_match(std::string_view head, const std::string& pattern) {
  constexpr std::size_t longest =
      2000;  // Of an article's name, and of what the pattern is good for.
  std::string_view first = head.substr(0, head.find('\n'));
  if (first.ends_with('\r')) first.remove_suffix(1);
  return first.size() <= longest &&
         std::regex_match(first.begin(), first.end(), std::regex(pattern));
}

// Whether two sources that share their columns can be told apart by the words in the file's name.
int words_in_name(const Source& source, const std::filesystem::path& path) {
  std::string name = path.filename().string();
  std::replace(name.begin(), name.end(), '.', ' ');  // Which normalising takes out of a title.
  const std::vector<std::string> words = split_words(normalise_title(name));
  return static_cast<int>(std::count_if(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(source.tells.begin(), source.tells.end(), word) != source.tells.end();
  }));
}

// The last place named in the rows that the file opens with.
int largest_rank(const std::filesystem::path& path) {
  constexpr std::size_t enough = 1U << 24U;
  const std::string opening = read_head(path, enough);
  std::string_view text = opening;
  const std::vector<std::string> header = take_cells(text, ',', true);
  const auto column = std::find(header.begin(), header.end(), "current_week") - header.begin();
  int largest = 0;
  while (!text.empty()) {
    const std::vector<std::string> cells = take_cells(text, ',', true);
    if (static_cast<std::size_t>(column) < cells.size()) {
      largest = std::max(largest, std::atoi(cells[static_cast<std::size_t>(column)].c_str()));
    }
  }
  return largest;
}

// Why no source, or not the one that was expected, knows a file that opens with `head`.
Error unknown_kind(std::string_view head, const std::optional<Opening>& seen,
                   const Source* expected) {
  if (head.find('\0') != std::string_view::npos) {
    return std::move(Error("the file is binary")
                         .hint("tables are read as CSV, TSV, JSON, JSON lines or Parquet"));
  }
  if (!seen) return std::move(Error("the first line is too long for a table's header").at_row(1));
  if (expected == nullptr) {
    return std::move(
        Error("no source has these columns").hint("'outlive sources' lists what is read"));
  }
  // What would have been nearest: the same format, if the source has it.
  const auto& inputs = expected->inputs;
  const auto input = std::find_if(inputs.begin(), inputs.end(), [&](const Input& candidate) {
    return candidate.format == seen->format;
  });
  if (input == inputs.end()) {
    std::vector<std::string_view> formats;
    formats.reserve(inputs.size());
    for (const Input& candidate : inputs) formats.push_back(to_string(candidate.format));
    return std::move(Error(fmt::format("is no {} file: it looks like {}", expected->name,
                                       to_string(seen->format)))
                         .hint(fmt::format("the source is read as {}", fmt::join(formats, ", "))));
  }
  std::vector<std::string> missing;
  for (const std::string& name : input->required) {
    if (std::find(seen->columns.begin(), seen->columns.end(), name) == seen->columns.end()) {
      missing.push_back(name);
    }
  }
  return std::move(
      Error(fmt::format("is no {} file: missing {}", expected->name, fmt::join(missing, ", ")))
          .hint(fmt::format("it expects the columns {}", fmt::join(input->required, ", "))));
}

}  // namespace

std::string_view to_string(Format format) {
  switch (format) {
    case Format::csv:
      return "csv";
    case Format::tsv:
      return "tsv";
    case Format::json:
      return "json";
    case Format::jsonl:
      return "jsonl";
    case Format::parquet:
      return "parquet";
    case Format::lines:
      return "lines";
  }
  return "";
}

Source parse_source(std::string_view text) {
  Source source;
  std::string heading;
  std::string body;
  const auto finish_section = [&] {
    if (heading.starts_with("input ")) {
      for (Input& input : parse_inputs(heading.substr(6), body)) {
        source.inputs.push_back(std::move(input));
      }
    } else if (heading.starts_with("catalogue ")) {
      for (Input& input : parse_inputs(heading.substr(10), body)) {
        add_catalogue(source, std::move(input));
      }
    } else if (heading == "rules") {
      source.rules = body;
    }
    body.clear();
  };
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.starts_with("-- input ") || line.starts_with("-- catalogue ") || line == "-- rules") {
      finish_section();
      heading = line.substr(3);
    } else if (heading.empty() && line.starts_with("-- ")) {
      const auto colon = line.find(": ");
      if (colon == std::string_view::npos) throw Error("a source's header line has no colon");
      read_header_line(source, line.substr(3, colon - 3), trim(line.substr(colon + 2)));
    } else {
      body += line;
      body += '\n';
    }
  }
  finish_section();
  const bool observes = std::any_of(source.inputs.begin(), source.inputs.end(),
                                    [](const Input& input) { return !input.query.empty(); });
  if (source.name.empty() || source.inputs.empty() || observes != source.counts_attention()) {
    throw Error("a source names itself, at least one input, and the unit of what it counts")
        .in(source.name);
  }
  return source;
}

const std::vector<Source>& sources() {
  static const std::vector<Source> all = [] {
    std::vector<Source> parsed;
    for (const std::string_view name : embedded::source_files_names()) {
      if (name != "common.sql") parsed.push_back(parse_source(embedded::source_files(name)));
    }
    return parsed;
  }();
  return all;
}

const Source& find_source(std::string_view name) {
  std::vector<std::string> names;
  for (const Source& source : sources()) {
    if (source.name == name) return source;
    names.push_back(source.name);
  }
  throw Error(fmt::format("there is no source '{}'", name))
      .hint(fmt::format("there are {}", fmt::join(names, ", ")));
}

std::string_view common_macros() {
  return embedded::source_files("common.sql");
}

namespace {

// The inputs that a file which opens so may be; several where sources share their columns.
std::vector<Recognised> fitting_inputs(std::string_view head, const std::optional<Opening>& seen,
                                       const Source* expected) {
  std::vector<Recognised> fitting;
  for (const Source& source : sources()) {
    if (expected != nullptr && &source != expected) continue;
    for (const Input& input : source.inputs) {
      if (input.format == Format::lines) {
        if (lines_match(head, input.required.front())) fitting.push_back({&source, &input, {}});
      } else if (seen && input.format == seen->format && has_all(seen->columns, input.required)) {
        fitting.push_back({&source, &input, seen->columns});
      }
    }
  }
  return fitting;
}

// Two charts with the same columns: their names tell them apart, or else their last places.
Recognised tell_apart(std::vector<Recognised> fitting, const std::filesystem::path& path) {
  std::stable_sort(fitting.begin(), fitting.end(), [&](const auto& a, const auto& b) {
    return words_in_name(*a.source, path) > words_in_name(*b.source, path);
  });
  if (words_in_name(*fitting[0].source, path) > words_in_name(*fitting[1].source, path)) {
    return fitting.front();
  }
  const int largest = largest_rank(path);
  std::stable_sort(fitting.begin(), fitting.end(),
                   [](const auto& a, const auto& b) { return a.source->floor < b.source->floor; });
  for (const Recognised& candidate : fitting) {
    if (largest <= candidate.source->floor) return candidate;
  }
  return fitting.back();
}

// What a file is, or why it is not known.
std::variant<Recognised, Error> look_at(const std::filesystem::path& path, const Source* expected) {
  constexpr std::size_t enough = 1U << 16U;
  try {
    const std::string head = read_head(path, enough);
    const std::optional<Opening> seen = opening(head, path);
    std::vector<Recognised> fitting = fitting_inputs(head, seen, expected);
    if (fitting.empty()) return std::move(unknown_kind(head, seen, expected).in(path.string()));
    if (fitting.size() == 1) return fitting.front();
    return tell_apart(std::move(fitting), path);
  } catch (Error& error) {
    error.in(path.string());
    throw;
  }
}

}  // namespace

Recognised recognise(const std::filesystem::path& path, const Source* expected) {
  auto seen = look_at(path, expected);
  if (const Error* error = std::get_if<Error>(&seen)) throw Error(*error);
  return std::get<Recognised>(std::move(seen));
}

std::optional<Recognised> recognise_if_known(const std::filesystem::path& path) {
  auto seen = look_at(path, nullptr);
  if (std::holds_alternative<Error>(seen)) return std::nullopt;
  return std::get<Recognised>(std::move(seen));
}

}  // namespace outlive
