#include "outlive/forecast_history.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "outlive/error.h"
#include "outlive/songs.h"

namespace outlive {
namespace {

// A word tells something of a work only where several bear it.
constexpr std::size_t works_of_a_word = 5;

// The different words of a title: letters, digits and apostrophes, in lower case where they are ASCII.
std::set<std::string> words_in(std::string_view title) {
  std::set<std::string> words;
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) words.insert(word);
    word.clear();
  };
  for (const char c : title) {
    const auto byte = static_cast<unsigned char>(c);
    if (c >= 'A' && c <= 'Z') {
      word += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' || byte >= 0x80U) {
      word += c;
    } else {
      finish();
    }
  }
  finish();
  return words;
}

Standing next_standing(const Standing& before, const Sighting& sighting, double places) {
  Standing now = before;
  const DayNumber silence = day_number(sighting.day) - before.day;
  now.day = day_number(sighting.day);
  now.rank = static_cast<float>(sighting.rank);
  now.peak = std::min(before.peak, now.rank);
  ++now.count;
  now.short_returns += silence > short_silence;
  now.returns += silence > return_silence;
  now.low += sighting.rank > places / 2;
  now.high += sighting.rank <= places / 10;
  now.longest_silence = std::max(before.longest_silence, silence);
  const bool new_run = silence > run_break;
  now.run = new_run ? 1 : before.run + 1;
  now.run_peak = new_run ? now.rank : std::min(before.run_peak, now.rank);
  if (new_run) now.silence_before_run = silence;
  return now;
}

Standing first_standing(const Sighting& sighting, double places) {
  Standing first;
  first.day = day_number(sighting.day);
  first.rank = first.peak = first.run_peak = static_cast<float>(sighting.rank);
  first.low = sighting.rank > places / 2 ? 1 : 0;
  first.high = sighting.rank <= places / 10 ? 1 : 0;
  return first;
}

// A name under which a song may be listed.
struct SongName {
  SongTitle title;
  std::string performer;
};

// Charts correct the year of a recording: "(1959)" became "(1954)".
SongTitle joined_title(const ChartedWork& work) {
  constexpr std::string_view form = " (0000)";
  std::string title = work.title;
  if (title.size() > form.size()) {
    std::string end = title.substr(title.size() - form.size());
    std::replace_if(
        end.begin(), end.end(), [](unsigned char c) { return std::isdigit(c) != 0; }, '0');
    if (end == form) title.resize(title.size() - form.size());
  }
  return song_title(title);
}

// "Gene Autry" and "Gene Autry & The Pinafores": all words of one begin the other.
bool one_performer(const std::string& a, const std::string& b) {
  return (a + " ").starts_with(b + " ") || (b + " ").starts_with(a + " ");
}

bool one_song(const SongName& a, const SongName& b) {
  return same_song(a.title, b.title) && one_performer(a.performer, b.performer);
}

}  // namespace

DayNumber add_years(DayNumber day, int years) {
  const std::chrono::year_month_day date(day_of(day));
  std::chrono::year_month_day later = date + std::chrono::years(years);
  if (!later.ok()) later = later.year() / later.month() / std::chrono::last;
  return day_number(Day(later));
}

ChartHistory::ChartHistory(const Chart& chart, Day as_of)
    : places_(chart.places), rules_(chart.rules), as_of_(day_number(as_of)) {
  for (std::size_t i = 0; i < chart.works.size(); ++i) {
    if (chart.works[i].sightings.front().day > as_of) continue;
    chart_index_.push_back(i);
    add_work(chart.works[i]);
  }
  if (chart_index_.empty()) {
    throw std::move(Error("nothing was charted in " + chart.source + " by " + to_string(as_of))
                        .hint("its first chart is of " + to_string(chart.window.first)));
  }
  chart_days_.reserve(standings_.size());
  for (const Standing& standing : standings_) chart_days_.push_back(standing.day);
  std::sort(chart_days_.begin(), chart_days_.end());
  chart_days_.erase(std::unique(chart_days_.begin(), chart_days_.end()), chart_days_.end());
  number_makers(chart);
  number_words(chart);
  join_names(chart);
}

void ChartHistory::add_work(const ChartedWork& work) {
  for (const Sighting& sighting : work.sightings) {
    if (day_number(sighting.day) > as_of_) break;
    standings_.push_back(standings_.size() == begins_.back()
                             ? first_standing(sighting, places_)
                             : next_standing(standings_.back(), sighting, places_));
  }
  begins_.push_back(standings_.size());
}

void ChartHistory::number_makers(const Chart& chart) {
  std::map<std::string_view, std::size_t> numbers;
  for (const std::size_t i : chart_index_) {
    maker_.push_back(numbers.emplace(chart.works[i].performer, numbers.size()).first->second);
  }
  makers_ = numbers.size();
}

void ChartHistory::number_words(const Chart& chart) {
  std::map<std::string, std::vector<std::size_t>> works_by_word;
  for (std::size_t work = 0; work < works(); ++work) {
    for (const std::string& word : words_in(chart.works[chart_index_[work]].title)) {
      works_by_word[word].push_back(work);
    }
  }
  title_words_.resize(works());
  for (const auto& [word, bearers] : works_by_word) {
    if (bearers.size() < works_of_a_word) continue;
    for (const std::size_t work : bearers) {
      title_words_[work].push_back(static_cast<std::int32_t>(words_));
    }
    ++words_;
  }
}

void ChartHistory::join_names(const Chart& chart) {
  std::vector<SongName> names;
  std::map<std::string_view, std::vector<std::size_t>> by_title;
  names.reserve(works());
  for (const std::size_t index : chart_index_) {
    const ChartedWork& work = chart.works[index];
    names.push_back({joined_title(work), main_performer(work.performer)});
  }
  for (std::size_t work = 0; work < works(); ++work) {
    by_title[names[work].title.core].push_back(work);
  }
  other_names_.resize(works());
  for (const auto& [title, bearers] : by_title) {
    for (const std::size_t a : bearers) {
      for (const std::size_t b : bearers) {
        if (a != b && one_song(names[a], names[b])) other_names_[a].push_back(b);
      }
    }
  }
}

DayNumber ChartHistory::last_chart(DayNumber day) const {
  return *std::prev(std::upper_bound(chart_days_.begin(), chart_days_.end(), day));
}

Stretch ChartHistory::sightings(std::size_t work, DayNumber after, DayNumber until) const {
  const auto begin = standings_.begin() + static_cast<std::ptrdiff_t>(begins_[work]);
  const auto end = standings_.begin() + static_cast<std::ptrdiff_t>(begins_[work + 1]);
  const auto later = [](DayNumber day, const Standing& standing) { return day < standing.day; };
  const auto first = std::upper_bound(begin, end, after, later);
  const auto last = std::upper_bound(first, end, until, later);
  return {static_cast<std::size_t>(first - standings_.begin()),
          static_cast<std::size_t>(last - standings_.begin())};
}

bool ChartHistory::came_in(std::size_t work, std::size_t sighting) const {
  return sighting == begins_[work] ||
         standings_[sighting].day - standings_[sighting - 1].day > short_silence;
}

}  // namespace outlive
