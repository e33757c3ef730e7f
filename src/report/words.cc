// Findings and assumptions in plain sentences.

#include <fmt/format.h>

#include <cmath>

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
  return fmt::format(
      "Of {} films whose music reached the chart, the music outlived the film in {} ({}, {}); the "
      "film outlasted its music in {}, {} ended within days of each other, and {} cannot be decided.",
      all.n, all.outlived.count, percent(all.outlived.share.estimate),
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
      fmt::format("An end is known only once {} weeks of silence have been seen, so curves follow "
                  "each life up to {} weeks before its data end.",
                  m.rule.silence.count() / 7, m.rule.silence.count() / 7),
      "Until December 2009 a rule took older albums off the chart once they had fallen; lives that "
      "end so are censored there, which takes their later life to be like that of albums still seen.",
      "A chart is dated up to two weeks after the sales it counts, and tells the week, not the day: "
      "an interval holds every difference that the periods allow.",
      "Box office is thin before 2002 and from 2020, and ends when cinemas stop: it is a theatrical "
      "run, never the whole attention to a film.",
      "Pairs are taken as independent; two albums of one film are not quite."};
  return sentences;
}

}  // namespace outlive
