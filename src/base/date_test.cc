#include "outlive/date.h"

#include <gtest/gtest.h>

namespace outlive {
namespace {

TEST(Date, ReadsWhatItWrites) {
  for (const char* text : {"1927-10-06", "1970-01-01", "2000-02-29", "2024-08-31"}) {
    ASSERT_TRUE(parse_day(text)) << text;
    EXPECT_EQ(to_string(*parse_day(text)), text);
  }
}

TEST(Date, RefusesWhatIsNoCalendarDate) {
  for (const char* text : {"", "2019-13-01", "2019-02-29", "2019-1-1", "20190101", "2019-01-01 ",
                           "2019/01/01", "-019-01-01", "2019-+1-01", "yesterday"}) {
    EXPECT_FALSE(parse_day(text)) << text;
  }
}

TEST(Date, CountsYearsOf365AndAQuarterDays) {
  EXPECT_DOUBLE_EQ(years_between(*parse_day("2000-01-01"), *parse_day("2004-01-01")), 4.0);
}

}  // namespace
}  // namespace outlive
