#include "report/terminal.h"

#include <utf8proc.h>

#include <algorithm>

namespace outlive {

std::string fit(const std::string& text, std::size_t width) {
  std::string result;
  std::size_t used = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t character = 0;
    const utf8proc_ssize_t length = utf8proc_iterate(bytes, left, &character);
    if (length <= 0) break;
    const auto columns = static_cast<std::size_t>(std::max(0, utf8proc_charwidth(character)));
    const bool last = length == left;
    if (used + columns > width || (used + columns == width && !last)) {
      if (used < width) {
        result += "…";
        ++used;
      }
      break;
    }
    result.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
    used += columns;
    bytes += length;
    left -= length;
  }
  return result + std::string(width - used, ' ');
}

std::string wrap(const std::string& text, std::size_t width) {
  std::string result;
  std::size_t column = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t space = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, space - at);
    if (column > 0 && column + 1 + word.size() > width) {
      result += '\n';
      column = 0;
    } else if (column > 0) {
      result += ' ';
      ++column;
    }
    result += word;
    column += word.size();
    at = space + 1;
  }
  return result + "\n";
}

}  // namespace outlive
