#include "outlive/revivals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "report/revivals.h"
#include "sources/ingest.h"

namespace outlive {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Songs, AreOneUnderTwoTitlesButNotInTwoRecordings) {
  const auto same = [](const char* a, const char* b) {
    return same_song(song_title(a), song_title(b));
  };
  EXPECT_TRUE(same("Running Up That Hill", "Running Up That Hill (A Deal With God)"));
  EXPECT_TRUE(same("December, 1963 (Oh, What a Night)", "December 1963 (Oh What A Night)"));
  EXPECT_TRUE(same("Tarzan Boy", "Tarzan Boy (From \"Teenage Mutant Ninja Turtles III\")"));
  EXPECT_TRUE(same("Un Poco Loco - From \"Coco\"/Soundtrack Version", "Un Poco Loco"));
  EXPECT_TRUE(same("Bohemian Rhapsody - Remastered 2011", "Bohemian Rhapsody"));
  EXPECT_TRUE(same("Forever (feat. Lil Wayne)", "Forever"));
  EXPECT_FALSE(same("All Too Well", "All Too Well (Taylor's Version)"));
  EXPECT_FALSE(same("I Like It Loud (Live)", "I Like It Loud"));
  EXPECT_FALSE(same("Hey You (One)", "Hey You (Two)"));
  EXPECT_FALSE(same("Intro", "Intro (Hate On Me)"));
  EXPECT_FALSE(same("The War", "War"));
}

TEST(Songs, AreHeardFromWhomTheCreditNames) {
  EXPECT_TRUE(names_performer("Brandy Norwood (as Brandy)", "Brandy"));
  EXPECT_TRUE(names_performer("Queen", "Queen & David Bowie"));
  EXPECT_TRUE(names_performer("Flo Rida, Sage The Gemini", "Flo Rida Featuring Sage The Gemini"));
  EXPECT_FALSE(names_performer("Glee Cast", "Queen"));
  EXPECT_FALSE(names_performer("Princess", "Prince"));
}

class RevivalsOf : public ::testing::Test {
 protected:
  RevivalsOf() : store_(Store::in_memory()) {
    std::string name = (fs::temp_directory_path() / "outlive-revivals-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~RevivalsOf() override { fs::remove_all(folder_); }

  void take(const fs::path& path) { ingest(store_, recognise(path), path); }
  void take(const std::string& name, const std::string& content) {
    std::ofstream(folder_ / name) << content;
    take(folder_ / name);
  }
  RevivalsReport report() {
    const SourceView view = view_source(store_, "hot-100");
    return {describe_source(view, ""), {}, {}, {}, revivals_of(store_, view, {})};
  }

  Store store_;
  fs::path folder_;
};

TEST_F(RevivalsOf, AFilmShownShortlyBeforeIsACandidateWithItsTimeAndChance) {
  std::string chart = "chart_week,current_week,title,performer\n";
  chart += "1965-07-17,4,Two Birds,The Singers\n1990-08-25,13,Two Birds (And More),The Singers\n";
  chart += "1970-01-03,1,Other,Else\n1980-05-03,2,Other,Else\n1985-10-05,2,Other,Else\n";
  take("hot-100.csv", chart);
  take("imdb.csv",
       "id,Title,Year,Soundtrack\n"
       "tt1,Ghost,1990,['Two Birds Performed by The Singers']\n"
       "tt2,Cover,1990,['Two Birds Performed by Somebody Else']\n"
       "tt3,Old,1970,['Two Birds']\n"
       "tt4,Vague,1980,['Other']\n");
  const Revivals revivals = report().revivals;
  ASSERT_EQ(revivals.found.size(), 3U);
  EXPECT_EQ(revivals.joined, 1);
  const FoundRevival& last = revivals.found.back();
  EXPECT_EQ(last.work.title, "Two Birds");
  EXPECT_THAT(last.also, ElementsAre("Two Birds (And More), The Singers"));
  ASSERT_EQ(last.placements.size(), 1U);
  EXPECT_EQ(last.placements[0].film.external, "tt1");
  EXPECT_EQ(last.placements[0].least(last.revival.begins), -128);
  EXPECT_EQ(last.placements[0].most(last.revival.begins), 236);
  EXPECT_EQ(last.placements[0].doubt, "");
  // Of the two other beginnings, 1980 and 1985, none has one of the song's films before it.
  EXPECT_EQ(last.chance.n, 2);
  EXPECT_EQ(last.chance.estimate, 0);
  EXPECT_EQ(revivals.placed(), 1);
  // A title of one word without a performer is doubtful.
  ASSERT_EQ(revivals.found.front().placements.size(), 1U);
  EXPECT_NE(revivals.found.front().placements[0].doubt, "");
}

TEST_F(RevivalsOf, AreTheSameOnOneThreadAndOnMany) {
  std::string chart = "chart_week,current_week,title,performer\n";
  for (int song = 1; song <= 100; ++song) {
    for (const char* week : {"1965-07-17", "1980-07-19", "1990-08-25"}) {
      chart +=
          std::string(week) + "," + std::to_string(song) + ",Song " + std::to_string(song) + ",A\n";
    }
  }
  take("hot-100.csv", chart);
  const SourceView view = view_source(store_, "hot-100");
  const MeasuredSource source = describe_source(view, "");
  const RevivalsReport one{source, {}, {}, {}, revivals_of(store_, view, {}, {}, 1)};
  const RevivalsReport many{source, {}, {}, {}, revivals_of(store_, view, {}, {}, 4)};
  EXPECT_EQ(revivals_json(one), revivals_json(many));
  EXPECT_EQ(one.revivals.found.size(), 200U);
}

TEST_F(RevivalsOf, RealSongsHoldTheClassicRevivalAndTellChristmasApart) {
  const fs::path file = fs::path(OUTLIVE_SHARED_DATA) / "hot-100.csv.gz";
  if (!fs::exists(file)) GTEST_SKIP() << file << " is not here";
  take(file);
  RevivalsReport all = report();
  all.choice.title = "running up that hill";
  const auto bush = chosen_revivals(all);
  ASSERT_EQ(bush.size(), 1U);
  EXPECT_EQ(bush[0]->work.maker, "Kate Bush");
  EXPECT_EQ(to_string(bush[0]->revival.begins), "2022-06-11");
  EXPECT_EQ(bush[0]->revival.peak, 3);
  EXPECT_EQ(bush[0]->revival.season.verdict, Season::no);
  all.choice.title = "All I Want for Christmas Is You";
  const auto carey = chosen_revivals(all);
  ASSERT_THAT(carey, ::testing::Not(IsEmpty()));
  for (const FoundRevival* found : carey) {
    EXPECT_EQ(found->revival.season.verdict, Season::yes) << to_string(found->revival.begins);
  }
}

}  // namespace
}  // namespace outlive
