#include "outlive/songs.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace outlive {
namespace {

bool opens_with(const std::string& normalised, std::string_view phrase) {
  return (normalised + " ").starts_with(std::string(phrase) + " ");
}

// Says who else is heard, what the song is taken from, or how it was pressed.
bool is_note(const std::string& words) {
  static constexpr std::array<std::string_view, 8> openings = {
      "feat", "ft", "featuring", "with", "from", "theme from", "love theme from", "de"};
  static constexpr std::array<std::string_view, 6> pressings = {
      "remaster", "remastered", "radio edit", "single version", "soundtrack version", "soundtrack"};
  const auto opens = [&](std::string_view phrase) { return opens_with(words, phrase); };
  const auto says = [&](std::string_view phrase) { return has_words(words, phrase); };
  return std::any_of(openings.begin(), openings.end(), opens) ||
         std::any_of(pressings.begin(), pressings.end(), says);
}

bool tells_recording(const std::string& words) {
  static constexpr std::array<std::string_view, 15> others = {
      "version",  "live",    "remix", "mix",       "part",         "pt",    "medley", "duet",
      "acoustic", "reprise", "edit",  "unplugged", "instrumental", "cover", "megamix"};
  return std::any_of(others.begin(), others.end(),
                     [&](std::string_view word) { return has_words(words, word); });
}

// What follows " - " or " feat." may be such a note too.
std::string without_tail(const std::string& title) {
  for (const char* mark : {" - ", " feat. ", " Feat. ", " ft. "}) {
    const auto at = title.find(mark);
    if (at == std::string::npos || at == 0) continue;
    const bool dash = std::string_view(mark) == " - ";
    if (!dash || is_note(normalise_title(title.substr(at + 3)))) return title.substr(0, at);
  }
  return title;
}

}  // namespace

SongTitle song_title(const std::string& title) {
  const std::string text = without_tail(title);
  std::string kept;
  std::string core;
  std::size_t i = 0;
  while (i < text.size()) {
    const bool opens = text[i] == '(' || text[i] == '[';
    const auto close = opens ? text.find(text[i] == '(' ? ')' : ']', i) : std::string::npos;
    if (close == std::string::npos) {
      kept += text[i];
      core += text[i++];
      continue;
    }
    const std::string inside = text.substr(i + 1, close - i - 1);
    const std::string words = normalise_title(inside);
    if (!is_note(words)) kept += " " + inside + " ";
    if (!is_note(words) && tells_recording(words)) core += " " + inside + " ";
    i = close + 1;
  }
  SongTitle song{normalise_title(kept), normalise_title(core)};
  if (song.key.empty()) song.key = normalise_title(title);
  if (song.core.empty()) song.core = song.key;
  return song;
}

bool same_song(const SongTitle& a, const SongTitle& b) {
  if (a.key == b.key) return true;
  // A single word in front of brackets ("Intro") may open several songs.
  const bool telling = a.core.find(' ') != std::string::npos;
  return telling && a.core == b.core && (a.key == a.core || b.key == b.core);
}

std::string main_performer(const std::string& performer) {
  const std::string words = " " + normalise_title(performer) + " ";
  std::size_t end = words.size();
  for (const char* mark :
       {" featuring ", " feat ", " ft ", " duet with ", " with ", " starring ", " presents "}) {
    end = std::min(end, words.find(mark, 1));
  }
  return normalise_title(words.substr(0, end));
}

bool names_performer(const std::string& credited, const std::string& performer) {
  const std::string main = main_performer(performer);
  if (main.empty()) return false;
  return has_words(normalise_title(credited), main) || has_words(main, main_performer(credited));
}

}  // namespace outlive
