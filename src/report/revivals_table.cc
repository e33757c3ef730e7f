#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "base/text.h"
#include "report/revivals.h"
#include "report/terminal.h"

namespace outlive {
namespace {

bool larger(const FoundRevival* a, const FoundRevival* b) {
  return a->revival.size > b->revival.size;
}

constexpr std::size_t rows_shown = 15;

std::int64_t count_of(const RevivalsReport& report, Season::Verdict verdict) {
  const auto& found = report.revivals.found;
  return std::count_if(found.begin(), found.end(), [&](const FoundRevival& one) {
    return one.revival.season.verdict == verdict;
  });
}

std::size_t works_found(const RevivalsReport& report) {
  std::set<std::uint64_t> works;
  for (const FoundRevival& found : report.revivals.found) works.insert(found.work.id);
  return works.size();
}

std::string short_number(double value) {
  if (value >= 1e9) return fmt::format("{:.1f}G", value / 1e9);
  if (value >= 1e6) return fmt::format("{:.1f}M", value / 1e6);
  if (value >= 1e4) return fmt::format("{:.0f}k", value / 1e3);
  return fmt::format("{:.0f}", value);
}

std::string in_weeks(const Estimate& days) {
  const auto weeks = [](double x) { return fmt::format("{:.0f}", x / 7); };
  if (!days.known()) return "> " + weeks(days.low);
  return fmt::format("{:.1f} ({}–{})", days.estimate / 7, weeks(days.low), weeks(days.high));
}

// "2 to 14 months before", "3 weeks after it began".
std::string between(const Placement& placement, Day begins) {
  const std::int64_t least = placement.least(begins);
  const std::int64_t most = placement.most(begins);
  const auto weeks = [](std::int64_t days) { return days / 7; };
  if (most < 0) return fmt::format("{} weeks after it began", weeks(-most));
  if (weeks(least) == weeks(most)) return fmt::format("{} weeks before", weeks(most));
  if (least < 0) return fmt::format("up to {} weeks before, or after it began", weeks(most));
  return fmt::format("{} to {} weeks before", weeks(least), weeks(most));
}

std::string released(const CatalogueFilm& film) {
  const std::string from = to_string(film.released);
  return film.days == 1 ? from : from.substr(0, 4);
}

std::string placement_lines(const FoundRevival& found, std::size_t width) {
  std::string text;
  for (const Placement& placement : found.placements) {
    const std::string line = fmt::format(
        "            {}{} ({}), {}", placement.doubt.empty() ? "" : "? ", placement.film.title,
        released(placement.film), between(placement, found.counted));
    text += fit(line, width);
    text.erase(text.find_last_not_of(' ') + 1);
    text += "\n";
  }
  if (found.placed() && found.chance.known()) {
    text += fmt::format("            chance of such a film: {:.0f} % ({:.0f}–{:.0f}, n = {})\n",
                        100 * found.chance.estimate, 100 * found.chance.low,
                        100 * found.chance.high, found.chance.n);
  }
  return text;
}

std::string row(const FoundRevival& found, std::size_t width) {
  const Revival& revival = found.revival;
  const std::string name =
      found.work.maker.empty() ? found.work.title : found.work.title + ", " + found.work.maker;
  return fmt::format("{}  {} {:>7} {:>6}{} {:>14}\n", to_string(revival.begins),
                     fit(name, width - 43), short_number(revival.peak), revival.periods,
                     revival.censoring == Censoring::window ? "+" : " ",
                     in_weeks(revival.half_life));
}

// The largest first, as many as are shown.
std::vector<const FoundRevival*> shown(const RevivalsReport& report) {
  std::vector<const FoundRevival*> rows = chosen_revivals(report);
  std::erase_if(rows, [&](const FoundRevival* found) {
    return report.choice.title.empty() && !report.choice.seasonal &&
           found->revival.season.verdict != Season::no;
  });
  std::stable_sort(rows.begin(), rows.end(), larger);
  if (report.choice.title.empty() && rows.size() > rows_shown) rows.resize(rows_shown);
  return rows;
}

std::string heading(const RevivalsReport& report) {
  if (!report.choice.title.empty()) return "Revivals of titles with '" + report.choice.title + "'";
  const std::string since =
      report.choice.since ? " since " + to_string(*report.choice.since) : std::string();
  return (report.choice.seasonal ? "The largest that keep to a season"
                                 : "The largest that keep to no season") +
         since;
}

// Of those that keep to a season, and of those that do not, in the order in which they stand.
void keep_largest(std::vector<const FoundRevival*>& chosen, std::size_t largest) {
  std::vector<const FoundRevival*> by_size = chosen;
  std::stable_sort(by_size.begin(), by_size.end(), larger);
  std::set<const FoundRevival*> kept;
  std::array<std::size_t, 2> count{};
  for (const FoundRevival* found : by_size) {
    if (count[found->revival.season.verdict == Season::yes ? 1 : 0]++ < largest) kept.insert(found);
  }
  std::erase_if(chosen, [&](const FoundRevival* found) { return !kept.contains(found); });
}

}  // namespace

std::vector<const FoundRevival*> chosen_revivals(const RevivalsReport& report) {
  const std::string words = normalise_title(report.choice.title);
  std::vector<const FoundRevival*> chosen;
  for (const FoundRevival& found : report.revivals.found) {
    const bool named =
        report.choice.title.empty() || has_words(normalise_title(found.work.title), words);
    if (!named) continue;
    if (report.choice.since && found.revival.begins < *report.choice.since) continue;
    if (report.choice.seasonal && found.revival.season.verdict != Season::yes) continue;
    chosen.push_back(&found);
  }
  if (report.choice.largest > 0) keep_largest(chosen, report.choice.largest);
  return chosen;
}

std::vector<std::string> revivals_findings(const RevivalsReport& report) {
  const Revivals& all = report.revivals;
  std::vector<std::string> sentences = {
      fmt::format("Of {} works in {}, {} came back in {} revivals: {} keep to no season, {} to "
                  "one, and of {} it "
                  "cannot be told.",
                  all.works, report.source.name, works_found(report), all.found.size(),
                  count_of(report, Season::no), count_of(report, Season::yes),
                  count_of(report, Season::cannot_tell))};
  if (all.seasonal_works > 0) {
    sentences.push_back(fmt::format("{} works come at one time of the year in three years or more.",
                                    all.seasonal_works));
  }
  if (all.let_in > 0) {
    sentences.push_back(fmt::format(
        "{} returns are left out: they came within {} weeks of the end of a rule of the chart that "
        "had kept the work off.",
        all.let_in, report.rule.life.silence.count() / 7));
  }
  if (all.placed_by_chance.known()) {
    sentences.push_back(
        fmt::format("A film that used the song was shown shortly before {} of {} revivals not seen "
                    "to keep to a "
                    "season; chance "
                    "alone would give {:.1f} ({:.1f} to {:.1f}).",
                    all.placed(), all.placed_by_chance.n, all.placed_by_chance.estimate,
                    all.placed_by_chance.low, all.placed_by_chance.high));
  }
  return sentences;
}

std::vector<std::string> revivals_notes(const RevivalsReport& report) {
  std::vector<std::string> notes;
  if (report.source.unit == "rank") {
    notes.push_back(fmt::format(
        "To come back is to be seen after more than {} weeks below place {:.0f}; what happened "
        "below is not seen. Half-lives take the n-th place for 1/n of the first (Zipf).",
        report.rule.life.silence.count() / 7, report.source.floor));
    notes.emplace_back(
        "The chart's own rules keep older works off unless they rank high: the first weeks of a "
        "return are not seen, and its end may be the rule's.");
  } else {
    notes.push_back(fmt::format(
        "A burst lifts the level at least {:g} times, by change points of negative-binomial "
        "counts; what is seasonal or follows the awards counts like any other.",
        report.rule.rise));
  }
  if (report.revivals.catalogue) {
    notes.push_back(fmt::format(
        "A film shown from {} days before to {} days after is a candidate, never a proof; a "
        "question mark: the credit names no performer, and the title is common. Series, "
        "advertisements and deaths are in no list.",
        report.placement.before.count(), report.placement.after.count()));
  } else {
    notes.emplace_back(
        "The store knows of no film that used music: 'outlive sources' names the catalogues.");
  }
  return notes;
}

std::string revivals_table(const RevivalsReport& report, std::size_t width) {
  std::string text =
      fit(fmt::format("{}, {} to {}", report.source.title, to_string(report.source.window.first),
                      to_string(report.source.window.last)),
          width);
  text.erase(text.find_last_not_of(' ') + 1);
  text += "\n";
  for (const std::string& sentence : revivals_findings(report)) text += wrap(sentence, width);
  const std::vector<const FoundRevival*> rows = shown(report);
  text += "\n" + heading(report) + (rows.empty() ? ": none\n" : "\n");
  if (!rows.empty()) {
    text += fmt::format("{:<10}  {} {:>7} {:>6}  {:>14}\n", "begins", fit("", width - 43), "peak",
                        report.source.unit == "rank" ? "weeks" : "seen", "half-life, wk");
  }
  for (const FoundRevival* found : rows) {
    text += row(*found, width) + placement_lines(*found, width);
  }
  text += rows.empty() ? "\n" : "\n+ still going on when the data end   > longer than was seen\n\n";
  for (const std::string& note : revivals_notes(report)) text += wrap(note, width);
  return text;
}

}  // namespace outlive
