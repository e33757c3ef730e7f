#include "sources/source.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <regex>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "outlive/error.h"

namespace outlive {

namespace embedded {
std::string_view source_files(std::string_view name);
std::vector<std::string_view> source_files_names();
}  // namespace embedded

namespace {

std::string_view trim(std::string_view text) {
  const auto blank = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

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
  for (const Format format : {Format::csv, Format::tsv, Format::json, Format::jsonl,
                              Format::parquet, Format::lines}) {
    if (word == to_string(format)) return format;
  }
  throw Error("'" + word + "' is not a format");
}

// "-- input csv tsv: a, b; optional c" and the query below it: one input a format.
std::vector<Input> parse_inputs(std::string_view heading, const std::string& query) {
  const auto colon = heading.find(':');
  if (colon == std::string_view::npos) throw Error("an input section names no columns");
  const std::vector<std::string> formats = split(heading.substr(0, colon), ' ');
  std::string_view columns = trim(heading.substr(colon + 1));
  std::vector<Input> inputs;
  for (const std::string& word : formats) {
    Input input{parse_format(word), {}, {}, query};
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

// The first line of a table as cells; quotes as in RFC 4180.
std::vector<std::string> header_cells(std::string_view head, char separator) {
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  std::vector<std::string> cells(1);
  bool inside = false;
  for (std::size_t i = 0; i < head.size(); ++i) {
    const char c = head[i];
    if (c == '"') {
      if (inside && i + 1 < head.size() && head[i + 1] == '"') {
        cells.back() += '"';
        ++i;
      } else {
        inside = !inside;
      }
    } else if (c == separator && !inside) {
      cells.emplace_back();
    } else if ((c == '\n' || c == '\r') && !inside) {
      break;
    } else {
      cells.back() += c;
    }
  }
  for (std::string& cell : cells) cell = trim(cell);
  return cells;
}

bool has_all(const std::vector<std::string>& columns, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
  });
}

// What the opening bytes of a file say of its format, and its columns if it is a table.
struct Opening {
  Format format;
  std::vector<std::string> columns;
};

// The keys of the object that a line of JSON opens with; good enough to tell one source from another.
std::vector<std::string> json_keys(std::string_view line) {
  static const std::regex key("\"([^\"\\\\]+)\"\\s*:");
  std::vector<std::string> keys;
  const std::string text(line.substr(0, line.find('\n')));
  for (std::sregex_iterator i(text.begin(), text.end(), key), end; i != end; ++i) {
    keys.push_back((*i)[1].str());
  }
  return keys;
}

Opening opening(std::string_view head) {
  if (head.starts_with("PAR1")) return {Format::parquet, {}};
  if (head.find('\0') != std::string_view::npos) {
    throw Error("the file is binary").hint("tables are read as CSV, TSV, JSON, JSON lines or Parquet");
  }
  const std::string_view text = trim(head);
  if (text.empty()) throw Error("the file is empty");
  if (text.starts_with('{') || text.starts_with('[')) {
    const std::vector<std::string> keys = json_keys(text);
    if (!keys.empty() && keys.front() == "items") return {Format::json, {"items"}};
    return {Format::jsonl, keys};
  }
  const std::string_view first_line = head.substr(0, head.find('\n'));
  if (first_line.size() > 60'000) throw Error("the first line is too long for a table's header").at_row(1);
  if (first_line.find('\t') != std::string_view::npos) return {Format::tsv, header_cells(head, '\t')};
  return {Format::csv, header_cells(head, ',')};
}

bool lines_match(std::string_view head, const std::string& pattern) {
  const std::string first(head.substr(0, head.find('\n')));
  return std::regex_match(first, std::regex(pattern));
}

// Whether two sources that share their columns can be told apart by the words in the file's name.
int words_in_name(const Source& source, const std::filesystem::path& path) {
  const std::vector<std::string> words = split_words(normalise_title(path.filename().string()));
  return static_cast<int>(std::count_if(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(source.tells.begin(), source.tells.end(), word) != source.tells.end();
  }));
}

// The largest whole number that stands in the second column of the rows that `head` holds.
int largest_rank(std::string_view head) {
  int largest = 0;
  while (!head.empty()) {
    const auto cells = header_cells(head, ',');
    if (cells.size() > 1) largest = std::max(largest, std::atoi(cells[1].c_str()));
    const auto end = head.find('\n');
    if (end == std::string_view::npos) break;
    head.remove_prefix(end + 1);
  }
  return largest;
}


Error wrong_columns(const Opening& seen, const Source* expected) {
  if (expected == nullptr) {
    return std::move(Error("no source has these columns").hint("'outlive sources' lists what is read"));
  }
  std::vector<std::string> missing;
  for (const std::string& name : expected->inputs.front().required) {
    if (std::find(seen.columns.begin(), seen.columns.end(), name) == seen.columns.end()) {
      missing.push_back(name);
    }
  }
  if (missing.empty()) missing = {"(the format is another)"};
  return std::move(
      Error(fmt::format("is no {} file: missing {}", expected->name, fmt::join(missing, ", ")))
          .hint("it expects the columns " +
                fmt::format("{}", fmt::join(expected->inputs.front().required, ", "))));
}

}  // namespace

std::string_view to_string(Format format) {
  switch (format) {
    case Format::csv: return "csv";
    case Format::tsv: return "tsv";
    case Format::json: return "json";
    case Format::jsonl: return "jsonl";
    case Format::parquet: return "parquet";
    case Format::lines: return "lines";
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
    } else if (heading == "rules") {
      source.rules = body;
    }
    body.clear();
  };
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.starts_with("-- input ") || line == "-- rules") {
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
  if (source.name.empty() || source.unit.empty() || source.inputs.empty()) {
    throw Error("a source names itself, its unit and at least one input").in(source.name);
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

std::string_view common_macros() { return embedded::source_files("common.sql"); }

Recognised recognise(const std::filesystem::path& path, const Source* expected) {
  constexpr std::size_t enough = 1U << 16U;
  try {
    const std::string head = read_head(path, enough);
    const Opening seen = opening(head);
    std::vector<Recognised> fitting;
    for (const Source& source : sources()) {
      if (expected != nullptr && &source != expected) continue;
      for (const Input& input : source.inputs) {
        const bool fits = input.format == Format::lines
                              ? lines_match(head, input.required.front())
                              : input.format == seen.format && (seen.format == Format::parquet ||
                                                                has_all(seen.columns, input.required));
        if (fits) {
          fitting.push_back({&source, &input, input.format == Format::lines
                                                  ? std::vector<std::string>{}
                                                  : seen.columns});
        }
      }
    }
    if (fitting.empty()) throw wrong_columns(seen, expected);
    if (fitting.size() == 1) return fitting.front();
    // Two charts with the same columns: their names tell them apart, or else their last places.
    std::stable_sort(fitting.begin(), fitting.end(), [&](const auto& a, const auto& b) {
      return words_in_name(*a.source, path) > words_in_name(*b.source, path);
    });
    if (words_in_name(*fitting[0].source, path) > words_in_name(*fitting[1].source, path)) {
      return fitting.front();
    }
    const int largest = largest_rank(head);
    std::stable_sort(fitting.begin(), fitting.end(), [](const auto& a, const auto& b) {
      return a.source->floor < b.source->floor;
    });
    for (const Recognised& candidate : fitting) {
      if (largest <= candidate.source->floor) return candidate;
    }
    return fitting.back();
  } catch (Error& error) {
    error.in(path.string());
    throw;
  }
}

}  // namespace outlive
