// A file's rows, looked at before the database reads them.
//
// The database's reader may pass over what it cannot read, and tells of a fault in its own words
// and with its own count. So a text file is first read through once, in bounded memory, and refused
// where it is cut off or broken: a row of another number of cells, a quotation mark left open, a
// row of more than a million bytes, a NUL byte, text that is not UTF-8. What passes is well-formed,
// and how many rows the database must find in it is known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlive {

// How a text file is cut into rows and cells.
struct RowShape {
  char separator = ',';
  bool quotes = true;               // As in RFC 4180.
  std::int64_t columns = 0;         // Of every row; 0: rows are not cut into cells.
  std::size_t longest = 1'000'000;  // Bytes of a row; 0: the file is not cut into rows.
  bool short_rows = false;          // The last cells of a row may be left off.
};

class RowCount {
 public:
  // Rows that hold something, a header among them.
  std::int64_t rows() const { return rows_; }
  // The row in a spreadsheet, where blank rows count too, of the n-th row that holds something.
  std::int64_t in_spreadsheet(std::int64_t row) const;

 private:
  friend class RowScanner;
  std::int64_t rows_ = 0;
  std::int64_t blank_ = 0;
  std::vector<std::pair<std::int64_t, std::int64_t>>
      gaps_;  // From this row on, so many blank before.
};

// Throws Error, with the row, for the first fault.
RowCount count_rows(const std::filesystem::path& path, const RowShape& shape);

// `text` without the white space around it.
std::string_view trim(std::string_view text);

// The first row's cells of `text`, and takes the row off it. Cells are trimmed.
std::vector<std::string> take_cells(std::string_view& text, char separator, bool quotes);

}  // namespace outlive
