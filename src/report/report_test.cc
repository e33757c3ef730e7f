#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "outlive/pairs.h"
#include "report/measurement.h"

namespace outlive {
namespace {

using testing::HasSubstr;
using testing::Not;

const Day premiere = *parse_day("2005-01-01");

Pair pair(const std::string& film, int film_end, int music_end, bool censored = false) {
  Pair made;
  made.film = film;
  made.film_released = premiere;
  made.film_watched_from = premiere;
  const LifeEnd gone{premiere + Days(film_end)};
  made.film_life = {premiere, 0, gone, gone, gone.end, 1, *parse_day("2020-01-01")};
  made.music = film;
  made.performer = "Soundtrack";
  const LifeEnd end{premiere + Days(music_end), censored ? Censoring::window : Censoring::none};
  made.music_life = {premiere + Days(7), 0, end, end, end.end, 7, *parse_day("2020-01-01")};
  made.link_reason = "title";
  return made;
}

Measurement sample() {
  Measurement measurement;
  measurement.since = premiere;
  measurement.options.resamples = 100;
  measurement.pairs = {pair("Long", 60, 900, true), pair("Short", 60, 30),
                       pair("</script><b>Bad & \"quoted\", name", 60, 400)};
  measurement.population = measure_population(measurement.pairs, {}, measurement.options);
  return measurement;
}

// Every object that has an estimate has its limits and its count too.
void expect_whole_estimates(const nlohmann::json& value) {
  if (value.is_object() && value.contains("estimate")) {
    for (const char* key : {"low", "high", "n"}) EXPECT_TRUE(value.contains(key)) << value;
  }
  if (value.is_structured()) {
    for (const auto& child : value) expect_whole_estimates(child);
  }
}

TEST(MeasurementJson, HasAllThatItPromises) {
  const auto json = nlohmann::json::parse(measurement_json(sample()));
  for (const char* key : {"film", "film_released", "music", "performer", "link_reason", "film_end",
                          "film_censored", "music_end", "music_censored", "weeks_on_chart",
                          "peak_rank", "verdict", "years", "years_low", "years_high"}) {
    EXPECT_TRUE(json["pairs"][0].contains(key)) << key;
  }
  for (const char* key : {"n", "outlived", "outlasted", "tied", "undecided", "bounds", "win_ratio",
                          "rmst", "survival", "controls"}) {
    EXPECT_TRUE(json["population"].contains(key)) << key;
  }
  EXPECT_EQ(json["pairs"][0]["verdict"], "outlived");
  EXPECT_TRUE(json["pairs"][0]["years_high"].is_null());
  expect_whole_estimates(json);
}

TEST(MeasurementTable, FitsAnEightyColumnTerminal) {
  const std::string table = measurement_table(sample(), 80, 12);
  std::size_t column = 0;
  for (const char c : table) {
    if (c == '\n') {
      EXPECT_LE(column, 80U);
      column = 0;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++column;
    }
  }
  EXPECT_THAT(table, HasSubstr("outlasted"));
  EXPECT_THAT(table, HasSubstr("Of 3 pairs of a film and its music"));
}

TEST(PairsCsv, QuotesWhatHoldsCommasAndQuotes) {
  EXPECT_THAT(pairs_csv(sample()), HasSubstr("\"</script><b>Bad & \"\"quoted\"\", name\""));
}

TEST(ReportHtml, HoldsTheDataAndCannotBeBrokenByATitle) {
  const std::string html = report_html(sample(), "");
  EXPECT_THAT(html, Not(HasSubstr("__OUTLIVE_DATA__")));
  EXPECT_THAT(html, Not(HasSubstr("</script><b>Bad")));
  EXPECT_THAT(html, HasSubstr("\\u003c/script>"));
}

TEST(Findings, OpenWithTheAnswerAndItsInterval) {
  const std::vector<std::string> sentences = findings(sample());
  ASSERT_FALSE(sentences.empty());
  EXPECT_THAT(sentences[0], HasSubstr("in 2: 66.7 % (95 % interval"));
}

}  // namespace
}  // namespace outlive
