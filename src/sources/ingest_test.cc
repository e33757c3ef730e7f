#include "sources/ingest.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "outlive/error.h"

namespace outlive {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const std::string songs = "chart_week,current_week,title,performer\n";
const std::string gross = "date,release_id,title,daily_usd,days,distributor\n";
const std::string tidy = "work,kind,date,value\n";
const std::string films = "id,Title,Year,Soundtrack\n";
const std::string nominations = "Year\tCanonicalCategory\tFilm\tFilmId\tName\tDetail\n";
const std::string items_open = R"({"items":[)";

std::string item(const std::string& stamp, const std::string& views,
                 const std::string& granularity = "monthly") {
  return fmt::format(
      R"json({{"project":"en.wikipedia","article":"Moana_(2016_film)","granularity":"{}",)json"
      R"json("timestamp":"{}","access":"all-access","agent":"user","views":{}}})json",
      granularity, stamp, views);
}

std::string weeks_of_songs(int weeks) {
  std::string text = songs;
  for (int week = 0; week < weeks; ++week) {
    for (int rank = 1; rank <= 100; ++rank) {
      text +=
          fmt::format("{},{},Song {},Singer {}\n",
                      to_string(*parse_day("2000-01-01") + Days(7 * week)), rank, rank, rank % 7);
    }
  }
  return text;
}

class Ingest : public ::testing::Test {
 protected:
  Ingest() : store_(Store::in_memory()) {
    std::string name = (fs::temp_directory_path() / "outlive-ingest-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~Ingest() override { fs::remove_all(folder_); }

  fs::path write(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return folder_ / name;
  }
  fs::path write_gzip(const std::string& name, const std::string& content) const {
    const fs::path path = folder_ / name;
    gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
    gzclose(file);
    return path;
  }
  IngestReport take(const fs::path& path, const char* source = nullptr) {
    return ingest(store_, recognise(path, source == nullptr ? nullptr : &find_source(source)),
                  path);
  }

  // Everything the store holds, in a few figures and all the works.
  std::string dump() {
    std::string text;
    store_
        .query(
            "SELECT concat_ws('|', source, count(*), count(value), sum(value), min(start), "
            "max(start), "
            "sum(days), sum(hash(work, start, value, days) % 1000003)) FROM attention GROUP BY "
            "source "
            "ORDER BY source")
        .for_each([&](const Row& row) { text += std::string(row.text(0)) + "\n"; });
    store_
        .query(
            "SELECT concat_ws('|', id, kind, title, maker, external, released, soundtrack, film) "
            "FROM work "
            "UNION ALL SELECT concat_ws('|', source, name, fingerprint, rows) FROM file "
            "UNION ALL SELECT concat_ws('|', id, title, external, released, days) FROM film "
            "UNION ALL SELECT concat_ws('|', film, music, performer, credit) FROM credit "
            "ORDER BY 1")
        .for_each([&](const Row& row) { text += std::string(row.text(0)) + "\n"; });
    return text;
  }

  // What ingest says of a bad file, which must leave the store as it was.
  std::string refusal(const std::string& name, const std::string& content, const char* source) {
    take(write("before.csv", weeks_of_songs(1)), "hot-100");
    const std::string before = dump();
    std::string line = "nothing was refused";
    try {
      take(write(name, content), source);
    } catch (const Error& error) {
      line = error.what();
      if (line.starts_with(folder_.string())) line = line.substr(folder_.string().size() + 1);
    }
    EXPECT_EQ(dump(), before);
    return line;
  }

  Store store_;
  fs::path folder_;
};

TEST_F(Ingest, TheSameFileTwiceChangesNothing) {
  const fs::path path = write("a.csv", weeks_of_songs(3));
  const IngestReport first = take(path, "hot-100");
  EXPECT_EQ(first.rows, 300);
  EXPECT_EQ(first.works, 100);
  EXPECT_FALSE(first.unchanged);
  const std::string before = dump();
  const IngestReport again = take(path, "hot-100");
  EXPECT_TRUE(again.unchanged);
  EXPECT_EQ(again.rows, 300);
  EXPECT_EQ(dump(), before);
}

TEST_F(Ingest, AChangedFileReplacesItsRowsAsIfItHadBeenTheOnlyOne) {
  const std::string one =
      gross + "2000-01-03,r1,A,5,3,X\n2000-01-03,r2,B,5,1,Y\n2000-01-04,r1,A,4,4,X\n";
  const std::string two = gross + "2000-01-03,r1,A!,7,1,Z\n2000-01-05,r3,C,1,1,Y\n";
  take(write("a.csv", one));
  const IngestReport report = take(write("a.csv", two));
  EXPECT_TRUE(report.replaced);
  EXPECT_EQ(report.rows, 2);
  const std::string replaced = dump();
  store_ = Store::in_memory();
  take(write("a.csv", two));
  EXPECT_EQ(dump(), replaced);
}

TEST_F(Ingest, ReplacingAFileLeavesTheOthersAlone) {
  take(write("a.csv", gross + "2000-01-01,r1,A,5,1,X\n"));
  take(write("b.csv", gross + "2000-01-02,r1,A,6,2,X\n2000-01-02,r2,B,1,1,X\n"));
  take(write("b.csv", gross + "2000-01-03,r1,A,7,3,X\n"));
  EXPECT_EQ(store_.query("SELECT sum(value)::BIGINT FROM attention").integer(), 12);
  EXPECT_EQ(store_.query("SELECT count(*) FROM work").integer(), 1);
}

TEST_F(Ingest, OfTwoFilesThatOverlapTheOneReadLastCountsAndUncoversTheOtherWhenItGoes) {
  const auto counted = [&] {
    return store_.query("SELECT sum(value)::BIGINT FROM attention_that_counts").integer();
  };
  const IngestReport first =
      take(write("a.csv", gross + "2000-01-01,r1,A,5,1,X\n2000-01-02,r1,A,6,2,X\n"));
  take(write("b.csv", gross + "2000-01-02,r1,A,60,2,X\n"));
  EXPECT_EQ(counted(), 65);
  take(write("b.csv", gross + "2000-01-03,r1,A,60,3,X\n"));
  EXPECT_EQ(counted(), 71);
  take(write("b.csv", gross + "2000-01-02,r1,A,600,2,X\n"));
  EXPECT_EQ(counted(), 605);
  keep_only(store_, {first.id});
  EXPECT_EQ(counted(), 11);
}

TEST_F(Ingest, ADayAndAMonthWithOneBeginningStandSideBySide) {
  take(write("month.csv", "article,month,views\nMoana (2016 film),2015-08,310\n"));
  take(write("day.json", items_open + item("2015080100", "7", "daily") + "]}"));
  EXPECT_EQ(store_.query("SELECT count(*) FROM attention_that_counts").integer(), 2);
  store_ = Store::in_memory();
  const fs::path both = write("both.json", items_open + item("2015080100", "310") + "," +
                                               item("2015080100", "7", "daily") + "]}");
  EXPECT_EQ(take(both).rows, 2);
}

TEST_F(Ingest, AFileIsKnownByItsPlaceAndNotByItsNameAlone) {
  fs::create_directory(folder_ / "one");
  fs::create_directory(folder_ / "two");
  take(write("one/a.csv", gross + "2000-01-01,r1,A,5,1,X\n"));
  const IngestReport second = take(write("two/a.csv", gross + "2000-01-02,r1,A,6,2,X\n"));
  EXPECT_FALSE(second.replaced);
  EXPECT_EQ(store_.query("SELECT sum(value)::BIGINT FROM attention").integer(), 11);
  // However the way there is written.
  EXPECT_TRUE(take(folder_ / "one" / ".." / "two" / "a.csv").unchanged);
  EXPECT_TRUE(take(write("two/a.csv", gross + "2000-01-02,r1,A,7,2,X\n")).replaced);
}

TEST_F(Ingest, ACopyOrAMovedFileIsUnchanged) {
  const std::string text = gross + "2000-01-01,r1,A,5,1,X\n";
  take(write("a.csv", text));
  const std::string before = dump();
  EXPECT_TRUE(take(write("copy.csv", text)).unchanged);
  EXPECT_EQ(dump(), before);
  fs::remove(folder_ / "a.csv");
  EXPECT_TRUE(take(folder_ / "copy.csv").unchanged);
  // It is known by its new place now.
  EXPECT_TRUE(take(write("copy.csv", gross + "2000-01-01,r1,A,6,1,X\n")).replaced);
  EXPECT_EQ(store_.query("SELECT sum(value)::BIGINT FROM attention").integer(), 6);
}

TEST_F(Ingest, AFileWrittenOverWithACopyOfAnotherSaysNoMoreThanThat) {
  const std::string text = gross + "2000-01-01,r1,A,5,1,X\n";
  take(write("a.csv", text));
  take(write("b.csv", gross + "2000-01-02,r2,B,6,2,X\n"));
  EXPECT_TRUE(take(write("b.csv", text)).unchanged);
  EXPECT_EQ(store_.query("SELECT sum(value)::BIGINT FROM attention").integer(), 5);
  EXPECT_EQ(store_.query("SELECT count(*) FROM work").integer(), 1);
}

TEST_F(Ingest, ADumpOfTheSameLinesUnderAnotherDayIsAnotherFile) {
  const std::string line = "en.wikipedia Moana_(2016_film) 12345 desktop 210 A3B7\n";
  take(write("pageviews-20151101-user", line));
  EXPECT_FALSE(take(write("pageviews-20151102-user", line)).unchanged);
  EXPECT_EQ(store_.query("SELECT count(*) FROM attention").integer(), 2);
}

TEST_F(Ingest, AFileNameIsNoPattern) {
  write("a1.csv", weeks_of_songs(1) + "2010-01-02,1,Wrong,Wrong\n");
  for (const char* name : {"a[1].csv", "a?.csv", "*.csv", "title=x.csv"}) {
    store_ = Store::in_memory();
    EXPECT_EQ(take(write(name, weeks_of_songs(1)), "hot-100").rows, 100) << name;
    EXPECT_EQ(store_.query("SELECT count(*) FROM work WHERE title = 'Wrong'").integer(), 0) << name;
  }
  fs::create_directory(folder_ / "title=x");
  store_ = Store::in_memory();
  EXPECT_EQ(take(write("title=x/a.csv", weeks_of_songs(1)), "hot-100").works, 100);
}

TEST_F(Ingest, ACorrectedFileCorrectsWhatItSaidOfAWork) {
  const std::string header = "work,kind,date,value,id,maker,released\n";
  const auto work = [&] {
    std::string text;
    store_.query("SELECT concat_ws(' ', title, maker, released) FROM work")
        .for_each([&](const Row& row) { text += row.text(0); });
    return text;
  };
  take(write("a.csv", header + "Wrong,film,2000-01-01,5,r1,Wrong,1901-01-01\n"));
  take(write("b.csv", header + "A,film,2000-01-02,5,r1,,2000-01-01\n"));
  EXPECT_EQ(work(), "A Wrong 1901-01-01");
  take(write("a.csv", header + "Right,film,2000-01-01,5,r1,Maker,2000-01-03\n"));
  EXPECT_EQ(work(), "Right Maker 2000-01-01");
}

TEST_F(Ingest, KeepingOnlySomeFilesIsAsIfThoseHadBeenReadInThatOrder) {
  const std::string one = gross + "2000-01-01,r1,A,5,1,X\n2000-01-01,r9,Z,5,1,X\n";
  const std::string two = gross + "2000-01-01,r1,B,6,1,X\n";
  const std::string songs_file = weeks_of_songs(1);
  const auto counted = [&] {
    std::string text = dump().substr(dump().find('\n'));
    store_
        .query("SELECT concat_ws('|', work, start, value) FROM attention_that_counts ORDER BY ALL")
        .for_each([&](const Row& row) { text += std::string(row.text(0)) + "\n"; });
    return text;
  };
  take(write("1.csv", one));
  take(write("2.csv", two));
  const std::string expected = counted();

  store_ = Store::in_memory();
  const std::int64_t second = take(folder_ / "2.csv").id;
  take(write("songs.csv", songs_file), "hot-100");
  const std::int64_t first = take(folder_ / "1.csv").id;
  EXPECT_EQ(keep_only(store_, {first, second}), std::vector<std::string>{"songs.csv"});
  EXPECT_EQ(counted(), expected);
  EXPECT_TRUE(keep_only(store_, {first, second, first}).empty());
  EXPECT_EQ(counted(), expected);
}

TEST_F(Ingest, ADateFarFromAllOthersIsRefusedOnTheSideOfTheFew) {
  const auto why = [&](const std::string& rows) {
    const std::string line = refusal("x.csv", gross + rows, "box-office-daily");
    return line.substr(0, line.find(';'));
  };
  EXPECT_EQ(
      why("2000-01-01,r,A,5,1,X\n2205-01-04,r,A,5,2,X\n2000-01-02,r,A,5,2,X\n"),
      "x.csv, row 3: the date 2205-01-04 stands more than 20 years after the next, 2000-01-02");
  EXPECT_EQ(
      why("2000-01-01,r,A,5,1,X\n1900-01-04,r,A,5,2,X\n2000-01-02,r,A,5,2,X\n"),
      "x.csv, row 3: the date 1900-01-04 stands more than 20 years before the next, 2000-01-01");
  EXPECT_EQ(
      why("2000-01-01,r,A,5,1,X\n2020-01-02,r,A,5,2,X\n"),
      "x.csv, row 3: the date 2020-01-02 stands more than 20 years after the next, 2000-01-01");
  EXPECT_EQ(take(write("y.csv", gross + "2000-01-01,r,A,5,1,X\n2020-01-01,r,A,5,2,X\n")).rows, 2);
}

TEST_F(Ingest, ColumnsStandInAnyOrderAmongOthersAndUnderRepeatedNames) {
  take(write("a.csv",
             "Title,performer,,title,more,current_week,chart_week,title,\n"
             "wrong,The \"\"P\"\",x,\"A, \"\"B\"\"\nC\",\"y,z\",1,2000-01-01,wrong,\n"),
       "hot-100");
  store_.query("SELECT title, maker FROM work").for_each([](const Row& row) {
    EXPECT_EQ(row.text(0), "A, \"B\"\nC");
    EXPECT_EQ(row.text(1), "The \"\"P\"\"");
  });
}

TEST_F(Ingest, LineEndsAndByteOrderMarksMakeNoDifference) {
  const std::string text = weeks_of_songs(2);
  const auto with_ends = [&](const char* end, bool every_second) {
    std::string result;
    bool odd = false;
    for (const char c : text) {
      if (c != '\n') {
        result += c;
      } else {
        result += every_second && odd ? "\n" : end;
        odd = !odd;
      }
    }
    return result;
  };
  take(write("a.csv", text), "hot-100");
  const auto figures = [&] { return dump().substr(0, dump().find('\n')); };
  const std::string expected = figures();
  for (const std::string& other :
       {with_ends("\r\n", false), with_ends("\r\n", true), with_ends("\r", false),
        "\xef\xbb\xbf" + text, text + "\n\n\n", text.substr(0, text.size() - 1)}) {
    store_ = Store::in_memory();
    take(write("a.csv", other), "hot-100");
    EXPECT_EQ(figures(), expected);
  }
  store_ = Store::in_memory();
  take(write_gzip("a.csv", text), "hot-100");
  EXPECT_EQ(figures(), expected);
}

TEST_F(Ingest, EveryFormatOfATidyTableGivesTheSame) {
  const std::string header = "work,kind,date,value,maker,soundtrack,released\n";
  const std::string csv =
      header +
      "A,song,2000-01-01,1.5,M,true,1999-05-05\nA,song,2000-01-08,<1,M,,\nB,film,2000-01-01,0,,,\n";
  std::string tsv = csv;
  std::replace(tsv.begin(), tsv.end(), ',', '\t');
  const std::string lines =
      R"({"work":"A","kind":"song","date":"2000-01-01","value":1.5,"maker":"M","soundtrack":true,"released":"1999-05-05"})"
      "\n"
      R"({"work":"A","kind":"song","date":"2000-01-08","value":"<1","maker":"M"})"
      "\n"
      R"({"value":0,"work":"B","kind":"film","date":"2000-01-01","other":{"x":[1]}})"
      "\n";
  const fs::path parquet = folder_ / "a.parquet";
  Store::scratch().execute(
      "COPY (SELECT * FROM (VALUES ('A', 'song', DATE '2000-01-01', 1.5::DOUBLE, 'M', true, DATE "
      "'1999-05-05'), "
      "('A', 'song', DATE '2000-01-08', NULL, 'M', NULL, NULL), ('B', 'film', DATE '2000-01-01', "
      "0, NULL, NULL, NULL)) "
      "AS t(work, kind, date, value, maker, soundtrack, released)) TO " +
      sql_literal(parquet.string()) + " (FORMAT parquet)");
  std::ifstream bytes(parquet, std::ios::binary);
  const std::string table((std::istreambuf_iterator<char>(bytes)),
                          std::istreambuf_iterator<char>());
  const std::vector<std::string> forms = {
      csv,
      tsv,
      lines,
      "\xef\xbb\xbf" + lines,
      "[" + lines.substr(0, lines.find('\n')) + "," +
          lines.substr(lines.find('\n') + 1, lines.rfind("{\"value") - lines.find('\n') - 2) + "," +
          lines.substr(lines.rfind("{\"value")) + "]",
      table};
  std::string expected;
  for (const std::string& form : forms) {
    for (const bool packed : {false, true}) {
      store_ = Store::in_memory();
      EXPECT_EQ(take(packed ? write_gzip("a", form) : write("a", form)).rows, 3);
      std::string seen = dump();
      seen = seen.substr(0, seen.find("tidy|a|"));
      if (expected.empty()) expected = seen;
      EXPECT_EQ(seen, expected) << form.substr(0, 40);
    }
  }
  EXPECT_THAT(expected, HasSubstr("song|A|M|1999-05-05|true"));
}

TEST_F(Ingest, PageViewsComeByTheMonthAndByTheDay) {
  EXPECT_EQ(take(write("m.csv",
                       "article,month,views\nMoana_(2016_film),2015-06,1\n"
                       "Moana (2016 film),2015-07,1234\n"))
                .rows,
            2);
  EXPECT_EQ(take(write("m.json",
                       items_open + item("2015080100", "5") + "," + item("2015090100", "6") + "]}"))
                .rows,
            2);
  std::string german = item("2015080100", "9");
  german.replace(german.find("en."), 2, "de");
  EXPECT_EQ(take(write("de.json", items_open + german + "]}")).rows, 1);
  EXPECT_EQ(take(write_gzip("d.json", items_open + item("2015100100", "7", "daily") + "]}")).rows,
            1);
  EXPECT_EQ(take(write("pageviews-20151101-user",
                       "en.wikipedia Moana_(2016_film) 12345 desktop 210 A3B7\n"
                       "en.wikipedia Moana_(2016_film) 12345 mobile-web 40 C3\r\n"
                       "de.wikipedia \"Heroes\" null mobile-app 3 D1\n"))
                .rows,
            2);
  // One article under one identifier, whatever file told of it.
  store_
      .query(
          "SELECT string_agg(concat_ws(' ', start, days, value::BIGINT), ', ' ORDER BY start) FROM "
          "attention "
          "JOIN work ON work = id WHERE external = 'Moana_(2016_film)' AND title = 'Moana' "
          "AND released = DATE '2016-01-01'")
      .for_each([](const Row& row) {
        EXPECT_EQ(row.text(0),
                  "2015-06-01 30 1, 2015-07-01 31 1234, 2015-08-01 31 5, 2015-09-01 30 6, "
                  "2015-10-01 1 7, "
                  "2015-11-01 1 250");
      });
}

TEST_F(Ingest, ACatalogueComesAndGoesLikeAnyFile) {
  const fs::path path = write("a.csv", films + "tt1,A,1995,\"['X Performed by Y', 'Z']\"\n");
  const IngestReport first = take(path);
  EXPECT_EQ(contents(first), "1 film, 2 credits");
  EXPECT_EQ(first.rows, 0);
  const IngestReport again = take(path);
  EXPECT_TRUE(again.unchanged);
  EXPECT_EQ(contents(again), contents(first));
  const std::int64_t other = take(write("b.csv", films + "tt2,B,1996,[]\n")).id;
  const IngestReport replaced = take(write("a.csv", films + "tt1,A,1995,['W']\ntt3,C,2000,\n"));
  EXPECT_TRUE(replaced.replaced);
  EXPECT_EQ(contents(replaced), "2 films, 1 credit");
  EXPECT_EQ(store_.query("SELECT count(*) FROM film").integer(), 3);
  EXPECT_THAT(keep_only(store_, {other}), ::testing::ElementsAre("a.csv"));
  EXPECT_EQ(store_.query("SELECT count(*) FROM film").integer(), 1);
  EXPECT_EQ(store_.query("SELECT count(*) FROM credit").integer(), 0);
}

TEST_F(Ingest, AListOfCreditsIsTakenApart) {
  const std::string list =
      R"x(['You've Got a Friend in Me Written, Performed, and Produced by Randy Newman', )x"
      R"x('Sittin' Up In My Room Performed by Brandy Norwood (as Brandy)', 'Misty (1954)', )x"
      R"x('Una voce poco fa from "The Barber of Seville"', 'Hakuna Matata from The Lion King (1994)', )x"
      R"x('Love Theme from 'Romeo and Juliet' Written by Nino Rota', 'Stand by Me (uncredited)', )x"
      R"x('Negra sombra, Lyrics by Rosalía de Castro\', \'Kiss by Prince', 'Sunny, (1966)', )x"
      R"x('"Heroes" Sung by David Bowie Courtesy of RCA', ''S Wonderful Written by George Gershwin'])x";
  std::string quoted;
  for (const char c : list) quoted += c == '"' ? "\"\"" : std::string(1, c);
  take(write("a.csv", films + "tt1,A,1995,\"" + quoted + "\"\n"));
  std::string seen;
  store_.query("SELECT music, performer FROM credit ORDER BY music").for_each([&](const Row& row) {
    seen += std::string(row.text(0)) + " | " + std::string(row.text(1)) + "\n";
  });
  EXPECT_EQ(seen,
            "'S Wonderful | \n"
            "Hakuna Matata | \n"
            "Heroes | David Bowie\n"
            "Kiss | \n"
            "Love Theme from 'Romeo and Juliet' | \n"
            "Misty | \n"
            "Negra sombra | \n"
            "Sittin' Up In My Room | Brandy Norwood (as Brandy)\n"
            "Stand by Me | \n"
            "Sunny | \n"
            "Una voce poco fa | \n"
            "You've Got a Friend in Me | Randy Newman\n");
}

TEST_F(Ingest, AYearIsKeptAsAYear) {
  take(write("a.csv",
             "id,Title,Year,Soundtrack\ntt1,A,1996,[]\ntt2,B,2000–2001,[]\ntt3,C,1999-2000,[]\n"));
  take(write("o.tsv", nominations + "1927/28\tACTOR\tD|E\ttt4|tt5\tN\n"
                                    "1999/00\tACTOR\tF\ttt6\n"
                                    "2015\tMUSIC (Original Song)\tG\ttt7\tBy X\tThe Song\n"
                                    "2015\tHONORARY AWARD\n"));
  std::string seen;
  store_.query("SELECT concat_ws(' ', title, external, released, days) FROM film ORDER BY title")
      .for_each([&](const Row& row) { seen += std::string(row.text(0)) + "\n"; });
  EXPECT_EQ(seen,
            "A tt1 1996-01-01 366\nB tt2 2000-01-01 731\nC tt3 1999-01-01 731\n"
            "D tt4 1927-01-01 731\nE tt5 1927-01-01 731\nF tt6 1999-01-01 731\n"
            "G tt7 2015-01-01 365\n");
  store_.query("SELECT concat_ws('|', music, performer, credit) FROM credit")
      .for_each([](const Row& row) {
        EXPECT_EQ(row.text(0), "The Song|nominated for an Academy Award: By X");
      });
}

TEST_F(Ingest, AFileMayTellOfAttentionAndOfFilms) {
  const IngestReport report = take(write(
      "t.csv",
      "pair,kind,title,screen_release,song,artist,month,screen_score,song_score,artist_score\n"
      "1,movie,A,2000-01-01,B,C,2014-01,<1,100,7\n1,movie,A,2000-01-01,B,C,2014-02,<1,100,7\n"));
  EXPECT_EQ(contents(report), "6 observations of 3 works, 1 film, 1 credit");
}

TEST_F(Ingest, SongsWrittenForTheScreenAndSoundtrackAlbumsAreRead) {
  const IngestReport songs_report =
      take(write("n.csv",
                 "song,artist,date,written_for_a_film,written_for_a_t_v_show\n"
                 "A,B,2000-01-01,1,0\nC,D,2000-01-08,0,1\nE,F,2000-01-15,0,0\n"));
  EXPECT_EQ(contents(songs_report), "2 credits");
  EXPECT_EQ(songs_report.left_out.at("not written for the screen"), 1);
  take(write("m.csv",
             "film_title,film_imdb_id,film_release_date,album_title,soundtrack_type\n"
             "Cinderella,tt1661199,2015-03-06,Cinderella: Score,score\n"));
  store_.query("SELECT concat_ws('|', title, released, days) FROM film")
      .for_each([](const Row& row) { EXPECT_EQ(row.text(0), "Cinderella|2015-03-06|1"); });
}

TEST_F(Ingest, TrendsAndTopTensAreRead) {
  EXPECT_EQ(take(write("t.csv",
                       "pair,kind,title,screen_release,song,artist,month,screen_score,song_score,"
                       "artist_score\n"
                       "1,movie,A,2000-01-01,B,C,2014-01,<1,100,7\n"))
                .rows,
            3);
  EXPECT_EQ(store_.query("SELECT count(*) FROM attention WHERE value IS NULL").integer(), 1);
  EXPECT_EQ(
      take(write("n.tsv",
                 "week\tcategory\tweekly_rank\tshow_title\tseason_title\tweekly_hours_viewed\n"
                 "2022-01-09\tFilms (English)\t1\tThe \"X\"\tN/A\t5\n"))
          .rows,
      1);
}

TEST_F(Ingest, TheDayOnWhichPopularityWasCountedIsTheDateAndTheAge) {
  take(write("songs.csv",
             "Date,Song,Artist,CurrentPopularity,age\n"
             "-4163.0,Poor Little Fool,Ricky Nelson,1.5,58.223134839151264\n"
             "17103.0,Closer,The Chainsmokers,97,0\n"));
  std::vector<std::string> seen;
  store_
      .query(
          "SELECT title, released, start, value FROM attention JOIN work ON id = work ORDER BY "
          "value")
      .for_each([&](const Row& row) {
        seen.push_back(fmt::format("{} {} {} {}", row.text(0), to_string(row.day(1)),
                                   to_string(row.day(2)), row.real(3)));
      });
  EXPECT_THAT(seen, ::testing::ElementsAre("Poor Little Fool 1958-08-09 2016-10-29 1.5",
                                           "Closer 2016-10-29 2016-10-29 97"));
}

TEST_F(Ingest, StrayDaysAreLeftOutAndCounted) {
  const IngestReport report =
      take(write("a.csv", gross + "2000-01-01,r1,A,5,1,X\n2023-12-21,r1,A,5,8000,X\n"));
  EXPECT_EQ(report.rows, 1);
  EXPECT_EQ(report.left_out.begin()->second, 1);
}

struct Fault {
  const char* name;
  const char* file;
  std::string content;
  const char* source;
  const char* line;
};

class Refuses : public Ingest, public ::testing::WithParamInterface<Fault> {};

TEST_P(Refuses, WithOneLineAndLeavesTheStoreAlone) {
  const Fault& fault = GetParam();
  const std::string line = refusal(fault.file, fault.content, fault.source);
  if (std::string(fault.line).ends_with('*')) {
    EXPECT_EQ(line.substr(0, std::strlen(fault.line) - 1),
              std::string(fault.line, std::strlen(fault.line) - 1));
  } else {
    EXPECT_EQ(line, fault.line);
  }
  EXPECT_EQ(line.find('\n'), std::string::npos);
}

const std::string good = "2000-01-01,1,a,b\n";
const std::string json_line = R"({"work":"a","kind":"film","date":"2000-01-01","value":1})"
                              "\n";
const std::string trends =
    "pair,kind,title,screen_release,song,artist,month,screen_score,song_score,artist_score\n";

INSTANTIATE_TEST_SUITE_P(
    Files, Refuses,
    ::testing::Values(
        Fault{"Empty", "x.csv", "", "hot-100", "x.csv: the file is empty"},
        Fault{"HeaderOnly", "x.csv", songs, "hot-100", "x.csv: the file has a header and no rows"},
        Fault{"Binary", "x.csv",
              std::string("\x7f"
                          "ELF\0\0\1",
                          7),
              "hot-100", "x.csv: the file is binary*"},
        Fault{"NulInTheMiddle", "x.csv",
              weeks_of_songs(40) + std::string("2020-01-01,1,a\0b,c\n", 19), "hot-100",
              "x.csv, row 4002: there is a NUL byte, as in a binary or damaged file"},
        Fault{"WrongColumns", "x.csv", "a,b\n1,2\n", "hot-100",
              "x.csv: is no hot-100 file: missing chart_week, current_week, title, performer; it "
              "expects the columns "
              "chart_week, current_week, title, performer"},
        Fault{"BadDate", "x.csv", songs + good + "2000-13-01,2,a,b\n", "hot-100",
              "x.csv, row 3: chart_week '2000-13-01' is not a date (YYYY-MM-DD)"},
        Fault{"NoSuchDay", "x.csv", songs + good + "2001-02-29,2,a,b\n", "hot-100",
              "x.csv, row 3: chart_week '2001-02-29' is not a date (YYYY-MM-DD)"},
        Fault{"NoDayOfCharting", "x.csv",
              "Date,Song,Artist,CurrentPopularity,age\n1958-08-08,A,B,1,58\n", "song-popularity",
              "x.csv, row 2: Date '1958-08-08' is not days since 1970-01-01"},
        Fault{"AgeBelowZero", "x.csv", "Date,Song,Artist,CurrentPopularity,age\n0,A,B,1,-1\n",
              "song-popularity", "x.csv, row 2: age '-1' is not a number of years"},
        Fault{"MissingDate", "x.csv", songs + ",2,a,b\n", "hot-100",
              "x.csv, row 2: chart_week is missing; it should be a date (YYYY-MM-DD)"},
        Fault{"NegativeRank", "x.csv", songs + "2000-01-01,-1,a,b\n", "hot-100",
              "x.csv, row 2: current_week '-1' is not a place from 1 to 100"},
        Fault{"FractionOfARank", "x.csv", songs + "2000-01-01,1.5,a,b\n", "hot-100",
              "x.csv, row 2: current_week '1.5' is not a place from 1 to 100"},
        Fault{"RankBeyondTheChart", "x.csv", songs + "2000-01-01,101,a,b\n", "hot-100",
              "x.csv, row 2: current_week '101' is not a place from 1 to 100"},
        Fault{"NegativeAmount", "x.csv", gross + "2000-01-01,r,a,-5,1,-\n", "box-office-daily",
              "x.csv, row 2: daily_usd '-5' is not an amount of 0 or more"},
        Fault{"NotANumber", "x.csv", gross + "2000-01-01,r,a,NaN,1,-\n", "box-office-daily",
              "x.csv, row 2: daily_usd 'NaN' is not an amount of 0 or more"},
        Fault{"Infinity", "x.csv", gross + "2000-01-01,r,a,inf,1,-\n", "box-office-daily",
              "x.csv, row 2: daily_usd 'inf' is not an amount of 0 or more"},
        Fault{"SamePlaceTwice", "x.csv", songs + good + "2000-01-01,2,c,b\n2000-01-01,1,x,b\n",
              "hot-100",
              "x.csv, row 4: says again what row 2 says (the same place in the same week); remove "
              "one of the two"},
        Fault{"SameDayTwice", "x.csv", gross + "2000-01-01,r,a,5,1,-\n2000-01-01,r,a,6,1,-\n",
              "box-office-daily",
              "x.csv, row 3: says again what row 2 says (the same work in the same period); remove "
              "one of the two"},
        Fault{"TooFewCells", "x.csv", songs + good + "2000-01-01,2,a\n", "hot-100",
              "x.csv, row 3: the row has 3 cells, and the header 4"},
        Fault{"TooManyCells", "x.csv", songs + good + "2000-01-01,2,a,b,c\n", "hot-100",
              "x.csv, row 3: the row has 5 cells, and the header 4"},
        Fault{"CutOffInARow", "x.csv", songs + good + "2000-01-01,2", "hot-100",
              "x.csv, row 3: the row has 2 cells, and the header 4"},
        Fault{"OpenQuotationMark", "x.csv", songs + good + "2000-01-01,2,\"a,b\n2000-01-01,3,a,b\n",
              "hot-100", "x.csv, row 3: a quotation mark is opened and not closed"},
        Fault{"TextAfterAQuotationMark", "x.csv", songs + good + "2000-01-01,2,\"a\"b,c\n",
              "hot-100", "x.csv, row 3: text follows a closing quotation mark"},
        Fault{"AfterQuotedNewlines", "x.csv",
              songs + "2000-01-01,1,\"a\nb\r\nc\",b\n2000-01-01,x,a,b\n", "hot-100",
              "x.csv, row 3: current_week 'x' is not a place from 1 to 100"},
        Fault{"AfterBlankRows", "x.csv", songs + "\n" + good + "\r\n\n2000-01-01,x,a,b\n",
              "hot-100", "x.csv, row 6: current_week 'x' is not a place from 1 to 100"},
        Fault{"NotUtf8", "x.csv", songs + good + "2000-01-01,2,Beyonc\xe9,b\n", "hot-100",
              "x.csv, row 3: the row is not UTF-8 text"},
        Fault{"GiganticLine", "x.csv",
              songs + good + "2000-01-01,2," + std::string(2'000'000, 'x') + ",b\n", "hot-100",
              "x.csv, row 3: the row is longer than 1000000 bytes"},
        Fault{"GiganticFirstLine", "x.csv", std::string(2'000'000, 'x'), "hot-100",
              "x.csv, row 1: the first line is too long for a table's header"},
        Fault{"GzipCutOff", "x.csv", std::string("\x1f\x8b\x08\0\0\0\0\0\0\3", 10), "hot-100",
              "x.csv: the gzip compression is cut off; fetch the file again"},
        Fault{"ScoreAbove100", "x.csv", trends + "1,movie,a,2000-01-01,b,c,2014-01,101,1,<1\n",
              "google-trends-pairs",
              "x.csv, row 2: score '101' is not a number from 0 to 100, nor <1"},
        Fault{"BadMonth", "x.csv", "article,month,views\nMoana,2015-7,5\n", "wikimedia-views",
              "x.csv, row 2: month '2015-7' is not a month (YYYY-MM)"},
        Fault{"TidyWithoutWork", "x.csv", tidy + "a,film,2000-01-01,1\n,film,2000-01-02,1\n",
              "tidy", "x.csv, row 3: work is missing; it should be a name"},
        Fault{"TidyNegative", "x.csv", tidy + "a,film,2000-01-01,-1\n", "tidy",
              "x.csv, row 2: value '-1' is not a number of 0 or more"},
        Fault{"BrokenJsonLine", "x", json_line + "{\"work\": \"b\", \n" + json_line, "tidy",
              "x, row 2: the line is not JSON"},
        Fault{"JsonLinesCutOff", "x", json_line + json_line.substr(0, 30), "tidy",
              "x, row 2: the JSON is cut off"},
        Fault{"JsonLineOfAnotherShape", "x", json_line + "[1, 2]\n", "tidy",
              "x, row 2: the line is not a JSON object"},
        Fault{"JsonNotANumber", "x",
              json_line + R"({"work":"a","kind":"film","date":"2000-01-02","value":NaN})", "tidy",
              "x, row 2: value 'NaN' is not a number of 0 or more"},
        Fault{"GiganticJsonLine", "x",
              json_line + "{\"work\":\"" + std::string(2'000'000, 'x') + "\"}\n", "tidy",
              "x, row 2: the row is longer than 1000000 bytes"},
        Fault{"JsonCutInHalf", "x",
              items_open + item("2015080100", "5") + "," + item("2015090100", "6").substr(0, 60),
              "wikimedia-views", "x: the JSON is cut off"},
        Fault{"JsonItemWithNegativeViews", "x",
              items_open + item("2015080100", "5") + "," + item("2015090100", "-6") + "]}",
              "wikimedia-views", "x, row 2: views '-6' is not a count of 0 or more"},
        Fault{"JsonItemTwice", "x",
              items_open + item("2015080100", "5") + "," + item("2015080100", "6") + "]}",
              "wikimedia-views",
              "x, row 2: says again what row 1 says (the same work in the same period); remove one "
              "of the two"},
        Fault{"JsonItemsThatAreNone", "x", R"({"items":[1,"a"]})", "wikimedia-views",
              "x, row 1: article is missing; it should be a name"},
        Fault{"JsonWithoutItems", "x", R"({"items":[]})", "wikimedia-views",
              "x: the file holds no observation"},
        Fault{"JsonOfAnError", "x", R"({"type":"not_found","title":"Not found."})",
              "wikimedia-views",
              "x: is no wikimedia-views file: it looks like jsonl; the source is read as csv, "
              "json, lines"},
        Fault{"LinesWithoutADay", "pageviews", "en.wikipedia Moana 1 desktop 2 A2\n",
              "wikimedia-views",
              "pageviews, row 1: the file's name does not tell the day (as in "
              "pageviews-20210131-user.gz)"},
        Fault{"LineOfAnotherShape", "pageviews-20210131",
              "en.wikipedia Moana 1 desktop 2 A2\nrubbish\n", "wikimedia-views",
              "pageviews-20210131, row 2: the line is not 'wiki article page access views hours'"},
        Fault{"FilmWithoutIdentifier", "x.csv", films + "tt1,A,1995,[]\n,B,1995,[]\n",
              "imdb-soundtrack-lists", "x.csv, row 3: id is missing; it should be an identifier"},
        Fault{"FilmOfNoYear", "x.csv", films + "tt1,A,95,[]\n", "imdb-soundtrack-lists",
              "x.csv, row 2: Year '95' is not a year (1995) or two (2000–2001)"},
        Fault{"FilmOfAYearBeforeTheCinema", "x.csv", films + "tt1,A,0995,[]\n",
              "imdb-soundtrack-lists",
              "x.csv, row 2: Year '0995' is not a year (1995) or two (2000–2001)"},
        Fault{"CreditsThatAreNoList", "x.csv", films + "tt1,A,1995,['x'\n", "imdb-soundtrack-lists",
              "x.csv, row 2: Soundtrack '['x'' is not a list in brackets"},
        Fault{"FilmsCutOffInARow", "x.csv", films + "tt1,A,1995,[]\ntt2,B", "imdb-soundtrack-lists",
              "x.csv, row 3: the row has 2 cells, and the header 4"},
        Fault{"CatalogueWithoutRows", "x.csv", films, "imdb-soundtrack-lists",
              "x.csv: the file has a header and no rows"},
        Fault{"NominationWithTooManyCells", "x.tsv", nominations + "2000\ta\tb\tc\td\te\tf\n",
              "oscar-nominations", "x.tsv, row 2: the row has 7 cells, and the header 6"},
        Fault{"NominationOfNoYear", "x.tsv", nominations + "2000\tA\tB\ttt1\nA\tB\tC\n",
              "oscar-nominations", "x.tsv, row 3: Year 'A' is not a year (1934) or two (1927/28)"},
        Fault{"FilmOfABadDate", "x.csv",
              "film_title,film_imdb_id,film_release_date,album_title,soundtrack_type\nA,tt1,2015-3-"
              "6,B,score\n",
              "musicbrainz-soundtracks",
              "x.csv, row 2: film_release_date '2015-3-6' is not a date (YYYY-MM-DD)"},
        Fault{"NeitherYesNorNo", "x.csv",
              "song,artist,date,written_for_a_film,written_for_a_t_v_show\nA,B,2000-01-01,yes,0\n",
              "hot-100-number-ones", "x.csv, row 2: written_for_a_film 'yes' is not 0 or 1"},
        Fault{"ParquetCutInHalf", "x", "PAR1" + std::string(500, '\x15'), "tidy",
              "x: the Parquet file is broken or cut off"}),
    [](const auto& fault) { return fault.param.name; });

TEST_F(Ingest, RefusesAMissingFileADirectoryAndAnUnreadableOne) {
  const auto why = [&](const fs::path& path) {
    try {
      take(path, "hot-100");
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("nothing was refused");
  };
  EXPECT_EQ(why(folder_ / "none.csv"), (folder_ / "none.csv").string() + ": there is no such file");
  EXPECT_THAT(why(folder_), HasSubstr("is a directory, not a file"));
  if (geteuid() == 0) GTEST_SKIP() << "root may read everything: permissions are not tested";
  const fs::path closed = write("closed.csv", weeks_of_songs(1));
  fs::permissions(closed, fs::perms::none);
  EXPECT_THAT(why(closed), HasSubstr("cannot be read: Permission denied"));
}

TEST_F(Ingest, AFileThatFailsToReplaceAnotherLeavesThatInPlace) {
  take(write("a.csv", weeks_of_songs(2)), "hot-100");
  const std::string before = dump();
  EXPECT_THROW(take(write("a.csv", weeks_of_songs(2) + "x,1,a,b\n"), "hot-100"), Error);
  EXPECT_EQ(dump(), before);
}

}  // namespace
}  // namespace outlive
