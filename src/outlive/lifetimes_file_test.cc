#include "outlive/lifetimes_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "outlive/error.h"
#include "outlive/population.h"

namespace outlive {
namespace {

class LifetimesFileTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                  (std::string("outlive_lifetimes_") +
                                   testing::UnitTest::GetInstance()->current_test_info()->name());
};

Pair sample() {
  Pair pair;
  pair.film = "A \"quoted\", comma'd film";
  pair.film_released = *parse_day("2010-05-07");
  pair.film_watched_from = *parse_day("2000-01-01");
  pair.film_life = {
      pair.film_released,       0, {*parse_day("2010-08-01")}, {*parse_day("2010-08-01")},
      *parse_day("2010-08-19"), 1, *parse_day("2024-01-05")};
  pair.music = "A film";
  pair.performer = "Soundtrack";
  pair.music_life = {*parse_day("2010-05-22"),
                     19,
                     {*parse_day("2011-01-01"), Censoring::none, 19},
                     {*parse_day("2024-08-31"), Censoring::window, 15},
                     *parse_day("2024-08-31"),
                     7,
                     *parse_day("2023-09-02")};
  pair.weeks_on_chart = 40;
  pair.peak_rank = 3;
  pair.revivals = 2;
  pair.link_reason = "title";
  pair.link_confidence = 0.97;
  return pair;
}

TEST_F(LifetimesFileTest, ReadsBackWhatItWrote) {
  LifetimesFile file{{.share = 0.05}, {sample()}, {}};
  file.matched.push_back({0, 14, sample().music_life});
  write_file(path("lifetimes.csv"), lifetimes_csv(file));
  write_file(path("controls.csv"), controls_csv(file));
  const LifetimesFile again = read_lifetimes(path("lifetimes.csv"), path("controls.csv"));
  EXPECT_EQ(lifetimes_csv(again), lifetimes_csv(file));
  EXPECT_EQ(again.rule.share, 0.05);
  EXPECT_EQ(controls_csv(again), controls_csv(file));
  EXPECT_EQ(again.pairs[0].film, sample().film);
  EXPECT_EQ(again.pairs[0].music_life.whole_life.censoring, Censoring::window);
}

TEST_F(LifetimesFileTest, RefusesABadCellByRowAndColumn) {
  std::string text = lifetimes_csv({{}, {sample(), sample()}, {}});
  text.replace(text.rfind("2011-01-01"), 10, "2011-02-30");
  write_file(path("bad.csv"), text);
  try {
    read_lifetimes(path("bad.csv"), "");
    FAIL();
  } catch (const Error& error) {
    const std::string line = error.what();
    EXPECT_NE(line.find("row 3"), std::string::npos) << line;
    EXPECT_NE(line.find("music_first_life_end '2011-02-30'"), std::string::npos) << line;
  }
}

TEST_F(LifetimesFileTest, RefusesOtherFiles) {
  write_file(path("other.csv"), "a,b\n1,2\n");
  EXPECT_THROW(read_lifetimes(path("other.csv"), ""), Error);
  EXPECT_THROW(read_lifetimes(path("missing.csv"), ""), Error);
  write_file(path("header.csv"), lifetimes_csv({}));
  EXPECT_THROW(read_lifetimes(path("header.csv"), ""), Error);
}

TEST(ShippedLifetimes, AreReadAndMeasured) {
  const std::string folder = OUTLIVE_SHIPPED_DATA;
  const LifetimesFile file = read_lifetimes(folder + "/lifetimes.csv", folder + "/controls.csv");
  EXPECT_GE(file.pairs.size(), 500U);
  EXPECT_LE(file.pairs.size(), 560U);
  EXPECT_GT(file.matched.size(), 1000U);
  const Population all = measure_population(file.pairs, file.matched, {.resamples = 200});
  EXPECT_EQ(all.outlived.count + all.outlasted.count + all.tied.count + all.undecided.count, all.n);
  EXPECT_TRUE(all.controls);
}

}  // namespace
}  // namespace outlive
