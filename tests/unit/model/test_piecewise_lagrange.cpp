#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "kapitza/base/error.hpp"
#include "kapitza/model/piecewise_lagrange.hpp"

namespace kapitza::model {
namespace {

constexpr double pi = std::numbers::pi;

std::vector<double> values(const MomentumGrid& grid, auto f) {
  std::vector<double> result;
  for (const double k : grid.points())
    result.push_back(f(k));
  return result;
}

TEST(PiecewiseLagrange, ReturnsTheValueOfANode) {
  const MomentumGrid grid{32};
  const PiecewiseLagrange interpolate{grid};
  const auto f = values(grid, [](double k) { return std::exp(std::sin(3 * k)); });
  for (int i = 0; i < grid.size(); ++i) {
    EXPECT_NEAR(interpolate(f, grid[i]), f[static_cast<std::size_t>(i)], 1e-13);
  }
}

TEST(PiecewiseLagrange, WeightsSumToOneAndIndicesAreValid) {
  for (const int points : {8, 10, 12, 14, 64, 256}) {
    const PiecewiseLagrange interpolate{MomentumGrid{points}};
    for (double k = -pi; k < pi; k += 0.0137) {
      const InterpolationRow row = interpolate.row(k);
      ASSERT_GE(row.first, 0);
      ASSERT_LE(row.first + InterpolationRow::width, points);
      double sum = 0.0;
      for (const double w : row.weight)
        sum += w;
      EXPECT_NEAR(sum, 1.0, 1e-12);  // extrapolation over half a spacing sums weights of size 3
    }
  }
}

TEST(PiecewiseLagrange, StencilHasThreeNodesOnEitherSideInsideAHalf) {
  const MomentumGrid grid{64};
  const PiecewiseLagrange interpolate{grid};
  for (const int below : {2, 10, 28, 34, 50, 60}) {
    const int first = interpolate.row(grid[below] + 0.4 * grid.spacing()).first;
    EXPECT_EQ(first, below - 2);
  }
  EXPECT_EQ(interpolate.row(-0.2 * grid.spacing()).first, 26);  // k < 0: nodes 26 to 31
  EXPECT_EQ(interpolate.row(+0.2 * grid.spacing()).first, 32);
}

TEST(PiecewiseLagrange, NoValueLeaksAcrossZeroOrTheZoneBoundary) {
  for (const int points : {8, 16, 64}) {
    const MomentumGrid grid{points};
    const PiecewiseLagrange interpolate{grid};
    const auto step = values(grid, [](double k) { return k > 0 ? 5.0 : 1.0; });
    for (double k = -3.14; k < 3.14; k += 0.0071) {
      EXPECT_NEAR(interpolate(step, k), k > 0 ? 5.0 : 1.0, 1e-12) << "K = " << points;
    }
    EXPECT_NEAR(interpolate(step, -1e-15), 1.0, 1e-12);
    EXPECT_NEAR(interpolate(step, 1e-15), 5.0, 1e-12);
    EXPECT_NEAR(interpolate(step, pi - 1e-12), 5.0, 1e-12);
    EXPECT_NEAR(interpolate(step, -pi), 1.0, 1e-12);
  }
}

TEST(PiecewiseLagrange, FoldsTargetsIntoTheZone) {
  const MomentumGrid grid{24};
  const PiecewiseLagrange interpolate{grid};
  const auto f = values(grid, [](double k) { return std::cos(k) + 0.3 * std::sin(2 * k); });
  for (const double k : {-2.9, -0.4, 0.1, 1.7, 3.1}) {
    for (const int zone : {-2, -1, 1, 5}) {
      EXPECT_NEAR(interpolate(f, k + 2 * pi * zone), interpolate(f, k), 1e-12);
    }
  }
  EXPECT_EQ(interpolate.row(pi).first, interpolate.row(-pi).first);
}

TEST(PiecewiseLagrange, RowIsTheSameForUniformAndForListedNodes) {
  const MomentumGrid grid{40};
  std::vector<double> bent(grid.points().begin(), grid.points().end());
  bent[0] += 1e-4;  // enough to switch the search from arithmetic to bisection in the left piece
  const PiecewiseLagrange by_arithmetic{grid}, by_bisection{bent, std::array{-pi, 0.0, pi}};
  for (double k = -2.0; k < -0.01; k += 0.013) {  // stencils that do not touch the bent node
    const auto a = by_arithmetic.row(k), b = by_bisection.row(k);
    EXPECT_EQ(a.first, b.first);
    EXPECT_EQ(a.weight, b.weight);
  }
}

TEST(PiecewiseLagrange, RefusesNodesThatItCannotUse) {
  const std::vector<double> breaks{-1.0, 0.0, 1.0};
  const auto build = [&](std::vector<double> nodes) { return PiecewiseLagrange{nodes, breaks}; };
  EXPECT_NO_THROW(build({-0.9, -0.5, -0.1, 0.1, 0.5, 0.9}));
  EXPECT_THROW(build({}), InvalidInput);
  EXPECT_THROW(build({-0.5, -0.1, 0.1, 0.5, 0.9}), InvalidInput);        // five nodes
  EXPECT_THROW(build({-0.9, -0.5, -0.5, 0.1, 0.5, 0.9}), InvalidInput);  // a node twice
  EXPECT_THROW(build({-0.9, -0.5, -0.1, 0.1, 0.5, 1.9}), InvalidInput);  // beyond the last break
  EXPECT_THROW(build({0.1, 0.2, 0.3, 0.4, 0.5, 0.9}), InvalidInput);     // an empty piece
  EXPECT_THROW(build({-0.9, -0.5, std::nan(""), 0.1, 0.5, 0.9}), InvalidInput);
}

}  // namespace
}  // namespace kapitza::model
