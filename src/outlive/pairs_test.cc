#include "outlive/pairs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "outlive/error.h"
#include "simulation/simulate.h"
#include "sources/ingest.h"

namespace outlive {
namespace {

namespace fs = std::filesystem;

class PairsTest : public testing::Test {
 protected:
  void TearDown() override { fs::remove_all(folder_); }

  void read(const std::string& name, const std::string& content) {
    fs::create_directories(folder_);
    const std::string path = (folder_ / name).string();
    write_file(path, content);
    ingest(store_, recognise(path), path);
  }
  void read_simulation(const Simulation& simulation) {
    write_simulation(simulation, folder_.string());
    for (const char* name : {"box-office-daily.csv", "billboard-200.csv"}) {
      const fs::path path = folder_ / name;
      ingest(store_, recognise(path), path);
    }
  }

  Store store_ = Store::in_memory();
  fs::path folder_ =
      fs::temp_directory_path() / (std::string("outlive_pairs_") +
                                   testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(PairsTest, OfASimulationAreAllFoundWithTheirTrueEnds) {
  SimulationOptions options{.pairs = 150, .seed = 11};
  options.dating = chart_rules(find_source("billboard-200")).dating;
  const Simulation simulation = simulate(options);
  read_simulation(simulation);
  const PairSet set = find_pairs(store_, {});
  // Albums planned to enter after the last chart are never seen.
  EXPECT_GE(set.pairs.size(), 145U);
  for (const Pair& pair : set.pairs) {
    const auto truth =
        std::find_if(simulation.pairs.begin(), simulation.pairs.end(),
                     [&](const SimulatedPair& other) { return other.film == pair.film; });
    ASSERT_NE(truth, simulation.pairs.end());
    EXPECT_EQ(pair.film_released, truth->film_released);
    EXPECT_EQ(pair.music_life.counted_first(), truth->music.first);
    if (!pair.film_life.whole_life.censored()) {
      EXPECT_EQ(pair.film_life.whole_life.end, truth->film_end);
    }
    if (!pair.music_life.whole_life.censored()) {
      EXPECT_EQ(pair.music_life.counted_end(LifeKind::whole), truth->music.end);
    }
  }
}

TEST_F(PairsTest, AreMatchedToAlbumsOfTheSameWeek) {
  read_simulation(simulate({.pairs = 100, .seed = 12}));
  const PairSet set = find_pairs(store_, {});
  EXPECT_GT(set.matched.size(), set.pairs.size());
  for (const MatchedAlbum& album : set.matched) {
    const Pair& pair = set.pairs.at(album.pair);
    EXPECT_EQ(album.life.first, pair.music_life.first);
    EXPECT_GT(album.album, 0);
  }
}

TEST_F(PairsTest, WhoseFilmAndSongShareAQueryAreRefusedByName) {
  read("trends.csv",
       "pair,kind,title,official_title,screen_release,song,artist,song_release,month,screen_score,"
       "song_score,artist_score\n"
       "1,movie,Bodyguard,Bodyguard,2010-01-01,Bodyguard,Somebody,2010-01-01,2014-01,5,5,5\n"
       "2,movie,Moonrise,Moonrise,2014-01-01,Tune,Other,2014-01-01,2014-01,5,<1,5\n"
       "2,movie,Moonrise,Moonrise,2014-01-01,Tune,Other,2014-01-01,2014-02,<1,7,5\n");
  PairOptions options;
  options.film_source = options.music_source = "google-trends-pairs";
  const PairSet set = find_pairs(store_, options);
  ASSERT_EQ(set.pairs.size(), 1U);
  EXPECT_EQ(set.pairs[0].film, "Moonrise");
  EXPECT_EQ(set.pairs[0].link_reason, "identifier");
  ASSERT_EQ(set.refused.size(), 1U);
  EXPECT_EQ(set.refused[0].film, "Bodyguard");
}

TEST_F(PairsTest, KeepADecisionAndChangeItsMind) {
  read_simulation(simulate({.pairs = 10, .seed = 1}));
  const PairSet before = find_pairs(store_, {});
  const Pair& pair = before.pairs.front();
  const std::string header = "film,film_released,music,performer,decision\n";
  const std::string link = pair.film + "," + to_string(pair.film_released) + "," + pair.music +
                           "," + pair.performer + ",";
  const std::string path = (folder_ / "decisions.csv").string();
  write_file(path, header + link + "no\n");
  EXPECT_EQ(read_link_decisions(store_, path), 1);
  EXPECT_EQ(find_pairs(store_, {}).pairs.size(), before.pairs.size() - 1);
  write_file(path, header + link + "yes\n");
  read_link_decisions(store_, path);
  EXPECT_EQ(find_pairs(store_, {}).pairs.size(), before.pairs.size());
  EXPECT_EQ(link_decisions(store_).size(), 1U);
}

TEST_F(PairsTest, RefuseADecisionThatIsNeitherYesNorNoByRow) {
  const std::string path = (folder_ / "decisions.csv").string();
  fs::create_directories(folder_);
  write_file(path, "film,film_released,music,performer,decision\nA,,B,C,\nA,,B,C,perhaps\n");
  try {
    read_link_decisions(store_, path);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("row 3"), std::string::npos) << error.what();
  }
  EXPECT_TRUE(link_decisions(store_).empty());
}

}  // namespace
}  // namespace outlive
