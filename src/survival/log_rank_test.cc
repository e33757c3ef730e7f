#include "outlive/log_rank.h"

#include <gtest/gtest.h>

#include <cmath>

#include "outlive/cox.h"
#include "outlive/error.h"
#include "survival/near_r.h"
#include "survival/survival_expected.h"
#include "survival/survival_test_data.h"

namespace outlive {
namespace {

using test::expect_near_r;

std::vector<Spell> spells_of(const std::vector<double>& stop,
                             const std::vector<std::uint8_t>& event,
                             const std::vector<double>& start = {}) {
  std::vector<Spell> spells;
  for (std::size_t i = 0; i < stop.size(); ++i) {
    Spell spell;
    if (!start.empty()) spell.entry = start[i];
    spell.exit = stop[i];
    spell.event = event[i] != 0;
    spells.push_back(spell);
  }
  return spells;
}

std::vector<std::int32_t> whole(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

void expect_test(const LogRank& test, const expected::LogRank& r) {
  ASSERT_EQ(test.groups.size(), r.observed.size());
  for (std::size_t i = 0; i < test.groups.size(); ++i) {
    expect_near_r(test.groups[i].observed, r.observed[i]);
    expect_near_r(test.groups[i].expected, r.expected[i]);
  }
  expect_near_r(test.chi_square, r.chi_square);
  EXPECT_EQ(test.degrees_of_freedom, static_cast<int>(r.observed.size()) - 1);
}

TEST(LogRank, TwoGroupsEqualR) {
  using namespace test_data;
  expect_test(log_rank(spells_of(aml::stop, aml::event), whole(aml::maintained)),
              expected::log_rank_aml);
  expect_test(log_rank(spells_of(lung::stop, lung::event), whole(lung::sex)),
              expected::log_rank_lung);
}

TEST(LogRank, ManyGroupsEqualR) {
  using namespace test_data;
  expect_test(log_rank(spells_of(veteran::stop, veteran::event), veteran::cell),
              expected::log_rank_veteran);
}

TEST(LogRank, StrataEqualR) {
  using namespace test_data;
  expect_test(log_rank(spells_of(lung::stop, lung::event), whole(lung::sex), lung::inst),
              expected::log_rank_lung_strata);
  expect_test(
      log_rank(spells_of(veteran::stop, veteran::event), veteran::cell, whole(veteran::trt)),
      expected::log_rank_veteran_strata);
}

TEST(LogRank, HeavyTiesEqualR) {
  using namespace test_data;
  expect_test(log_rank(spells_of(veteran::month, veteran::event), veteran::cell),
              expected::log_rank_veteran_month);
}

TEST(LogRank, FourLivesByHand) {
  // Group 1 ends at 1 and 3, group 2 at 2 and 4. At 1: 2 of 4 at risk; at 2: 1 of 3; at 3: 1 of 2;
  // at 4: none of 1.
  const LogRank test =
      log_rank(spells_of({1, 3, 2, 4}, {1, 1, 1, 1}), std::vector<std::int32_t>{1, 1, 2, 2});
  const double expected = 1.0 / 2 + 1.0 / 3 + 1.0 / 2;
  const double variance = 1.0 / 4 + 2.0 / 9 + 1.0 / 4;
  EXPECT_NEAR(test.groups[0].expected, expected, 1e-15);
  EXPECT_NEAR(test.chi_square, (2 - expected) * (2 - expected) / variance, 1e-14);
  // The chi-square with one degree of freedom is a normal squared.
  EXPECT_NEAR(test.p, std::erfc(std::sqrt(test.chi_square / 2)), 1e-14);
}

TEST(LogRank, WithLateEntriesItIsTheScoreTestOfCox) {
  // The two agree where no two events share a time: a little is added to each to part them.
  using namespace test_data;
  std::vector<double> stop = heart::stop;
  for (std::size_t i = 0; i < stop.size(); ++i) stop[i] += 1e-4 * static_cast<double>(i);
  const LogRank test =
      log_rank(spells_of(stop, heart::event, heart::start), whole(heart::transplanted));
  CoxData data;
  data.start = heart::start;
  data.stop = stop;
  data.event = heart::event;
  data.covariates = {{"transplanted", heart::transplanted, ""}};
  EXPECT_NEAR(test.chi_square, cox(data).score.chi_square, 1e-10);
}

TEST(LogRank, AWeightCountsASpellThatManyTimes) {
  std::vector<Spell> spells = spells_of({1, 3, 3, 2, 4, 4}, {1, 1, 1, 1, 1, 1});
  const LogRank each = log_rank(spells, std::vector<std::int32_t>{1, 1, 1, 2, 2, 2});
  spells = spells_of({1, 3, 2, 4}, {1, 1, 1, 1});
  spells[1].weight = spells[3].weight = 2;
  const LogRank weighted = log_rank(spells, std::vector<std::int32_t>{1, 1, 2, 2});
  EXPECT_NEAR(each.chi_square, weighted.chi_square, 1e-14);
}

TEST(LogRank, OneGroupIsAnError) {
  EXPECT_THROW(log_rank(spells_of({1, 2}, {1, 1}), std::vector<std::int32_t>{5, 5}), Error);
  EXPECT_THROW(log_rank(spells_of({1, 2}, {1, 1}), std::vector<std::int32_t>{5}), Error);
}

TEST(LogRank, WithoutEventsThereIsNoDifference) {
  const LogRank test = log_rank(spells_of({1, 2}, {0, 0}), std::vector<std::int32_t>{1, 2});
  EXPECT_EQ(test.p, 1);
  EXPECT_EQ(test.degrees_of_freedom, 0);
}

}  // namespace
}  // namespace outlive
