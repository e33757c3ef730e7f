// What "equal to R" means in the survival tests: eight digits, infinities and NaN in their places.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace outlive::test {

// Prints, at the end of all tests, the largest relative difference from R that was met.
class DifferenceFromR : public testing::Environment {
 public:
  static void met(double difference) { largest_ = std::max(largest_, difference); }
  void TearDown() override { std::printf("largest relative difference from R: %.1e\n", largest_); }

 private:
  static inline double largest_ = 0;
};
inline testing::Environment* const difference_from_r =
    testing::AddGlobalTestEnvironment(new DifferenceFromR);  // GoogleTest owns it.

inline void expect_near_r(double ours, double r) {
  if (std::isnan(r)) {
    EXPECT_TRUE(std::isnan(ours)) << ours << " where R has none";
    return;
  }
  if (std::isinf(r)) {
    EXPECT_EQ(ours, r);
    return;
  }
  const double difference = std::abs(ours - r) / std::max(std::abs(r), 1e-8);
  EXPECT_LT(difference, 1e-8) << ours << " where R has " << r;
  DifferenceFromR::met(difference);
}

}  // namespace outlive::test
