#include "outlive/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace outlive {
namespace {

constexpr double as_much = 0.5;  // Before a release as after: not of that work alone.

bool seen(double value) {
  return value > 0;
}

// The share of months in which both stand at the same score, or next to it, of those in which either
// reaches `least_score`; 0 where fewer than `least` do.
double share_alike(std::span<const MonthSeen> months) {
  constexpr double least_score = 3;
  constexpr int least = 6;
  constexpr double like = 0.02;  // Of the score, where scores are high.
  int looked_at = 0;
  int alike = 0;
  for (const MonthSeen& month : months) {
    if (!seen(month.film) || !seen(month.music)) continue;
    const double higher = std::max(month.film, month.music);
    if (higher < least_score) continue;
    ++looked_at;
    alike += std::abs(month.film - month.music) <= std::max(1.0, like * higher);
  }
  return looked_at < least ? 0 : static_cast<double>(alike) / looked_at;
}

// Of the changes of logarithm from month to month, where both scores are high enough to show them.
double correlation_of_changes(std::span<const MonthSeen> months) {
  constexpr double least_score = 3;
  constexpr double least = 12;
  double n = 0, film = 0, music = 0, films = 0, musics = 0, product = 0;
  const auto well_seen = [](const MonthSeen& month) {
    return month.film >= least_score && month.music >= least_score;
  };
  for (std::size_t i = 1; i < months.size(); ++i) {
    if (!well_seen(months[i - 1]) || !well_seen(months[i])) continue;
    const double x = std::log(months[i].film / months[i - 1].film);
    const double y = std::log(months[i].music / months[i - 1].music);
    ++n, film += x, music += y, films += x * x, musics += y * y, product += x * y;
  }
  if (n < least) return 0;
  const double spread = std::sqrt((films - film * film / n) * (musics - music * music / n));
  return spread > 0 ? (product - film * music / n) / spread : 0;
}

bool holds_words(const std::string& all, const std::string& some) {
  return !some.empty() && (" " + all + " ").find(" " + some + " ") != std::string::npos;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::string other_meaning(const Queried& work, const char* what, std::span<const MonthSeen> months,
                          Side side) {
  const auto found = before_release(months, side, work.released);
  if (!found || found->share() < as_much) return "";
  return fmt::format(
      "\"{}\" was searched for before {} came out ({}) {:.0f} % as much as after: the words mean "
      "something else too, or the date is that of a later work",
      bare_title(work.title), what, to_string(*work.released), 100 * found->share());
}

// Of music whose release is not told, which its film's stands in for.
std::string other_meaning_before(const Queried& film, const Queried& music,
                                 std::span<const MonthSeen> months) {
  const auto found = before_release(months, Side::music, film.released);
  if (!found || found->share() < as_much) return "";
  return fmt::format(
      "the music's release is not told, and \"{}\" was searched for before the film came out ({}) "
      "{:.0f} % as much as after: an older work, or words that mean something else",
      bare_title(music.title), to_string(*film.released), 100 * found->share());
}

}  // namespace

std::string bare_title(const std::string& title) {
  const std::size_t cut = std::min({title.find(" - "), title.find(" ("), title.find(" [")});
  const std::string bare = title.substr(0, cut);
  return normalise_title(bare).empty() ? title : bare;
}

std::string arabic_title(const std::string& title) {
  constexpr std::array<std::string_view, 9> numerals = {"II",   "III", "IV", "VI", "VII",
                                                        "VIII", "IX",  "XI", "XII"};
  constexpr std::array<int, 9> numbers = {2, 3, 4, 6, 7, 8, 9, 11, 12};
  for (std::size_t begin = 0; begin < title.size();) {
    const std::size_t end = std::min(title.find_first_of(" :,-", begin), title.size());
    const auto* const found = std::find(numerals.begin(), numerals.end(),
                                        std::string_view(title).substr(begin, end - begin));
    if (found != numerals.end()) {
      const int number = numbers.at(static_cast<std::size_t>(found - numerals.begin()));
      return title.substr(0, begin) + std::to_string(number) + title.substr(end);
    }
    begin = end + 1;
  }
  return "";
}

std::optional<BeforeRelease> before_release(std::span<const MonthSeen> months, Side side,
                                            std::optional<Day> released) {
  constexpr Days run_up{366};  // Searches for what is to come belong to it.
  constexpr std::size_t least = 12;
  if (!released) return std::nullopt;
  std::vector<double> before;
  std::vector<double> after;
  for (const MonthSeen& month : months) {
    const double value = side == Side::film ? month.film : month.music;
    const double counted = seen(value) ? value : 0;
    if (month.month < *released - run_up) before.push_back(counted);
    if (month.month > *released - Days(31)) after.push_back(counted);
  }
  if (before.size() < least || after.size() < least) return std::nullopt;
  return BeforeRelease{median(std::move(before)), median(std::move(after))};
}

std::string shared_query(const Queried& film, const Queried& music,
                         std::span<const MonthSeen> months) {
  constexpr double alike = 0.9;
  const std::string film_words = normalise_title(film.title);
  const std::string music_words = normalise_title(bare_title(music.title));
  const double share = share_alike(months);
  if (film_words == normalise_title(music.title) || (film_words == music_words && share >= alike)) {
    return "film and music share a name, and so one query";
  }
  if (share >= alike) {
    return fmt::format(
        "film and music stand at the same score in {:.0f} % of the months: one query is counted "
        "for both",
        100 * share);
  }
  if (holds_words(film_words, music_words) || holds_words(music_words, film_words)) {
    const double correlation = correlation_of_changes(months);
    if (correlation >= alike) {
      return fmt::format(
          "one name is part of the other, and the two move as one (correlation of monthly changes "
          "{:.2f}): the same searches are counted for both",
          correlation);
    }
  }
  std::string of_film = other_meaning(film, "the film", months, Side::film);
  if (!of_film.empty()) return of_film;
  return music.released ? other_meaning(music, "the music", months, Side::music)
                        : other_meaning_before(film, music, months);
}

}  // namespace outlive
