#include "outlive/lives.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "sources/ingest.h"

namespace outlive {
namespace {

namespace fs = std::filesystem;

class LivesTest : public testing::Test {
 protected:
  void TearDown() override { fs::remove_all(folder_); }

  void read(const std::string& name, const std::string& content) {
    fs::create_directories(folder_);
    const std::string path = (folder_ / name).string();
    write_file(path, content);
    ingest(store_, recognise(path), path);
  }
  std::vector<WorkLife> films() {
    return film_lives(store_, view_source(store_, "box-office-daily"), {});
  }
  std::vector<WorkLife> music() {
    return music_lives(store_, view_source(store_, "billboard-200"), {}, films());
  }

  // A release with one day of takings on each day given, `age` days after its first.
  static std::string release(const std::string& id, const std::string& title,
                             const std::vector<std::string>& days) {
    std::string rows;
    const Day first = *parse_day(days.front());
    for (const std::string& day : days) {
      rows += day + "," + id + "," + title + ",1000," +
              std::to_string((*parse_day(day) - first).count() + 1) + ",-\n";
    }
    return rows;
  }

  Store store_ = Store::in_memory();
  fs::path folder_ =
      fs::temp_directory_path() / (std::string("outlive_lives_") +
                                   testing::UnitTest::GetInstance()->current_test_info()->name());
};

constexpr const char* box_office = "date,release_id,title,daily_usd,days,distributor\n";
// With an album in between, for a chart has no gap of decades.
constexpr const char* chart =
    "chart_week,current_week,title,performer\n"
    "1984-07-14,1,Another,Somebody\n2000-07-15,1,Another,Somebody\n";

TEST_F(LivesTest, OfAFilmHoldItsLaterReleases) {
  read("box.csv", box_office + release("rl1", "Avatar", {"2009-12-18", "2009-12-19"}) +
                      release("rl2", "Avatar2022 Re-release", {"2022-09-23"}) +
                      release("rl3", "Avatar: The Way of Water", {"2022-12-16"}));
  const auto lives = films();
  ASSERT_EQ(lives.size(), 2U);
  EXPECT_EQ(lives[0].work.title, "Avatar");
  EXPECT_EQ(to_string(lives[0].life.first_life.end), "2009-12-19");
  EXPECT_EQ(to_string(lives[0].life.whole_life.end), "2022-09-23");
  EXPECT_EQ(lives[0].life.revivals, 1);
}

TEST_F(LivesTest, OfALaterReleaseStandAloneWhereTheFirstWasNeverSeen) {
  read("box.csv", box_office + release("rl1", "Footloose2011 Re-release", {"2011-10-14"}));
  const auto lives = films();
  ASSERT_EQ(lives.size(), 1U);
  EXPECT_EQ(lives[0].work.title, "Footloose");
  EXPECT_TRUE(lives[0].work.rerelease);
}

TEST_F(LivesTest, TellTheSoundtrackOfARemakeFromThatOfTheFirstFilm) {
  read("box.csv", box_office + release("rl1", "Ghostbusters", {"2016-07-15"}));
  read("chart-200.csv", chart + std::string("1984-07-14,20,Ghostbusters,Soundtrack\n"
                                            "2016-07-30,31,Ghostbusters,Soundtrack\n"));
  const auto lives = music();
  ASSERT_EQ(lives.size(), 3U);
  EXPECT_EQ(to_string(lives[1].life.first), "1984-07-14");
  EXPECT_EQ(to_string(lives[2].life.first), "2016-07-30");
}

TEST_F(LivesTest, LeaveAnOldAlbumWholeThatComesBackBesideTheRemakesOwn) {
  read("box.csv", box_office + release("rl1", "The Lion King", {"2019-07-19"}));
  read("chart-200.csv", chart + std::string("1994-06-18,20,The Lion King,Soundtrack\n"
                                            "2019-07-27,13,The Lion King (2019),Soundtrack\n"
                                            "2019-08-03,90,The Lion King,Soundtrack\n"));
  const auto lives = music();
  ASSERT_EQ(lives.size(), 3U);
  EXPECT_EQ(to_string(lives[1].life.first), "1994-06-18");
  EXPECT_EQ(lives[1].life.revivals, 1);
}

TEST_F(LivesTest, LeaveAnAlbumWholeThatComesBackWithoutAFilm) {
  read("box.csv", box_office + release("rl1", "TRON: Legacy", {"2010-12-17"}));
  read("chart-200.csv", chart + std::string("2010-12-25,10,TRON: Legacy (Soundtrack),Daft Punk\n"
                                            "2021-12-25,90,TRON: Legacy (Soundtrack),Daft Punk\n"));
  ASSERT_EQ(music().size(), 2U);
  EXPECT_EQ(music()[1].life.revivals, 1);
}

}  // namespace
}  // namespace outlive
