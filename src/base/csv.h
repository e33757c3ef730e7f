// Comma-separated values as RFC 4180 has them, with lines that end in a line feed.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "outlive/estimate.h"

namespace outlive {

// The shortest text that reads back as `value`; nothing for what is not finite.
inline std::string csv_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "";
}

class CsvWriter {
 public:
  explicit CsvWriter(const std::vector<std::string>& header) { row(header); }

  void row(const std::vector<std::string>& cells) {
    for (const std::string& value : cells) cell(value);
    end_row();
  }

  // A row cell by cell, for tables of many rows.
  void cell(std::string_view value) {
    if (!first_) text_ += ',';
    first_ = false;
    append(value);
  }
  // As four: estimate, low, high, n.
  void cells(const Estimate& value) {
    for (const double x : {value.estimate, value.low, value.high}) cell(csv_number(x));
    cell(fmt::format_int(value.n).c_str());
  }
  void end_row() {
    text_ += '\n';
    first_ = true;
  }

  const std::string& text() const { return text_; }

 private:
  void append(std::string_view value) {
    if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
      text_ += value;
      return;
    }
    text_ += '"';
    for (const char c : value) {
      if (c == '"') text_ += '"';
      text_ += c;
    }
    text_ += '"';
  }

  std::string text_;
  bool first_ = true;
};

}  // namespace outlive
