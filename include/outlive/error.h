// The one exception Outlive throws.
//
// An Error says what is wrong, where, and what to do about it, in one line that a person can act on:
//
//   throw Error("the date '2019-13-01' is not a calendar date")
//       .in("box-office.csv").at_row(17)
//       .hint("dates are written YYYY-MM-DD");
//
//   box-office.csv, row 17: the date '2019-13-01' is not a calendar date; dates are written YYYY-MM-DD
//
// It is caught at the doors of the program only (command line, server, bindings). The command line
// prints the line on standard error and ends with status 2.
#pragma once

#include <cstdint>
#include <exception>
#include <string>

namespace outlive {

class Error : public std::exception {
 public:
  explicit Error(std::string what_is_wrong);

  // The file (or other input) concerned. The first name given stays.
  Error& in(const std::string& file);
  // The row of a table, counted as a spreadsheet does: the header is row 1.
  Error& at_row(std::int64_t row);
  // What the person can do about it.
  Error& hint(std::string what_to_do);

  const char* what() const noexcept override { return line_.c_str(); }

 private:
  void compose();

  std::string problem_;
  std::string file_;
  std::string hint_;
  std::string line_;
  std::int64_t row_ = 0;
};

}  // namespace outlive
