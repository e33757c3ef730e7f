#include "store/store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "outlive/error.h"

namespace outlive {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class StoreFile : public ::testing::Test {
 protected:
  StoreFile() {
    std::string name = (fs::temp_directory_path() / "outlive-store-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    path_ = (folder_ / "s.duckdb").string();
  }
  ~StoreFile() override { fs::remove_all(folder_); }

  static std::string refusal(const std::string& path, Store::Mode mode = Store::Mode::create) {
    try {
      Store::open(path, mode);
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing was refused";
  }
  std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  fs::path folder_;
  std::string path_;
};

TEST_F(StoreFile, KeepsWhatWasCommittedAndNothingElse) {
  {
    Store store = Store::open(path_, Store::Mode::create);
    Store::Transaction kept(store);
    store.execute("INSERT INTO file VALUES (?, 1, ?, ?, '', '', 1)", {std::int64_t{1}, "a", "b"});
    kept.commit();
    const Store::Transaction undone(store);
    store.execute("DELETE FROM file");
  }
  EXPECT_EQ(files(), 1);
  Store store = Store::open(path_, Store::Mode::read_only);
  EXPECT_EQ(store.query("SELECT count(*) FROM file").integer(), 1);
  EXPECT_THROW(store.execute("DELETE FROM file"), Error);
}

TEST_F(StoreFile, GivesEveryTypeBackAndMissingValuesAsSuch) {
  Store store = Store::in_memory();
  int rows = 0;
  const auto check = [&](const Row& row) {
    ++rows;
    EXPECT_EQ(row.text(0), "longer than twelve bytes");
    EXPECT_EQ(row.text(1), "short");
    EXPECT_EQ(row.integer(2), -7);
    EXPECT_EQ(row.identity(3), 18446744073709551615U);
    EXPECT_EQ(row.real(4), 1.5);
    EXPECT_EQ(to_string(row.day(5)), "2016-11-23");
    EXPECT_TRUE(row.truth(6));
    EXPECT_TRUE(row.null(7));
    EXPECT_TRUE(std::isnan(row.real(7)));
  };
  const std::string sql =
      "SELECT 'longer than twelve bytes', 'short', -7::BIGINT, 18446744073709551615::UBIGINT, "
      "1.5::DOUBLE, DATE '2016-11-23', true, NULL::DOUBLE";
  store.query(sql).for_each(check);
  EXPECT_EQ(rows, 1);
}

TEST_F(StoreFile, MustExistUnlessItMayBeMade) {
  EXPECT_EQ(refusal(path_, Store::Mode::read_only),
            path_ + ": there is no such store; 'outlive ingest' or 'outlive run' makes one");
  EXPECT_THAT(refusal(path_, Store::Mode::existing), HasSubstr("there is no such store"));
  EXPECT_EQ(files(), 0);
}

TEST_F(StoreFile, OfANewerSchemaIsRefused) {
  Store::open(path_, Store::Mode::create).execute("UPDATE store SET schema_version = 99");
  for (const auto mode : {Store::Mode::create, Store::Mode::existing, Store::Mode::read_only}) {
    EXPECT_EQ(refusal(path_, mode), path_ +
                                        ": the store has schema 99, and this program knows up to " +
                                        std::to_string(Store::schema_version) + "; update outlive");
  }
}

TEST_F(StoreFile, OfAnUnknownSchemaIsRefused) {
  Store::open(path_, Store::Mode::create).execute("UPDATE store SET schema_version = 0");
  EXPECT_THAT(refusal(path_), HasSubstr("unknown schema 0; remove it and ingest the files again"));
}

TEST_F(StoreFile, OfTheFirstSchemaIsBroughtUpToDateWhereItMayBeChanged) {
  Store::open(path_, Store::Mode::create)
      .execute(
          "DROP TABLE film; DROP TABLE credit; UPDATE store SET schema_version = 1;"
          "INSERT INTO file VALUES (1, 1, 'hot-100', 'a', 'a', 'print', 1),"
          " (2, 2, 'google-trends-pairs', 'b', 'b', 'print', 1)");
  EXPECT_THAT(refusal(path_, Store::Mode::read_only),
              HasSubstr("old schema 1; 'outlive ingest' or 'outlive run' brings it up to date"));
  {
    Store store = Store::open(path_, Store::Mode::existing);
    EXPECT_EQ(store.query("SELECT count(*) FROM film").integer(), 0);
    EXPECT_EQ(store.query("SELECT count(*) FROM credit").integer(), 0);
    // What tells of films as well is to be read anew.
    EXPECT_EQ(store.query("SELECT count(*) FROM file WHERE fingerprint = 'print'").integer(), 1);
  }
  EXPECT_EQ(Store::open(path_, Store::Mode::read_only)
                .query("SELECT schema_version::BIGINT FROM store")
                .integer(),
            Store::schema_version);
}

TEST_F(StoreFile, ThatIsSomethingElseIsRefused) {
  std::ofstream(path_) << "chart_week,current_week,title,performer\n2000-01-01,1,a,b\n";
  EXPECT_EQ(refusal(path_), path_ + ": is not an Outlive store");
  EXPECT_EQ(refusal(folder_.string()), folder_.string() + ": is a directory, not a store");
  EXPECT_EQ(refusal("/dev/null"), "/dev/null: is no file, and so no store");
  EXPECT_EQ(refusal(""), "the store has no name");
  EXPECT_THAT(refusal((folder_ / "no" / "s").string()), HasSubstr("folder does not exist"));
  const std::string empty = (folder_ / "empty").string();
  std::ofstream{empty};
  EXPECT_EQ(refusal(empty), empty + ": is not an Outlive store");
}

TEST_F(StoreFile, OfAnotherProgramIsRefused) {
  Store::open(path_, Store::Mode::create).execute("DROP TABLE store");
  EXPECT_EQ(refusal(path_), path_ + ": is a DuckDB database, but not an Outlive store");
}

TEST_F(StoreFile, ThatIsCutOffIsRefused) {
  Store::open(path_, Store::Mode::create);
  for (const std::uintmax_t size : {300U, 5000U, 13000U}) {
    fs::resize_file(path_, std::min(fs::file_size(path_), size));
    EXPECT_EQ(refusal(path_),
              path_ + ": the store is cut off or damaged; remove it and ingest the files again");
  }
}

TEST_F(StoreFile, IsOneProcessesAtATime) {
  Store::open(path_, Store::Mode::create);
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t holder = fork();
  if (holder == 0) {
    const int file = open(path_.c_str(), O_RDWR);
    struct flock lock {};
    lock.l_type = F_WRLCK;
    const char answer = fcntl(file, F_SETLK, &lock) == 0 ? 'y' : 'n';
    if (write(ready[1], &answer, 1) == 1) pause();
    _exit(0);
  }
  char answer = 'n';
  ASSERT_EQ(read(ready[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  for (const auto mode : {Store::Mode::existing, Store::Mode::read_only}) {
    EXPECT_EQ(refusal(path_, mode),
              path_ + ": the store is in use by another process; wait until it has ended");
  }
  kill(holder, SIGKILL);
  waitpid(holder, nullptr, 0);
  EXPECT_NO_THROW(Store::open(path_, Store::Mode::existing));
}

TEST_F(StoreFile, ErrorsAreOneLine) {
  Store store = Store::in_memory();
  try {
    store.query("SELECT\n nothing\nFROM nowhere");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("nowhere"));
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
  }
}

TEST_F(StoreFile, APathInSqlMeansTheFileOfThatNameAlone) {
  const fs::path deep = folder_ / "title=wrong" / "d[1]";
  fs::create_directories(deep);
  std::ofstream(deep / "a1.csv") << "title\nwrong\n";
  std::ofstream(folder_ / "~") << "title\nhome\n";
  const auto title = [](const fs::path& path) {
    std::string seen;
    Store::scratch()
        .query("SELECT title FROM read_csv(" + sql_path(path) +
               ", header = true, delim = ',', hive_partitioning = false)")
        .for_each([&](const Row& row) { seen += row.text(0); });
    return seen;
  };
  for (const char* name : {"a[1].csv", "a?.csv", "a*.csv", "**", "[!a].csv", "]*[", "it's"}) {
    std::ofstream(deep / name) << "title\n" << name << "\n";
    EXPECT_EQ(title(deep / name), name);
  }
  std::ofstream(folder_ / "b\\c") << "title\nbackslash\n";
  EXPECT_EQ(title(folder_ / "b\\c"), "backslash");
  EXPECT_THROW(sql_path("b\\*"), Error);
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  EXPECT_EQ(title("~"), "home");
  fs::current_path(before);
}

TEST(SqlLiteral, DoublesQuotationMarks) {
  EXPECT_EQ(sql_literal("it's"), "'it''s'");
}

}  // namespace
}  // namespace outlive
