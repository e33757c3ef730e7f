#include "outlive/decay_of_works.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace outlive {
namespace {

constexpr std::size_t batch_size = 4096;

// The larger the more attention; NaN below the floor.
double attention(const Observation& seen, Scale scale, double exponent) {
  switch (scale) {
    case Scale::rank:
      return std::pow(seen.value, -exponent);
    case Scale::amount:
      return seen.value / seen.days;
    case Scale::index:
      break;
  }
  return seen.value > 0 ? seen.value : std::nan("");
}

// Points by day, with what lies between and after sightings of a chart.
class Points {
 public:
  Points(Day peak, const SourceView& view, double exponent)
      : peak_(peak), counts_(view.scale == Scale::amount) {
    const double beyond = view.source->floor;
    floor_ = view.scale == Scale::rank ? std::pow(beyond + 1, -exponent) : std::max(beyond, 1e-9);
  }

  void add(Day start, std::int32_t days, double value) {
    const double age = years(start - peak_) + 0.5 * days / days_per_year;
    if (counts_) {
      if (!std::isnan(value)) points_.push_back({age, value * days, static_cast<double>(days)});
      return;
    }
    const bool below = std::isnan(value);
    points_.push_back({age, below ? floor_ : value, 1, below});
  }

  // Unseen periods of the length of `last`, from its end up to `until`.
  void add_unseen(const Observation& last, Day until) {
    for (Day start = last.start + Days(last.days); start + Days(last.days) <= until;
         start += Days(last.days)) {
      add(start, last.days, std::nan(""));
    }
  }

  std::vector<DecayPoint> take() { return std::move(points_); }

 private:
  Day peak_;
  bool counts_;
  double floor_ = 0;
  std::vector<DecayPoint> points_;
};

DecayNoise noise_of(Scale scale) {
  return scale == Scale::amount ? DecayNoise::counts : DecayNoise::censored;
}

// Why a work was never alive.
std::string never_alive(std::span<const Observation> series) {
  const auto unseen = [](const Observation& seen) { return std::isnan(seen.value); };
  const auto nothing = [](const Observation& seen) { return !(seen.value > 0); };
  if (std::ranges::all_of(series, unseen)) return "cannot tell: every value is below the floor";
  if (std::ranges::all_of(series, nothing)) return "cannot tell: no value is above 0";
  return "cannot tell: it was never alive by the rule";
}

struct Piece {
  std::uint64_t work = 0;
  std::optional<DecaySeries> series;
  std::string reason;  // Why there is none.
};

DecayFit fit_of(const Piece& piece, const DecayOptions& options) {
  if (piece.series) {
    DecayOptions own = options;
    own.profile_parameters = false;
    own.from_peak = true;
    own.noise = piece.series->noise;
    return fit_decay(piece.series->points, own);
  }
  DecayFit fit;
  fit.reason = fit.half_life.reason = fit.tenth.reason = piece.reason;
  return fit;
}

WorkDecay told(const Work& work, const Piece& piece, DecayFit fit) {
  WorkDecay result{work, {}, 0, 0, std::move(fit)};
  if (!piece.series) return result;
  result.peak = piece.series->peak;
  result.seen = piece.series->seen;
  result.left_out = piece.series->left_out;
  return result;
}

void fit_batch(std::vector<Piece>& batch, const std::unordered_map<std::uint64_t, Work>& works,
               const WorkDecayOptions& options, const std::function<void(const WorkDecay&)>& use) {
  std::vector<DecayFit> fits(batch.size());
  parallel_for(batch.size(), options.threads,
               [&](std::size_t i) { fits[i] = fit_of(batch[i], options.fit); });
  for (std::size_t i = 0; i < batch.size(); ++i) {
    use(told(works.at(batch[i].work), batch[i], std::move(fits[i])));
  }
  batch.clear();
}

}  // namespace

std::optional<DecaySeries> decay_series(std::span<const Observation> series, const SourceView& view,
                                        const WorkDecayOptions& options) {
  const auto life = lifetime(series, view.scale, options.rule, view.window, view.rules.censoring);
  if (!life) return std::nullopt;
  const auto value = [&](const Observation& seen) {
    return attention(seen, view.scale, options.rank_exponent);
  };
  const auto within = [&](const Observation& seen) { return seen.start <= life->first_life.end; };
  const auto end = std::find_if_not(series.begin(), series.end(), within);
  const auto peak =
      std::max_element(series.begin(), end, [&](const Observation& a, const Observation& b) {
        return (std::isnan(value(a)) ? -1 : value(a)) < (std::isnan(value(b)) ? -1 : value(b));
      });
  DecaySeries result{noise_of(view.scale), peak->start, 0, 0, {}};
  Points points(peak->start, view, options.rank_exponent);
  const bool chart = view.scale == Scale::rank;
  for (auto seen = peak; seen != end; ++seen) {
    if (chart && seen != peak) points.add_unseen(*std::prev(seen), seen->start);
    points.add(seen->start, seen->days, value(*seen));
    const bool above = !std::isnan(value(*seen));
    result.seen += above;
    result.left_out += !above && result.noise == DecayNoise::counts;
  }
  if (chart && life->first_life.censoring != Censoring::rule) {
    const Observation& last = *std::prev(end);
    const Day gone = last.start + Days(last.days);
    const Days seen_for = std::min<Days>(gone - peak->start, options.rule.silence);
    const Day until = end == series.end() ? view.window.last + Days(1) : end->start;
    points.add_unseen(last, std::min(gone + seen_for, until));
  }
  result.points = points.take();
  return result;
}

void each_decay(Store& store, const SourceView& view, const WorkDecayOptions& options,
                const std::function<void(const WorkDecay&)>& use) {
  const auto works = works_of(store, view);
  const std::string words = normalise_title(options.title);
  std::vector<Piece> batch;
  for_each_series(store, view, [&](std::uint64_t id, std::span<const Observation> series) {
    const bool chosen =
        options.title.empty() || has_words(normalise_title(works.at(id).title), words);
    if (!chosen) return;
    auto ready = decay_series(series, view, options);
    const std::string reason = ready ? "" : never_alive(series);
    batch.push_back({id, std::move(ready), reason});
    if (batch.size() == batch_size) fit_batch(batch, works, options, use);
  });
  fit_batch(batch, works, options, use);
}

}  // namespace outlive
