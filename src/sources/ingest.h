// Reads public files into a store: a file whole, or not at all.
//
//   Store store = Store::open("outlive.duckdb", Store::Mode::create);
//   const fs::path path = "billboard-200.csv.gz";
//   const IngestReport report = ingest(store, recognise(path), path);
//   report.rows;   // 598987 observations
//
// One file is one transaction. The same file again changes nothing, nor does a copy of it elsewhere;
// a file with other content takes the place of what lay there before. Each file's rows are kept:
// where two files of one source speak of the same work and period, the one read last counts, and
// when it goes the other does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "outlive/error.h"
#include "sources/rows.h"
#include "sources/source.h"
#include "store/store.h"

namespace outlive {

struct IngestReport {
  std::int64_t id = 0;  // The file's in the store.
  std::string source;
  std::string file;
  std::int64_t rows = 0;                         // Observations in the store from this file.
  std::int64_t works = 0;                        // Works that they speak of.
  std::int64_t films = 0;                        // Films that it tells of, for its own sake ...
  std::int64_t credits = 0;                      // ... and uses of music in them.
  bool unchanged = false;                        // The store held this very file already.
  bool replaced = false;                         // What this file held before gave way.
  std::map<std::string, std::int64_t> left_out;  // Why, and how many rows.
};

// "344787 observations", "3279 films and 39865 credits", or both.
std::string contents(const IngestReport& report);

// Throws Error, naming the file and the row, when the file is not what its source expects; the
// store is then as it was.
IngestReport ingest(Store& store, const Recognised& how, const std::filesystem::path& path);

// Takes all files but these out of the store, and gives their names. It is then as if these had been
// read, in this order, into an empty one.
std::vector<std::string> keep_only(Store& store, const std::vector<std::int64_t>& files);

// Reads a text file through once, and throws Error for what is not well-formed; see sources/rows.h.
// For Parquet, which looks after itself, there is nothing to count.
RowCount check_rows(const Recognised& how, const std::filesystem::path& path);

// REQUIRES: check_rows() has let the file pass.
// The SELECT that opens `path` as the relation `input` of `how`'s query. Used by what reads files
// without a store as well.
std::string input_relation(const Recognised& how, const std::filesystem::path& path);

// What the database said of a broken file, in the words of this program, with the row.
Error file_error(const std::filesystem::path& path, const std::string& message,
                 const RowCount& rows = {});

}  // namespace outlive
