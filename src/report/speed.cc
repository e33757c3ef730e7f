#include "report/speed.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/csv.h"
#include "report/json.h"
#include "report/speed_json.h"
#include "report/terminal.h"

namespace outlive {
namespace {

std::string in_words(const std::string& measure) {
  if (measure == "time_to_peak") return "time to peak";
  if (measure == "first_life") return "first life";
  if (measure == "half_life") return "half-life";
  return "wait for a return";
}

std::string whose(const SpeedGroup& group, const SpeedReport& report) {
  if (group.name == "soundtracks") return "soundtracks";
  if (group.name == "others") return "other works";
  return "works of " + report.source.name;
}

std::string p_words(double p) {
  return p < 0.001 ? "p < 0.001" : fmt::format("p = {:.3f}", p);
}

// --- JSON ----------------------------------------------------------------------------------------

Json test_json(const WaldTest& test) {
  return {{"f", json_number(test.f)},
          {"df", test.degrees_of_freedom},
          {"df_residual", test.clusters},
          {"p", json_number(test.p)}};
}

Json trend_json(const Trend& trend) {
  Json segments = Json::array();
  for (const TrendSegment& segment : trend.segments) {
    segments.push_back({{"from", to_string(segment.from)},
                        {"to", to_string(segment.to)},
                        {"hazard_ratio_a_decade", json_estimate(segment.pace)}});
  }
  Json breaks = Json::array();
  for (const TrendBreak& at : trend.breaks) {
    breaks.push_back({{"date", to_string(at.at.date)},
                      {"name", at.at.name},
                      {"jump", json_estimate(at.jump)},
                      {"change", json_estimate(at.change)},
                      {"p", json_number(at.p)}});
  }
  return {{"segments", segments},
          {"breaks", breaks},
          {"changed", test_json(trend.changed)},
          {"cannot_tell", trend.cannot_tell.empty() ? Json(nullptr) : Json(trend.cannot_tell)}};
}

Json group_json(const SpeedGroup& group) {
  Json years = Json::array();
  for (const SpeedYear& year : group.years) {
    Json object = {{"year", year.year}, {"n", year.works}};
    for (const Figure& figure : year.figures) object[figure.name] = json_estimate(figure.value);
    years.push_back(object);
  }
  return {{"group", group.name},
          {"n", group.works},
          {"years", years},
          {"trend", trend_json(group.trend)}};
}

}  // namespace

Json speed_object(const SpeedReport& report) {
  Json breaks = Json::array();
  for (const Break& at : report.speed.breaks) {
    breaks.push_back({{"date", to_string(at.date)}, {"name", at.name}});
  }
  Json measures = Json::array();
  for (const SpeedMeasure& measure : report.speed.measures) {
    Json groups = Json::array();
    for (const SpeedGroup& group : measure.groups) groups.push_back(group_json(group));
    measures.push_back({{"measure", measure.name},
                        {"unit", measure.name == "revival" ? "share" : "weeks"},
                        {"groups", groups},
                        {"differ", test_json(measure.differ)}});
  }
  return {{"source", report.source.name},
          {"from", to_string(report.source.window.first)},
          {"to", to_string(report.source.window.last)},
          {"works", report.speed.works},
          {"left_out", report.speed.left_out},
          {"breaks", breaks},
          {"measures", measures},
          {"findings", speed_findings(report)},
          {"notes", speed_notes(report)}};
}

std::string speed_json(const SpeedReport& report) {
  return json_text(speed_object(report));
}

// --- rows ----------------------------------------------------------------------------------------

std::string speed_csv(const SpeedReport& report) {
  CsvWriter csv({"source", "measure", "group", "from", "figure", "estimate", "low", "high", "n"});
  for (const SpeedMeasure& measure : report.speed.measures) {
    for (const SpeedGroup& group : measure.groups) {
      const auto row = [&](const std::string& from, const std::string& figure, const Estimate& e) {
        for (const std::string& name :
             {report.source.name, measure.name, group.name, from, figure}) {
          csv.cell(name);
        }
        csv.cells(e);
        csv.end_row();
      };
      for (const SpeedYear& year : group.years) {
        for (const Figure& figure : year.figures) {
          row(std::to_string(year.year), figure.name, figure.value);
        }
      }
      for (const TrendSegment& segment : group.trend.segments) {
        row(to_string(segment.from), "hazard_ratio_a_decade", segment.pace);
      }
      for (const TrendBreak& at : group.trend.breaks) {
        row(to_string(at.at.date), "jump", at.jump);
        row(to_string(at.at.date), "change", at.change);
      }
    }
  }
  return csv.text();
}

// --- words ---------------------------------------------------------------------------------------

std::vector<std::string> speed_findings(const SpeedReport& report) {
  std::vector<std::string> sentences;
  for (const SpeedMeasure& measure : report.speed.measures) {
    for (const SpeedGroup& group : measure.groups) {
      const std::string subject =
          fmt::format("{} of {}", in_words(measure.name), whose(group, report));
      if (group.trend.segments.empty()) {
        sentences.push_back(fmt::format("Trend of the {}: {}.", subject, group.trend.cannot_tell));
        continue;
      }
      const TrendSegment& now = group.trend.segments.back();
      const std::string pace = now.pace.low > 1
                                   ? "shortens"
                                   : (now.pace.high < 1 ? "lengthens" : "shows no clear trend");
      std::string text = fmt::format(
          "Since {} the {} {}: hazard ratio a decade {:.2f} ({:.2f} to {:.2f}, n = {}).",
          to_string(now.from), subject, pace, now.pace.estimate, now.pace.low, now.pace.high,
          now.pace.n);
      if (std::isfinite(group.trend.changed.p)) {
        text.pop_back();
        text += fmt::format("; the trend {} at the breaks ({}).",
                            group.trend.changed.p < 0.05 ? "changed" : "is not seen to change",
                            p_words(group.trend.changed.p));
      }
      sentences.push_back(text);
    }
    if (std::isfinite(measure.differ.p)) {
      sentences.push_back(
          fmt::format("Soundtracks and other works {} trends of the {} ({}).",
                      measure.differ.p < 0.05 ? "differ in the" : "are not seen to differ in the",
                      in_words(measure.name), p_words(measure.differ.p)));
    }
  }
  return sentences;
}

std::vector<std::string> speed_notes(const SpeedReport& report) {
  std::vector<std::string> notes = {
      fmt::format("A work counts for the year in which it entered {}; {} seen soon after the data "
                  "begin are left out, for they may have been there before.",
                  report.source.name, report.speed.left_out),
      "A trend says that the pace moved with the years, not why: what changed for all works at "
      "once "
      "shows only as a jump at a break."};
  if (report.source.unit == "rank") {
    notes.emplace_back(
        "Places are no amounts. Half-lives take the n-th place for 1/n of the first (Zipf); a "
        "chart "
        "of fixed length also turns over faster when more works come out.");
    notes.emplace_back(
        "Where the chart itself takes older works off, spans are cut off there, and longer ones "
        "are "
        "not seen at all.");
  }
  return notes;
}

// --- terminal ------------------------------------------------------------------------------------

namespace {

std::string cell(const Estimate& value, const char* form) {
  if (std::isnan(value.estimate)) return "cannot tell";
  const auto limit = [&](double x) {
    return std::isfinite(x) ? fmt::format(fmt::runtime(form), x) : std::string("?");
  };
  return fmt::format("{} ({}–{})", limit(value.estimate), limit(value.low), limit(value.high));
}

// The last cohort of each decade, and the last of all.
std::vector<const SpeedYear*> milestones(const SpeedGroup& group) {
  std::vector<const SpeedYear*> shown;
  for (std::size_t i = 0; i < group.years.size(); ++i) {
    const bool last = i + 1 == group.years.size();
    if (last || group.years[i].year % 10 == 0) shown.push_back(&group.years[i]);
  }
  return shown;
}

std::string cohort_lines(const SpeedGroup& group, bool share) {
  std::string text;
  for (const SpeedYear* year : milestones(group)) {
    text += fmt::format("    {}  n {:>5}", year->year, year->works);
    for (const Figure& figure : year->figures) {
      if (share) {
        text += fmt::format(
            "  {}", figure.value.known()
                        ? fmt::format("{:.1f} % ({:.1f}–{:.1f})", 100 * figure.value.estimate,
                                      100 * figure.value.low, 100 * figure.value.high)
                        : "too early to tell");
      } else {
        text += fmt::format("  {:>16}", cell(figure.value, "{:.0f}"));
      }
    }
    text += "\n";
  }
  return text;
}

std::string trend_lines(const Trend& trend) {
  if (!trend.cannot_tell.empty()) return "    " + trend.cannot_tell + "\n";
  std::string text =
      "    hazard ratio of one decade (above 1: spans get shorter) and, at a break, jump\n";
  for (std::size_t i = 0; i < trend.segments.size(); ++i) {
    const TrendSegment& segment = trend.segments[i];
    text += fmt::format("      {} to {}  {:<20}", to_string(segment.from), to_string(segment.to),
                        cell(segment.pace, "{:.2f}"));
    text += fmt::format("n {:>5} ", segment.pace.n);
    if (i > 0) text += fmt::format("jump {}", cell(trend.breaks[i - 1].jump, "{:.2f}"));
    text += "\n";
  }
  if (std::isfinite(trend.changed.p)) {
    text += fmt::format("      one trend throughout? {}\n", p_words(trend.changed.p));
  }
  return text;
}

}  // namespace

std::string speed_table(const SpeedReport& report, std::size_t width) {
  std::string text = wrap(fmt::format("{}, {} to {}: {} works", report.source.title,
                                      to_string(report.source.window.first),
                                      to_string(report.source.window.last), report.speed.works),
                          width);
  for (const SpeedMeasure& measure : report.speed.measures) {
    const bool share = measure.name == "revival";
    text += share ? "\nShare that came back within five years of the end of the first life\n"
                  : fmt::format("\n{}, in weeks: lower quartile, median, upper quartile\n",
                                measure.name == "time_to_peak" ? "Time to peak"
                                : measure.name == "first_life" ? "First life"
                                                               : "Half-life after the peak");
    for (const SpeedGroup& group : measure.groups) {
      text += fmt::format("  {}\n", whose(group, report));
      text += cohort_lines(group, share) + trend_lines(group.trend);
    }
  }
  text += "\n? not reached within what was watched\n\n";
  for (const std::string& sentence : speed_notes(report)) text += wrap(sentence, width);
  return text;
}

}  // namespace outlive
