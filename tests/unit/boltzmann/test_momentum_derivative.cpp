#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/momentum_derivative.hpp"

namespace kapitza::boltzmann {
namespace {

using model::MomentumGrid;
using model::ZoneEdge;
using std::numbers::pi;

MomentumGrid grid_of(ZoneEdge edge) {
  return MomentumGrid::panels(std::array{0.0, 0.3, 1.4, pi}, std::array{4, 7, 9}, edge);
}

std::vector<double> sampled(const MomentumGrid& grid, const std::function<double(double)>& f) {
  std::vector<double> values;
  for (const double k : grid.points())
    values.push_back(f(k));
  return values;
}

struct OnPanels : testing::TestWithParam<ZoneEdge> {
  MomentumGrid grid = grid_of(GetParam());
  MomentumDerivative D{grid};
};

INSTANTIATE_TEST_SUITE_P(Edges, OnPanels, testing::Values(ZoneEdge::Plain, ZoneEdge::SquareRoot),
                         [](const auto& one) {
                           return one.param == ZoneEdge::Plain ? "Plain" : "SquareRoot";
                         });

// A cubic in k, made periodic: no polynomial jumps anywhere but at the zone boundary.
TEST_P(OnPanels, DifferentiatesPolynomialsOfK) {
  const auto n = sampled(grid, [](double k) { return 1 + k * k; });
  for (const double force : {1.0, -1.0})
    for (int k = 0; k < grid.size(); ++k)
      EXPECT_NEAR(D(k, force, n), 2 * grid[k], 1e-11) << grid[k];
}

// Where n jumps at k = 0 the whole jump is felt by the panel that carriers enter, none by the one that they leave.
TEST_P(OnPanels, AJumpIsFeltDownstreamOfTheForceOnly) {
  const auto n = sampled(grid, [](double k) { return k > 0 ? 3.0 : 1.0; });
  for (const double force : {1.0, -1.0}) {
    double above = 0, below = 0, elsewhere = 0;
    for (int k = 0; k < grid.size(); ++k) {
      const double size = 2 * pi * grid.weight(k) * D(k, force, n), at = grid[k];
      if (at > 0 && at < 0.3)
        above += size;
      else if (at < 0 && at > -0.3)
        below += size;
      else if (std::abs(at) < 1.4)
        elsewhere += std::abs(size);
    }
    EXPECT_NEAR(above, force > 0 ? 2 : 0, 1e-12);
    EXPECT_NEAR(below, force > 0 ? 0 : 2, 1e-12);
    EXPECT_LT(elsewhere, 1e-11);
  }
}

TEST_P(OnPanels, ConservesNumberAndTradesEnergyForTheCurrent) {
  const auto n =
      sampled(grid, [](double k) { return std::sin(7 * k) + (k > 0 ? 2 : std::cos(9 * k)); });
  for (const double force : {1.0, -1.0}) {
    double number = 0, energy = 0, current = 0;
    for (int k = 0; k < grid.size(); ++k) {
      const double w = grid.weight(k), slope = D(k, force, n);
      number += w * slope;
      energy += w * grid[k] * grid[k] * slope;
      current += w * 2 * grid[k] * n[static_cast<std::size_t>(k)];
    }
    EXPECT_NEAR(number, 0, 1e-12);
    EXPECT_NEAR(energy, -current, 1e-11);
    EXPECT_GT(std::abs(current), 0.1);
  }
}

TEST_P(OnPanels, IsItsOwnMirrorImage) {
  const auto n = sampled(grid, [](double k) { return std::exp(k) + (k > 0 ? 1 : 0); });
  const std::vector<double> mirrored(n.rbegin(), n.rend());
  for (int k = 0; k < grid.size(); ++k)
    EXPECT_NEAR(D(k, 1, n), -D(grid.mirror(k), -1, mirrored), 1e-11 * std::abs(D(k, 1, n)) + 1e-12);
}

TEST(MomentumDerivative, RefusesPanelsWhosePolynomialsDoNotContainTheEnergy) {
  const auto message = [](const MomentumGrid& grid) -> std::string {
    try {
      MomentumDerivative{grid};
    } catch (const InvalidInput& error) {
      return error.what();
    }
    return "nothing thrown";
  };
  EXPECT_THAT(message(MomentumGrid{16}), testing::HasSubstr("uniform momentum grid"));
  EXPECT_THAT(message(MomentumGrid::panels(std::array{0.0, 1.0, pi}, std::array{2, 6})),
              testing::HasSubstr("panel of 2 momenta between -1 and 0; allowed: at least 3"));
  EXPECT_THAT(
      message(
          MomentumGrid::panels(std::array{0.0, 1.0, pi}, std::array{3, 4}, ZoneEdge::SquareRoot)),
      testing::HasSubstr("panel of 4 momenta between -3.14159 and -1; allowed: at least 5"));
}

}  // namespace
}  // namespace kapitza::boltzmann
