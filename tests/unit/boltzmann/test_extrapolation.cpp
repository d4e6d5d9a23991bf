#include <gtest/gtest.h>

#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/extrapolation.hpp"

namespace kapitza::boltzmann {
namespace {

double extrapolated(const std::vector<int>& N, double a, double b, double c) {
  const std::vector<double> weights = extrapolation_weights(N);
  double sum = 0;
  for (std::size_t i = 0; i < N.size(); ++i)
    sum += weights[i] * (a + b / N[i] + c / N[i] / N[i]);
  return sum;
}

TEST(ExtrapolationWeights, RemoveTheFirstAndSecondPowerOfOneOverN) {
  EXPECT_NEAR(extrapolated({11, 21, 41}, 1.7, -5, 30), 1.7, 1e-13);
  EXPECT_NEAR(extrapolated({8, 11, 21, 41, 80}, 1.7, -5, 30), 1.7, 1e-13);
}

TEST(ExtrapolationWeights, OfTwoGridsRemoveTheFirstPowerOnly) {
  EXPECT_NEAR(extrapolated({11, 21}, 1.7, -5, 0), 1.7, 1e-14);
  EXPECT_GT(std::abs(extrapolated({11, 21}, 1.7, -5, 30) - 1.7), 0.05);
}

TEST(ExtrapolationWeights, OfOneGridAreOne) {
  EXPECT_EQ(extrapolation_weights(std::vector{11}), std::vector<double>{1});
}

TEST(ExtrapolationWeights, RefuseGridsThatDoNotAscend) {
  EXPECT_THROW(extrapolation_weights(std::vector<int>{}), InvalidInput);
  EXPECT_THROW(extrapolation_weights(std::vector{11, 11}), InvalidInput);
  EXPECT_THROW(extrapolation_weights(std::vector{21, 11}), InvalidInput);
  EXPECT_THROW(extrapolation_weights(std::vector{0, 11}), InvalidInput);
}

TEST(LagrangeWeights, ReproducePolynomials) {
  const std::vector<double> x{0, 0.1, 0.3, 0.7};
  const std::vector<double> weights = lagrange_weights(x, 0.45);
  const auto f = [](double X) { return 1 - 2 * X + 5 * X * X * X; };
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    sum += weights[i] * f(x[i]);
  EXPECT_NEAR(sum, f(0.45), 1e-14);
}

}  // namespace
}  // namespace kapitza::boltzmann
