#include "outlive/cox.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "outlive/error.h"
#include "survival/cox_test_data.h"
#include "survival/near_r.h"
#include "survival/survival_expected.h"

namespace outlive {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_near_r;

void expect_matrix(const SquareMatrix& matrix, const expected::Values& r) {
  ASSERT_EQ(matrix.values.size(), r.size());
  // An element near 0 is as exact as its line and column let it be.
  for (std::size_t a = 0; a < matrix.size; ++a) {
    for (std::size_t b = 0; b < matrix.size; ++b) {
      const double scale = std::sqrt(r[a * matrix.size + a] * r[b * matrix.size + b]);
      expect_near_r(1 + matrix(a, b) / scale, 1 + r[a * matrix.size + b] / scale);
    }
  }
}

void expect_model(const CoxModel& model, const expected::Cox& r) {
  EXPECT_TRUE(model.converged);
  ASSERT_EQ(model.coefficients.size(), r.coefficient.size());
  for (std::size_t j = 0; j < r.coefficient.size(); ++j) {
    expect_near_r(model.coefficients[j].coefficient, r.coefficient[j]);
    expect_near_r(model.coefficients[j].std_error * model.coefficients[j].std_error,
                  r.variance[j * (r.coefficient.size() + 1)]);
  }
  expect_matrix(model.covariance, r.variance);
  expect_matrix(model.robust_covariance, r.robust);
  expect_near_r(model.log_likelihood_null, r.tests[0]);
  expect_near_r(model.log_likelihood, r.tests[1]);
  expect_near_r(model.likelihood_ratio.chi_square, r.tests[2]);
  expect_near_r(model.wald.chi_square, r.tests[3]);
  expect_near_r(model.score.chi_square, r.tests[4]);
}

TEST(Cox, OneCovariateEqualsR) {
  expect_model(cox(test::aml()), expected::cox_aml);
}

TEST(Cox, SeveralCovariatesEqualR) {
  expect_model(cox(test::lung()), expected::cox_lung);
  expect_model(cox(test::veteran()), expected::cox_veteran);
}

TEST(Cox, BreslowEqualsR) {
  expect_model(cox(test::lung(), {.ties = Ties::breslow}), expected::cox_lung_breslow);
  expect_model(cox(test::month(), {.ties = Ties::breslow}), expected::cox_month_breslow);
  expect_model(cox(test::heart(), {.ties = Ties::breslow}), expected::cox_heart_breslow);
}

TEST(Cox, HeavyTiesEqualR) {
  expect_model(cox(test::month()), expected::cox_month);
}

TEST(Cox, StrataEqualR) {
  expect_model(cox(test::lung_strata()), expected::cox_lung_strata);
  expect_model(cox(test::month_strata()), expected::cox_month_strata);
}

TEST(Cox, WeightsEqualR) {
  expect_model(cox(test::lung_counts()), expected::cox_lung_counts);
  expect_model(cox(test::lung_weights()), expected::cox_lung_weights);
}

TEST(Cox, LateEntriesAndTimeVaryingCovariatesEqualR) {
  expect_model(cox(test::heart()), expected::cox_heart);
  expect_model(cox(test::heart_strata()), expected::cox_heart_strata);
}

TEST(Cox, RobustErrorsEqualR) {
  expect_model(cox(test::lung(), {.robust = true}), expected::cox_lung_robust);
  expect_model(cox(test::heart_cluster()), expected::cox_heart_cluster);
  expect_model(cox(test::rats()), expected::cox_rats);
  expect_model(cox(test::bladder()), expected::cox_bladder);
  expect_model(cox(test::bladder_strata()), expected::cox_bladder_strata);
}

TEST(Cox, AnEffectThatChangesWithTimeEqualsR) {
  // Each life cut at 90 days: karno counts as `early` before and as `late` after.
  using namespace test_data::veteran;
  constexpr double cut = 90;
  std::vector<double> from, to, treatment, early, late;
  std::vector<std::uint8_t> ended;
  const auto add = [&](std::size_t i, double a, double b, bool end) {
    from.push_back(a);
    to.push_back(b);
    ended.push_back(end ? 1 : 0);
    treatment.push_back(trt[i]);
    early.push_back(a == 0 ? karno[i] : 0);
    late.push_back(a == 0 ? 0 : karno[i]);
  };
  for (std::size_t i = 0; i < stop.size(); ++i) {
    add(i, 0, std::min(stop[i], cut), event[i] != 0 && stop[i] <= cut);
    if (stop[i] > cut) add(i, cut, stop[i], event[i] != 0);
  }
  CoxData data;
  data.start = from;
  data.stop = to;
  data.event = ended;
  data.covariates = {{"trt", treatment, ""}, {"early", early, ""}, {"late", late, ""}};
  expect_model(cox(data), expected::cox_time_varying);
}

TEST(Cox, OneBinaryCovariateWithoutTiesByHand) {
  // Events at 1 (x = 1; at risk two of each), 2 (x = 0; one with x = 1 left, two with 0) and 3
  // (x = 1; one of each), then one censored. With h = exp(beta) the score is
  //   2 - 2h/(2h + 2) - h/(h + 2) - h/(h + 1) = 2 - 2h/(h + 1) - h/(h + 2),
  // zero where 2(h + 2) = h(h + 1), that is h^2 - h - 4 = 0.
  const std::vector<double> stop = {1, 2, 3, 4};
  const std::vector<std::uint8_t> event = {1, 1, 1, 0};
  const std::vector<double> x = {1, 0, 1, 0};
  CoxData data;
  data.stop = stop;
  data.event = event;
  data.covariates = {{"x", x, ""}};
  const CoxModel model = cox(data);
  const double h = (1 + std::sqrt(17.0)) / 2;
  EXPECT_NEAR(model.coefficients[0].hazard_ratio.estimate, h, 1e-12);
  EXPECT_EQ(model.coefficients[0].hazard_ratio.n, 3);
  const double information = 2 * h / ((h + 1) * (h + 1)) + 2 * h / ((h + 2) * (h + 2));
  EXPECT_NEAR(model.covariance(0, 0), 1 / information, 1e-12);
  EXPECT_NEAR(model.log_likelihood_null, -std::log(4.0 * 3 * 2), 1e-14);
}

TEST(Cox, RecoversTheRatioOfTwoExponentials) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> uniform;
  std::vector<double> stop, x;
  for (int i = 0; i < 20000; ++i) {
    x.push_back(i % 2);
    stop.push_back(-std::log1p(-uniform(random)) / (i % 2 == 0 ? 1.0 : 0.4));
  }
  const std::vector<std::uint8_t> event(stop.size(), 1);
  CoxData data;
  data.stop = stop;
  data.event = event;
  data.covariates = {{"x", x, ""}};
  const Estimate ratio = cox(data).coefficients[0].hazard_ratio;
  EXPECT_NEAR(ratio.estimate, 0.4, 0.02);
  EXPECT_LT(ratio.low, 0.4);
  EXPECT_GT(ratio.high, 0.4);
}

// --- The textbook, as an oracle ---

// Random rows with ties, and with strata, late entries, weights and clusters as asked for.
struct RandomRows {
  std::vector<double> start, stop, weight;
  std::vector<std::uint8_t> event;
  std::vector<std::int32_t> stratum, cluster;
  std::vector<std::vector<double>> x;
  bool starts, strata, weights;

  RandomRows(std::mt19937& random, std::size_t n, std::size_t p, bool with_starts, bool with_strata,
             bool with_weights)
      : x(p), starts(with_starts), strata(with_strata), weights(with_weights) {
    std::normal_distribution<double> normal;
    std::uniform_int_distribution<int> tick(1, 30);
    std::uniform_int_distribution<int> few(0, 4);
    for (std::size_t i = 0; i < n; ++i) {
      start.push_back(tick(random) - 10);
      stop.push_back(start.back() + tick(random));
      event.push_back(few(random) < 3 ? 1 : 0);
      weight.push_back(few(random) == 0 ? 0 : 0.25 * (1 + few(random)));
      stratum.push_back(few(random) - 2);
      cluster.push_back(static_cast<std::int32_t>(i / 3));
      // Shifted far off zero, and by stratum: centring has to cope.
      for (std::size_t j = 0; j < p; ++j) {
        x[j].push_back(j % 2 == 0 ? 1000 + normal(random) + 50 * stratum.back()
                                  : (few(random) < 2 ? 1 : 0));
      }
    }
  }

  CoxData data() const {
    CoxData view;
    if (starts) view.start = start;
    view.stop = stop;
    view.event = event;
    if (strata) view.stratum = stratum;
    if (weights) view.weight = weight;
    for (std::size_t j = 0; j < x.size(); ++j) {
      view.covariates.push_back({"x" + std::to_string(j), x[j], ""});
    }
    return view;
  }

  void permute(const std::vector<std::size_t>& order) {
    const auto apply = [&](auto& column) {
      auto copy = column;
      for (std::size_t i = 0; i < order.size(); ++i) copy[i] = column[order[i]];
      column = copy;
    };
    apply(start), apply(stop), apply(weight), apply(event), apply(stratum), apply(cluster);
    for (auto& column : x) apply(column);
  }
};

struct Textbook {
  double log_likelihood = 0;
  VectorXd score;
  MatrixXd information;
};

// Sums over each risk set afresh, event time by event time, moments and all.
Textbook textbook(const CoxData& data, Ties ties, const VectorXd& beta) {
  const std::size_t n = data.stop.size();
  const auto p = static_cast<Index>(data.covariates.size());
  const auto x = [&](std::size_t i) {
    VectorXd row(p);
    for (Index j = 0; j < p; ++j) row(j) = data.covariates[static_cast<std::size_t>(j)].values[i];
    return row;
  };
  const auto weight = [&](std::size_t i) { return data.weight.empty() ? 1 : data.weight[i]; };
  const auto together = [&](std::size_t a, std::size_t b) {
    return data.stratum.empty() || data.stratum[a] == data.stratum[b];
  };
  const VectorXd origin = x(0);
  const auto risk = [&](std::size_t i) { return weight(i) * std::exp(beta.dot(x(i) - origin)); };

  Textbook sum{0, VectorXd::Zero(p), MatrixXd::Zero(p, p)};
  for (std::size_t e = 0; e < n; ++e) {
    if (data.event[e] == 0 || weight(e) == 0) continue;
    std::vector<std::size_t> tied;
    for (std::size_t i = 0; i < n; ++i) {
      if (data.event[i] != 0 && weight(i) > 0 && together(i, e) && data.stop[i] == data.stop[e]) {
        tied.push_back(i);
      }
    }
    if (tied[0] != e) continue;
    double mean_weight = 0;
    for (const std::size_t i : tied) {
      mean_weight += weight(i) / static_cast<double>(tied.size());
      sum.log_likelihood += weight(i) * beta.dot(x(i) - origin);
      sum.score += weight(i) * (x(i) - origin);
    }
    for (std::size_t l = 0; l < tied.size(); ++l) {
      const double fraction =
          ties == Ties::efron ? static_cast<double>(l) / static_cast<double>(tied.size()) : 0;
      double s0 = 0;
      VectorXd s1 = VectorXd::Zero(p);
      MatrixXd s2 = MatrixXd::Zero(p, p);
      for (std::size_t i = 0; i < n; ++i) {
        const bool at_risk = together(i, e) && data.stop[i] >= data.stop[e] &&
                             (data.start.empty() || data.start[i] < data.stop[e]);
        if (!at_risk) continue;
        const bool is_tied = std::find(tied.begin(), tied.end(), i) != tied.end();
        const double r = risk(i) * (is_tied ? 1 - fraction : 1);
        const VectorXd row = x(i) - origin;
        s0 += r;
        s1 += r * row;
        s2 += r * row * row.transpose();
      }
      const VectorXd mean = s1 / s0;
      sum.log_likelihood -= mean_weight * std::log(s0);
      sum.score -= mean_weight * mean;
      sum.information += mean_weight * (s2 / s0 - mean * mean.transpose());
    }
  }
  return sum;
}

VectorXd coefficients(const CoxModel& model) {
  VectorXd beta(static_cast<Index>(model.coefficients.size()));
  for (Index j = 0; j < beta.size(); ++j) {
    beta(j) = model.coefficients[static_cast<std::size_t>(j)].coefficient;
  }
  return beta;
}

TEST(Cox, TheFastFitIsTheTextbookMaximum) {
  std::mt19937 random(5);
  for (int kind = 0; kind < 16; ++kind) {
    const bool starts = (kind & 1) != 0;
    const bool strata = (kind & 2) != 0;
    const bool weights = (kind & 4) != 0;
    const Ties ties = (kind & 8) != 0 ? Ties::breslow : Ties::efron;
    for (const std::size_t p : {1, 4, 5}) {
      SCOPED_TRACE(testing::Message() << "kind " << kind << ", " << p << " covariates");
      const RandomRows rows(random, 150, p, starts, strata, weights);
      const CoxData data = rows.data();
      const CoxModel model = cox(data, {.ties = ties});
      const Textbook at = textbook(data, ties, coefficients(model));
      EXPECT_NEAR(model.log_likelihood, at.log_likelihood, 1e-9 * std::abs(at.log_likelihood));
      // What is left of the score, in standard errors.
      const MatrixXd covariance = at.information.inverse();
      EXPECT_LT(at.score.dot(covariance * at.score), 1e-14);
      for (Index a = 0; a < covariance.rows(); ++a) {
        for (Index b = 0; b < covariance.cols(); ++b) {
          EXPECT_NEAR(model.covariance(static_cast<std::size_t>(a), static_cast<std::size_t>(b)),
                      covariance(a, b), 1e-8 * std::sqrt(covariance(a, a) * covariance(b, b)));
        }
      }
      const Textbook null = textbook(data, ties, VectorXd::Zero(static_cast<Index>(p)));
      EXPECT_NEAR(model.log_likelihood_null, null.log_likelihood,
                  1e-10 * std::abs(null.log_likelihood));
      EXPECT_NEAR(model.score.chi_square, null.score.dot(null.information.inverse() * null.score),
                  1e-7);
    }
  }
}

TEST(Cox, ResultsDoNotDependOnTheOrderOfRows) {
  std::mt19937 random(6);
  RandomRows rows(random, 3000, 3, true, true, true);
  const auto fit = [&] {
    CoxData data = rows.data();
    data.cluster = rows.cluster;
    return cox(data);
  };
  const CoxModel before = fit();
  std::vector<std::size_t> order(rows.stop.size());
  std::iota(order.begin(), order.end(), 0U);
  std::shuffle(order.begin(), order.end(), random);
  rows.permute(order);
  const CoxModel after = fit();
  for (std::size_t j = 0; j < 3; ++j) {
    EXPECT_NEAR(after.coefficients[j].coefficient, before.coefficients[j].coefficient, 1e-11);
    EXPECT_NEAR(after.coefficients[j].robust_std_error / before.coefficients[j].robust_std_error, 1,
                1e-11);
  }
  EXPECT_NEAR(after.log_likelihood / before.log_likelihood, 1, 1e-13);
}

TEST(Cox, AnIntegerWeightIsThatManyRows) {
  std::mt19937 random(8);
  RandomRows rows(random, 200, 2, true, false, true);
  std::vector<std::size_t> repeated;
  for (std::size_t i = 0; i < rows.stop.size(); ++i) {
    rows.weight[i] = static_cast<double>(i % 3);
    for (std::size_t k = 0; k < i % 3; ++k) repeated.push_back(i);
  }
  const CoxModel weighted = cox(rows.data(), {.ties = Ties::breslow});
  RandomRows longer = rows;
  longer.weights = false;
  const auto repeat = [&](auto& column) {
    auto copy = column;
    copy.clear();
    for (const std::size_t i : repeated) copy.push_back(column[i]);
    column = copy;
  };
  repeat(longer.start), repeat(longer.stop), repeat(longer.event);
  for (auto& column : longer.x) repeat(column);
  const CoxModel counted = cox(longer.data(), {.ties = Ties::breslow});
  for (std::size_t j = 0; j < 2; ++j) {
    EXPECT_NEAR(weighted.coefficients[j].coefficient, counted.coefficients[j].coefficient, 1e-10);
    EXPECT_NEAR(weighted.coefficients[j].std_error, counted.coefficients[j].std_error, 1e-10);
  }
}

TEST(Cox, AStratumWithoutEventsChangesNothing) {
  CoxData data = test::aml();
  const CoxModel before = cox(data);
  std::vector<double> stop(data.stop.begin(), data.stop.end());
  std::vector<std::uint8_t> event(data.event.begin(), data.event.end());
  std::vector<double> x = test_data::aml::maintained;
  std::vector<std::int32_t> stratum(stop.size(), 1);
  for (int i = 0; i < 5; ++i) {
    stop.push_back(i + 1);
    event.push_back(0);
    x.push_back(i);
    stratum.push_back(2);
  }
  data.stop = stop;
  data.event = event;
  data.stratum = stratum;
  data.covariates[0].values = x;
  EXPECT_NEAR(cox(data).coefficients[0].coefficient, before.coefficients[0].coefficient, 1e-12);
}

// --- Faults ---

std::string message(const CoxData& data) {
  try {
    cox(data);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(CoxFault, NoEvents) {
  CoxData data = test::aml();
  const std::vector<std::uint8_t> none(data.stop.size(), 0);
  data.event = none;
  EXPECT_NE(message(data).find("needs an event"), std::string::npos);
}

TEST(CoxFault, NoRowsAndNoCovariates) {
  CoxData data;
  EXPECT_NE(message(data).find("needs a covariate"), std::string::npos);
  data.covariates = {{"x", {}, ""}};
  EXPECT_NE(message(data).find("needs an event"), std::string::npos);
}

TEST(CoxFault, AConstantCovariateIsNamed) {
  CoxData data = test::aml();
  const std::vector<double> constant(data.stop.size(), 3);
  data.covariates.push_back({"studio", constant, ""});
  EXPECT_NE(message(data).find("'studio' is the same in all rows"), std::string::npos);
}

TEST(CoxFault, ACovariateConstantWithinStrataIsNamed) {
  CoxData data = test::lung_strata();
  const std::vector<double> by_stratum(data.stratum.begin(), data.stratum.end());
  data.covariates.push_back({"place", by_stratum, ""});
  EXPECT_NE(message(data).find("'place' is the same for all who are at risk together"),
            std::string::npos);
}

TEST(CoxFault, ACollinearCovariateIsNamedWithItsPartners) {
  CoxData data = test::lung();
  std::vector<double> sum;
  for (std::size_t i = 0; i < data.stop.size(); ++i) {
    sum.push_back(7 + 2 * test_data::lung::age[i] - test_data::lung::ecog[i]);
  }
  data.covariates.push_back({"sum", sum, ""});
  EXPECT_NE(message(data).find("'sum' is a linear combination of 'age', 'ecog'"), std::string::npos)
      << message(data);
}

TEST(CoxFault, AnInfiniteCoefficientIsNamed) {
  // Nobody with x = 1 has an event, though some are at risk.
  CoxData data = test::lung();
  std::vector<double> x;
  for (std::size_t i = 0; i < data.stop.size(); ++i) {
    x.push_back(data.event[i] == 0 && i % 2 == 0 ? 1 : 0);
  }
  data.covariates.insert(data.covariates.begin() + 1, {"spared", x, ""});
  EXPECT_NE(message(data).find("hazard ratio of 'spared' is infinite"), std::string::npos)
      << message(data);
}

TEST(CoxFault, ACovariateThatOrdersTheEventsIsInfiniteToo) {
  const std::vector<double> stop = {1, 2, 3, 4, 5, 6};
  const std::vector<std::uint8_t> event(6, 1);
  const std::vector<double> x = {9, 7, 4, 3, 2, 1};
  CoxData data;
  data.stop = stop;
  data.event = event;
  data.covariates = {{"x", x, ""}};
  EXPECT_NE(message(data).find("infinite"), std::string::npos) << message(data);
}

TEST(CoxFault, ARareButOrdinaryCovariateIsNot) {
  CoxData data = test::lung();
  std::vector<double> rare(data.stop.size(), 0);
  rare[3] = rare[120] = 1;
  data.covariates.push_back({"rare", rare, ""});
  EXPECT_TRUE(cox(data).converged);
}

TEST(CoxFault, BadRowsAreNamed) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CoxData data = test::heart();
  std::vector<double> stop = test_data::heart::stop;
  data.stop = stop;
  stop[4] = nan;
  EXPECT_NE(message(data).find("row 5"), std::string::npos);
  stop[4] = -1;
  EXPECT_NE(message(data).find("row 5 stops at"), std::string::npos);
  stop[4] = test_data::heart::stop[4];
  std::vector<double> age = test_data::heart::age;
  age[9] = std::numeric_limits<double>::infinity();
  data.covariates[0].values = age;
  EXPECT_NE(message(data).find("'age' is not a finite number in row 10"), std::string::npos);
  age[9] = 0;
  std::vector<double> weight(stop.size(), 1);
  weight[2] = -1;
  data.weight = weight;
  EXPECT_NE(message(data).find("row 3 has a weight"), std::string::npos);
  data.weight = {};
  age.pop_back();
  data.covariates[0].values = age;
  EXPECT_NE(message(data).find("one length"), std::string::npos);
}

TEST(CoxFault, ARowWithoutWeightMayHoldAnything) {
  CoxData data = test::aml();
  std::vector<double> stop = test_data::aml::stop;
  std::vector<double> x = test_data::aml::maintained;
  std::vector<std::uint8_t> event = test_data::aml::event;
  stop.insert(stop.begin(), std::numeric_limits<double>::quiet_NaN());
  x.insert(x.begin(), std::numeric_limits<double>::quiet_NaN());
  event.insert(event.begin(), 1);
  std::vector<double> weight(stop.size(), 1);
  weight[0] = 0;
  data.stop = stop;
  data.event = event;
  data.weight = weight;
  data.covariates[0].values = x;
  EXPECT_NEAR(cox(data).coefficients[0].coefficient, expected::cox_aml.coefficient[0], 1e-10);
}

}  // namespace
}  // namespace outlive
