#include "outlive/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace outlive {
namespace {

class Catalogue : public ::testing::Test {
 protected:
  Catalogue() : store_(Store::in_memory()) {}

  void film(int file, int id, const std::string& title, const std::string& external,
            const std::string& released, int days) {
    store_.execute(
        "INSERT INTO film VALUES (?::INTEGER, ?::UBIGINT, ?, nullif(?, ''), ?::DATE, ?::INTEGER)",
        {std::int64_t{file}, std::int64_t{id}, title, external, released, std::int64_t{days}});
  }
  void counted(int id, const std::string& title, const std::string& released) {
    store_.execute(
        "INSERT INTO work VALUES (?::UBIGINT, 'film', ?, NULL, NULL, ?::DATE, false, NULL)",
        {std::int64_t{id}, title, released});
  }
  std::string films() {
    std::string text;
    for (const CatalogueFilm& film : films_of(store_)) {
      text += film.title + "|" + film.external + "|" + to_string(film.released) + "|" +
              std::to_string(film.days) + "\n";
    }
    return text;
  }

  Store store_;
};

TEST_F(Catalogue, OfSeveralDatesOfOneFilmTheNarrowestHolds) {
  film(1, 7, "Amélie", "tt0211915", "2001-01-01", 365);
  film(2, 7, "Amelie", "tt0211915", "2001-04-25", 1);
  EXPECT_EQ(films(), "Amelie|tt0211915|2001-04-25|1\n");
}

TEST_F(Catalogue, AFirstDayInCinemasNarrowsTheYearOfTheFilmOfThatTitleAndTime) {
  film(1, 1, "Hairspray", "tt0095270", "1988-01-01", 366);
  film(1, 2, "Hairspray", "tt0427327", "2007-01-01", 365);
  counted(3, "Hairspray", "2007-07-20");
  counted(4, "Hairspray2027 Re-release", "2007-09-20");
  counted(5, "Another", "2007-01-01");  // a year and no day
  counted(6, "Another One", "2007-01-02");
  EXPECT_EQ(films(),
            "Another One||2007-01-02|1\n"
            "Hairspray|tt0095270|1988-01-01|366\n"
            "Hairspray|tt0427327|2007-07-20|1\n");
}

TEST_F(Catalogue, AFilmIsFoundByTitleAndTimeAndNotWhereTwoCouldBeMeant) {
  film(1, 1, "Hairspray", "a", "1988-01-01", 366);
  film(1, 2, "Hairspray", "b", "2007-01-01", 365);
  film(1, 3, "Ghost", "c", "1990-01-01", 365);
  const Films films(films_of(store_));
  EXPECT_EQ(films.find("hairspray!", parse_day("2007-08-01"))->external, "b");
  EXPECT_EQ(films.find("Hairspray (1988)", parse_day("1989-06-01"))->external, "a");
  EXPECT_EQ(films.find("Hairspray", parse_day("1995-01-01")), nullptr);
  EXPECT_EQ(films.find("Hairspray"), nullptr);
  EXPECT_EQ(films.find("Ghost")->external, "c");
  EXPECT_EQ(films.find("The Ghost"), nullptr);
}

TEST_F(Catalogue, ALaterReleaseWithoutAnIdentifierIsNoOtherFilm) {
  film(1, 1, "Toy Story 4", "tt1979376", "2019-01-01", 365);
  counted(2, "Toy Story 4", "2019-06-21");
  counted(3, "Toy Story 4", "2019-08-30");
  counted(4, "Toy Story 4", "2024-05-03");
  EXPECT_EQ(films(),
            "Toy Story 4|tt1979376|2019-06-21|1\n"
            "Toy Story 4||2024-05-03|1\n");
  EXPECT_EQ(Films(films_of(store_)).find("Toy Story 4")->external, "tt1979376");
}

}  // namespace
}  // namespace outlive
