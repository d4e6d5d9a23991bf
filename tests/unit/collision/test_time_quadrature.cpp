#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "kapitza/collision/time_quadrature.hpp"

namespace kapitza::collision {
namespace {

template <class F>
double integrate(const TimeQuadrature& rule, F f) {
  double sum = 0.0;
  for (std::size_t j = 0; j < rule.t.size(); ++j)
    sum += rule.weight[j] * f(rule.t[j]);
  return sum;
}

TEST(TimeQuadrature, StepDividesTheCutOffAndStaysBelowTheBound) {
  for (const double bound : {0.2, 0.19, 0.03}) {
    const TimeQuadrature rule(17.0, bound, 3);
    EXPECT_LE(rule.step, bound);
    EXPECT_EQ(rule.t.size() % TimeQuadrature::block, 0U);
    EXPECT_NEAR(rule.step * static_cast<double>(rule.t.size()), 17.0, 1e-12);
    EXPECT_DOUBLE_EQ(rule.t.front(), 0.5 * rule.step);
  }
}

TEST(TimeQuadrature, IntegratesWhatHasDecayedBeforeHalfTheCutOff) {
  // exp(-t^2) is even and decays: the midpoint rule is spectral, and the three partial sums agree.
  EXPECT_NEAR(integrate(TimeQuadrature(20.0, 0.2, 3), [](double t) { return std::exp(-t * t); }),
              0.5 * std::sqrt(std::acos(-1.0)), 1e-14);
}

TEST(TimeQuadrature, ExtrapolatesAnAlgebraicTail) {
  // int_0^T l t (1 + t^2)^{-l/2-1} dt = 1 - T^{-l} (1 - l/2 T^{-2} + ...): the leading order of the tail is removed, and the
  // error falls as T^{-l-2} where that of the plain sum falls as T^{-l}.
  for (const int l : {3, 4}) {
    const auto error = [l](double T) {
      const auto f = [l](double t) { return l * t * std::pow(1.0 + t * t, -0.5 * l - 1.0); };
      return std::abs(integrate(TimeQuadrature(T, 1e-4, l), f) - 1.0);
    };
    EXPECT_NEAR(std::log2(error(8.0) / error(16.0)), l + 2.0, 0.5) << l;
  }
}

}  // namespace
}  // namespace kapitza::collision
