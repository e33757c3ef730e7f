// Reads public files into a store: a file whole, or not at all.
//
//   Store store = Store::open("outlive.duckdb", Store::Mode::create);
//   const IngestReport report = ingest(store, recognise("billboard-200.csv.gz"),
//   "billboard-200.csv.gz"); report.rows;   // 599006 observations
//
// One file is one transaction. The same file again changes nothing; a file of the same source and
// name with other content replaces what the earlier one gave; where two files of one source speak
// of the same work and period, the one read last is kept.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "outlive/error.h"
#include "sources/rows.h"
#include "sources/source.h"
#include "store/store.h"

namespace outlive {

struct IngestReport {
  std::string source;
  std::string file;
  std::int64_t rows = 0;                         // Observations in the store from this file.
  std::int64_t works = 0;                        // Works that they speak of.
  bool unchanged = false;                        // The store held this very file already.
  bool replaced = false;                         // An earlier file of this name gave way.
  std::map<std::string, std::int64_t> left_out;  // Why, and how many rows.
};

// Throws Error, naming the file and the row, when the file is not what its source expects; the
// store is then as it was.
IngestReport ingest(Store& store, const Recognised& how, const std::filesystem::path& path);

// The SELECT that opens `path` as the relation `input` of `how`'s query. Used by what reads files
// without a store as well.
std::string input_relation(const Recognised& how, const std::filesystem::path& path);

// What the database said of a broken file, in the words of this program, with the row.
Error file_error(const std::filesystem::path& path, const std::string& message,
                 const RowCount& rows = {});

}  // namespace outlive
