#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

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

MomentumGrid three_panels() {
  const std::vector<double> breaks{0.0, 0.7, 2.0, pi};
  const std::vector<int> nodes{5, 8, 3};
  return MomentumGrid::panels(breaks, nodes);
}

TEST(MomentumPanels, AreSymmetricWithBreaksWherePanelsEnd) {
  const MomentumGrid grid = three_panels();
  ASSERT_EQ(grid.size(), 32);
  EXPECT_FALSE(grid.is_uniform());
  EXPECT_THAT(grid.breaks(), testing::ElementsAre(-pi, -2.0, -0.7, 0.0, 0.7, 2.0, pi));
  EXPECT_THAT(grid.first_after_break(), testing::ElementsAre(0, 3, 11, 16, 21, 29, 32));
  for (int i = 0; i < grid.size(); ++i) {
    EXPECT_EQ(grid[grid.mirror(i)], -grid[i]);
    EXPECT_EQ(grid.relative_weight(grid.mirror(i)), grid.relative_weight(i));
    if (i > 0) {
      EXPECT_LT(grid[i - 1], grid[i]);
    }
  }
  for (std::size_t p = 0; p + 1 < grid.breaks().size(); ++p) {
    for (int i = grid.first_after_break()[p]; i < grid.first_after_break()[p + 1]; ++i) {
      EXPECT_GT(grid[i], grid.breaks()[p]);
      EXPECT_LT(grid[i], grid.breaks()[p + 1]);
    }
  }
}

TEST(MomentumPanels, IntegrateTwiceTheirNodesInEveryPanelExactly) {
  const MomentumGrid grid = three_panels();
  const auto panel = [](double k) {
    return std::abs(k) < 0.7 ? 1.0 : std::abs(k) < 2.0 ? -2.0 : 5.0;
  };
  std::vector<double> f;
  for (const double k : grid.points())
    f.push_back(panel(k) * std::pow(k, 4) + (k > 0 ? std::pow(k, 5) : 0.0));
  const auto power = [](double b, int n) { return std::pow(b, n + 1) / (n + 1); };
  const double even =
      2 * (power(0.7, 4) - 2 * (power(2, 4) - power(0.7, 4)) + 5 * (power(pi, 4) - power(2, 4)));
  EXPECT_NEAR(grid.integrate(f), (even + power(pi, 5)) / (2 * pi), 1e-12);
  double sum = 0.0;
  for (int i = 0; i < grid.size(); ++i)
    sum += grid.weight(i);
  EXPECT_NEAR(sum, 1.0, 1e-14);
}

TEST(MomentumPanels, RefuseBreaksAndNodesThatDoNotFit) {
  using Breaks = std::vector<double>;
  using Nodes = std::vector<int>;
  EXPECT_THROW(MomentumGrid::panels(Breaks{0.1, pi}, Nodes{8}), InvalidInput);
  EXPECT_THROW(MomentumGrid::panels(Breaks{0.0, 3.0}, Nodes{8}), InvalidInput);
  EXPECT_THROW(MomentumGrid::panels(Breaks{0.0, 1.0, 1.0, pi}, Nodes{8, 8, 8}), InvalidInput);
  EXPECT_THROW(MomentumGrid::panels(Breaks{0.0, pi}, Nodes{8, 8}), InvalidInput);
  EXPECT_THROW(MomentumGrid::panels(Breaks{0.0, 1.0, pi}, Nodes{8, 1}), InvalidInput);
  EXPECT_THROW(MomentumGrid::panels(Breaks{0.0, pi}, Nodes{3}), InvalidInput);
}

}  // namespace
}  // namespace kapitza::model
