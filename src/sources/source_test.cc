#include "sources/source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "outlive/error.h"
#include "sources/rows.h"

namespace outlive {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Recognise : public ::testing::Test {
 protected:
  Recognise() {
    std::string name = (fs::temp_directory_path() / "outlive-source-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~Recognise() override { fs::remove_all(folder_); }

  fs::path write(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return folder_ / name;
  }
  std::string source(const std::string& name, const std::string& content) const {
    return recognise(write(name, content)).source->name;
  }
  static std::string chart(int places, bool by_rank = false) {
    std::string text = "performer,title,current_week,chart_week\n";
    for (int i = 0; i < places; ++i) {
      const int weeks = by_rank ? 2000 : 1;
      for (int week = 0; week < weeks; ++week) {
        text += "\"A, B\",\"C\nD\"," + std::to_string(i + 1) + ",2000-01-01\n";
      }
    }
    return text;
  }
  std::string refusal(const std::string& name, const std::string& content,
                      const char* expected = nullptr) const {
    try {
      recognise(write(name, content), expected == nullptr ? nullptr : &find_source(expected));
    } catch (const Error& error) {
      return std::string(error.what()).substr((folder_ / name).string().size() - name.size());
    }
    return "nothing was refused";
  }

  fs::path folder_;
};

TEST_F(Recognise, AFileByItsColumnsInAnyOrderAndWithOthers) {
  EXPECT_EQ(source("a", "x,daily_usd,title,date,release_id\n"), "box-office-daily");
  EXPECT_EQ(source("b", "views,month,article\n"), "wikimedia-views");
  EXPECT_EQ(source("c", "\xef\xbb\xbf\"work\",\"kind\",\"date\",\"value\"\r\n"), "tidy");
  EXPECT_EQ(source("d", "work\tkind\tdate\tvalue\n"), "tidy");
  EXPECT_EQ(
      source("e", "week\tcategory\tweekly_rank\tshow_title\tseason_title\tweekly_hours_viewed\n"),
      "netflix-top10");
  EXPECT_EQ(source("f", "\"a \"\"b\"\",\nc\",work,kind,date,value\n"), "tidy");
}

TEST_F(Recognise, JsonByItsKeys) {
  EXPECT_EQ(source("a", R"({"items":[{"project":"en.wikipedia"}]})"), "wikimedia-views");
  EXPECT_EQ(source("b", "{\n  \"items\": [\n"), "wikimedia-views");
  EXPECT_EQ(source("c", R"({"kind": "film", "work": "a \" b", "value": 1, "date": "2000-01-01"})"),
            "tidy");
  EXPECT_EQ(source("d", "[\n {\"work\": 1, \"kind\": 1, \"date\": 1, \"value\": 1}]"), "tidy");
  EXPECT_THAT(refusal("e", "{\"" + std::string(60'000, 'x')),
              HasSubstr("no source has these columns"));
}

TEST_F(Recognise, LinesOfPageViews) {
  EXPECT_EQ(source("pageviews-20210131-user",
                   "en.wikipedia Moana_(2016_film) 12345 desktop 210 A3B7\r\n"),
            "wikimedia-views");
  EXPECT_EQ(source("pageviews-20210131-user", "en.m.wikipedia Moana null mobile-web 2 A2\n"),
            "wikimedia-views");
}

TEST_F(Recognise, ChartsWithTheSameColumnsByTheirName) {
  EXPECT_EQ(source("billboard-200.csv", chart(1)), "billboard-200");
  EXPECT_EQ(source("weekly-albums.csv", chart(1)), "billboard-200");
  EXPECT_EQ(source("hot-100.csv", chart(1)), "hot-100");
  EXPECT_EQ(source("songs.csv", chart(1)), "hot-100");
}

TEST_F(Recognise, ChartsWithoutATellingNameByTheirLastPlace) {
  EXPECT_EQ(source("chart.csv", chart(100)), "hot-100");
  EXPECT_EQ(source("chart.csv", chart(101)), "billboard-200");
  EXPECT_EQ(source("chart.csv", chart(120, true)), "billboard-200");
}

TEST_F(Recognise, NoOtherFile) {
  EXPECT_THAT(refusal("x", "a,b\n1,2\n"),
              HasSubstr("x: no source has these columns; 'outlive sources'"));
  EXPECT_THAT(
      refusal("x", "a,b\n1,2\n", "hot-100"),
      HasSubstr("x: is no hot-100 file: missing chart_week, current_week, title, performer; "
                "it expects the columns chart_week"));
  EXPECT_THAT(refusal("x", "week,category\n", "netflix-top10"),
              HasSubstr("is no netflix-top10 file: it looks like csv; the source is read as tsv"));
  EXPECT_THAT(refusal("x", std::string("a,b\0c\n", 6)), HasSubstr("the file is binary"));
  EXPECT_THAT(refusal("x", " \n\n"), HasSubstr("the file is empty"));
  EXPECT_THAT(refusal("x", std::string(100'000, 'x')),
              HasSubstr("x, row 1: the first line is too long"));
  EXPECT_THAT(refusal("x", "PAR1 and no more"), HasSubstr("the Parquet file is broken or cut off"));
}

TEST_F(Recognise, TellsWhatNoSourceKnowsFromWhatIsBroken) {
  const auto known = [&](const char* name, const std::string& content) {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return recognise_if_known(folder_ / name).has_value();
  };
  EXPECT_TRUE(known("hot-100.csv", chart(1)));
  EXPECT_TRUE(known("hot-100.csv", chart(1) + std::string("a\0b", 3)));
  for (const std::string& other :
       {std::string("# Notes\n\nOf no kind.\n"), std::string("a,b\n1,2\n"),
        std::string("{\"name\": \"x\"}"), std::string("\x89PNG\r\n\x1a\n\0\0", 10),
        std::string(100'000, 'x')}) {
    EXPECT_FALSE(known("other", other)) << other.substr(0, 20);
  }
  for (const std::string& broken :
       {std::string(), std::string(" \n\n"), std::string("\x1f\x8b\x08\0\0\0\0\0\0\3", 10),
        std::string("PAR1 and no more")}) {
    EXPECT_THROW(known("broken", broken), Error) << broken;
  }
  EXPECT_THROW(recognise_if_known(folder_ / "none"), Error);
}

TEST(Source, AllNameThemselvesAndReadSomething) {
  EXPECT_EQ(sources().size(), 12U);
  for (const Source& source : sources()) {
    EXPECT_EQ(&find_source(source.name), &source);
    for (const Input& input : source.inputs) {
      EXPECT_FALSE(input.query.empty() && input.catalogue.empty()) << source.name;
    }
  }
  EXPECT_THROW(find_source("none"), Error);
}

TEST(Source, IsParsedFromItsFile) {
  const Source source = parse_source(
      "-- source: plays\n-- title: Plays\n-- unit: views\n-- floor: 3\n-- unique: work, start\n\n"
      "-- input csv tsv: a, b; optional c\nSELECT 1\n-- rules\nSELECT 2\n");
  EXPECT_EQ(source.floor, 3);
  ASSERT_EQ(source.inputs.size(), 2U);
  EXPECT_EQ(source.inputs[1].format, Format::tsv);
  EXPECT_THAT(source.inputs[1].required, ElementsAre("a", "b"));
  EXPECT_THAT(source.inputs[1].optional, ElementsAre("c"));
  EXPECT_EQ(source.inputs[0].query, "SELECT 1\n");
  EXPECT_EQ(source.rules, "SELECT 2\n");
  EXPECT_THROW(parse_source("-- source: x\n"), Error);
  EXPECT_THROW(parse_source("-- source: x\n-- input csv: a\nSELECT 1\n"), Error);
  EXPECT_THROW(parse_source("-- source: x\n-- colour: red\n"), Error);
}

TEST(Source, MayBeACatalogueOrTellOfFilmsBesideItsAttention) {
  const Source films =
      parse_source("-- source: films\n-- catalogue short tsv csv: a, b\nSELECT 3\n");
  EXPECT_FALSE(films.counts_attention());
  ASSERT_EQ(films.inputs.size(), 2U);
  EXPECT_TRUE(films.inputs[0].short_rows);
  EXPECT_FALSE(films.inputs[1].short_rows);
  EXPECT_EQ(films.inputs[0].query, "");
  EXPECT_EQ(films.inputs[0].catalogue, "SELECT 3\n");
  const Source both = parse_source(
      "-- source: both\n-- unit: rank\n-- input csv: a\nSELECT 1\n-- catalogue csv: a\nSELECT 2\n");
  ASSERT_EQ(both.inputs.size(), 1U);
  EXPECT_EQ(both.inputs[0].query, "SELECT 1\n");
  EXPECT_EQ(both.inputs[0].catalogue, "SELECT 2\n");
}

TEST(TakeCells, ReadsQuotesOnlyAtACellsStart) {
  std::string_view text = "\"a,\n\"\"b\"\"\", c ,12\" mix,\"\"\r\nnext";
  EXPECT_THAT(take_cells(text, ',', true), ElementsAre("a,\n\"b\"", "c", "12\" mix", ""));
  EXPECT_EQ(text, "next");
  text = "\"a\tb\n";
  EXPECT_THAT(take_cells(text, '\t', false), ElementsAre("\"a", "b"));
  EXPECT_EQ(text, "");
}

}  // namespace
}  // namespace outlive
