#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/system.hpp"

namespace kapitza::micro {
namespace {

TEST(DerivativeOfInteraction, IsThreeYSquaredForTheSixthPower) {
  EXPECT_EQ(derivative_of_interaction({{3, 6.0}}, 0), (std::vector<double>{0, 0, 3}));
}

TEST(DerivativeOfInteraction, IsTheSlopeOfTheInteractionAndItsRenormalisation) {
  const std::map<int, double> c{{1, -3.0}, {2, 0.8}, {5, 40.0}};
  const double A = -1.7;
  const auto V = [&](double y) {
    double sum = A * y;
    for (const auto& [l, c_l] : c)
      sum += c_l * std::pow(y, l) / std::tgamma(l + 1);
    return sum;
  };
  const std::vector<double> V_prime = derivative_of_interaction(c, A);
  for (const double y : {0.3, 1.0, 2.1}) {
    double value = 0;
    for (std::size_t m = V_prime.size(); m-- > 0;)
      value = value * y + V_prime[m];
    constexpr double h = 1e-4;  // truncation h^2 V'''/6 = 1e-7
    EXPECT_NEAR(value, (V(y + h) - V(y - h)) / (2 * h), 1e-6) << "y = " << y;
  }
}

TEST(SmoothReservoir, IsASquaredCosineAroundTheJointOfTheRing) {
  const Damping damping = smooth_reservoir(100, 8, 0.3);
  ASSERT_EQ(damping.gamma.size(), 15U);
  EXPECT_EQ(damping.first, 93);
  for (std::int64_t j = 0; j < 15; ++j) {
    const std::int64_t x = (damping.first + j) % 100;
    const auto d = static_cast<double>(std::min(x, 100 - x));
    EXPECT_NEAR(damping.gamma[static_cast<std::size_t>(j)],
                0.3 * std::pow(std::cos(std::numbers::pi * d / 16), 2), 1e-15);
  }
}

TEST(SmoothReservoir, HasTheIntegralRateTimesWidth) {
  for (const std::int64_t width : {1, 2, 7, 800})
    EXPECT_NEAR(smooth_reservoir(2000, width, 0.02).integral(), 0.02 * static_cast<double>(width),
                1e-12);
}

TEST(SmoothReservoir, RejectsWhatDoesNotFit) {
  EXPECT_NO_THROW(smooth_reservoir(99, 50, 0.1));
  EXPECT_THROW(smooth_reservoir(98, 50, 0.1), InvalidInput);
  EXPECT_THROW(smooth_reservoir(100, 0, 0.1), InvalidInput);
  EXPECT_THROW(smooth_reservoir(100, 10, -0.1), InvalidInput);
  EXPECT_THROW(smooth_reservoir(100, 10, std::nan("")), InvalidInput);
  EXPECT_THROW(smooth_reservoir(100, 10, HUGE_VAL), InvalidInput);
}

TEST(UniformDamping, CoversTheRing) {
  const Damping damping = uniform_damping(64, 0.25);
  EXPECT_EQ(damping.first, 0);
  EXPECT_EQ(damping.gamma, std::vector<double>(64, 0.25));
  EXPECT_THROW(uniform_damping(64, 0), InvalidInput);
}

}  // namespace
}  // namespace kapitza::micro
