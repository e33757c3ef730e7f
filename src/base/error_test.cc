#include "outlive/error.h"

#include <gtest/gtest.h>

namespace outlive {
namespace {

TEST(Error, SaysWhatWhereAndWhatToDoInOneLine) {
  Error error("the date '2019-13-01'\nis wrong");
  error.in("a.csv").at_row(17).hint("write YYYY-MM-DD");
  EXPECT_STREQ(error.what(), "a.csv, row 17: the date '2019-13-01' is wrong; write YYYY-MM-DD");
}

TEST(Error, KeepsTheFirstFileNamed) {
  Error error("empty");
  error.in("inner.csv").in("outer");
  EXPECT_STREQ(error.what(), "inner.csv: empty");
}

TEST(Error, CutsWhatIsTooLongToRead) {
  EXPECT_LT(std::string(Error(std::string(1'000'000, 'x')).what()).size(), 700U);
}

}  // namespace
}  // namespace outlive
