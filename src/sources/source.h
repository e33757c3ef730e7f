// The public files that Outlive reads, one SQL file each.
//
// A source's file (src/sources/NAME.sql) opens with a header of `-- key: value` lines:
//   source  its name
//   title   what it is, for a person
//   unit    of its values: rank, usd, views, hours, index or amount; none for a catalogue alone
//   floor   the last place of a chart, or the lowest value shown
//   unique  columns that hold once a file
//   tells   words in a file's name that speak for this source
// then come sections. `-- input FORMAT…: columns; optional columns` holds the query that turns such
// a file into observations: it selects from `input` (the file's columns as text, `row`, and `file`,
// its name) these columns in this order
//   row, kind, title, maker, external, released, soundtrack, film, start, days, value, left_out,
//   problem
// of which `left_out` says why a row is no observation, and `problem` why the file is refused.
//
// `-- catalogue FORMAT…: columns; optional columns` holds one that turns such a file into what it tells
// of films and of the music used in them, a row a credit, or a film without one:
//   row, film, external, released, days, music, performer, credit, left_out, problem
// `film` is the film's title, or NULL where the file does not name it, and `external` its IMDb
// identifier; the film was first shown on one of the `days` days from `released` on, which is how a
// file says no more than a year. `credit` is what the file says of the use, in its own words. A file
// may give both.
//
// A format's name with `short` before it, as in `short tsv`, leaves off the empty cells that end a row.
//
// `-- rules` holds a query for what the publisher itself did, with the columns
//   kind, begins, ends, age_days, below_rank, note
// where `begins` and `ends` (or NULL: to this day) are dates of the source, and `kind` is one of
//   censors  A work older than `age_days` that has fallen below place `below_rank` is taken off the
//            chart, whatever its attention: a life that ends so is not known to have ended.
//   dated    What is counted began `age_days` before the date that the source gives it; from `begins`
//            until the next such rule. For comparing dates with those of another source.
//   counts   What is counted changed. Nothing is computed from it; it tells a reader where figures
//            before and after should not be compared.
//
// A new source is a new file, named in CMakeLists.txt.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outlive {

enum class Format { csv, tsv, json, jsonl, parquet, lines };

std::string_view to_string(Format format);

struct Input {
  Format format;
  std::vector<std::string> required;  // Columns; for lines, the pattern that a line follows.
  std::vector<std::string> optional;
  std::string query;        // For observations, or empty.
  std::string catalogue;    // For films and credits, or empty.
  bool short_rows = false;  // Empty cells that end a row may be left off.
};

struct Source {
  std::string name;
  std::string title;
  std::string unit;  // "": a catalogue, which counts no attention.
  double floor = 0;  // 0: the source has none
  std::vector<std::string> unique;
  std::vector<std::string> tells;
  std::vector<Input> inputs;
  std::string rules;  // A query, or empty.

  bool ranked() const { return unit == "rank"; }
  bool counts_attention() const { return !unit.empty(); }
};

// All sources, in the order in which they are shown. Parsed once, from the files built in.
const std::vector<Source>& sources();

// Throws Error, naming those there are, when there is none of that name.
const Source& find_source(std::string_view name);

// Macros that the sources' queries use, to be executed once a connection.
std::string_view common_macros();

// One source file's text. Throws Error when it does not have the shape above.
Source parse_source(std::string_view text);

// How a file is to be read.
struct Recognised {
  const Source* source;
  const Input* input;
  std::vector<std::string> columns;  // As the file has them; empty for json and lines.
};

// By its columns and, where two sources share them, by its name or, failing that, by its ranks.
// `expected` limits the choice to one source. Throws Error: unreadable, binary, or of no known
// kind.
Recognised recognise(const std::filesystem::path& path, const Source* expected = nullptr);

// The same for a folder's files, which may be of any kind: nothing for a file that no source knows,
// binary or a table of other columns. Throws Error where that cannot be told: the file is
// unreadable, empty, or its compression is broken.
std::optional<Recognised> recognise_if_known(const std::filesystem::path& path);

}  // namespace outlive
