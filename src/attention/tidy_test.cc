#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "attention/series.h"
#include "outlive/error.h"
#include "sources/ingest.h"

namespace outlive {
namespace {

class TidyFile : public testing::Test {
 protected:
  std::string write(const std::string& content, const std::string& name = "tidy.csv") {
    std::filesystem::create_directories(folder_);
    const auto path = folder_ / name;
    std::ofstream(path) << content;
    return path.string();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() /
      ("outlive_tidy_" + std::to_string(testing::UnitTest::GetInstance()->random_seed()) + "_" +
       testing::UnitTest::GetInstance()->current_test_info()->name());
};

constexpr const char* in_order =
    "work,kind,date,value\n"
    "A,song,2001-01-01,100\nA,song,2001-01-08,100\nA,song,2001-01-15,0.1\n"
    "B,song,2001-01-01,5\nB,song,2003-01-06,5\n";
constexpr const char* shuffled =
    "work,kind,date,value\n"
    "B,song,2003-01-06,5\nA,song,2001-01-15,0.1\nA,song,2001-01-01,100\n"
    "B,song,2001-01-01,5\nA,song,2001-01-08,100\n";

TEST_F(TidyFile, GivesTheSameLivesInWhateverOrderItsRowsStand) {
  const auto lives = tidy_lifetimes(write(in_order), {});
  const auto again = tidy_lifetimes(write(shuffled, "shuffled.csv"), {});
  ASSERT_EQ(lives.size(), 2U);
  ASSERT_EQ(again.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(lives[i].work, again[i].work);
    EXPECT_EQ(lives[i].life.whole_life.end, again[i].life.whole_life.end);
    EXPECT_EQ(lives[i].life.whole_life.censoring, again[i].life.whole_life.censoring);
  }
  EXPECT_EQ(to_string(lives[0].life.whole_life.end), "2001-01-08");
  EXPECT_EQ(lives[0].life.whole_life.censoring, Censoring::none);
  EXPECT_EQ(lives[1].life.whole_life.censoring, Censoring::window);
}

TEST_F(TidyFile, EqualsTheLivesOfTheSameFileInAStore) {
  const std::string path = write(in_order);
  Store store = Store::in_memory();
  ingest(store, recognise(path), path);
  const auto stored = lifetimes(store, view_source(store, "tidy"), {});
  const auto direct = tidy_lifetimes(path, {});
  ASSERT_EQ(stored.size(), direct.size());
  for (std::size_t i = 0; i < stored.size(); ++i) {
    EXPECT_EQ(stored[i].work.title, direct[i].work);
    EXPECT_EQ(stored[i].life.whole_life.end, direct[i].life.whole_life.end);
    EXPECT_EQ(stored[i].life.first_life.end, direct[i].life.first_life.end);
  }
}

TEST_F(TidyFile, WithTwoValuesOnOneDayIsRefused) {
  const std::string path =
      write("work,kind,date,value\nA,song,2001-01-01,1\nA,song,2001-01-01,2\n");
  EXPECT_THROW(tidy_lifetimes(path, {}), Error);
}

TEST_F(TidyFile, WithABadDateIsRefusedByRow) {
  const std::string path =
      write("work,kind,date,value\nA,song,2001-01-01,1\nA,song,2001-02-30,2\n");
  try {
    tidy_lifetimes(path, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("row 3"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace outlive
