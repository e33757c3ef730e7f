// Forecasts for a terminal.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "report/forecast.h"
#include "report/terminal.h"

namespace outlive {
namespace {

constexpr std::size_t likely_shown = 15;
constexpr std::size_t effects_shown = 6;

std::string per_cent(double share) {
  if (!std::isfinite(share)) return "?";
  if (share > 0.995) return ">99";
  return share < 0.005 ? "<1" : fmt::format("{:.0f}", 100 * share);
}

std::string within(int years) {
  return fmt::format("{} year{}", years, years > 1 ? "s" : "");
}

Day last_chart(const ForecastReport& report) {
  Day last = report.chart.window.first;
  for (const WorkForecast& own : report.forecasts.works) {
    last = std::max(last, own.last_seen);
  }
  return last;
}

std::string expected_lines(const ForecastReport& report, Day chart_day) {
  struct Standing {
    const char* name;
    Days longest;  // Silence.
    std::int64_t works = 0;
    std::vector<double> expected;
  };
  std::vector<Standing> standings = {{"on the chart", Days(3), 0, {}},
                                     {"gone for up to a year", Days(367), 0, {}},
                                     {"gone for longer", Days::max(), 0, {}}};
  for (Standing& standing : standings) standing.expected.resize(report.options.horizons.size());
  for (const WorkForecast& own : report.forecasts.works) {
    const Days silence = chart_day - own.last_seen;
    Standing& standing = *std::find_if(standings.begin(), standings.end(),
                                       [&](const Standing& s) { return silence <= s.longest; });
    ++standing.works;
    for (std::size_t h = 0; h < own.probability.size(); ++h) {
      standing.expected[h] += own.probability[h].estimate;
    }
  }
  std::string text = fmt::format("  {:<28}{:>8}", "expected to be sighted again", "works");
  for (const int horizon : report.options.horizons) {
    text += fmt::format("{:>13}", "in " + within(horizon));
  }
  text += "\n";
  for (const Standing& standing : standings) {
    text += fmt::format("  {:<28}{:>8}", standing.name, standing.works);
    for (const double expected : standing.expected) {
      text += std::isfinite(expected) ? fmt::format("{:>13.1f}", expected)
                                      : fmt::format("{:>13}", "cannot tell");
    }
    text += "\n";
  }
  return text;
}

std::string likely_lines(const ForecastReport& report, std::size_t width) {
  std::vector<const WorkForecast*> away;
  for (const WorkForecast& own : report.forecasts.works) {
    if (own.probability[0].known() && !own.on_chart) {
      away.push_back(&own);
    }
  }
  const std::size_t shown = std::min(likely_shown, away.size());
  std::partial_sort(away.begin(), away.begin() + static_cast<std::ptrdiff_t>(shown), away.end(),
                    [](const WorkForecast* a, const WorkForecast* b) {
                      return a->probability[0].estimate > b->probability[0].estimate;
                    });
  if (shown == 0) return "";
  const std::size_t title = width - 36;
  std::string text = fmt::format(
      "  {} last seen       % (interval)\n",
      fit(fmt::format("off the chart, likely back in {}", within(report.options.horizons[0])),
          title));
  for (std::size_t i = 0; i < shown; ++i) {
    const ChartedWork& work = report.chart.works[away[i]->work];
    const Estimate& p = away[i]->probability[0];
    text += fmt::format(
        "  {} {}  {:>4} ({} to {})\n", fit(work.title + ", " + work.performer, title),
        to_string(away[i]->last_seen), per_cent(p.estimate), per_cent(p.low), per_cent(p.high));
  }
  return text;
}

// The strongest of what was learnt on works gone for up to a year, each covariate once.
std::string effect_lines(const ForecastReport& report, std::size_t width) {
  std::vector<const CovariateEffect*> effects;
  for (const CovariateEffect& effect : report.forecasts.effects) {
    const bool sure = effect.odds_ratio.low > 1 || effect.odds_ratio.high < 1;
    if (sure && effect.standing == "gone up to a year") effects.push_back(&effect);
  }
  std::stable_sort(effects.begin(), effects.end(),
                   [](const CovariateEffect* a, const CovariateEffect* b) {
                     return std::abs(std::log(a->odds_ratio.estimate)) >
                            std::abs(std::log(b->odds_ratio.estimate));
                   });
  const std::size_t name = width - 42;
  std::string text;
  std::set<std::string> told;
  for (const CovariateEffect* effect : effects) {
    if (told.size() == effects_shown) break;
    if (!told.insert(effect->covariate).second) continue;
    const Estimate& ratio = effect->odds_ratio;
    text += fmt::format("  {} {:<16} {:>5.2f} ({:.2f} to {:.2f})\n", fit(effect->covariate, name),
                        effect->period, ratio.estimate, ratio.low, ratio.high);
  }
  if (text.empty()) return "";
  return fmt::format("\n  {} {:<16} odds × (interval)\n",
                     fit("gone up to a year: one SD more of", name), "in") +
         text;
}

std::string score_lines(const ForecastReport& report) {
  if (report.scores.empty()) {
    return "No day in the past whose outcome is known could be scored.\n";
  }
  std::string text =
      "  past forecasts        seen  Brier × 1000                better than    slope of\n"
      "  as of      in      (hoped) model table   age  stays     the table   calibration\n";
  for (const ForecastScore& s : report.scores) {
    text += fmt::format(
        "  {} {:>2}y {:>5} {:>7} {:>5.2f} {:>5.2f} {:>5.2f} {:>6.2f} {:>3.0f} % {:>12}  {:>5.2f}\n",
        to_string(s.as_of), s.horizon, s.sighted, fmt::format("({:.0f})", s.expected),
        1000 * s.model.brier, 1000 * s.table.brier, 1000 * s.age.brier, 1000 * s.persistence.brier,
        100 * s.gain.estimate,
        fmt::format("({:.0f} to {:.0f})", 100 * s.gain.low, 100 * s.gain.high),
        s.calibration.slope.estimate);
  }
  return text;
}

// How many works are to be seen again, on the chart and off it.
std::string hopes(const ForecastReport& report, std::size_t h) {
  double charting = 0;
  double away = 0;
  for (const WorkForecast& own : report.forecasts.works) {
    (own.on_chart ? charting : away) += own.probability[h].estimate;
  }
  return fmt::format(
      "Of {} works charted by {}, {:.0f} are expected to be sighted again in {}: {:.0f} that are "
      "on "
      "the chart then and {:.0f} that are off it.",
      report.forecasts.works.size(), to_string(report.options.as_of), charting + away,
      within(report.options.horizons[h]), charting, away);
}

// How forecasts made on earlier days did, as a whole.
std::string judgement(const ForecastReport& report) {
  if (report.scores.empty()) return "";
  double model = 0;
  double table = 0;
  std::size_t clearly_better = 0;
  for (const ForecastScore& score : report.scores) {
    model += score.model.brier;
    table += score.table.brier;
    clearly_better += score.gain.low > 0 ? 1 : 0;
  }
  return fmt::format(
      "Of {} forecast{} from past days whose outcome is known, each of a day and a horizon, the "
      "Brier score is {:.1f} % {} than the plain table's, clearly lower in {}.",
      report.scores.size(), report.scores.size() > 1 ? "s" : "", 100 * std::abs(1 - model / table),
      model <= table ? "lower" : "higher", clearly_better);
}

}  // namespace

std::vector<std::string> forecast_findings(const ForecastReport& report) {
  std::vector<std::string> sentences;
  for (std::size_t h = 0; h < report.options.horizons.size(); ++h) {
    if (report.forecasts.cannot_tell[h].empty()) sentences.push_back(hopes(report, h));
  }
  const std::string judged = judgement(report);
  if (!judged.empty()) sentences.push_back(judged);
  return sentences;
}

std::vector<std::string> forecast_notes(const ForecastReport& /*report*/) {
  return {
      "Brier: mean squared error of the probabilities, over all works ever charted by the day. "
      "Table: the share sighted again by age, time since the last sighting and returns in the ten "
      "years before; stays: what is on the chart is seen again, what is not is not. Slope 1: "
      "as sure as is right.",
      "To be off a chart is not to be forgotten, and a chart may change its rules: no interval "
      "allows for that. A work that comes back under another name is not seen again."};
}

std::string forecast_table(const ForecastReport& report, std::size_t width) {
  const Day chart_day = last_chart(report);
  std::string text =
      wrap(fmt::format("{}: is a work sighted again after {}? Learnt from {} earlier days.",
                       report.chart_title, to_string(report.options.as_of),
                       report.forecasts.training_days),
           width) +
      "\n" + expected_lines(report, chart_day);
  for (const std::string& reason : report.forecasts.cannot_tell) {
    if (!reason.empty()) text += "  " + reason + "\n";
  }
  text += "\n" + likely_lines(report, width) + effect_lines(report, width) + "\n" +
          score_lines(report) + "\n";
  for (const std::string& note : forecast_notes(report)) text += wrap(note, width);
  return text;
}

}  // namespace outlive
