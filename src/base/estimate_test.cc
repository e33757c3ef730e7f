#include "outlive/estimate.h"

#include <gtest/gtest.h>

namespace outlive {
namespace {

// R 4.2.2: options(digits = 10); prop.test(15, 20, correct = FALSE)$conf.int
TEST(WilsonShare, EqualsR) {
  const Estimate share = wilson_share(15, 20);
  EXPECT_NEAR(share.estimate, 0.75, 1e-15);
  EXPECT_NEAR(share.low, 0.5312991224, 1e-10);
  EXPECT_NEAR(share.high, 0.8881382986, 1e-10);
  EXPECT_EQ(share.n, 20);
}

TEST(WilsonShare, StaysWithinItsBoundsAtTheEnds) {
  EXPECT_EQ(wilson_share(0, 9).low, 0.0);
  EXPECT_GT(wilson_share(0, 9).high, 0.0);
  EXPECT_EQ(wilson_share(9, 9).high, 1.0);
  EXPECT_FALSE(wilson_share(0, 0).known());
}

}  // namespace
}  // namespace outlive
