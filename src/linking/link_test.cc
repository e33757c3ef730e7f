#include "outlive/link.h"

#include <gtest/gtest.h>

#include <array>

namespace outlive {
namespace {

Day day(const char* text) {
  return *parse_day(text);
}

LinkResult link_one(const LinkFilm& film, const LinkMusic& music,
                    const std::vector<LinkDecision>& decisions = {}) {
  return link(std::vector{film}, std::vector{music}, decisions);
}

bool links(const char* film, const char* album, const char* seen = "2010-06-12") {
  return !link_one({film, "", day("2010-06-04")}, {album, "Soundtrack", "", day(seen)})
              .links.empty();
}

TEST(FilmTitleOfAlbum, TakesOffWhatAlbumsAdd) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"Ray (Soundtrack)", "Ray"},
      {"Daredevil: The Album", "Daredevil"},
      {"Romeo Must Die -- The Album", "Romeo Must Die"},
      {"Scream 3 The Album", "Scream 3"},
      {"Creed II: The Album (Soundtrack)", "Creed II"},
      {"Rio 2: Music From The Motion Picture", "Rio 2"},
      {"Black Panther: The Album, Music From And Inspired By", "Black Panther"},
      {"The Hunger Games: Original Motion Picture Score", "The Hunger Games"},
      {"Queen & Slim: The Soundtrack", "Queen & Slim"},
      {"Halloween (2018) (Expanded Edition)", "Halloween"},
      {"More Music From 8 Mile", "8 Mile"},
      {"Disney's Lilo & Stitch", "Lilo & Stitch"},
      {"Dr. Seuss' How The Grinch Stole Christmas", "How The Grinch Stole Christmas"},
      {"Moana", "Moana"},
      {"The Score", "The Score"}};
  for (const auto& [album, film] : cases) EXPECT_EQ(film_title_of_album(album), film) << album;
}

TEST(SplitRelease, FindsTheNoteWrittenBehindATitle) {
  const std::vector<std::array<const char*, 3>> cases = {
      {"Avatar2022  Re-release", "Avatar", "2022  Re-release"},
      {"Avatar2010 Special Edition", "Avatar", "2010 Special Edition"},
      {"Shrek 22024 Re-release", "Shrek 2", "2024 Re-release"},
      {"Coraline15th Anniversary", "Coraline", "15th Anniversary"},
      {"The Polar Express2005 IMAX Release", "The Polar Express", "2005 IMAX Release"},
      {"DuneIMAX", "Dune", "IMAX"},
      {"2001: A Space Odyssey2018 Re-release", "2001: A Space Odyssey", "2018 Re-release"},
      {"Catch and Release", "Catch and Release", ""},
      {"Blade Runner 2049", "Blade Runner 2049", ""},
      {"1917", "1917", ""}};
  for (const auto& [listed, title, release] : cases) {
    EXPECT_EQ(split_release(listed).title, title) << listed;
    EXPECT_EQ(split_release(listed).release, release) << listed;
  }
}

TEST(Link, SurvivesATitleAsLongAsABook) {
  EXPECT_FALSE(links("Moana", ("(" + std::string(500'000, 'x') + ")").c_str()));
  EXPECT_FALSE(links(std::string(500'000, '1').c_str(), "Moana"));
}

TEST(Link, JoinsSpellingsOfOneTitle) {
  EXPECT_TRUE(links("Mission: Impossible II", "Mission: Impossible 2"));
  EXPECT_TRUE(links("Lilo & Stitch", "Disney's Lilo And Stitch"));
  EXPECT_TRUE(links("Footloose2011 Re-release", "Footloose (2011)"));
  EXPECT_TRUE(links("Star Wars: Episode III - Revenge of the Sith",
                    "Star Wars Episode III: Revenge Of The Sith (Soundtrack)"));
}

TEST(Link, DoesNotJoinTitlesThatDifferByAnArticle) {
  EXPECT_FALSE(links("War", "The War"));
  EXPECT_FALSE(links("The War", "War"));
}

TEST(Link, HoldsFrom120DaysBeforeTo270DaysAfterThePremiere) {
  EXPECT_TRUE(links("Moana", "Moana", "2010-02-04"));   // 120 days before
  EXPECT_FALSE(links("Moana", "Moana", "2010-02-03"));  // 121
  EXPECT_TRUE(links("Moana", "Moana", "2011-03-01"));   // 270 days after
  EXPECT_FALSE(links("Moana", "Moana", "2011-03-02"));  // 271
}

TEST(Link, TakesTheFilmOfTheTimeWhenSeveralShareATitle) {
  const std::vector<LinkFilm> films = {{"Frozen", "", day("2010-02-05")},
                                       {"Frozen", "", day("2013-11-22")}};
  const std::vector<LinkMusic> music = {{"Frozen", "Soundtrack", "", day("2013-12-14")}};
  const LinkResult result = link(films, music);
  ASSERT_EQ(result.links.size(), 1U);
  EXPECT_EQ(result.links[0].film, 1U);
  EXPECT_EQ(result.links[0].reason, LinkReason::title);
}

TEST(Link, ByIdentifierComesBeforeTitlesAndDates) {
  const std::vector<LinkFilm> films = {{"Frozen", "tt1", day("2013-11-22")},
                                       {"Another Name", "tt2", day("1990-01-01")}};
  const std::vector<LinkMusic> music = {{"Frozen", "Soundtrack", "tt2", day("2013-12-14")}};
  const LinkResult result = link(films, music);
  ASSERT_EQ(result.links.size(), 1U);
  EXPECT_EQ(result.links[0].film, 1U);
  EXPECT_EQ(result.links[0].reason, LinkReason::identifier);
  EXPECT_EQ(result.links[0].confidence, 1.0);
}

TEST(Link, ThatIsDoubtfulIsListedForAPerson) {
  const LinkResult used = link_one({"Jackass: The Movie", "", day("2002-10-25")},
                                   {"Jackass", "Soundtrack", "", day("2002-11-02")});
  EXPECT_EQ(used.links.size(), 1U);
  EXPECT_EQ(used.doubtful.size(), 1U);
  const LinkResult television =
      link_one({"Once Upon A Time", "", day("2017-08-11")},
               {"Once Upon A Time: The Musical Episode (EP)", "Soundtrack", "", day("2017-05-27")});
  EXPECT_TRUE(television.links.empty());
  EXPECT_EQ(television.doubtful.size(), 1U);
}

TEST(Link, HonoursAPersonsNo) {
  const LinkFilm film = {"Wish", "", day("2023-11-22")};
  const LinkMusic music = {"Wish", "Soundtrack", "", day("2023-12-09")};
  EXPECT_EQ(link_one(film, music).links.size(), 1U);
  const std::vector<LinkDecision> no = {{"Wish", day("2023-11-22"), "Wish", "Soundtrack", false}};
  const LinkResult result = link_one(film, music, no);
  EXPECT_TRUE(result.links.empty());
  EXPECT_TRUE(result.doubtful.empty());
}

TEST(Link, HonoursAPersonsYesWhereNoRuleWouldLink) {
  const LinkFilm film = {"O Brother, Where Art Thou?", "", day("2000-12-22")};
  const LinkMusic music = {"Down From The Mountain", "Soundtrack", "", day("2001-08-11")};
  EXPECT_TRUE(link_one(film, music).links.empty());
  const std::vector<LinkDecision> yes = {
      {"O Brother, Where Art Thou?", std::nullopt, "Down From The Mountain", "Soundtrack", true}};
  const LinkResult result = link_one(film, music, yes);
  ASSERT_EQ(result.links.size(), 1U);
  EXPECT_EQ(result.links[0].reason, LinkReason::decision);
}

TEST(CheckLinks, CountsWhatIsRightWrongAndMissed) {
  const std::vector<KnownPair> known = {
      {{"Moana", "", day("2016-11-23")}, {"Moana: Original Score", "", "", day("2016-11-18")}},
      {{"Coco", "", day("2017-11-22")}, {"Remember Me", "", "", day("2017-11-10")}},
      {{"Twin", "", day("2018-01-01")}, {"Other", "", "", day("2018-01-05")}},
      {{"Third", "", day("2018-01-01")}, {"Twin", "", "", day("2018-01-05")}}};
  const LinkCheck check = check_links(known);
  EXPECT_EQ(check.known, 4);
  EXPECT_EQ(check.linked, 2);
  EXPECT_EQ(check.right, 1);
  EXPECT_EQ(check.wrong.size(), 1U);
  EXPECT_EQ(check.missed.size(), 3U);
}

}  // namespace
}  // namespace outlive
