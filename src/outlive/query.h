// Do a film and its music share a search, or do the words that are searched mean something else?
//
// Where attention is counted by what people type, two works of one name are counted together, and a song
// called "Sunflower" is counted with the flower. Such counts say nothing of the ratio. The rules look at
// the names and at the counts themselves; what they were measured on is in docs/methods.md, "Escape".
#pragma once

#include <optional>
#include <span>
#include <string>

#include "outlive/escape.h"

namespace outlive {

struct Queried {
  std::string title;
  std::optional<Day> released;
};

// Why the two say nothing of each other, or "". Music without a release takes its film's. REQUIRES:
// months in order.
std::string shared_query(const Queried& film, const Queried& music,
                         std::span<const MonthSeen> months);

// A song's name without what is added to it: " - Remastered 2011", "(From …)", "(feat. …)".
std::string bare_title(const std::string& title);

// "Frozen 2" for "Frozen II": what people may type, and an index of the title does not count. "" where
// the title holds no Roman numeral; I, V and X are words and letters too, and left alone.
std::string arabic_title(const std::string& title);

// The median month after a work's release, and that of months more than a year before it. Nothing when
// fewer than twelve such months were counted, or when the release is not known.
struct BeforeRelease {
  double before = 0;
  double after = 0;

  double share() const { return after > 0 ? before / after : 0; }
};
enum class Side { film, music };
std::optional<BeforeRelease> before_release(std::span<const MonthSeen> months, Side side,
                                            std::optional<Day> released);

}  // namespace outlive
