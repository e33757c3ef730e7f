#include "simulation/simulate.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "outlive/error.h"

namespace outlive {
namespace {

std::string contents(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(Simulate, SameSeedSameFiles) {
  const auto folder = std::filesystem::temp_directory_path() / "outlive_simulate_test";
  for (const char* name : {"a", "b"}) {
    write_simulation(simulate({.pairs = 20, .seed = 5}), (folder / name).string());
  }
  for (const char* file :
       {"box-office-daily.csv", "billboard-200.csv", "truth.csv", "truth.json"}) {
    EXPECT_EQ(contents(folder / "a" / file), contents(folder / "b" / file)) << file;
    EXPECT_FALSE(contents(folder / "a" / file).empty()) << file;
  }
  std::filesystem::remove_all(folder);
}

TEST(Simulate, GivesEachPlaceOfAWeekToOneAlbum) {
  const Simulation simulation = simulate({.pairs = 100, .seed = 2});
  std::set<std::pair<Day, double>> taken;
  const auto place = [&](const SimulatedAlbum& album) {
    for (const Observation& seen : album.seen) {
      EXPECT_TRUE(taken.emplace(seen.start, seen.value).second);
      EXPECT_GE(seen.value, 1);
      EXPECT_LE(seen.value, 200);
    }
  };
  for (const SimulatedPair& pair : simulation.pairs) place(pair.music);
  for (const SimulatedAlbum& album : simulation.others) place(album);
}

// Every life is measured back from what was published, but for those that the window cut off.
TEST(Simulate, PublishesLivesThatCanBeMeasuredBack) {
  const Simulation simulation = simulate({.pairs = 200, .seed = 3});
  const Window window{simulation.options.begins, simulation.options.ends};
  int whole = 0;
  for (const SimulatedPair& pair : simulation.pairs) {
    const auto film = lifetime(pair.gross, Scale::amount, {}, window);
    const auto music = lifetime(pair.music.seen, Scale::rank, {}, window);
    if (film && !film->whole_life.censored()) {
      EXPECT_EQ(film->whole_life.end, pair.film_end) << pair.film;
    }
    if (!music || music->whole_life.censored() || pair.music.end > window.last) continue;
    EXPECT_EQ(music->whole_life.end, pair.music.end) << pair.film;
    EXPECT_EQ(music->first_life.end, pair.music.first_life_end) << pair.film;
    ++whole;
  }
  EXPECT_GT(whole, 150);
}

TEST(Simulate, WatchedToTheEndCensorsNothing) {
  const Simulation simulation = simulate({.pairs = 50, .seed = 4, .watch_to_the_end = true});
  const Window window{simulation.options.begins, simulation.options.ends};
  for (const SimulatedPair& pair : simulation.pairs) {
    EXPECT_FALSE(lifetime(pair.music.seen, Scale::rank, {}, window)->whole_life.censored());
    EXPECT_FALSE(lifetime(pair.gross, Scale::amount, {}, window)->whole_life.censored());
  }
}

TEST(PrintedDate, IsUndoneByTheLagThatItsDateHas) {
  const std::vector<DatingRule> dating = {{*parse_day("1967-01-01"), Days(19)},
                                          {*parse_day("2015-07-25"), Days(22)},
                                          {*parse_day("2018-01-03"), Days(19)},
                                          {*parse_day("2018-01-06"), Days(15)}};
  Day before = Day::min();
  for (Day week = *parse_day("2000-01-01"); week < *parse_day("2024-01-01"); week += Days(7)) {
    const Day printed = printed_date(week, dating);
    EXPECT_GT(printed, before);  // No two weeks share a date.
    before = printed;
    EXPECT_EQ(printed - lag_on(printed, dating), week) << to_string(printed);
  }
}

TEST(Simulate, RefusesNoPairs) {
  EXPECT_THROW(simulate({.pairs = 0}), Error);
}

}  // namespace
}  // namespace outlive
