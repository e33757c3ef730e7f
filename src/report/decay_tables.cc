#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/csv.h"
#include "report/decay.h"
#include "report/terminal.h"

namespace outlive {
namespace {

std::string cell(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "";
}

std::string short_number(double value) {
  return std::isfinite(value) ? fmt::format("{:.3g}", value) : "?";
}

std::string estimate_line(const std::string& name, const DecayEstimate& value, const char* unit) {
  const auto name_fitted = fit(name, 34);
  if (!value.value.known()) {
    return fmt::format("  {}{}\n", name_fitted,
                       value.reason.empty() ? "cannot tell" : value.reason);
  }
  const bool limited = !std::isnan(value.value.low);
  return fmt::format("  {}{:>8}{}{}\n", name_fitted, short_number(value.value.estimate),
                     limited ? fmt::format("   {:>7} to {:>7}", short_number(value.value.low),
                                           short_number(value.value.high))
                             : "",
                     unit);
}

// --- cross-sections -------------------------------------------------------------------------------

std::string laws_lines(const DecayFit& fit_of_section) {
  std::string text = "  law              AICc    weight   half-life\n";
  for (const DecayLawFit& law : fit_of_section.laws) {
    if (!law.fitted) {
      text += fmt::format("  {:<12}{}\n", to_string(law.law), law.reason);
      continue;
    }
    text += fmt::format(
        "  {:<12}{:>9.1f}{:>10.3f}   {}\n", to_string(law.law), law.aicc, law.weight,
        law.half_life.value.known() ? short_number(law.half_life.value.estimate) + " years"
                                    : law.half_life.reason);
  }
  return text;
}

std::string section_lines(const CrossSection& section) {
  std::string text = fmt::format("{}: {} by age, {} {}, {} ages\n\n", section.name, section.value,
                                 section.works, section.weight, section.points.size());
  text += laws_lines(section.fit);
  const DecayLawFit* const best = section.fit.best();
  if (best == nullptr) return text + "\n" + section.fit.reason + "\n";
  text += fmt::format("\n  {:<34}{:>8}   95 % interval\n", to_string(best->law), "estimate");
  for (const DecayParameter& parameter : best->parameters) {
    text += estimate_line(std::string(parameter.name), parameter.estimate, "");
  }
  const char* const averaged = section.fit.told ? "" : ", over laws";
  text += estimate_line(std::string("half-life") + averaged, section.fit.half_life, " years");
  text += estimate_line(std::string("to a tenth") + averaged, section.fit.tenth, " years");
  if (best->law == DecayLaw::two_phase) {
    text += estimate_line("t_equal: both memories equal", best->t_equal, " years");
    text += estimate_line("t_c: both terms decay alike", best->t_c, " years");
  }
  return text + (section.fit.told ? "" : "\n  " + section.fit.reason + "\n");
}

void section_rows(const CrossSection& section, CsvWriter& csv) {
  const DecayLawFit* const best = section.fit.best();
  for (const DecayPoint& point : section.points) {
    const Estimate curve = best != nullptr ? best->value_at(point.age) : Estimate{};
    csv.row({section.name, cell(point.age), cell(point.value), cell(point.weight),
             cell(curve.estimate), cell(curve.low), cell(curve.high)});
  }
}

std::string paragraph(const std::vector<std::string>& sentences, std::size_t width) {
  std::string text;
  for (const std::string& sentence : sentences) text += (text.empty() ? "" : " ") + sentence;
  return text.empty() ? "" : "\n" + wrap(text, width);
}

// --- works ----------------------------------------------------------------------------------------

// The longest half-lives first, then those that cannot be told, by title.
std::vector<const WorkDecay*> by_half_life(const std::vector<WorkDecay>& works) {
  std::vector<const WorkDecay*> sorted;
  for (const WorkDecay& work : works) sorted.push_back(&work);
  const auto length = [](const WorkDecay* work) {
    const Estimate& time = work->fit.half_life.value;
    return time.known() ? time.estimate : -1;
  };
  std::stable_sort(sorted.begin(), sorted.end(), [&](const WorkDecay* a, const WorkDecay* b) {
    if (length(a) != length(b)) return length(a) > length(b);
    return a->work.title < b->work.title;
  });
  return sorted;
}

std::string work_line(const WorkDecay& work, std::size_t width) {
  const Estimate& time = work.fit.half_life.value;
  const DecayLawFit* const best = work.fit.best();
  const std::size_t title = std::max<std::size_t>(16, width - 58);
  std::string limits = "?";
  if (time.known()) {
    limits = fmt::format("{:>6} ({} to {})", short_number(time.estimate), short_number(time.low),
                         short_number(time.high));
  }
  return fmt::format("{}  {}  {:>4}  {:<12}{}  {}\n", fit(work.work.title, title),
                     to_string(work.peak).substr(0, 4), work.seen,
                     best != nullptr ? to_string(best->law) : "", work.fit.told ? " " : "~",
                     limits);
}

std::string works_summary(const WorksReport& report) {
  std::vector<double> told;
  for (const WorkDecay& work : report.works) {
    if (work.fit.half_life.value.known()) told.push_back(work.fit.half_life.value.estimate);
  }
  std::string text = fmt::format("{}: {} works, of which {} tell a half-life", report.source.name,
                                 report.works.size(), told.size());
  if (told.empty()) return text + "\n\n";
  std::sort(told.begin(), told.end());
  const auto quantile = [&](double share) {
    return short_number(
        told[static_cast<std::size_t>(share * static_cast<double>(told.size() - 1))]);
  };
  return text +
         fmt::format(";\nhalf of these lie between {} and {} years, the middle one at {}\n\n",
                     quantile(0.25), quantile(0.75), quantile(0.5));
}

}  // namespace

namespace {

std::string fall_of(const CrossSection& section) {
  const DecayEstimate& half = section.fit.half_life;
  const Estimate& tenth = section.fit.tenth.value;
  if (!half.value.known()) {
    return fmt::format("{}: half-life: {}.", section.name, half.reason);
  }
  std::string text =
      fmt::format("{} falls to half in {:.2g} years ({:.2g} to {:.2g})", section.name,
                  half.value.estimate, half.value.low, half.value.high);
  if (tenth.known()) {
    text += fmt::format(", to a tenth in {:.2g} ({:.2g} to {:.2g})", tenth.estimate, tenth.low,
                        tenth.high);
  }
  return text + ".";
}

// Which of two takes longer to fall so far, where their intervals are apart.
std::string slower(const AgesReport& report, const char* how_far, const Estimate& one,
                   const Estimate& other) {
  if (!one.known() || !other.known()) return "";
  if (one.low <= other.high && other.low <= one.high) {
    return fmt::format(
        "Which takes longer to fall to {} the data cannot tell: the intervals "
        "overlap.",
        how_far);
  }
  const bool first = one.estimate > other.estimate;
  return fmt::format("{} takes longer to fall to {} than {}.",
                     first ? report.main.name : report.beside->name, how_far,
                     first ? report.beside->name : report.main.name);
}

}  // namespace

std::vector<std::string> ages_findings(const AgesReport& report) {
  std::vector<std::string> sentences = {fall_of(report.main)};
  if (report.beside) {
    const DecayFit& one = report.main.fit;
    const DecayFit& other = report.beside->fit;
    sentences.push_back(fall_of(*report.beside));
    sentences.push_back(slower(report, "half", one.half_life.value, other.half_life.value));
    sentences.push_back(slower(report, "a tenth", one.tenth.value, other.tenth.value));
    sentences.push_back(
        fmt::format("{} and {} are not one scale: what is counted differs, and so does who was "
                    "chosen to be counted.",
                    report.main.value, report.beside->value));
  }
  for (const std::string& note : report.main.notes) sentences.push_back(note);
  if (report.beside) {
    for (const std::string& note : report.beside->notes) {
      if (std::ranges::find(sentences, note) == sentences.end()) sentences.push_back(note);
    }
  }
  std::erase(sentences, "");
  return sentences;
}

std::string ages_csv(const AgesReport& report) {
  CsvWriter csv({"name", "age", "value", "n", "curve", "low", "high"});
  section_rows(report.main, csv);
  if (report.beside) section_rows(*report.beside, csv);
  return csv.text();
}

std::string ages_table(const AgesReport& report, std::size_t width) {
  std::string text = section_lines(report.main);
  if (report.beside) text += "\n" + section_lines(*report.beside);
  return text + paragraph(ages_findings(report), width);
}

std::string works_csv(const WorksReport& report) {
  CsvWriter csv({"title", "performer", "peak", "seen", "n", "model", "told", "half_life",
                 "half_life_low", "half_life_high", "tenth", "tenth_low", "tenth_high", "reason"});
  for (const WorkDecay& work : report.works) {
    const DecayLawFit* const best = work.fit.best();
    const Estimate& half = work.fit.half_life.value;
    const Estimate& tenth = work.fit.tenth.value;
    csv.row({work.work.title, work.work.maker, to_string(work.peak), std::to_string(work.seen),
             std::to_string(work.fit.n), best != nullptr ? std::string(to_string(best->law)) : "",
             work.fit.told ? "true" : "false", cell(half.estimate), cell(half.low), cell(half.high),
             cell(tenth.estimate), cell(tenth.low), cell(tenth.high),
             half.known() ? work.fit.reason : work.fit.half_life.reason});
  }
  return csv.text();
}

std::string works_table(const WorksReport& report, std::size_t width, std::size_t rows) {
  std::string text = works_summary(report);
  const std::size_t title = std::max<std::size_t>(16, width - 58);
  text += fmt::format("{}  peak  seen  {:<12}   half-life in years\n", fit("title", title), "law");
  const std::vector<const WorkDecay*> sorted = by_half_life(report.works);
  const bool cut = rows > 0 && sorted.size() > 2 * rows;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (cut && i == rows) {
      text += fmt::format("… {} more; --all shows them\n", sorted.size() - 2 * rows);
      i = sorted.size() - rows;
    }
    text += work_line(*sorted[i], width);
  }
  text += "\n~ no law stands out, and the half-life is averaged over laws; ? cannot tell\n";
  if (report.source.unit != "rank") return text;
  return text +
         wrap(fmt::format("Places are read as attention by Zipf's law, place^-{:g}: an assumption. "
                          "Only the first life is fitted, from its peak on.",
                          report.rank_exponent),
              width);
}

}  // namespace outlive
