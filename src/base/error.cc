#include "outlive/error.h"

#include <utility>

namespace outlive {
namespace {

// One line whatever the input held: control characters become spaces, and what is far too long to
// read is cut.
std::string one_line(const std::string& text) {
  constexpr std::size_t longest = 600;
  std::string line;
  for (const char c : text.substr(0, longest)) {
    line += (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) ? ' ' : c;
  }
  if (text.size() > longest) line += "…";
  return line;
}

}  // namespace

Error::Error(std::string what_is_wrong) : problem_(std::move(what_is_wrong)) {
  compose();
}

Error& Error::in(const std::string& file) {
  if (file_.empty()) file_ = file;
  compose();
  return *this;
}

Error& Error::at_row(std::int64_t row) {
  row_ = row;
  compose();
  return *this;
}

Error& Error::hint(std::string what_to_do) {
  hint_ = std::move(what_to_do);
  compose();
  return *this;
}

void Error::compose() {
  line_ = file_;
  if (row_ > 0) line_ += (line_.empty() ? "row " : ", row ") + std::to_string(row_);
  if (!line_.empty()) line_ += ": ";
  line_ += problem_;
  if (!hint_.empty()) line_ += "; " + hint_;
  line_ = one_line(line_);
}

}  // namespace outlive
