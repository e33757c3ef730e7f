// Findings and assumptions in plain sentences.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "report/measurement.h"

namespace outlive {
namespace {

// What the two sides are counted in. A file of lifetimes holds films in cinemas and charted albums.
bool film_in_cinemas(const Measurement& m) {
  return m.sources.empty() || m.sources[0].unit == "usd";
}
bool music_on_chart(const Measurement& m) {
  return m.sources.empty() || m.sources[1].unit == "rank";
}

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100 * share);
}

std::string limit(double value, const char* pattern) {
  return std::isfinite(value) ? fmt::format(fmt::runtime(pattern), value) : "no limit";
}

// "0.31 (95 % interval 0.25 to 0.38)"
std::string with_interval(const Estimate& value, const Measurement& m, const char* pattern) {
  return fmt::format("{} ({:g} % interval {} to {})", limit(value.estimate, pattern),
                     100 * m.options.confidence, limit(value.low, pattern),
                     limit(value.high, pattern));
}

std::string percent_with_interval(const Estimate& share, const Measurement& m) {
  return fmt::format("{} ({:g} % interval {:.1f} to {:.1f})", percent(share.estimate),
                     100 * m.options.confidence, 100 * share.low, 100 * share.high);
}

// Where an interval lies beside 1.
enum class Side { below, unclear, above };
Side side_of_one(const Estimate& ratio) {
  if (ratio.high < 1) return Side::below;
  return ratio.low > 1 ? Side::above : Side::unclear;
}

std::string shares(const Measurement& m) {
  const Population& all = m.population;
  std::set<std::pair<std::string, Day>> films;
  for (const Pair& pair : m.pairs) films.emplace(pair.film, pair.film_released);
  return fmt::format(
      "Of {} pairs of a film and its music ({} films), the music outlived the film in {}: {}. The "
      "film outlasted its music in {}: {}. {} ended too close together to tell, and {} cannot be "
      "decided.",
      all.n, films.size(), all.outlived.count, percent_with_interval(all.outlived.share, m),
      all.outlasted.count, percent_with_interval(all.outlasted.share, m), all.tied.count,
      all.undecided.count);
}

std::string bounds(const Measurement& m) {
  return fmt::format(
      "If every undecided pair fell one way, the share that outlived would lie between {} and {}.",
      percent_with_interval(m.population.bound_low, m),
      percent_with_interval(m.population.bound_high, m));
}

std::string ratio(const Measurement& m) {
  const WinRatio& won = m.population.win_ratio;
  if (won.wins + won.losses == 0) return "No pair is decided.";
  const std::string counts =
      fmt::format("music won {} of the {} decided pairs, a win ratio of {}", won.wins,
                  won.wins + won.losses, with_interval(won.ratio, m, "{:.2f}"));
  switch (side_of_one(won.ratio)) {
    case Side::above:
      return "Pair by pair music lasts longer more often: " + counts + ".";
    case Side::below:
      return "Pair by pair films last longer more often: " + counts + ".";
    case Side::unclear:
      break;
  }
  return "Pair by pair neither clearly lasts longer: " + counts + ".";
}

// The lowest and highest win ratio among the settings tried, so that nobody takes one of them for the
// answer.
std::string settings(const Measurement& m) {
  const auto win = [](const Sensitivity& other) -> const Estimate& {
    return other.population.win_ratio.ratio;
  };
  const auto [low, high] = std::minmax_element(m.sensitivity.begin(), m.sensitivity.end(),
                                               [&](const Sensitivity& a, const Sensitivity& b) {
                                                 return win(a).estimate < win(b).estimate;
                                               });
  const auto changed =
      std::count_if(m.sensitivity.begin(), m.sensitivity.end(), [&](const Sensitivity& other) {
        return side_of_one(win(other)) != side_of_one(m.population.win_ratio.ratio);
      });
  return fmt::format(
      "What counts as an end decides {}: over {} other settings the win ratio runs from {} ({}) to "
      "{} "
      "({}), and {} of them would answer otherwise which side lasts longer more often.",
      changed > 0 ? "much" : "little", m.sensitivity.size(), with_interval(win(*low), m, "{:.2f}"),
      low->setting, with_interval(win(*high), m, "{:.2f}"), high->setting,
      changed == 0 ? std::string("none") : std::to_string(changed));
}

std::string means(const Measurement& m) {
  const auto mean =
      std::find_if(m.population.restricted_means.begin(), m.population.restricted_means.end(),
                   [](const RestrictedMeans& of) { return of.years == 5; });
  if (mean == m.population.restricted_means.end() || !mean->difference.known()) return "";
  return fmt::format(
      "Counted up to five years from the premiere, films last {} years on average and their music "
      "{}: a difference of {} years, music less film.",
      with_interval(mean->film, m, "{:.2f}"), with_interval(mean->music, m, "{:.2f}"),
      with_interval(mean->difference, m, "{:.2f}"));
}

std::string hazard_words(const HazardRatio& hazard, const Measurement& m) {
  if (!hazard.ratio.known()) return "not known";
  const std::string value = fmt::format("hazard ratio {}, {} ends",
                                        with_interval(hazard.ratio, m, "{:.2f}"), hazard.ratio.n);
  switch (side_of_one(hazard.ratio)) {
    case Side::below:
      return "lower: " + value;
    case Side::above:
      return "higher: " + value;
    case Side::unclear:
      break;
  }
  return "not clearly different: " + value;
}

// Whether the ratios after the first run differ so much between eras that their mean says little.
bool eras_differ(const Controls& controls) {
  if (controls.eras.size() < 2) return false;
  const Estimate& before = controls.eras.front().after.ratio;
  const Estimate& since = controls.eras.back().after.ratio;
  return before.known() && since.known() && (before.low > since.high || since.low > before.high);
}

std::string control(const Measurement& m) {
  const Controls& controls = *m.population.controls;
  return fmt::format(
      "Beside {} other albums that entered the chart in the same week at a like place, a "
      "soundtrack's weekly risk of leaving for good is, while its film is on its first run, {}; "
      "after that, {}{}.",
      controls.others, hazard_words(controls.in_cinemas, m),
      eras_differ(controls) ? "on the mean of two unlike eras, " : "",
      hazard_words(controls.after, m));
}

std::string eras(const Measurement& m) {
  std::string text = "That differs by era:";
  for (const ControlEra& era : m.population.controls->eras) {
    text += fmt::format("{} for {} the risk after the first run is {}",
                        text.ends_with(':') ? "" : ";", era.era, hazard_words(era.after, m));
  }
  return text + ".";
}

}  // namespace

std::vector<std::string> findings(const Measurement& measurement) {
  std::vector<std::string> sentences = {shares(measurement), bounds(measurement),
                                        ratio(measurement)};
  if (!measurement.sensitivity.empty()) sentences.push_back(settings(measurement));
  if (const std::string text = means(measurement); !text.empty()) sentences.push_back(text);
  const Population& all = measurement.population;
  if (all.controls) {
    sentences.push_back(control(measurement));
    if (eras_differ(*all.controls)) sentences.push_back(eras(measurement));
  }
  if (film_in_cinemas(measurement)) {
    sentences.push_back(
        std::string(
            "A theatrical run ends because cinemas need the screen, so a longer life of the "
            "music alone proves little") +
        (all.controls ? ": the comparison with other albums is the test." : "."));
  }
  return sentences;
}

std::vector<std::string> assumptions(const Measurement& m) {
  const auto weeks = m.rule.silence.count() / 7;
  std::vector<std::string> sentences = {
      "Only films whose music was seen are here: of other films and music this says nothing.",
      fmt::format(
          "Attention to {} is alive as long as it stands, over seven days, at or above {} of "
          "its own highest; music is alive as long as {}.",
          film_in_cinemas(m) ? "a film, its daily gross," : "a film", percent(m.rule.share),
          music_on_chart(m) ? "it is seen on the chart, and what lies below the chart's last "
                              "place is unseen, not zero"
                            : "the same holds of it"),
      fmt::format(
          "A silence of more than {} weeks ends a first life; the whole life ends at the last "
          "time alive of all. Here the {} life is judged, of films (with their re-releases) "
          "and of music alike.",
          weeks, to_string(m.options.life)),
      fmt::format(
          "An end is known only once more than {} weeks of silence have been seen, so curves "
          "follow each life no further than {} weeks before its data end.",
          weeks, weeks),
      "Pairs are taken as independent; two albums of one film are not quite."};
  if (music_on_chart(m)) {
    sentences.emplace_back(
        "Until December 2009 a rule took older albums off the chart once they had fallen; lives "
        "that "
        "end so are censored there, which takes their later life to be like that of albums still "
        "seen.");
    sentences.emplace_back(
        "The album chart's date lies 15 to 22 days after the first day that it counts. Spans and "
        "curves go by the days counted; dates are shown as the chart prints them.");
  }
  if (film_in_cinemas(m)) {
    sentences.emplace_back(
        "Box office is thin before 2002 and from 2020, and ends when cinemas stop: it is a "
        "theatrical "
        "run, never the whole attention to a film.");
  }
  return sentences;
}

}  // namespace outlive
