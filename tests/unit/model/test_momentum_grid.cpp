#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "kapitza/base/error.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::model {
namespace {

constexpr double pi = std::numbers::pi;

TEST(MomentumGrid, NodesLieHalfWayBetweenMultiplesOfTheSpacing) {
  const MomentumGrid grid{64};
  ASSERT_EQ(grid.size(), 64);
  EXPECT_DOUBLE_EQ(grid.spacing(), 2 * pi / 64);
  for (int i = 0; i < 64; ++i)
    EXPECT_NEAR(grid[i], -pi + (i + 0.5) * 2 * pi / 64, 1e-15 * 4);
}

TEST(MomentumGrid, MirrorImagesAreExact) {
  for (const int points : {8, 10, 126, 256, 1000}) {
    const MomentumGrid grid{points};
    for (int i = 0; i < points; ++i)
      EXPECT_EQ(grid[grid.mirror(i)], -grid[i]);
  }
}

TEST(MomentumGrid, IntegratesTrigonometricPolynomialsBelowItsOrderExactly) {
  const MomentumGrid grid{32};
  for (int m = 0; m < 32; ++m) {
    std::vector<double> f;
    for (const double k : grid.points())
      f.push_back(3 * std::cos(m * k) + 2 * std::sin(m * k));
    EXPECT_NEAR(grid.integrate(f), m == 0 ? 3.0 : 0.0, 1e-13) << "harmonic " << m;
  }
}

TEST(MomentumGrid, TheFirstHarmonicBeyondItsOrderIsAliasedWithTheSignOfTheHalfOffset) {
  const MomentumGrid grid{32};
  std::vector<double> f;
  for (const double k : grid.points())
    f.push_back(std::cos(32 * k));
  EXPECT_NEAR(grid.integrate(f), -1.0, 1e-13);
}

TEST(MomentumGrid, RefusesOddAndSmallSizes) {
  for (const int points : {-8, 0, 1, 6, 7, 9, 255})
    EXPECT_THROW(MomentumGrid{points}, InvalidInput);
  EXPECT_NO_THROW(MomentumGrid{8});
}

}  // namespace
}  // namespace kapitza::model
