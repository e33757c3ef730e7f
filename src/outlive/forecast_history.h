// A chart up to a day, laid out so that any earlier day's knowledge can be read off: sightings work by
// work, each with what the work had to show by then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "outlive/forecast.h"

namespace outlive {

// Days since 1970-01-01; cheaper than Day where there are millions.
using DayNumber = std::int32_t;

inline DayNumber day_number(Day day) {
  return static_cast<DayNumber>(day.time_since_epoch().count());
}
inline Day day_of(DayNumber number) {
  return Day(Days(number));
}

// The same day so many years later; the last of February for its 29th.
DayNumber add_years(DayNumber day, int years);

// A sighting and what the work had to show up to it, itself included.
struct Standing {
  DayNumber day = 0;
  float rank = 1;
  float peak = 1;
  std::int32_t count = 1;               // Sightings.
  std::int32_t short_returns = 0;       // After a silence of more than 8 weeks.
  std::int32_t returns = 0;             // After one of more than 26 weeks.
  std::int32_t low = 0;                 // Sightings in the chart's lower half.
  std::int32_t high = 0;                // Sightings in its best tenth.
  std::int32_t run = 1;                 // Sightings since it last came in.
  std::int32_t silence_before_run = 0;  // Days; 0 in the first run.
  std::int32_t longest_silence = 0;     // Days.
  float run_peak = 1;
};

// A silence of so many days makes what follows a new run.
inline constexpr DayNumber run_break = 14;
inline constexpr DayNumber short_silence = 56;
inline constexpr DayNumber return_silence = 182;

// A stretch of one work's sightings.
struct Stretch {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool empty() const { return begin == end; }
  std::size_t size() const { return end - begin; }
};

class ChartHistory {
 public:
  // Looks at nothing after `as_of`. Works are those sighted by then, in the chart's order.
  ChartHistory(const Chart& chart, Day as_of);

  std::size_t works() const { return begins_.size() - 1; }
  // Its index in the chart given.
  std::size_t chart_index(std::size_t work) const { return chart_index_[work]; }
  double places() const { return places_; }
  const std::vector<CensoringRule>& rules() const { return rules_; }
  DayNumber as_of() const { return as_of_; }
  DayNumber first_chart() const { return chart_days_.front(); }
  // The date of the last chart by `day`. REQUIRES: there is one.
  DayNumber last_chart(DayNumber day) const;

  const Standing& standing(std::size_t sighting) const { return standings_[sighting]; }
  DayNumber first_sighting(std::size_t work) const { return standings_[begins_[work]].day; }
  // Sightings in (after, until].
  Stretch sightings(std::size_t work, DayNumber after, DayNumber until) const;
  Stretch all_sightings(std::size_t work) const { return {begins_[work], begins_[work + 1]}; }
  // Whether it came in at that sighting: its first, or the first after a short silence or longer.
  bool came_in(std::size_t work, std::size_t sighting) const;

  // Works of other names that are the same song, as far as titles and performers tell.
  const std::vector<std::size_t>& other_names(std::size_t work) const { return other_names_[work]; }

  std::size_t makers() const { return makers_; }
  std::size_t maker(std::size_t work) const { return maker_[work]; }
  // Numbers of the words of the title that other works share.
  std::size_t words() const { return words_; }
  const std::vector<std::int32_t>& title_words(std::size_t work) const {
    return title_words_[work];
  }

 private:
  void add_work(const ChartedWork& work);
  void number_makers(const Chart& chart);
  void number_words(const Chart& chart);
  void join_names(const Chart& chart);

  double places_;
  std::vector<CensoringRule> rules_;
  DayNumber as_of_;
  std::vector<Standing> standings_;
  std::vector<std::size_t> begins_ = {0};
  std::vector<std::size_t> chart_index_;
  std::vector<DayNumber> chart_days_;
  std::vector<std::vector<std::size_t>> other_names_;
  std::vector<std::size_t> maker_;
  std::size_t makers_ = 0;
  std::vector<std::vector<std::int32_t>> title_words_;
  std::size_t words_ = 0;
};

}  // namespace outlive
