#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "kapitza/model/momentum_interpolation.hpp"

namespace kapitza::model {
namespace {

constexpr double pi = std::numbers::pi;

MomentumGrid two_panels(int inner, int outer) {
  const std::vector<double> breaks{0.0, 1.1, pi};
  const std::vector<int> nodes{inner, outer};
  return MomentumGrid::panels(breaks, nodes);
}

template <class F>
std::vector<double> on(const MomentumGrid& grid, const F& f) {
  std::vector<double> values;
  for (const double k : grid.points())
    values.push_back(f(k));
  return values;
}

// Another polynomial on each panel, of the degree that its nodes carry.
double pieces(double k) {
  if (k < -1.1) return 1.0 + std::pow(k, 3);
  if (k < 0.0) return -2.0 + k - std::pow(k, 5);
  if (k < 1.1) return 3.0 - 0.5 * std::pow(k, 5);
  return 0.25 * std::pow(k, 3) - k;
}

TEST(MomentumInterpolation, ReproducesAPolynomialOnEveryPanelAndCrossesNoBreak) {
  const MomentumGrid grid = two_panels(6, 4);
  const MomentumInterpolation interpolate{grid};
  EXPECT_EQ(interpolate.width(), 6);
  const auto values = on(grid, pieces);
  for (const double k : {-pi, -3.0, -1.2, -1.0, -1e-6, 0.0, 1e-6, 0.5, 1.0999, 1.1, 2.0, 3.1415})
    EXPECT_NEAR(interpolate(values, k), pieces(k), 1e-12) << k;
}

TEST(MomentumInterpolation, IsTheValueAtANode) {
  const MomentumGrid grid = two_panels(6, 4);
  const MomentumInterpolation interpolate{grid};
  std::vector<double> row(6);
  for (int i = 0; i < grid.size(); ++i) {
    const int first = interpolate.row(grid[i], row);
    ASSERT_GE(first, 0);
    ASSERT_LE(first + 6, grid.size());
    for (int j = 0; j < 6; ++j)
      EXPECT_EQ(row[static_cast<std::size_t>(j)], first + j == i ? 1.0 : 0.0);
  }
}

TEST(MomentumInterpolation, HasThePeriodOfTheZone) {
  const MomentumGrid grid = two_panels(6, 4);
  const MomentumInterpolation interpolate{grid};
  const auto values = on(grid, pieces);
  for (const double k : {-2.0, 0.3, 1.5})
    for (const int turns : {-2, 1, 3})
      EXPECT_NEAR(interpolate(values, k + 2 * pi * turns), pieces(k), 1e-11);
}

TEST(MomentumInterpolation, StaysStableWithManyNodesOnAShortPanel) {
  const std::vector<double> breaks{0.0, 0.01, pi};
  const std::vector<int> nodes{160, 160};
  const MomentumGrid grid = MomentumGrid::panels(breaks, nodes);
  const MomentumInterpolation interpolate{grid};
  const auto f = [](double k) { return 1.0 / (k * k + 0.5); };
  const auto values = on(grid, f);
  for (const double k : {0.0, 0.0031, 0.00999, 0.02, 1.0, 3.14})
    EXPECT_NEAR(interpolate(values, k), f(k), 1e-13) << k;
}

TEST(MomentumInterpolation, OfAUniformGridIsThePiecewiseLagrangeOne) {
  const MomentumGrid grid{64};
  const MomentumInterpolation interpolate{grid};
  const PiecewiseLagrange piecewise{grid};
  EXPECT_EQ(interpolate.width(), InterpolationRow::width);
  const auto values = on(grid, [](double k) { return std::sin(k) + (k > 0 ? 1.0 : 0.0); });
  for (const double k : {-3.1, -1.0, -0.01, 0.01, 2.5, 9.0})
    EXPECT_NEAR(interpolate(values, k), piecewise(values, k), 1e-15);
}

}  // namespace
}  // namespace kapitza::model
