#include "outlive/query.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace outlive {
namespace {

Day month(int i) {
  return Day((std::chrono::year(2014) / 1 + std::chrono::months(i)) / 1);
}

std::vector<MonthSeen> months(const std::function<double(int)>& film,
                              const std::function<double(int)>& music) {
  std::vector<MonthSeen> result;
  for (int i = 0; i < 144; ++i) result.push_back({month(i), film(i), music(i)});
  return result;
}

const auto fading = [](int i) { return std::round(5 + 90 * std::exp(-0.1 * i)); };
const auto steady = [](int i) { return 40.0 + i % 5; };

TEST(SharedQuery, IsRefusedByName) {
  EXPECT_EQ(shared_query({"Tenet", {}}, {"TENET", {}}, months(fading, steady)),
            "film and music share a name, and so one query");
  EXPECT_EQ(shared_query({"Bohemian Rhapsody", {}}, {"Bohemian Rhapsody - Remastered 2011", {}},
                         months(fading, fading)),
            "film and music share a name, and so one query");
}

TEST(SharedQuery, NeedsNoMonthsToSeeThatTheNamesAreOne) {
  EXPECT_EQ(shared_query({"Tenet", {}}, {"TENET", {}}, {}),
            "film and music share a name, and so one query");
  EXPECT_EQ(shared_query({"Tenet", {}}, {"Another", {}}, {}), "");
}

TEST(SharedQuery, IsRefusedByScoresThatAreOne) {
  EXPECT_EQ(
      shared_query({"I Lost My Body", {}}, {"J'ai perdu mon corps", {}}, months(fading, fading)),
      "film and music stand at the same score in 100 % of the months: one query is counted for "
      "both");
}

TEST(SharedQuery, IsRefusedWhereOneNameIsPartOfTheOtherAndTheyMoveAsOne) {
  const auto film = [](int i) { return 20 + 15 * std::sin(1.3 * i); };
  const auto half_more = [&](int i) { return 1.5 * film(i); };
  EXPECT_EQ(
      shared_query({"Blade Runner 2049", {}}, {"2049", {}}, months(film, half_more)).substr(0, 54),
      "one name is part of the other, and the two move as one");
  EXPECT_EQ(shared_query({"Blade Runner 2049", {}}, {"2049", {}}, months(film, steady)), "");
}

TEST(SharedQuery, IsRefusedWhereTheWordsWereSearchedForBeforeTheWorkWasThere) {
  const auto film = [](int i) { return i < 59 ? 1.0 : 20.0; };
  const std::string reason =
      shared_query({"Spider-Man: Into the Spider-Verse", month(59)},
                   {"Sunflower (feat. Swae Lee)", month(59)}, months(film, steady));
  EXPECT_TRUE(
      reason.starts_with("\"Sunflower\" was searched for before the music came out (2018-12"))
      << reason;
}

TEST(SharedQuery, IsRefusedByTheFilmsReleaseWhereTheMusicsIsNotTold) {
  const auto film = [](int i) { return i < 59 ? 1.0 : 20.0; };
  const auto everyday = [](int i) { return i < 59 ? 12.0 : 15.0; };
  const auto theirs = [](int i) { return i < 59 ? 7.0 : 15.0; };
  EXPECT_EQ(shared_query({"Arcane", month(59)}, {"Enemy", {}}, months(film, everyday)),
            "the music's release is not told, and \"Enemy\" was searched for before the film came "
            "out (2018-12-01) 80 % as much as after: an older work, or words that mean something "
            "else");
  EXPECT_EQ(shared_query({"Arcane", month(59)}, {"Enemy", {}}, months(film, theirs)), "");
  EXPECT_EQ(shared_query({"Arcane", {}}, {"Enemy", {}}, months(film, everyday)), "");
}

TEST(SharedQuery, IsNoneForAThemeNamedAfterItsFilmThatNobodySearchesFor) {
  EXPECT_EQ(shared_query({"Stranger Things", {}}, {"Stranger Things (Main Title Theme)", {}},
                         months(fading, [](int) { return std::nan(""); })),
            "");
}

TEST(BareTitle, LeavesOutWhatIsAdded) {
  EXPECT_EQ(bare_title("Sunflower - Spider-Man: Into the Spider-Verse"), "Sunflower");
  EXPECT_EQ(bare_title("Theme (from \"Mr.Robot\")"), "Theme");
  EXPECT_EQ(bare_title("(I've Had) The Time of My Life"), "(I've Had) The Time of My Life");
}

TEST(ArabicTitle, IsWhatPeopleTypeForARomanNumeral) {
  EXPECT_EQ(arabic_title("Frozen II"), "Frozen 2");
  EXPECT_EQ(arabic_title("Star Wars: Episode VIII - The Last Jedi"),
            "Star Wars: Episode 8 - The Last Jedi");
  for (const char* title :
       {"Frozen", "Malcolm X", "V for Vendetta", "I, Robot", "Toy Story 4", ""}) {
    EXPECT_EQ(arabic_title(title), "") << title;
  }
}

TEST(BeforeRelease, NeedsAYearOfMonthsBefore) {
  EXPECT_FALSE(before_release(months(steady, steady), Side::music, month(20)));
  EXPECT_FALSE(before_release(months(steady, steady), Side::music, std::nullopt));
  const auto found = before_release(months(steady, steady), Side::music, month(30));
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->share(), 1, 0.05);
}

}  // namespace
}  // namespace outlive
