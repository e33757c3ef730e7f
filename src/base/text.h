// Titles as people type them, reduced to what two spellings of one title share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace outlive {

// Lower case, without accents, with "&" and "+" as "and", without apostrophes and full stops, every
// other run of punctuation and space as one space: "Moulin Rouge!" and "moulin rouge" agree. Articles
// stay: "The War" is not "War". Unicode decomposition and case folding by utf8proc; bytes that are
// not UTF-8 count as punctuation.
std::string normalise_title(std::string_view title);

// The same, with Roman numerals from II to XX as digits and without "volume", "part", "chapter" and
// "episode" before a number, so that "Mission: Impossible II" and "Mission: Impossible 2" agree.
std::string normalise_numbered_title(std::string_view title);

// Whether the words stand in `normalised` one after the other, whole: "of the" is not in "soft then".
// Both are normalised.
bool has_words(std::string_view normalised, std::string_view words);

std::vector<std::string> split_words(std::string_view normalised);

}  // namespace outlive
