// What is known of works on a day, as the numbers that a hazard is learnt from.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "outlive/forecast_history.h"

namespace outlive {

// Works that stand differently are learnt from apart.
enum class Group : std::uint8_t {
  charting,  // On the chart: its first week from now.
  recent,    // Silent for up to a year; and works on the chart, once they were not seen for a week.
  gone       // Silent for longer.
};

inline constexpr int groups = 3;
std::string_view to_string(Group group);

// Days (after, until], counted from the day of the forecast.
struct Period {
  DayNumber after = 0;
  DayNumber until = 0;
};

// Time from a day on: weeks 1, 2–4, 5–13, 14–26, 27–39, the rest of the year, then year by year.
// `count` of them.
std::vector<Period> periods_from(DayNumber day, int count);
// How many periods make up so many years.
int periods_in(int years);
std::string period_name(int period);

// One work on one day.
struct Snapshot {
  std::size_t work = 0;
  std::size_t last = 0;         // Its last sighting.
  std::int32_t silence = 0;     // Weeks from it to the last chart; 0: on the chart.
  std::int32_t age = 0;         // Weeks from its first sighting to the last chart.
  std::int32_t in_quarter = 0;  // Sightings in the last 13 weeks, year, two years.
  std::int32_t in_year = 0;
  std::int32_t in_two_years = 0;
  std::int32_t returns_in_year = 0;
  std::int32_t returns_in_quarter = 0;
  bool renamed = false;  // The chart has listed the song under another name since.

  bool charting() const { return silence == 0; }
  Group group(int period) const {
    if (silence > 52) return Group::gone;
    return charting() && period == 0 ? Group::charting : Group::recent;
  }
};

// What was known on a day.
class KnownOn {
 public:
  KnownOn(const ChartHistory& history, DayNumber day, int periods);

  DayNumber day() const { return day_; }
  std::span<const Snapshot> works() const { return works_; }
  // Forgets the works for which `unwanted` holds; what they tell of others stays.
  template <typename Unwanted>
  void forget(Unwanted unwanted) {
    std::erase_if(works_, unwanted);
    works_.shrink_to_fit();
  }
  const Period& period(int index) const { return periods_[static_cast<std::size_t>(index)]; }

  // The covariates of a work for a period; as many as covariate_names() for its group.
  void covariates(const Snapshot& snapshot, int period, Group group,
                  std::span<const std::string> without, Eigen::VectorXd& values) const;
  std::vector<std::string> covariate_names(int period, Group group,
                                           std::span<const std::string> without) const;
  // Which of these are values as they are, and not what lies of one beyond a knot.
  std::vector<Eigen::Index> without_knots(int period, Group group,
                                          std::span<const std::string> without) const;

 private:
  class Columns;
  struct Season;

  void look_at_makers();
  void look_at_words();
  Season season(const Snapshot& snapshot, int period) const;
  double word_season(std::size_t work, int period) const;

  void fill(const Snapshot& snapshot, int period, Group group, Columns& columns) const;
  void add_career(const Snapshot& snapshot, Columns& columns) const;
  void add_age(const Snapshot& snapshot, Columns& columns) const;
  void add_season(const Snapshot& snapshot, int period, Columns& columns) const;
  void add_maker(const Snapshot& snapshot, Columns& columns) const;
  void add_course(const Snapshot& snapshot, Columns& columns) const;
  void add_rules(const Snapshot& snapshot, Columns& columns) const;
  void add_silence(const Snapshot& snapshot, Group group, Columns& columns) const;

  // What the works of one maker did; each is compared with the others, so the two least are kept.
  struct Maker {
    std::int32_t works = 0;
    std::int32_t charting = 0;
    std::int32_t in_year = 0;
    std::int32_t old_in_year = 0;
    std::int32_t returns_in_year = 0;
    std::int32_t returns_in_quarter = 0;
    std::int32_t silence[2] = {10'000, 10'000};
    std::int32_t age[2] = {10'000, 10'000};
  };

  const ChartHistory* history_;
  DayNumber day_;
  DayNumber last_chart_;
  std::vector<Period> periods_;
  std::vector<Snapshot> works_;
  std::vector<Maker> makers_;
  std::vector<std::vector<float>> word_season_;  // By period, by word.
};

}  // namespace outlive
