// Findings and assumptions in plain sentences.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "report/measurement.h"

namespace outlive {
namespace {

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

std::string limit(double value, const char* pattern) {
  return std::isfinite(value) ? fmt::format(fmt::runtime(pattern), value) : "no limit";
}

std::string interval(const Estimate& value, double confidence, const char* pattern) {
  return fmt::format("{:.0f} % interval {} to {}", 100 * confidence, limit(value.low, pattern),
                     limit(value.high, pattern));
}

std::string percent_interval(const Estimate& share, double confidence) {
  return fmt::format("{:.0f} % interval {:.1f} to {:.1f}", 100 * confidence, 100 * share.low,
                     100 * share.high);
}

std::string shares(const Measurement& m) {
  const Population& all = m.population;
  std::set<std::pair<std::string, Day>> films;
  for (const Pair& pair : m.pairs) films.emplace(pair.film, pair.film_released);
  return fmt::format(
      "Of {} pairs of a film and its charted music ({} films), the music outlived the film in {} "
      "({}, {}); the film outlasted its music in {}, {} ended too close together to tell, and {} "
      "cannot be decided.",
      all.n, films.size(), all.outlived.count, percent(all.outlived.share.estimate),
      percent_interval(all.outlived.share, m.options.confidence), all.outlasted.count,
      all.tied.count, all.undecided.count);
}

std::string bounds(const Measurement& m) {
  const Population& all = m.population;
  return fmt::format("If every undecided pair fell one way, the share would lie between {} and {}.",
                     percent(all.bound_low.estimate), percent(all.bound_high.estimate));
}

std::string ratio(const Measurement& m) {
  const Estimate& value = m.population.win_ratio.ratio;
  return fmt::format("Music won {:.1f} pairs for each one that its film won ({}, {} decided pairs).",
                     value.estimate, interval(value, m.options.confidence, "{:.1f}"), value.n);
}

std::string means(const Measurement& m) {
  std::string text;
  for (const RestrictedMeans& mean : m.population.restricted_means) {
    if (mean.years != 5) continue;
    const bool longer = mean.difference.estimate >= 0;
    text = fmt::format(
        "Counted up to five years from the premiere, films last {:.2f} years on average and their "
        "music {:.2f}: {:.2f} years {} ({} for the difference).",
        mean.film.estimate, mean.music.estimate, std::abs(mean.difference.estimate),
        longer ? "longer" : "shorter", interval(mean.difference, m.options.confidence, "{:.2f}"));
  }
  return text;
}

// The lowest and highest share among the settings tried, so that nobody takes one of them for the
// answer.
std::string settings(const Measurement& m) {
  const auto share = [](const Sensitivity& other) {
    return other.population.outlived.share.estimate;
  };
  const auto by_share = [&](const Sensitivity& a, const Sensitivity& b) {
    return share(a) < share(b);
  };
  const auto [low, high] =
      std::minmax_element(m.sensitivity.begin(), m.sensitivity.end(), by_share);
  return fmt::format(
      "That share hangs on what counts as an end: over the {} other settings tried it runs from {} "
      "({}) to {} ({}).",
      m.sensitivity.size(), percent(share(*low)), low->setting, percent(share(*high)),
      high->setting);
}

std::string hazard_words(const HazardRatio& hazard, double confidence) {
  const Estimate& value = hazard.ratio;
  const char* reading = value.high < 1   ? "lower"
                        : value.low > 1 ? "higher"
                                        : "not clearly different";
  return fmt::format("{} (hazard ratio {:.2f}, {})", reading, value.estimate,
                     interval(value, confidence, "{:.2f}"));
}

std::string control(const Measurement& m) {
  const Controls& controls = *m.population.controls;
  return fmt::format(
      "Against {} other albums that entered the chart in the same week at a like place, a "
      "soundtrack's weekly risk of leaving for good is {} while its film is in cinemas, and {} once "
      "the film has left.",
      controls.others, hazard_words(controls.in_cinemas, m.options.confidence),
      hazard_words(controls.after, m.options.confidence));
}

}  // namespace

std::vector<std::string> findings(const Measurement& measurement) {
  std::vector<std::string> sentences = {shares(measurement), bounds(measurement),
                                        ratio(measurement)};
  if (!measurement.sensitivity.empty()) sentences.push_back(settings(measurement));
  if (const std::string text = means(measurement); !text.empty()) sentences.push_back(text);
  if (measurement.population.controls) sentences.push_back(control(measurement));
  sentences.emplace_back(
      "A theatrical run ends because cinemas need the screen, so a longer life on the chart alone "
      "proves little: the comparison with other albums is the test.");
  return sentences;
}

std::vector<std::string> assumptions(const Measurement& m) {
  std::vector<std::string> sentences = {
      "Only films whose music reached the chart are here; of music that never charted, and of films "
      "without an album, this says nothing.",
      fmt::format("A film lives as long as its daily gross, over seven days, stands at or above {} "
                  "of its own highest; an album as long as it is seen on the chart. What lies below "
                  "the chart's last place is unseen, not zero.",
                  percent(m.rule.share)),
      fmt::format("A silence of more than {} weeks ends a first life; the whole life ends at the "
                  "last time alive of all. Here the {} life is judged.",
                  m.rule.silence.count() / 7, to_string(m.options.life)),
      fmt::format("An end is known only once more than {} weeks of silence have been seen, so curves "
                  "follow each life up to {} weeks before its data end.",
                  m.rule.silence.count() / 7, m.rule.silence.count() / 7),
      "Until December 2009 a rule took older albums off the chart once they had fallen; lives that "
      "end so are censored there, which takes their later life to be like that of albums still seen.",
      "A chart tells the week, not the day, and the album chart's date lies 15 to 22 days after the "
      "first day that it counts. An interval holds every difference that this allows, and where it "
      "holds zero the pair is tied; curves go by the date printed.",
      "Box office is thin before 2002 and from 2020, and ends when cinemas stop: it is a theatrical "
      "run, never the whole attention to a film.",
      "Pairs are taken as independent; two albums of one film are not quite."};
  return sentences;
}

}  // namespace outlive
