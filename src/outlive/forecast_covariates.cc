#include "outlive/forecast_covariates.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace outlive {
namespace {

constexpr DayNumber week = 7;
constexpr std::array<DayNumber, 6> within_year = {0, 7, 28, 91, 182, 273};
constexpr int seasons = 5;         // Earlier years that are looked at.
constexpr DayNumber leeway = 7;    // Days by which a season may come early or late.
constexpr double word_prior = 10;  // A word's season counts like so many works less.

constexpr std::array<std::string_view, 7> group_names = {
    "career", "age", "season", "title words", "maker", "course", "chart rules"};

DayNumber years_back(int years) {
  return static_cast<DayNumber>(std::lround(days_per_year * years));
}

double log1(double x) {
  return std::log(1 + x);
}

}  // namespace

std::span<const std::string_view> covariate_groups() {
  return group_names;
}

std::string_view to_string(Group group) {
  switch (group) {
    case Group::charting:
      return "on the chart";
    case Group::recent:
      return "gone up to a year";
    case Group::gone:
      break;
  }
  return "gone longer";
}

std::vector<Period> periods_from(DayNumber day, int count) {
  std::vector<Period> periods;
  for (int i = 0; i < count; ++i) {
    const auto within = static_cast<std::size_t>(i);
    const int year = i - static_cast<int>(within_year.size()) + 1;
    Period period;
    period.after = within < within_year.size() ? within_year[within] : add_years(day, year) - day;
    period.until =
        within + 1 < within_year.size() ? within_year[within + 1] : add_years(day, year + 1) - day;
    periods.push_back(period);
  }
  return periods;
}

int periods_in(int years) {
  return static_cast<int>(within_year.size()) + years - 1;
}

std::string period_name(int period) {
  const auto within = static_cast<std::size_t>(period);
  if (period == 0) return "week 1";
  if (within >= within_year.size()) {
    return fmt::format("year {}", period - static_cast<int>(within_year.size()) + 2);
  }
  const DayNumber until = within + 1 < within_year.size() ? within_year[within + 1] : 364;
  return fmt::format("weeks {} to {}", within_year[within] / week + 1, until / week);
}

// Gathers values, or their names.
class KnownOn::Columns {
 public:
  Columns(std::span<const std::string> without, Eigen::VectorXd* values,
          std::vector<std::string>* names)
      : without_(without), values_(values), names_(names) {}

  // What follows belongs to this group of covariates.
  void group(std::string_view name) {
    left_out_ = std::find(without_.begin(), without_.end(), name) != without_.end();
  }
  void add(std::string_view name, double value) {
    if (left_out_) return;
    if (names_ != nullptr) names_->emplace_back(name);
    if (values_ != nullptr) {
      if (values_->size() <= size_)
        values_->conservativeResize(std::max<Eigen::Index>(128, 2 * size_));
      (*values_)(size_) = value;
    }
    ++size_;
  }
  // Straight from knot to knot.
  void spline(std::string_view name, double value, std::initializer_list<double> knots) {
    add(name, value);
    for (const double knot : knots) {
      add(names_ == nullptr ? "" : fmt::format("{} beyond {:.3g}", name, knot),
          std::max(value - knot, 0.0));
    }
  }
  Eigen::Index size() const { return size_; }

 private:
  std::span<const std::string> without_;
  Eigen::VectorXd* values_;
  std::vector<std::string>* names_;
  Eigen::Index size_ = 0;
  bool left_out_ = false;
};

// What a work did in the weeks of the year that a period covers, in the years before.
struct KnownOn::Season {
  std::array<bool, 3> seen = {};
  std::array<bool, 3> came_in = {};  // From silence, or for the first time.
  std::array<double, 3> place = {};  // log (places + 1) / best place; 0 when unseen.
  double share_of_weeks = 0;         // Of the latest.
  int times_seen = 0;                // Of five.
  int times_in = 0;
};

KnownOn::KnownOn(const ChartHistory& history, DayNumber day, int periods)
    : history_(&history),
      day_(day),
      last_chart_(history.last_chart(day)),
      periods_(periods_from(day, periods)) {
  for (std::size_t work = 0; work < history.works(); ++work) {
    const DayNumber first = history.first_sighting(work);
    if (first > day) continue;
    const Stretch two_years = history.sightings(work, day - 728, day);
    const Stretch until = two_years.empty() ? history.sightings(work, first - 1, day) : two_years;
    const Stretch year = history.sightings(work, day - 364, day);
    const Stretch quarter = history.sightings(work, day - 91, day);
    const auto returns_since = [&](const Stretch& stretch) {
      if (stretch.empty()) return 0;
      const std::int32_t before = stretch.begin == history.all_sightings(work).begin
                                      ? 0
                                      : history.standing(stretch.begin - 1).returns;
      return history.standing(stretch.end - 1).returns - before;
    };
    Snapshot snapshot;
    snapshot.work = work;
    snapshot.last = until.end - 1;
    snapshot.silence = (last_chart_ - history.standing(snapshot.last).day + week / 2) / week;
    snapshot.age = (last_chart_ - first) / week;
    snapshot.in_quarter = static_cast<std::int32_t>(quarter.size());
    snapshot.in_year = static_cast<std::int32_t>(year.size());
    snapshot.in_two_years = static_cast<std::int32_t>(two_years.size());
    snapshot.returns_in_year = returns_since(year);
    snapshot.returns_in_quarter = returns_since(quarter);
    for (const std::size_t other : history.other_names(work)) {
      const DayNumber last = history.standing(snapshot.last).day;
      snapshot.renamed = snapshot.renamed || !history.sightings(other, last, day).empty();
    }
    works_.push_back(snapshot);
  }
  look_at_makers();
  look_at_words();
}

void KnownOn::look_at_makers() {
  makers_.resize(history_->makers());
  const auto keep_two_least = [](std::int32_t(&least)[2], std::int32_t value) {
    if (value < least[0]) {
      least[1] = least[0];
      least[0] = value;
    } else if (value < least[1]) {
      least[1] = value;
    }
  };
  for (const Snapshot& snapshot : works_) {
    Maker& maker = makers_[history_->maker(snapshot.work)];
    ++maker.works;
    maker.charting += snapshot.charting() ? 1 : 0;
    maker.in_year += snapshot.in_year;
    maker.old_in_year += snapshot.age > 104 ? snapshot.in_year : 0;
    maker.returns_in_year += snapshot.returns_in_year;
    maker.returns_in_quarter += snapshot.returns_in_quarter;
    keep_two_least(maker.silence, snapshot.silence);
    keep_two_least(maker.age, snapshot.age);
  }
}

// How much more often than others the works that bear a word are about in these weeks of the year: of
// the years of the last three in which they were seen at all, the share in which it was then.
void KnownOn::look_at_words() {
  const std::size_t within = std::min(periods_.size(), within_year.size());
  std::vector<std::vector<float>> seen(within, std::vector<float>(history_->words(), 0));
  std::vector<float> any(history_->words(), 0);
  std::vector<float> all_seen(within, 0);
  float all = 0;
  for (const Snapshot& snapshot : works_) {
    if (history_->standing(snapshot.last).day <= day_ - years_back(3)) continue;
    const std::vector<std::int32_t>& words = history_->title_words(snapshot.work);
    for (int year = 1; year <= 3; ++year) {
      const DayNumber shift = day_ - years_back(year);
      const Stretch in_year =
          history_->sightings(snapshot.work, shift, day_ - years_back(year - 1));
      if (in_year.empty()) continue;
      ++all;
      for (const std::int32_t word : words) ++any[static_cast<std::size_t>(word)];
      std::array<bool, within_year.size()> in = {};
      for (std::size_t i = in_year.begin; i < in_year.end; ++i) {
        const DayNumber since = history_->standing(i).day - shift;
        const auto after = std::lower_bound(within_year.begin(), within_year.end(), since);
        in[static_cast<std::size_t>(after - within_year.begin()) - 1] = true;
      }
      for (std::size_t p = 0; p < within; ++p) {
        if (!in[p]) continue;
        ++all_seen[p];
        for (const std::int32_t word : words) ++seen[p][static_cast<std::size_t>(word)];
      }
    }
  }
  word_season_ = std::move(seen);
  for (std::size_t p = 0; p < within; ++p) {
    const double share = (all_seen[p] + 0.5) / (all + 1.0);
    for (std::size_t word = 0; word < any.size(); ++word) {
      const double words_share =
          (word_season_[p][word] + word_prior * share) / (any[word] + word_prior);
      word_season_[p][word] = static_cast<float>(std::log(words_share / share));
    }
  }
}

double KnownOn::word_season(std::size_t work, int period) const {
  const auto p = static_cast<std::size_t>(period);
  if (p >= word_season_.size()) return 0;
  double most = 0;
  for (const std::int32_t word : history_->title_words(work)) {
    most = std::max<double>(most, word_season_[p][static_cast<std::size_t>(word)]);
  }
  return most;
}

// A song's seasons belong to the name that it goes by.
KnownOn::Season KnownOn::season(const Snapshot& snapshot, int index) const {
  if (snapshot.renamed) return {};
  const Period& period = this->period(index);
  int skip = 0;  // Years until the same weeks lie behind us.
  while (period.until + leeway - years_back(skip + 1) > 0) ++skip;
  Season season;
  for (int year = 1; year <= seasons; ++year) {
    const DayNumber shift = day_ - years_back(year + skip);
    double best = history_->places() + 1;
    bool came_in = false;
    std::size_t seen = 0;
    const auto look_at = [&](std::size_t name) {
      const Stretch then =
          history_->sightings(name, shift + period.after - leeway, shift + period.until + leeway);
      for (std::size_t i = then.begin; i < then.end; ++i) {
        best = std::min<double>(best, history_->standing(i).rank);
        came_in = came_in || history_->came_in(name, i);
      }
      seen += then.size();
    };
    look_at(snapshot.work);
    for (const std::size_t name : history_->other_names(snapshot.work)) look_at(name);
    season.times_seen += seen > 0 ? 1 : 0;
    season.times_in += came_in ? 1 : 0;
    if (year > 3) continue;
    const auto y = static_cast<std::size_t>(year - 1);
    season.seen[y] = seen > 0;
    season.came_in[y] = came_in;
    season.place[y] = std::log((history_->places() + 1) / best);
    if (year == 1) {
      season.share_of_weeks = static_cast<double>(seen * week) /
                              static_cast<double>(period.until - period.after + 2 * week);
    }
  }
  return season;
}

void KnownOn::add_career(const Snapshot& snapshot, Columns& columns) const {
  const Standing& last = history_->standing(snapshot.last);
  columns.group("career");
  columns.add("goes by another name now", snapshot.renamed ? 1 : 0);
  columns.add("goes by another name now × returns",
              snapshot.renamed ? std::min(history_->standing(snapshot.last).returns, 4) : 0);
  columns.spline("log weeks charted", std::log(last.count),
                 {std::log(4), std::log(12), std::log(26), std::log(60)});
  columns.spline("log peak", std::log(100 * last.peak / history_->places()),
                 {std::log(10), std::log(40)});
  columns.spline("returns after half a year", std::min(last.returns, 6), {1, 2});
  columns.add("log returns after 8 weeks", log1(last.short_returns));
  columns.add("returns in the last year", log1(snapshot.returns_in_year));
  columns.add("log weeks charted in the last year", log1(snapshot.in_year));
  columns.add("weeks charted in the last quarter", snapshot.in_quarter / 13.0);
  columns.add("log weeks charted in two years", log1(snapshot.in_two_years));
  columns.add("log weeks in the best tenth", log1(last.high));
  columns.add("log weeks in the lower half", log1(last.low));
  columns.add("log longest silence", log1(last.longest_silence / 7.0));
  columns.add("log silence before the last run", log1(last.silence_before_run / 7.0));
}

void KnownOn::add_age(const Snapshot& snapshot, Columns& columns) const {
  columns.group("age");
  columns.spline("log age", log1(snapshot.age),
                 {std::log(27), std::log(53), std::log(105), std::log(261), std::log(600)});
}

void KnownOn::add_season(const Snapshot& snapshot, int period, Columns& columns) const {
  const Season s = season(snapshot, period);
  const bool young = snapshot.age < 60;
  columns.group("season");
  constexpr std::array<std::array<std::string_view, 3>, 3> names = {
      {{"seen in these weeks last year", "came in in these weeks last year",
        "place in these weeks last year"},
       {"seen in these weeks 2 years ago", "came in in these weeks 2 years ago",
        "place in these weeks 2 years ago"},
       {"seen in these weeks 3 years ago", "came in in these weeks 3 years ago",
        "place in these weeks 3 years ago"}}};
  for (std::size_t y = 0; y < names.size(); ++y) {
    columns.add(names[y][0], s.seen[y] ? 1 : 0);
    columns.add(names[y][1], s.came_in[y] ? 1 : 0);
    columns.add(names[y][2], s.place[y]);
  }
  columns.add("share of these weeks charted a year ago", s.share_of_weeks);
  columns.spline("years seen in these weeks, of five", s.times_seen, {1, 3});
  columns.spline("years come in in these weeks, of five", s.times_in, {1, 3});
  columns.add("seen in these weeks in its first year", s.seen[0] && young ? 1 : 0);
  columns.add("come in in these weeks twice", s.came_in[0] && s.came_in[1] ? 1 : 0);
  columns.add("returns × seen in these weeks",
              s.seen[0] ? log1(history_->standing(snapshot.last).short_returns) : 0);
  const double word = snapshot.renamed ? 0 : word_season(snapshot.work, period);
  columns.group("title words");
  columns.add("season of its title's words", word);
  columns.add("season of its title's words, first year", young ? word : 0);
  columns.add("season of its title's words × seen", s.seen[0] ? word : 0);
}

void KnownOn::add_maker(const Snapshot& snapshot, Columns& columns) const {
  const Maker& maker = makers_[history_->maker(snapshot.work)];
  // The least among the others.
  const auto others = [](const std::int32_t(&least)[2], std::int32_t own) {
    return least[0] == own ? least[1] : least[0];
  };
  columns.group("maker");
  columns.add("maker's other works", log1(maker.works - 1));
  columns.add("maker's others on the chart", log1(maker.charting - (snapshot.charting() ? 1 : 0)));
  columns.spline("log maker's silence", log1(others(maker.silence, snapshot.silence)),
                 {std::log(14), std::log(105)});
  columns.spline("log age of maker's newest", log1(others(maker.age, snapshot.age)),
                 {std::log(27), std::log(105)});
  columns.add("maker's weeks in the last year", log1(maker.in_year - snapshot.in_year));
  columns.add("maker's returns in the last year",
              log1(maker.returns_in_year - snapshot.returns_in_year));
  columns.add("maker's returns in the last quarter",
              log1(maker.returns_in_quarter - snapshot.returns_in_quarter));
  columns.add("weeks of maker's old works in the last year",
              log1(maker.old_in_year - (snapshot.age > 104 ? snapshot.in_year : 0)));
}

void KnownOn::add_course(const Snapshot& snapshot, Columns& columns) const {
  const Standing& last = history_->standing(snapshot.last);
  const double place = 100 * last.rank / history_->places();
  const std::size_t begin = history_->all_sightings(snapshot.work).begin;
  columns.group("course");
  columns.spline("place", place, {25, 50, 75, 90});
  columns.add("log place", std::log(place));
  columns.add("log weeks of the last run", std::log(last.run));
  columns.add("log best place of the last run", std::log(100 * last.run_peak / history_->places()));
  struct Span {
    std::size_t weeks;
    std::string_view fall, broken, place_fall, place_broken;
  };
  constexpr std::array<Span, 3> spans = {
      {{1, "fall over a week", "in its first week", "", "place × in its first week"},
       {4, "fall over 4 weeks", "less than 4 weeks in a row", "place × fall over 4 weeks",
        "place × less than 4 weeks in a row"},
       {8, "fall over 8 weeks", "less than 8 weeks in a row", "", ""}}};
  for (const Span& span : spans) {
    // Unbroken for so many weeks before the last sighting?
    const bool known = snapshot.last >= begin + span.weeks &&
                       last.day - history_->standing(snapshot.last - span.weeks).day <=
                           static_cast<DayNumber>(span.weeks) * week + 3;
    const double change =
        known ? std::log(last.rank / history_->standing(snapshot.last - span.weeks).rank) : 0;
    columns.add(span.fall, change);
    columns.add(span.broken, known ? 0 : 1);
    if (span.weeks == 1) columns.add("size of the last move", std::abs(change));
    if (!span.place_fall.empty()) columns.add(span.place_fall, place / 100 * change);
    if (!span.place_broken.empty()) columns.add(span.place_broken, known ? 0 : place / 100);
  }
  columns.add("place × log weeks charted", place / 100 * std::log(last.count));
  columns.add("place × log age", place / 100 * log1(snapshot.age));
}

// Two rules may be in force at once: a chart that had fewer has zeros in their place.
void KnownOn::add_rules(const Snapshot& snapshot, Columns& columns) const {
  const Standing& last = history_->standing(snapshot.last);
  columns.group("chart rules");
  constexpr std::size_t most = 2;
  std::size_t added = 0;
  const auto add = [&](double past, double soon, double depth) {
    columns.add("old enough for the rule", past);
    columns.add("soon old enough for the rule", soon);
    columns.add("old enough × places below", past * depth);
    columns.add("old enough × places below, if below", past * std::max(depth, 0.0));
    columns.add("soon old enough × places below", soon * depth);
    columns.add("old enough and close to the place", past > 0 && depth > -0.2 ? 1 : 0);
    ++added;
  };
  for (const CensoringRule& rule : history_->rules()) {
    if (day_ < day_number(rule.begins) || day_ > day_number(rule.ends) || added == most) continue;
    const DayNumber charted = last.count * week;
    const auto age = static_cast<DayNumber>(rule.age.count());
    const bool past = charted >= age;
    const bool soon = !past && charted >= age - 91;
    add(past ? 1 : 0, soon ? 1 : 0, 100 * (last.rank - rule.below_rank) / history_->places() / 50);
  }
  while (added < most) add(0, 0, 0);
}

void KnownOn::add_silence(const Snapshot& snapshot, Group group, Columns& columns) const {
  const Standing& last = history_->standing(snapshot.last);
  const double silence = log1(snapshot.silence);
  columns.group("career");
  if (group == Group::recent) {
    columns.add("on the chart", snapshot.charting() ? 1 : 0);
    columns.add("on the chart × place", snapshot.charting() ? last.rank / history_->places() : 0);
    columns.spline(
        "log silence", silence,
        {std::log(3), std::log(5), std::log(9), std::log(14), std::log(27), std::log(41)});
    columns.add("log silence × place", silence * last.rank / history_->places());
    columns.add("log silence × log age", silence * log1(snapshot.age));
    columns.add("log silence × returns", silence * std::min(last.short_returns, 4));
  } else {
    const double maker = log1(makers_[history_->maker(snapshot.work)].silence[0]);
    columns.add("log place", std::log(100 * last.rank / history_->places()));
    columns.add("log weeks of the last run", std::log(last.run));
    columns.spline("log silence", silence,
                   {std::log(105), std::log(261), std::log(520), std::log(1040)});
    columns.add("log silence × returns", silence * std::min(last.returns, 4));
    columns.add("log silence × log maker's silence", silence * maker);
  }
  columns.add("log silence × log weeks charted", silence * std::log(last.count));
}

void KnownOn::fill(const Snapshot& snapshot, int period, Group group, Columns& columns) const {
  add_career(snapshot, columns);
  add_age(snapshot, columns);
  add_season(snapshot, period, columns);
  add_maker(snapshot, columns);
  if (group != Group::charting) add_silence(snapshot, group, columns);
  if (group == Group::gone) return;
  add_course(snapshot, columns);
  add_rules(snapshot, columns);
}

void KnownOn::covariates(const Snapshot& snapshot, int period, Group group,
                         std::span<const std::string> without, Eigen::VectorXd& values) const {
  Columns columns(without, &values, nullptr);
  fill(snapshot, period, group, columns);
  values.conservativeResize(columns.size());
}

std::vector<std::string> KnownOn::covariate_names(int period, Group group,
                                                  std::span<const std::string> without) const {
  std::vector<std::string> names;
  Columns columns(without, nullptr, &names);
  fill(works_.front(), period, group, columns);
  return names;
}

std::vector<Eigen::Index> KnownOn::without_knots(int period, Group group,
                                                 std::span<const std::string> without) const {
  const std::vector<std::string> names = covariate_names(period, group, without);
  std::vector<Eigen::Index> plain;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].find(" beyond ") == std::string::npos)
      plain.push_back(static_cast<Eigen::Index>(i));
  }
  return plain;
}

}  // namespace outlive
