#include "base/text.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <memory>

namespace outlive {
namespace {

std::string fold(std::string_view title) {
  utf8proc_uint8_t* folded = nullptr;
  const auto length = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(title.data()),
      static_cast<utf8proc_ssize_t>(title.size()), &folded,
      static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD |
                                     UTF8PROC_STRIPMARK | UTF8PROC_IGNORE));
  if (length < 0) {
    std::string ascii(title);
    for (char& c : ascii) {
      const auto byte = static_cast<unsigned char>(c);
      c = byte < 0x80 ? static_cast<char>(std::tolower(byte)) : ' ';
    }
    return ascii;
  }
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(folded, &std::free);
  return {reinterpret_cast<const char*>(folded), static_cast<std::size_t>(length)};
}

constexpr std::string_view curly_apostrophe = "\u2019";
constexpr std::string_view turned_apostrophe = "\u2018";

bool is_numbering(const std::string& word) {
  static constexpr std::array<std::string_view, 7> words = {"volume",  "vol",     "part",  "pt",
                                                            "chapter", "episode", "number"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string arabic(const std::string& word) {
  static constexpr std::array<std::string_view, 19> roman = {
      "ii",  "iii",  "iv",  "v",  "vi",  "vii",  "viii",  "ix",  "x", "xi",
      "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx"};
  const auto* const found = std::find(roman.begin(), roman.end(), word);
  return found == roman.end() ? word : std::to_string(found - roman.begin() + 2);
}

}  // namespace

std::string normalise_title(std::string_view title) {
  const std::string folded = fold(title);
  std::string result;
  bool gap = false;
  const auto append = [&](std::string_view part) {
    if (gap && !result.empty()) result += ' ';
    gap = false;
    result += part;
  };
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const auto byte = static_cast<unsigned char>(folded[i]);
    const std::string_view rest = std::string_view(folded).substr(i);
    if (byte == '&' || byte == '+') {
      gap = true;
      append("and");
      gap = true;
    } else if (byte == '\'' || byte == '`' || byte == '.') {
      continue;
    } else if (rest.starts_with(curly_apostrophe) || rest.starts_with(turned_apostrophe)) {
      i += curly_apostrophe.size() - 1;
    } else if (std::isalnum(byte) != 0) {
      append(std::string_view(&folded[i], 1));
    } else if (byte >= 0xc3 && !rest.starts_with("\u2010") && (byte < 0xe2 || byte > 0xe3)) {
      // A letter of another script stays, with the bytes that belong to it.
      const int length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      append(rest.substr(0, static_cast<std::size_t>(length)));
      i += static_cast<std::size_t>(length) - 1;
    } else {
      gap = true;
    }
  }
  return result;
}

bool has_words(std::string_view normalised, std::string_view words) {
  return fmt::format(" {} ", normalised).find(fmt::format(" {} ", words)) != std::string::npos;
}

std::vector<std::string> split_words(std::string_view normalised) {
  std::vector<std::string> words;
  while (!normalised.empty()) {
    const auto space = normalised.find(' ');
    if (space != 0) words.emplace_back(normalised.substr(0, space));
    if (space == std::string_view::npos) break;
    normalised.remove_prefix(space + 1);
  }
  return words;
}

std::string normalise_numbered_title(std::string_view title) {
  const std::vector<std::string> words = split_words(normalise_title(title));
  std::string result;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string next = i + 1 < words.size() ? arabic(words[i + 1]) : "";
    const bool numbers_next = !next.empty() && std::isdigit(static_cast<unsigned char>(next[0]));
    if (is_numbering(words[i]) && numbers_next) continue;
    if (!result.empty()) result += ' ';
    result += arabic(words[i]);
  }
  return result;
}

}  // namespace outlive
