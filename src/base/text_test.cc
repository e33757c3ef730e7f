#include "base/text.h"

#include <gtest/gtest.h>

namespace outlive {
namespace {

TEST(NormaliseTitle, JoinsSpellingsOfOneTitle) {
  EXPECT_EQ(normalise_title("Moulin Rouge!"), "moulin rouge");
  EXPECT_EQ(normalise_title("Lilo & Stitch"), normalise_title("Lilo and Stitch"));
  EXPECT_EQ(normalise_title("Pokémon the Movie 2000"), "pokemon the movie 2000");
  EXPECT_EQ(normalise_title("Mr. & Mrs. Smith"), "mr and mrs smith");
  EXPECT_EQ(normalise_title("Charlie\u2019s Angels"), normalise_title("Charlie's Angels"));
  EXPECT_EQ(normalise_title("Ant\u2010Man"), normalise_title("Ant-Man"));
  EXPECT_EQ(normalise_title("WALL·E"), "wall e");
}

TEST(NormaliseTitle, KeepsArticles) {
  EXPECT_NE(normalise_title("The War"), normalise_title("War"));
}

TEST(NormaliseTitle, KeepsOtherScriptsAndOutlivesBrokenBytes) {
  EXPECT_EQ(normalise_title("Брат 2"), "брат 2");
  EXPECT_EQ(normalise_title("Bad\xff Boys"), "bad boys");
  EXPECT_EQ(normalise_title(""), "");
  EXPECT_EQ(normalise_title("!!!"), "");
}

TEST(NormaliseNumberedTitle, ReadsRomanNumeralsFromTwo) {
  EXPECT_EQ(normalise_numbered_title("Mission: Impossible II"), "mission impossible 2");
  EXPECT_EQ(normalise_numbered_title("Blade 2"), normalise_numbered_title("Blade II"));
  EXPECT_EQ(normalise_numbered_title("Breaking Dawn: Part 2"),
            normalise_numbered_title("Breaking Dawn - Part II"));
  EXPECT_EQ(normalise_numbered_title("I Am Legend"), "i am legend");
  EXPECT_EQ(normalise_numbered_title("A Part of Me"), "a part of me");
}

}  // namespace
}  // namespace outlive
