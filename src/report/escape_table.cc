#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/csv.h"
#include "report/escape.h"
#include "report/terminal.h"

namespace outlive {
namespace {

std::string number(double value) {
  return csv_number(value + 0.0);  // −0 + 0 is 0.
}

// What rounds to nothing has no sign.
std::string decimals(double value, int places, bool sign = false) {
  const double unit = std::pow(10, places);
  const double shown = std::round(value * unit) / unit + 0.0;
  return sign && shown != 0 ? fmt::format("{:+.{}f}", shown, places)
                            : fmt::format("{:.{}f}", shown, places);
}

std::string day_text(const std::optional<Day>& day) {
  return day ? to_string(*day) : "";
}

std::string escaped_text(const PairEscape& pair) {
  return pair.refused.empty() ? std::string(to_string(pair.escape.escaped)) : "refused";
}

std::string joined(const std::vector<std::string>& notes) {
  std::string text;
  for (const std::string& note : notes) text += (text.empty() ? "" : "; ") + note;
  return text;
}

std::string month_of(const std::optional<Day>& day, const char* otherwise) {
  return day ? to_string(*day).substr(0, 7) : otherwise;
}

std::string since(const PairEscape& pair) {
  const Escape& found = pair.escape;
  if (found.escaped == Escaped::no) return "behind";
  if (found.escaped == Escaped::cannot_tell) {
    return fmt::format("ahead: {:.0f} %", 100 * found.probability);
  }
  if (!found.date.estimate) return "before " + month_of(pair.from, "");
  const std::string low = month_of(found.date.low, "before");
  const std::string high = month_of(found.date.high, "");
  const std::string date = month_of(found.date.estimate, "");
  return low == high ? date : fmt::format("{} ({} to {})", date, low, high);
}

std::string figures(const Estimate& value) {
  if (!value.known()) return "";
  return fmt::format("{} ({} to {})", decimals(value.estimate, 1, true), decimals(value.low, 1),
                     decimals(value.high, 1));
}

std::string row(const PairEscape& pair, std::size_t width) {
  constexpr std::size_t date_columns = 29;
  constexpr std::size_t velocity_columns = 20;
  const std::size_t names = width - date_columns - velocity_columns - 2;
  return fit(pair.music + " / " + pair.film, names) + " " + fit(since(pair), date_columns) + " " +
         fit(figures(pair.escape.velocity), velocity_columns) + "\n";
}

std::string coupling_words(const Coupling& coupling) {
  const auto words = [](const Estimate& value, const char* when) {
    if (!value.known()) return std::string();
    return fmt::format("{} ({} to {}, n = {}) {}", decimals(value.estimate, 2),
                       decimals(value.low, 2), decimals(value.high, 2), value.n, when);
  };
  const std::string before = words(coupling.before, "before");
  const std::string after = words(coupling.after, "after");
  if (before.empty() && after.empty()) return "";
  return "moves with its film: " + before + (before.empty() || after.empty() ? "" : ", ") + after;
}

std::string indented(const std::string& text, std::size_t width) {
  if (text.empty()) return "";
  const std::string lines = wrap(text, width - 4);
  std::string result = "    ";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    result += lines[i];
    if (lines[i] == '\n' && i + 1 < lines.size()) result += "    ";
  }
  return result;
}

bool refused(const PairEscape& pair) {
  return !pair.refused.empty();
}

// Those refused for one reason, together.
std::string refusals(const EscapeSet& set, std::size_t width) {
  std::string text;
  for (const PairEscape& pair : set.pairs) {
    if (!refused(pair)) continue;
    text += fit(pair.music + " / " + pair.film, width) + "\n" + indented(pair.refused, width);
  }
  return text.empty() ? "" : "\nNothing is said of these:\n\n" + text;
}

std::int64_t count(const EscapeSet& set, Escaped escaped) {
  return std::count_if(set.pairs.begin(), set.pairs.end(), [&](const PairEscape& pair) {
    return !refused(pair) && pair.escape.escaped == escaped;
  });
}

}  // namespace

std::vector<std::string> escape_findings(const EscapeSet& set) {
  const std::int64_t yes = count(set, Escaped::yes);
  const std::int64_t no = count(set, Escaped::no);
  const std::int64_t undecided = count(set, Escaped::cannot_tell);
  const auto all = static_cast<std::int64_t>(set.pairs.size());
  const std::int64_t ahead =
      std::count_if(set.pairs.begin(), set.pairs.end(), [](const auto& pair) {
        return pair.escape.escaped == Escaped::yes && !pair.escape.date.estimate;
      });
  const std::string of_them =
      ahead > 0 ? fmt::format(" ({} ahead from the first month on)", ahead) : "";
  const std::int64_t judged = std::count_if(set.pairs.begin(), set.pairs.end(),
                                            [](const auto& pair) { return !refused(pair); });
  return {fmt::format(
      "Of {} pair{}, {} can be judged: in {} the music has escaped its film{}, in {} it has "
      "not, in {} the data cannot tell.",
      all, all == 1 ? "" : "s", judged, yes, of_them, no, undecided)};
}

std::vector<std::string> escape_notes(const EscapeSet& set) {
  return {
      fmt::format("Counted by {} from {} to {}, for each film from its release on.",
                  set.source.source->name, to_string(set.source.window.first).substr(0, 7),
                  to_string(set.source.window.last).substr(0, 7)),
      "Escaped: music : film has passed 1 for good, as far as the data reach. Film and music must "
      "be counted on one scale, and the counts must mean them and nothing else of that name.",
      "A doubling a year is the mean change of the ratio from the first month to the last; a film "
      "is at its peak in the first, so most ratios rise.",
      "Moves with its film: the share of a film's change from month to month that shows in its "
      "music.",
      "Which pairs are here was somebody's choice: shares of them are not shares of all films."};
}

std::string escape_csv(const EscapeSet& set) {
  std::vector<std::string> header = {"film",      "film_released", "music", "performer",
                                     "escaped",   "probability",   "date",  "date_low",
                                     "date_high", "from",          "months"};
  for (const char* name : {"velocity", "velocity_now", "coupling_before", "coupling_after"}) {
    for (const char* part : {"", "_low", "_high"}) header.push_back(std::string(name) + part);
  }
  header.insert(header.end(), {"refused", "note"});
  CsvWriter csv(header);
  for (const PairEscape& pair : set.pairs) {
    const Escape& found = pair.escape;
    std::vector<std::string> cells = {pair.film,
                                      day_text(pair.film_released),
                                      pair.music,
                                      pair.performer,
                                      escaped_text(pair),
                                      found.estimated() ? number(found.probability) : "",
                                      day_text(found.date.estimate),
                                      day_text(found.date.low),
                                      day_text(found.date.high),
                                      day_text(pair.from),
                                      std::to_string(found.ratio.size())};
    for (const Estimate& value :
         {found.velocity, found.velocity_now, found.coupling.before, found.coupling.after}) {
      for (const double part : {value.estimate, value.low, value.high})
        cells.push_back(number(part));
    }
    cells.push_back(pair.refused);
    cells.push_back(joined(pair.notes));
    csv.row(cells);
  }
  return csv.text();
}

std::string escape_table(const EscapeSet& set, std::size_t width) {
  std::string text;
  for (const std::string& finding : escape_findings(set)) text += wrap(finding, width);
  std::string rows;
  for (const PairEscape& pair : set.pairs) {
    if (refused(pair)) continue;
    rows += row(pair, width) + indented(coupling_words(pair.escape.coupling), width) +
            indented(joined(pair.notes), width);
  }
  if (!rows.empty()) {
    constexpr std::size_t columns = 29 + 20 + 2;
    text += "\n" + fit("Music / film", width - columns) + " " +
            fit(fmt::format("ahead since ({:g} %)", 100 * set.options.escape.confidence), 29) +
            " " + fit("doublings a year", 20) + "\n" + rows;
  }
  text += refusals(set, width) + "\n";
  for (const std::string& note : escape_notes(set)) text += wrap(note, width);
  return text;
}

}  // namespace outlive
