// Calendar days, and spans of them in years.
//
// A Day counts from 1970-01-01 in the proleptic Gregorian calendar, as std::chrono::sys_days does.
// Spans are given in years of 365.25 days throughout.
//
//   const Day premiere = *parse_day("2016-11-23");
//   years_between(premiere, *parse_day("2024-08-31"));   // 7.77
//   to_string(premiere);                                 // "2016-11-23"
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace outlive {

using Day = std::chrono::sys_days;
using Days = std::chrono::days;

inline constexpr double days_per_year = 365.25;

// A calendar date written YYYY-MM-DD; nothing when it is written otherwise or does not exist.
std::optional<Day> parse_day(std::string_view text);

std::string to_string(Day day);

inline double years(Days span) {
  return static_cast<double>(span.count()) / days_per_year;
}
inline double years_between(Day from, Day to) {
  return years(to - from);
}

}  // namespace outlive
