#include "sources/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/file.h"
#include "outlive/error.h"

namespace outlive {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// Where a UTF-8 sequence stands: how many bytes are still due, and what the next one may be.
class Utf8 {
 public:
  bool take(unsigned char byte) {
    if (due_ > 0) {
      const bool good = byte >= low_ && byte <= high_;
      --due_;
      low_ = 0x80;
      high_ = 0xbf;
      return good;
    }
    if (byte < 0x80) return true;
    if (byte < 0xc2 || byte > 0xf4) return false;
    due_ = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    // Overlong forms, surrogates and what lies beyond U+10FFFF are shut out by the second byte.
    low_ = byte == 0xe0 ? 0xa0 : byte == 0xf0 ? 0x90 : 0x80;
    high_ = byte == 0xed ? 0x9f : byte == 0xf4 ? 0x8f : 0xbf;
    return true;
  }
  bool complete() const { return due_ == 0; }

 private:
  int due_ = 0;
  unsigned char low_ = 0x80;
  unsigned char high_ = 0xbf;
};

}  // namespace

std::string_view trim(std::string_view text) {
  const auto blank = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::int64_t RowCount::in_spreadsheet(std::int64_t row) const {
  const auto after =
      std::upper_bound(gaps_.begin(), gaps_.end(), row,
                       [](std::int64_t n, const auto& gap) { return n < gap.first; });
  return after == gaps_.begin() ? row : row + std::prev(after)->second;
}

class RowScanner {
 public:
  RowScanner(const RowShape& shape, RowCount& count) : shape_(shape), count_(count) {
    special_.fill(false);
    for (const int byte : {0, static_cast<int>('\n'), static_cast<int>('\r')})
      special_[byte] = true;
    if (shape.columns > 0) special_[static_cast<unsigned char>(shape.separator)] = true;
    if (shape.quotes) special_['"'] = true;
    for (std::size_t byte = 0x80; byte < special_.size(); ++byte) special_[byte] = true;
  }

  void take(std::string_view piece) {
    std::size_t i = 0;
    while (i < piece.size()) {
      // Bytes that mean nothing to a table are most of them.
      const std::size_t begin = i;
      if (state_ == State::cell || state_ == State::quoted) {
        while (i < piece.size() && !special_[static_cast<unsigned char>(piece[i])]) ++i;
        if (i > begin && !utf8_.complete()) fail("the row is not UTF-8 text");
        bytes_ += i - begin;
      }
      if (i < piece.size()) take(static_cast<unsigned char>(piece[i++]));
      if (shape_.longest > 0 && bytes_ > shape_.longest) {
        fail(fmt::format("the row is longer than {} bytes", shape_.longest));
      }
    }
  }

  void finish() {
    if (!utf8_.complete()) fail("the row is not UTF-8 text");
    if (state_ == State::quoted) fail("a quotation mark is opened and not closed");
    if (state_ != State::row_start) end_row();
  }

 private:
  enum class State { row_start, cell_start, cell, quoted, quote_in_quoted };

  std::int64_t row() const { return count_.rows_ + count_.blank_ + 1; }

  [[noreturn]] void fail(const std::string& problem) const {
    Error error(problem);
    if (shape_.longest > 0) error.at_row(state_ == State::quoted ? quote_row_ : row());
    throw error;
  }

  void take(unsigned char byte) {
    if (byte == 0) fail("there is a NUL byte, as in a binary or damaged file");
    if (!utf8_.take(byte)) fail("the row is not UTF-8 text");
    const bool after_return = after_return_;
    after_return_ = false;
    if (byte == '\n' && after_return) return;  // The second half of CR LF.
    ++bytes_;
    if (state_ == State::quoted) {
      if (byte == '"') state_ = State::quote_in_quoted;
      return;
    }
    if (byte == '\n' || byte == '\r') {
      after_return_ = byte == '\r';
      end_row();
      return;
    }
    if (shape_.columns > 0 && byte == static_cast<unsigned char>(shape_.separator)) {
      ++cells_;
      state_ = State::cell_start;
      return;
    }
    if (state_ == State::quote_in_quoted) {
      if (byte != '"') fail("text follows a closing quotation mark");
      state_ = State::quoted;
      return;
    }
    const bool at_start = state_ == State::row_start || state_ == State::cell_start;
    if (shape_.quotes && byte == '"' && at_start) {
      state_ = State::quoted;
      quote_row_ = row();
    } else {
      state_ = State::cell;
    }
  }

  void end_row() {
    if (state_ == State::row_start) {
      ++count_.blank_;
    } else {
      const bool too_few = cells_ + 1 < shape_.columns && !shape_.short_rows;
      if (shape_.columns > 0 && (too_few || cells_ + 1 > shape_.columns)) {
        fail(fmt::format("the row has {} {}, and the header {}", cells_ + 1,
                         cells_ == 0 ? "cell" : "cells", shape_.columns));
      }
      ++count_.rows_;
      const std::int64_t known = count_.gaps_.empty() ? 0 : count_.gaps_.back().second;
      if (count_.blank_ > known) count_.gaps_.emplace_back(count_.rows_, count_.blank_);
    }
    state_ = State::row_start;
    cells_ = 0;
    bytes_ = 0;
  }

  RowShape shape_;
  RowCount& count_;
  std::array<bool, 256> special_{};
  State state_ = State::row_start;
  Utf8 utf8_;
  bool after_return_ = false;
  std::int64_t cells_ = 0;
  std::int64_t quote_row_ = 0;
  std::size_t bytes_ = 0;
};

RowCount count_rows(const std::filesystem::path& path, const RowShape& shape) {
  RowCount count;
  try {
    RowScanner scanner(shape, count);
    UnpackedFile file(path);
    std::vector<char> buffer(1U << 18U);
    bool first = true;
    while (const std::size_t size = file.read(buffer.data(), buffer.size())) {
      std::string_view piece(buffer.data(), size);
      if (first && piece.starts_with(byte_order_mark)) piece.remove_prefix(byte_order_mark.size());
      first = false;
      scanner.take(piece);
    }
    scanner.finish();
  } catch (Error& error) {
    error.in(path.string());
    throw;
  }
  return count;
}

std::vector<std::string> take_cells(std::string_view& text, char separator, bool quotes) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  std::vector<std::string> cells(1);
  bool inside = false;
  bool fresh = true;  // At a cell's first byte, where alone a quotation mark opens it.
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (inside) {
      if (c != '"') {
        cells.back() += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        cells.back() += text[++i];
      } else {
        inside = false;
      }
    } else if (c == '\n' || c == '\r') {
      break;
    } else if (c == separator) {
      cells.emplace_back();
      fresh = true;
    } else if (c == '"' && quotes && fresh) {
      inside = true;
      fresh = false;
    } else {
      cells.back() += c;
      fresh = false;
    }
  }
  text.remove_prefix(std::min(i, text.size()));
  if (text.starts_with("\r\n")) text.remove_prefix(1);
  if (!text.empty()) text.remove_prefix(1);
  for (std::string& cell : cells) cell = trim(cell);
  return cells;
}

}  // namespace outlive
