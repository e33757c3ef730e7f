#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "outlive/cox.h"
#include "outlive/error.h"
#include "survival/cox_test_data.h"
#include "survival/near_r.h"
#include "survival/survival_expected.h"

namespace outlive {
namespace {

using test::expect_near_r;

void expect_proportional(const CoxData& data, TimeTransform transform,
                         const expected::ProportionalHazards& r, Ties ties = Ties::efron) {
  const ProportionalHazards test =
      test_proportional_hazards(cox(data, {.ties = ties}), data, transform);
  ASSERT_EQ(test.terms.size() + 1, r.chi_square.size());
  for (std::size_t i = 0; i < test.terms.size(); ++i) {
    expect_near_r(test.terms[i].test.chi_square, r.chi_square[i]);
    expect_near_r(test.terms[i].test.p, r.p[i]);
  }
  expect_near_r(test.global.chi_square, r.chi_square.back());
  expect_near_r(test.global.p, r.p.back());
}

TEST(ProportionalHazards, EveryTransformEqualsR) {
  const CoxData lung = test::lung();
  expect_proportional(lung, TimeTransform::kaplan_meier, expected::zph_lung_km);
  expect_proportional(lung, TimeTransform::identity, expected::zph_lung_identity);
  expect_proportional(lung, TimeTransform::log, expected::zph_lung_log);
  expect_proportional(lung, TimeTransform::rank, expected::zph_lung_rank);
}

TEST(ProportionalHazards, StartStopEqualsR) {
  const CoxData heart = test::heart();
  expect_proportional(heart, TimeTransform::kaplan_meier, expected::zph_heart_km);
  expect_proportional(heart, TimeTransform::identity, expected::zph_heart_identity);
  expect_proportional(heart, TimeTransform::log, expected::zph_heart_log);
  expect_proportional(heart, TimeTransform::rank, expected::zph_heart_rank);
}

TEST(ProportionalHazards, StrataEqualR) {
  expect_proportional(test::lung_strata(), TimeTransform::kaplan_meier,
                      expected::zph_lung_strata_km);
  expect_proportional(test::month_strata(), TimeTransform::log, expected::zph_month_strata_log);
  expect_proportional(test::heart_strata(), TimeTransform::kaplan_meier,
                      expected::zph_heart_strata_km);
  expect_proportional(test::bladder_strata(), TimeTransform::kaplan_meier,
                      expected::zph_bladder_strata_km);
}

TEST(ProportionalHazards, WeightsEqualR) {
  expect_proportional(test::lung_weights(), TimeTransform::kaplan_meier,
                      expected::zph_lung_weights_km);
}

TEST(ProportionalHazards, TiesEqualR) {
  expect_proportional(test::month(), TimeTransform::kaplan_meier, expected::zph_month_km);
  expect_proportional(test::month(), TimeTransform::identity, expected::zph_month_breslow_identity,
                      Ties::breslow);
}

TEST(ProportionalHazards, TheColumnsOfATermAreTestedTogether) {
  expect_proportional(test::veteran(), TimeTransform::kaplan_meier,
                      expected::zph_veteran_factor_km);
  expect_proportional(test::veteran(), TimeTransform::rank, expected::zph_veteran_factor_rank);
}

TEST(ProportionalHazards, SeesAHazardThatCrosses) {
  // One group's hazard is level, the other's falls from high to low.
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> uniform;
  std::vector<double> stop, x;
  for (int i = 0; i < 2000; ++i) {
    const double wait = -std::log1p(-uniform(random));
    x.push_back(i % 2);
    stop.push_back(i % 2 == 0 ? wait : wait * wait);
  }
  const std::vector<std::uint8_t> event(stop.size(), 1);
  CoxData data;
  data.stop = stop;
  data.event = event;
  data.covariates = {{"x", x, ""}};
  EXPECT_LT(test_proportional_hazards(cox(data), data).global.p, 1e-10);
}

TEST(ProportionalHazards, LogTimeNeedsPositiveTimes) {
  const std::vector<double> stop = {-1, 2, 3, 4};
  const std::vector<std::uint8_t> event = {1, 1, 1, 1};
  const std::vector<double> x = {1, 0, 1, 0};
  CoxData data;
  data.stop = stop;
  data.event = event;
  data.covariates = {{"x", x, ""}};
  const CoxModel model = cox(data);
  EXPECT_THROW(test_proportional_hazards(model, data, TimeTransform::log), Error);
  EXPECT_NO_THROW(test_proportional_hazards(model, data, TimeTransform::rank));
}

TEST(ProportionalHazards, OtherCovariatesThanTheModelsAreAnError) {
  EXPECT_THROW(test_proportional_hazards(cox(test::aml()), test::lung()), Error);
}

}  // namespace
}  // namespace outlive
