#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>

#include "kapitza/base/end_corrections.hpp"
#include "support/order_fit.hpp"

namespace kapitza {
namespace {

/// int_0^1 f by equidistant nodes at (j + theta) h with corrections at both ends.
template <class F>
double corrected_sum(const F& f, int intervals, double theta) {
  const double h = 1.0 / intervals;
  const int last = theta == 0.0 ? intervals : intervals - 1;
  const auto low = end_weights(theta), high = end_weights(theta == 0.0 ? 0.0 : 1.0 - theta);
  double sum = 0.0;
  for (int j = 0; j <= last; ++j) {
    double weight = 1.0;
    if (j < 6) weight += low[static_cast<std::size_t>(j)] - 1.0;
    if (last - j < 6) weight += high[static_cast<std::size_t>(last - j)] - 1.0;
    sum += h * weight * f((j + theta) * h);
  }
  return sum;
}

class EndWeights : public testing::TestWithParam<double> {};
INSTANTIATE_TEST_SUITE_P(Offsets, EndWeights, testing::Values(0.0, 0.1, 0.5, 0.77, 1.0 - 1e-9));

TEST_P(EndWeights, IntegratePolynomialsOfDegreeFiveExactly) {
  for (int degree = 0; degree <= 5; ++degree) {
    const auto power = [&](double x) { return std::pow(x, degree); };
    EXPECT_NEAR(corrected_sum(power, 16, GetParam()), 1.0 / (degree + 1), 2e-15) << degree;
  }
}

TEST_P(EndWeights, HaveOrderSeven) {
  std::vector<double> spacing, error;
  for (const int intervals : {16, 24, 32, 48}) {
    spacing.push_back(1.0 / intervals);
    error.push_back(
        std::abs(corrected_sum([](double x) { return std::exp(3 * x); }, intervals, GetParam()) -
                 (std::exp(3.0) - 1.0) / 3.0));
  }
  EXPECT_GT(test::fitted_order(spacing, error), 6.5);
  EXPECT_GT(error.back(), 1e-14) << "at the rounding floor the order means nothing";
}

TEST(EndWeights, AreThoseOfTheFarEndReadBackwards) {
  // A node at theta from one end of a whole lattice of spacings is 1 - theta from the other: theta = 1 is theta = 0 without its node.
  const auto at_end = end_weights(1.0), at_zero = end_weights(0.0);
  double one = 0.0, zero = 0.0;
  for (std::size_t j = 0; j < 6; ++j) {
    one += at_end[j] - 1.0;
    zero += at_zero[j] - 1.0;
  }
  EXPECT_NEAR(one, 0.5, 1e-14);
  EXPECT_NEAR(zero, -0.5, 1e-14);
}

}  // namespace
}  // namespace kapitza
