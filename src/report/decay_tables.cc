#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/csv.h"
#include "report/decay.h"
#include "report/terminal.h"

namespace outlive {
namespace {

std::string short_number(double value) {
  if (!std::isfinite(value)) return "?";
  const bool long_whole = std::abs(value) >= 999.5 && std::abs(value) < 1e6;
  return long_whole ? fmt::format("{:.0f}", value) : fmt::format("{:.3g}", value);
}

// In what times are told.
struct Unit {
  const char* name;
  double a_year;
};
constexpr Unit years = {"years", 1};
constexpr Unit weeks = {"weeks", days_per_year / 7};

std::string interval(const Estimate& value, double factor = 1) {
  const std::string estimate = short_number(factor * value.estimate);
  if (std::isnan(value.low)) return estimate;
  return fmt::format("{} ({} to {})", estimate, short_number(factor * value.low),
                     short_number(factor * value.high));
}

// A sentence beside a name, in lines that begin below its first word.
std::string hanging(const std::string& name, const std::string& sentence, std::size_t width) {
  const std::size_t room = std::max<std::size_t>(24, width - std::min(width, name.size()));
  const std::string lines = wrap(sentence, room);
  std::string text = name;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    text += lines[i];
    if (lines[i] == '\n' && i + 1 < lines.size()) text += std::string(name.size(), ' ');
  }
  return text;
}

std::string estimate_line(const std::string& name, const DecayEstimate& value, const char* unit,
                          std::size_t width) {
  const std::string named = "  " + fit(name, 34);
  if (!value.value.known()) {
    return hanging(named, value.reason.empty() ? "cannot tell" : value.reason, width);
  }
  const bool limited = !std::isnan(value.value.low);
  return fmt::format("{}{:>8}{}{}\n", named, short_number(value.value.estimate),
                     limited ? fmt::format("   {:>7} to {:>7}", short_number(value.value.low),
                                           short_number(value.value.high))
                             : "",
                     unit);
}

// --- cross-sections -------------------------------------------------------------------------------

std::string laws_lines(const DecayFit& fit_of_laws, const Unit& unit, std::size_t width) {
  std::string text = "  law              AICc    weight   half-life\n";
  for (const DecayLawFit& law : fit_of_laws.laws) {
    const std::string name = fmt::format("  {:<12}", to_string(law.law));
    if (!law.fitted) {
      text += hanging(name, law.reason, width);
      continue;
    }
    const DecayEstimate& half = law.half_life;
    text += hanging(
        fmt::format("{}{:>9.1f}{:>10.3f}   ", name, law.aicc, law.weight),
        half.value.known() ? interval(half.value, unit.a_year) + " " + unit.name : half.reason,
        width);
  }
  return text;
}

std::string section_lines(const CrossSection& section, std::size_t width) {
  std::string text = wrap(fmt::format("{}: {} by age, {} {}, {} ages", section.name, section.value,
                                      section.works, section.weight, section.points.size()),
                          width) +
                     "\n";
  const DecayLawFit* const best = section.fit.best();
  if (!section.fit.laws.empty()) text += laws_lines(section.fit, years, width) + "\n";
  if (best == nullptr) return text + wrap(section.fit.reason, width);
  text += fmt::format("  {:<34}{:>8}   95 % interval\n", to_string(best->law), "estimate");
  for (const DecayParameter& parameter : best->parameters) {
    text += estimate_line(std::string(parameter.name), parameter.estimate, "", width);
  }
  const char* const averaged = section.fit.told ? "" : ", over laws";
  const auto time = [&](const std::string& name, const DecayEstimate& value) {
    text += estimate_line(name, value, " years", width);
  };
  time(std::string("half-life") + averaged, section.fit.half_life);
  time(std::string("to a tenth") + averaged, section.fit.tenth);
  if (best->law == DecayLaw::two_phase) {
    time("t_equal: both memories equal", best->t_equal);
    time("t_c: both terms decay alike", best->t_c);
  }
  return section.fit.told ? text : text + "\n" + hanging("  ", section.fit.reason, width);
}

void section_rows(const CrossSection& section, CsvWriter& csv) {
  const DecayLawFit* const best = section.fit.best();
  for (const DecayPoint& point : section.points) {
    const Estimate curve = best != nullptr ? best->value_at(point.age) : Estimate{};
    csv.row({section.name, csv_number(point.age), csv_number(point.value), csv_number(point.weight),
             csv_number(curve.estimate), csv_number(curve.low), csv_number(curve.high)});
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

std::string name_of(const Work& work) {
  return work.maker.empty() ? work.title : work.title + ", " + work.maker;
}

Unit unit_of(const WorksReport& report) {
  return report.source.unit == "rank" ? weeks : years;
}

// What stands beside the half-life, at least.
constexpr std::size_t beside_name = 54;

std::size_t name_width(std::size_t width) {
  return std::max<std::size_t>(16, width - std::min(width, beside_name));
}

std::string half_life_cell(const Estimate& time, const Unit& unit) {
  if (time.known()) return interval(time, unit.a_year);
  if (std::isfinite(time.high)) return "< " + short_number(unit.a_year * time.high);
  if (time.low > 0) return "> " + short_number(unit.a_year * time.low);
  return "?";
}

std::string work_line(const WorkDecay& work, const Unit& unit, std::size_t width) {
  const DecayLawFit* const best = work.fit.best();
  return fmt::format("{}  {:<4}  {:>4}  {:<12}{}  {}\n", fit(name_of(work.work), name_width(width)),
                     work.peak ? to_string(*work.peak).substr(0, 4) : "", work.seen,
                     best != nullptr ? to_string(best->law) : "",
                     best == nullptr || work.fit.told ? " " : "~",
                     half_life_cell(work.fit.half_life.value, unit));
}

// A lone work, with its laws.
std::string lone_work(const WorkDecay& work, const Unit& unit, std::size_t width) {
  std::string text =
      wrap(name_of(work.work) + (work.peak ? fmt::format(": from its peak on {}, {} values",
                                                         to_string(*work.peak), work.seen)
                                           : ""),
           width) +
      "\n";
  if (!work.fit.laws.empty()) text += laws_lines(work.fit, unit, width) + "\n";
  const DecayEstimate& half = work.fit.half_life;
  if (!half.value.known()) return text + wrap("Half-life: " + half.reason, width);
  text += wrap(fmt::format("Half-life: {} {}{}", interval(half.value, unit.a_year), unit.name,
                           work.fit.told ? "" : ", averaged over laws by weight"),
               width);
  return work.fit.told ? text : text + wrap("Law: " + work.fit.reason, width);
}

std::string works_summary(const WorksReport& report) {
  const Unit unit = unit_of(report);
  std::vector<double> told;
  for (const WorkDecay& work : report.works) {
    const Estimate& time = work.fit.half_life.value;
    if (time.known()) told.push_back(unit.a_year * time.estimate);
  }
  std::string text = fmt::format("{}: {} works, of which {} tell a half-life", report.source.name,
                                 report.works.size(), told.size());
  if (told.empty()) return text + "\n\n";
  std::sort(told.begin(), told.end());
  const auto quantile = [&](double share) {
    return short_number(
        told[static_cast<std::size_t>(share * static_cast<double>(told.size() - 1))]);
  };
  return text + fmt::format(";\nhalf of these lie between {} and {} {}, the middle one at {}\n\n",
                            quantile(0.25), quantile(0.75), unit.name, quantile(0.5));
}

// What has to be known to read half-lives of works.
std::string works_notes(const WorksReport& report, std::size_t width) {
  std::string text;
  if (report.source.unit == "rank") {
    text += fmt::format("Places are read as attention by Zipf's law, place^-{:g}: an assumption. ",
                        report.rank_exponent);
  }
  text += "Only the first life is fitted, from its peak on.";
  std::int64_t left_out = 0;
  for (const WorkDecay& work : report.works) left_out += work.left_out;
  if (left_out > 0) {
    text += fmt::format(
        " {} values below the source's floor are left out, and decay seems slower for it.",
        left_out);
  }
  return wrap(text, width);
}

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
  std::string text = section_lines(report.main, width);
  if (report.beside) text += "\n" + section_lines(*report.beside, width);
  return text + paragraph(ages_findings(report), width);
}

std::string works_csv(const WorksReport& report) {
  CsvWriter csv({"title", "performer", "peak", "seen", "n", "model", "told", "half_life",
                 "half_life_low", "half_life_high", "tenth", "tenth_low", "tenth_high", "reason"});
  for (const WorkDecay& work : report.works) {
    const DecayLawFit* const best = work.fit.best();
    const Estimate& half = work.fit.half_life.value;
    const Estimate& tenth = work.fit.tenth.value;
    csv.row({work.work.title, work.work.maker, work.peak ? to_string(*work.peak) : "",
             std::to_string(work.seen), std::to_string(work.fit.n),
             best != nullptr ? std::string(to_string(best->law)) : "",
             work.fit.told ? "true" : "false", csv_number(half.estimate), csv_number(half.low),
             csv_number(half.high), csv_number(tenth.estimate), csv_number(tenth.low),
             csv_number(tenth.high), half.known() ? work.fit.reason : work.fit.half_life.reason});
  }
  return csv.text();
}

std::string works_table(const WorksReport& report, std::size_t width, std::size_t rows) {
  const Unit unit = unit_of(report);
  if (report.works.size() == 1) {
    return lone_work(report.works.front(), unit, width) + "\n" + works_notes(report, width);
  }
  std::string text = works_summary(report);
  text += fmt::format("{}  peak  seen  {:<12}   half-life in {}\n",
                      fit("title, performer", name_width(width)), "law", unit.name);
  const std::vector<const WorkDecay*> sorted = by_half_life(report.works);
  const bool cut = rows > 0 && sorted.size() > 2 * rows;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (cut && i == rows) {
      text += fmt::format("… {} more; --all shows them\n", sorted.size() - 2 * rows);
      i = sorted.size() - rows;
    }
    text += work_line(*sorted[i], unit, width);
  }
  text +=
      "\n" + wrap(
                 "~ no law stands out, and the half-life is averaged over laws; < and > only so "
                 "much can be told; ? cannot tell",
                 width);
  return text + works_notes(report, width);
}

}  // namespace outlive
