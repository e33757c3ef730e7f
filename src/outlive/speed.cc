#include "outlive/speed.h"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <map>
#include <utility>

#include "outlive/cox.h"
#include "outlive/error.h"

namespace outlive {
namespace {

constexpr double years_a_decade = 10;
// A segment with fewer ends has no trend of its own, and a smaller cohort is not shown.
constexpr std::int64_t fewest = 20;
constexpr std::int64_t smallest_cohort = 10;

struct SpanName {
  const char* name;
  std::optional<Spell> WorkSpans::*span;
};
constexpr std::array<SpanName, 4> span_names = {{{"time_to_peak", &WorkSpans::time_to_peak},
                                                 {"first_life", &WorkSpans::first_life},
                                                 {"half_life", &WorkSpans::half_life},
                                                 {"revival", &WorkSpans::revival}}};

int year_of(Day day) {
  return static_cast<int>(std::chrono::year_month_day(day).year());
}

// A span with what the trend goes by.
struct Row {
  Spell spell;
  Day entered;
  bool soundtrack;
};

std::vector<Row> rows_of(std::span<const WorkSpans> works, std::optional<Spell> WorkSpans::*span) {
  std::vector<Row> rows;
  for (const WorkSpans& work : works) {
    if (work.*span) rows.push_back({*(work.*span), work.entered, work.soundtrack});
  }
  return rows;
}

// --- cohorts -------------------------------------------------------------------------------------

std::vector<Figure> figures_of(const std::string& measure, const KaplanMeier& curve) {
  if (measure != "revival") {
    return {{"lower_quartile", curve.quantile(0.25)},
            {"median", curve.median()},
            {"upper_quartile", curve.quantile(0.75)}};
  }
  constexpr double weeks = 5 * days_per_year / 7;
  if (curve.steps.empty() || curve.steps.back().time < weeks) {
    return {{"within_5_years", {.n = curve.n}}};
  }
  const Estimate silent = curve.at(weeks);
  Estimate returned{1 - silent.estimate, 1 - silent.high, 1 - silent.low, curve.n};
  // Where nothing came back Greenwood's error says nothing, and Wilson's interval does.
  if (!std::isfinite(returned.low)) {
    returned = wilson_share(std::llround(returned.estimate * static_cast<double>(curve.n)), curve.n,
                            curve.confidence);
  }
  return {{"within_5_years", returned}};
}

std::vector<SpeedYear> years_of(const std::string& measure, const std::vector<Row>& rows,
                                double confidence) {
  std::map<int, std::vector<Spell>> cohorts;
  for (const Row& row : rows) cohorts[year_of(row.entered)].push_back(row.spell);
  std::vector<SpeedYear> years;
  for (const auto& [year, spells] : cohorts) {
    const auto works = static_cast<std::int64_t>(spells.size());
    if (works < smallest_cohort) continue;
    years.push_back({year, works, figures_of(measure, kaplan_meier(spells, confidence))});
  }
  return years;
}

// --- trends --------------------------------------------------------------------------------------

// What the log hazard is a linear function of, for works of one group or two.
class Design {
 public:
  Design(const std::vector<Row>& rows, std::vector<Break> breaks, bool by_group)
      : breaks_(std::move(breaks)), by_group_(by_group) {
    first_ = last_ = rows.front().entered;
    for (const Row& row : rows) {
      first_ = std::min(first_, row.entered);
      last_ = std::max(last_, row.entered);
      stop_.push_back(row.spell.exit);
      start_.push_back(row.spell.entry);
      event_.push_back(row.spell.event ? 1 : 0);
      cluster_.push_back(year_of(row.entered));
      stratum_.push_back(row.soundtrack ? 1 : 0);
    }
    add_columns(rows, false);
    if (by_group) add_columns(rows, true);
  }

  // Coefficients a group: the slope at first, then a jump and a change of slope at each break.
  std::size_t terms() const { return 1 + 2 * breaks_.size(); }
  Day first() const { return first_; }
  Day last() const { return last_; }

  CoxData data() const {
    CoxData data;
    data.stop = stop_;
    data.event = event_;
    data.cluster = cluster_;
    if (by_group_) data.stratum = stratum_;
    // Spans that are watched from their beginning need no start.
    if (std::any_of(start_.begin(), start_.end(), [](double x) { return std::isfinite(x); })) {
      data.start = start_;
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      data.covariates.push_back({"x" + std::to_string(i), columns_[i], ""});
    }
    return data;
  }

 private:
  void add_columns(const std::vector<Row>& rows, bool soundtracks_only) {
    const auto add = [&](auto value) {
      std::vector<double> column;
      column.reserve(rows.size());
      for (const Row& row : rows) {
        column.push_back(soundtracks_only && !row.soundtrack ? 0 : value(row.entered));
      }
      columns_.push_back(std::move(column));
    };
    const auto decades = [](Day from, Day to) { return years_between(from, to) / years_a_decade; };
    add([&](Day day) { return decades(first_, day); });
    for (const Break& at : breaks_) {
      add([&](Day day) { return day >= at.date ? 1.0 : 0.0; });
      add([&](Day day) { return std::max(0.0, decades(at.date, day)); });
    }
  }

  std::vector<Break> breaks_;
  bool by_group_;
  Day first_;
  Day last_;
  std::vector<double> start_;
  std::vector<double> stop_;
  std::vector<std::uint8_t> event_;
  std::vector<std::int32_t> cluster_;
  std::vector<std::int32_t> stratum_;
  std::vector<std::vector<double>> columns_;
};

// A fitted trend: linear combinations of its coefficients, with clustered errors. With few clusters
// the sandwich is too narrow: it is widened by G/(G-1), and t and F distributions with G - k degrees of
// freedom take the place of the normal and chi-square.
class FittedTrend {
 public:
  FittedTrend(const CoxModel& model, double confidence) {
    const auto k = static_cast<Eigen::Index>(model.coefficients.size());
    const auto clusters = static_cast<double>(model.n_clusters);
    freedom_ = static_cast<int>(model.n_clusters) - static_cast<int>(k);
    if (freedom_ < 1) throw Error("fewer years than the trend has coefficients");
    coefficients_.resize(k);
    covariance_.resize(k, k);
    for (Eigen::Index i = 0; i < k; ++i) {
      coefficients_[i] = model.coefficients[static_cast<std::size_t>(i)].coefficient;
      for (Eigen::Index j = 0; j < k; ++j) {
        covariance_(i, j) =
            clusters / (clusters - 1) *
            model.robust_covariance(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
      }
    }
    quantile_ = boost::math::quantile(boost::math::students_t(freedom_), (1 + confidence) / 2);
  }

  Eigen::VectorXd weights() const { return Eigen::VectorXd::Zero(coefficients_.size()); }

  Estimate ratio(const Eigen::VectorXd& weights, std::int64_t n) const {
    const double log = weights.dot(coefficients_);
    const double error = std::sqrt(weights.dot(covariance_ * weights));
    return {std::exp(log), std::exp(log - quantile_ * error), std::exp(log + quantile_ * error), n};
  }

  // That each of these combinations is zero.
  WaldTest test(const std::vector<Eigen::VectorXd>& combinations) const {
    WaldTest test;
    test.degrees_of_freedom = static_cast<int>(combinations.size());
    test.clusters = freedom_;
    Eigen::MatrixXd rows(combinations.size(), coefficients_.size());
    for (std::size_t i = 0; i < combinations.size(); ++i) {
      rows.row(static_cast<Eigen::Index>(i)) = combinations[i].transpose();
    }
    const Eigen::VectorXd values = rows * coefficients_;
    const Eigen::LDLT<Eigen::MatrixXd> covariance(rows * covariance_ * rows.transpose());
    if (covariance.info() != Eigen::Success || !covariance.isPositive()) return test;
    test.f = values.dot(covariance.solve(values)) / test.degrees_of_freedom;
    if (!std::isfinite(test.f)) return test;
    const boost::math::fisher_f law(test.degrees_of_freedom, freedom_);
    test.p = boost::math::cdf(boost::math::complement(law, std::max(0.0, test.f)));
    return test;
  }

 private:
  Eigen::VectorXd coefficients_;
  Eigen::MatrixXd covariance_;
  int freedom_ = 0;
  double quantile_ = 0;
};

std::int64_t ends_between(const std::vector<Row>& rows, Day from, Day to) {
  return std::count_if(rows.begin(), rows.end(), [&](const Row& row) {
    return row.spell.event && row.entered >= from && row.entered < to;
  });
}

// The breaks that have enough ends on either side, up to the next one.
std::vector<Break> breaks_within(const std::vector<Row>& rows, const std::vector<Break>& breaks) {
  std::vector<Break> kept;
  Day from = Day::min();
  for (std::size_t i = 0; i < breaks.size(); ++i) {
    const Day next = i + 1 < breaks.size() ? breaks[i + 1].date : Day::max();
    if (ends_between(rows, from, breaks[i].date) < fewest ||
        ends_between(rows, breaks[i].date, next) < fewest) {
      continue;
    }
    kept.push_back(breaks[i]);
    from = breaks[i].date;
  }
  return kept;
}

Eigen::Index jump_at(std::size_t i) {
  return static_cast<Eigen::Index>(1 + 2 * i);
}
Eigen::Index change_at(std::size_t i) {
  return static_cast<Eigen::Index>(2 + 2 * i);
}

Trend describe_trend(const std::vector<Row>& rows, const std::vector<Break>& breaks,
                     const Design& design, const FittedTrend& fitted) {
  Trend trend;
  Eigen::VectorXd slope = fitted.weights();
  slope[0] = 1;
  std::vector<Eigen::VectorXd> changes;
  Day from = design.first();
  const Day end = design.last() + Days(1);
  const auto add_segment = [&](Day to) {
    trend.segments.push_back(
        {from, to - Days(1), fitted.ratio(slope, ends_between(rows, from, to))});
  };
  for (std::size_t i = 0; i < breaks.size(); ++i) {
    const Day next = i + 1 < breaks.size() ? breaks[i + 1].date : end;
    add_segment(breaks[i].date);
    Eigen::VectorXd jump = fitted.weights();
    Eigen::VectorXd change = fitted.weights();
    jump[jump_at(i)] = 1;
    change[change_at(i)] = 1;
    const std::int64_t n = ends_between(rows, from, next);
    trend.breaks.push_back(
        {breaks[i], fitted.ratio(jump, n), fitted.ratio(change, n), fitted.test({change}).p});
    slope += change;
    changes.push_back(change);
    from = breaks[i].date;
  }
  add_segment(end);
  if (!changes.empty()) trend.changed = fitted.test(changes);
  return trend;
}

Trend trend_of(const std::vector<Row>& rows, const SpeedOptions& options) {
  Trend trend;
  if (ends_between(rows, Day::min(), Day::max()) < fewest) {
    trend.cannot_tell = "cannot tell: fewer than 20 ends were seen";
    return trend;
  }
  try {
    const std::vector<Break> breaks = breaks_within(rows, options.breaks);
    const Design design(rows, breaks, false);
    return describe_trend(rows, breaks, design, {cox(design.data()), options.confidence});
  } catch (const Error& error) {
    trend.cannot_tell = std::string("cannot tell: ") + error.what();
    return trend;
  }
}

// Both groups in one model, each with a course and trends of its own: are the trends the same?
WaldTest differing_trends(const std::vector<Row>& rows, const std::vector<Row>& soundtracks,
                          const SpeedOptions& options) {
  try {
    const Design design(rows, breaks_within(soundtracks, options.breaks), true);
    const FittedTrend fitted(cox(design.data()), options.confidence);
    std::vector<Eigen::VectorXd> slopes;
    for (std::size_t i = 0; i < design.terms(); i += 2) {
      Eigen::VectorXd slope = fitted.weights();
      slope[static_cast<Eigen::Index>(design.terms() + i)] = 1;
      slopes.push_back(slope);
    }
    return fitted.test(slopes);
  } catch (const Error&) {
    return {};
  }
}

SpeedGroup measure_group(const std::string& name, const std::string& measure,
                         const std::vector<Row>& rows, const SpeedOptions& options) {
  return {name, static_cast<std::int64_t>(rows.size()), years_of(measure, rows, options.confidence),
          trend_of(rows, options)};
}

SpeedMeasure measure_span(const SpanName& span, std::span<const WorkSpans> works,
                          const SpeedOptions& options) {
  SpeedMeasure measure{span.name, {}, {}};
  const std::vector<Row> all = rows_of(works, span.span);
  std::vector<Row> soundtracks;
  std::vector<Row> others;
  for (const Row& row : all) (row.soundtrack ? soundtracks : others).push_back(row);
  if (soundtracks.empty() || others.empty()) {
    measure.groups = {measure_group("all", span.name, all, options)};
    return measure;
  }
  measure.groups = {measure_group("soundtracks", span.name, soundtracks, options),
                    measure_group("others", span.name, others, options)};
  measure.differ = differing_trends(all, soundtracks, options);
  return measure;
}

}  // namespace

std::vector<Break> chart_breaks() {
  using std::chrono::year;
  return {{Day(year(1991) / 5 / 25), "sales counted electronically"},
          {Day(year(2009) / 12 / 5), "older albums stay on the chart"},
          {Day(year(2014) / 12 / 13), "streams counted"}};
}

Speed measure_speed(std::span<const WorkSpans> works, const SpeedOptions& options) {
  Speed speed;
  speed.breaks = options.breaks;
  speed.works = static_cast<std::int64_t>(works.size());
  for (const SpanName& span : span_names) {
    speed.measures.push_back(measure_span(span, works, options));
  }
  return speed;
}

}  // namespace outlive
