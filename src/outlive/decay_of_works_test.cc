#include "outlive/decay_of_works.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "outlive/decay_of_ages.h"
#include "report/decay.h"
#include "sources/ingest.h"

namespace outlive {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Day first_day = *parse_day("2001-01-06");

Observation week(int index, double value) {
  return {first_day + Days(7 * index), 7, value};
}

// A chart of a hundred places, observed for two years, or amounts.
struct Watched {
  Source source;
  SourceView view;

  explicit Watched(Scale scale) {
    source.unit = scale == Scale::rank ? "rank" : "views";
    source.floor = scale == Scale::rank ? 100 : 0;
    view.source = &source;
    view.scale = scale;
    view.window = {first_day, first_day + Days(7 * 104 - 1)};
  }
};

double middle_of_week(int index) {
  return (7 * index + 3.5) / days_per_year;
}

std::vector<int> unseen_weeks(const DecaySeries& series) {
  std::vector<int> unseen;
  for (const DecayPoint& point : series.points) {
    if (point.below_floor) {
      unseen.push_back(static_cast<int>(std::floor(point.age * days_per_year / 7)));
    }
  }
  return unseen;
}

TEST(DecaySeries, BeginsAtThePeakAndStandsAtTheMiddleOfItsWeeks) {
  const Watched chart(Scale::rank);
  const auto series =
      decay_series(std::vector{week(0, 5), week(1, 1), week(2, 2), week(3, 4)}, chart.view, {});
  ASSERT_TRUE(series);
  EXPECT_EQ(series->peak, first_day + Days(7));
  EXPECT_EQ(series->seen, 3);
  ASSERT_EQ(series->points.size(), 6U);
  const std::vector<double> attention = {1, 1.0 / 2, 1.0 / 4};
  for (int i = 0; i < 3; ++i) {
    EXPECT_NEAR(series->points[i].age, middle_of_week(i), 1e-12);
    EXPECT_EQ(series->points[i].value, attention[i]);
  }
}

TEST(DecaySeries, WeeksNotSeenLieBelowThePlaceBeyondTheLast) {
  const Watched chart(Scale::rank);
  const auto series =
      decay_series(std::vector{week(0, 3), week(1, 9), week(4, 60)}, chart.view, {});
  ASSERT_TRUE(series);
  // Two within the life, and after it as many as it was seen for.
  EXPECT_THAT(unseen_weeks(*series), ElementsAre(2, 3, 5, 6, 7, 8, 9));
  EXPECT_NEAR(series->points[2].value, 1.0 / 101, 1e-15);
}

TEST(DecaySeries, NothingIsKnownOfWeeksAfterTheWindow) {
  Watched chart(Scale::rank);
  chart.view.window.last = first_day + Days(7 * 4 - 1);
  const auto series =
      decay_series(std::vector{week(0, 3), week(1, 9), week(2, 60)}, chart.view, {});
  ASSERT_TRUE(series);
  EXPECT_THAT(unseen_weeks(*series), ElementsAre(3));
}

TEST(DecaySeries, WhereARuleMayHaveEndedItNothingIsKnownOfWeeksAfter) {
  Watched chart(Scale::rank);
  chart.view.rules.censoring = {
      {first_day, chart.view.window.last, Days(7 * 20), 50, "off after twenty weeks below 50"}};
  std::vector<Observation> weeks;
  for (int i = 0; i < 21; ++i) weeks.push_back(week(i, 30 + 2 * i));
  const auto series = decay_series(weeks, chart.view, {});
  ASSERT_TRUE(series);
  EXPECT_EQ(series->seen, 21);
  EXPECT_THAT(unseen_weeks(*series), ElementsAre());
}

TEST(DecaySeries, AmountsBelowTheFloorAreCountedAndLeftOut) {
  const Watched amounts(Scale::amount);
  const double unseen = std::nan("");
  const auto series = decay_series(
      std::vector{week(0, 700), week(1, 350), week(2, unseen), week(3, 140)}, amounts.view, {});
  ASSERT_TRUE(series);
  EXPECT_EQ(series->noise, DecayNoise::counts);
  EXPECT_EQ(series->seen, 3);
  EXPECT_EQ(series->left_out, 1);
  ASSERT_EQ(series->points.size(), 3U);
  EXPECT_NEAR(series->points[1].value, 350, 1e-9);
  EXPECT_EQ(series->points[1].weight, 7);  // Of exposure, in days.
  EXPECT_NEAR(series->points[2].age, middle_of_week(3), 1e-12);
}

// --- of a store -----------------------------------------------------------------------------------

class DecayOfAStore : public ::testing::Test {
 protected:
  DecayOfAStore() : store_(Store::in_memory()) {
    std::string name = (fs::temp_directory_path() / "outlive-decay-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~DecayOfAStore() override { fs::remove_all(folder_); }

  void take(const std::string& name, const std::string& content) {
    std::ofstream(folder_ / name) << content;
    ingest(store_, recognise(folder_ / name), folder_ / name);
  }

  // Seven songs that fall at different rates, one whose every value is 0, one below every floor.
  void take_songs() {
    std::string rows = "work,kind,date,value,days,released\n";
    const auto month = [](int i) { return to_string(first_day + Days(30 * i)) + ","; };
    for (int song = 1; song <= 7; ++song) {
      for (int i = 0; i < 24; ++i) {
        const double value = 9000 * std::exp(-0.03 * song * i + 0.1 * std::sin(5.0 * i + song));
        rows += "Song Nº " + std::to_string(song) + ",song," + month(i) +
                std::to_string(std::lround(value)) + ",30," + to_string(first_day) + "\n";
      }
    }
    for (int i = 0; i < 9; ++i) {
      rows += "Silence,song," + month(i) + "0,30,\nUnseen,song," + month(i) + "<1,30,\n";
    }
    take("songs.csv", rows);
  }

  WorksReport report(int threads, const std::string& title = "") {
    WorkDecayOptions options;
    options.threads = threads;
    options.title = title;
    const SourceView view = view_source(store_, "tidy");
    WorksReport result{describe_source(view, ""), 1, {}};
    each_decay(store_, view, options, [&](const WorkDecay& work) { result.works.push_back(work); });
    return result;
  }

  Store store_;
  fs::path folder_;
};

const WorkDecay& titled(const WorksReport& report, const std::string& title) {
  for (const WorkDecay& work : report.works) {
    if (work.work.title == title) return work;
  }
  throw std::out_of_range(title);
}

TEST_F(DecayOfAStore, WorksComeInOrderAndTheSameOnAnyNumberOfThreads) {
  take_songs();
  const WorksReport one = report(1);
  ASSERT_EQ(one.works.size(), 9U);
  EXPECT_TRUE(
      std::ranges::is_sorted(one.works, {}, [](const WorkDecay& work) { return work.work.id; }));
  EXPECT_EQ(works_json(one), works_json(report(2)));
  EXPECT_NEAR(titled(one, "Song Nº 5").fit.half_life.value.estimate,
              std::log(2.0) / 0.15 * 30 / days_per_year, 0.03);
}

TEST_F(DecayOfAStore, WhatWasNeverAliveIsListedWithItsWord) {
  take_songs();
  const WorksReport all = report(1);
  EXPECT_FALSE(titled(all, "Silence").peak);
  EXPECT_EQ(titled(all, "Silence").fit.reason, "cannot tell: no value is above 0");
  EXPECT_EQ(titled(all, "Unseen").fit.reason, "cannot tell: every value is below the floor");
  EXPECT_THAT(works_csv(all), HasSubstr("Unseen,,,0,0,,false,,,,,,,cannot tell: every value"));
}

TEST_F(DecayOfAStore, TitlesAreFoundByTheirWordsInAnySpelling) {
  take_songs();
  EXPECT_EQ(report(1, "SILENCE!").works.size(), 1U);
  EXPECT_EQ(report(1, "song").works.size(), 7U);
  EXPECT_EQ(report(1, "son").works.size(), 0U);
}

TEST_F(DecayOfAStore, ALoneWorkShowsItsLaws) {
  take_songs();
  const std::string text = works_table(report(1, "silence"), 80, 12);
  EXPECT_THAT(text, HasSubstr("cannot tell: no value is above 0"));
  const std::string fifth = works_table(report(1, "5"), 80, 12);
  EXPECT_THAT(fifth, HasSubstr("two-phase"));
  EXPECT_THAT(fifth, HasSubstr("Half-life: "));
}

TEST_F(DecayOfAStore, TablesKeepWithinTheirWidth) {
  take_songs();
  AgesReport ages;
  ages.main = cross_section_of_source(store_, view_source(store_, "tidy"), 0.1, {});
  for (DecayPoint& point : ages.main.points) point.value *= 1e12;
  ages.main.fit = fit_decay(ages.main.points, {});
  ages.main.value = std::string(60, 'v') + " " + std::string(60, 'w');
  for (const std::string& text : {works_table(report(1), 80, 12),
                                  works_table(report(1, "5"), 80, 12), ages_table(ages, 80)}) {
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
      const std::string line = text.substr(at, text.find('\n', at) - at);
      const auto columns =  // Bytes that begin a character.
          std::ranges::count_if(line, [](char c) { return (c & 0xC0) != 0x80; });
      EXPECT_LE(columns, 80) << line;
    }
  }
}

TEST_F(DecayOfAStore, ByAgeAWorkCountsOnceAndWhatIsLeftOutIsTold) {
  take_songs();
  take("floor.csv",
       "work,kind,date,value,days,released\n"
       "Under,song,2001-01-06,90,30,2001-01-06\n"
       "Under,song,2001-02-05,<1,30,2001-01-06\n");
  const CrossSection section =
      cross_section_of_source(store_, view_source(store_, "tidy"), 0.25, {});
  EXPECT_EQ(section.works, 8);
  EXPECT_EQ(section.undated, 2);
  EXPECT_EQ(section.below_floor, 1);
  EXPECT_EQ(section.points.front().weight, 8);
  EXPECT_EQ(section.points.back().weight, 7);
  EXPECT_NEAR(section.points.front().age, 0.125, 1e-12);
  EXPECT_THAT(section.notes, ::testing::Contains(HasSubstr("below the source's floor: 1 values")));
  AgesReport ages;
  ages.main = section;
  const std::string csv = ages_csv(ages);
  EXPECT_THAT(csv, HasSubstr("name,age,value,n,curve,low,high\n"));
  EXPECT_THAT(csv, HasSubstr("\ntidy,0.125,"));
}

TEST_F(DecayOfAStore, PlacesHaveNoMeanByAge) {
  take("hot-100.csv", "chart_week,current_week,title,performer\n1965-07-17,4,Two Birds,Singers\n");
  EXPECT_ANY_THROW(cross_section_of_source(store_, view_source(store_, "hot-100"), 1, {}));
}

}  // namespace
}  // namespace outlive
