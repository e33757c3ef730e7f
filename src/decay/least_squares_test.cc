#include "decay/least_squares.h"

#include <gtest/gtest.h>

#include "../tests/nist/problems.h"

namespace outlive {
namespace {

TEST(LeastSquares, AgreesWithNistToNineDigitsOnEveryProblemFromBothStarts) {
  double sum = 0;
  int count = 0;
  for (const nist::Problem& problem : nist::problems()) {
    const nist::Data data = nist::read(OUTLIVE_NIST_DATA, problem.name);
    for (const std::size_t start : {0U, 1U}) {
      const double digits = problem.solve(data, start).digits;
      EXPECT_GE(digits, 8) << problem.name << " from start " << start + 1;
      sum += digits;
      ++count;
    }
  }
  EXPECT_EQ(count, 54);
  EXPECT_GE(sum / count, 9.4);
}

// The least of (x-3)^2 + (y+1)^2 with y >= 0 lies at (3, 0).
TEST(LeastSquares, HoldsAParameterAtTheBoundThatItPushesAgainst) {
  const auto problem = [](const Vector<2>& x, NormalEquations<2>& at) {
    at.add(x[0] - 3, {1, 0});
    at.add(x[1] + 1, {0, 1});
    return true;
  };
  Bounds<2> bounds;
  bounds.low[1] = 0;
  const auto fit = least_squares<2>(problem, {0, 5}, bounds);
  EXPECT_TRUE(fit.converged());
  EXPECT_NEAR(fit.parameters[0], 3, 1e-7);
  EXPECT_EQ(fit.parameters[1], 0);
  EXPECT_TRUE(fit.held[1]);
}

TEST(LeastSquares, SaysThatAStartLiesOutsideTheDomain) {
  const auto problem = [](const Vector<1>&, NormalEquations<1>&) { return false; };
  EXPECT_EQ(least_squares<1>(problem, {1}).end, LeastSquaresEnd::out_of_domain);
}

}  // namespace
}  // namespace outlive
