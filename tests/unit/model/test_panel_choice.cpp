#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/model/momentum_interpolation.hpp"
#include "kapitza/model/panel_choice.hpp"
#include "support/max_or_nan.hpp"

namespace kapitza::model {
namespace {

constexpr double pi = std::numbers::pi;

/// The same n(|k|) from both sides.
InjectedOn even(const std::function<double(double)>& n) {
  return [n](const MomentumGrid& grid) {
    std::vector<double> values;
    for (const double k : grid.points())
      values.push_back(n(std::abs(k)));
    return Injected{values, values};
  };
}

/// max |polynomial - n| / max n over momenta that are no nodes of any grid here.
double seen_error(const MomentumGrid& grid, const std::function<double(double)>& n) {
  const MomentumInterpolation interpolate{grid};
  const auto values = even(n)(grid).left;
  double error = 0.0, largest = 0.0;
  for (int i = 0; i < 1777; ++i) {
    const double k = pi * (i + 0.31) / 1777;
    error = test::max_or_nan(error, std::abs(interpolate(values, k) - n(k)));
    largest = std::max(largest, n(k));
  }
  return error / largest;
}

double two_beams(double k) {
  return 0.15 + 1.6 * std::exp(-std::pow((k - 1.2) / 0.4, 2));
}
double narrow(double k) {
  return 0.2 + std::exp(-std::pow((k - 1.0) / 0.1, 2));
}
double step(double k) {
  return k < 1.3 ? 2.0 - 0.2 * k : 0.5;
}

TEST(ChosenPanels, ResolveWhatIsInjected) {
  for (const double accuracy : {1e-3, 1e-4, 1e-6})
    for (const auto n : {two_beams, narrow}) {
      const MomentumGrid grid = chosen_panels({}, accuracy, even(n));
      EXPECT_LT(seen_error(grid, n), 2 * accuracy) << grid.size();
    }
}

TEST(ChosenPanels, AreNoMoreThanNeeded) {
  EXPECT_EQ(chosen_panels({}, 1e-4, even(two_beams)).size(), 64);
  EXPECT_EQ(chosen_panels({}, 1e-4, even([](double) { return 1.0; })).size(), 64);
  EXPECT_LE(chosen_panels({}, 1e-4, even(narrow)).size(), 192);
}

TEST(ChosenPanels, EndAtBreaks) {
  const std::vector<double> breaks{1.3};
  const MomentumGrid grid = chosen_panels(breaks, 1e-4, even(step));
  EXPECT_THAT(grid.breaks(), testing::ElementsAre(-pi, -1.3, 0.0, 1.3, pi));
  EXPECT_LT(seen_error(grid, step), 1e-12);
  EXPECT_LE(grid.size(), 112);
}

TEST(ChosenPanels, LookAtBothSides) {
  const auto one_sided = [](const MomentumGrid& grid) {
    Injected in;
    for (const double k : grid.points()) {
      in.left.push_back(1.0);
      in.right.push_back(narrow(std::abs(k)));
    }
    return in;
  };
  EXPECT_EQ(chosen_panels({}, 1e-4, one_sided).size(),
            chosen_panels({}, 1e-4, even(narrow)).size());
}

TEST(InjectionResolution, IsTheErrorBetweenTheNodesAndSeesNegativeOnes) {
  const MomentumGrid coarse = panels_of({}, 40);
  const InjectionResolution resolution = injection_resolution(coarse, even(narrow));
  EXPECT_NEAR(resolution.error, seen_error(coarse, narrow), 0.3 * resolution.error);
  EXPECT_GT(resolution.error, 1e-2);
  EXPECT_LT(resolution.least, 0.1);
  EXPECT_GT(injection_resolution(panels_of({}, 64), even(two_beams)).least, 0.05);
}

TEST(PanelsOf, SharesNodesOutByLength) {
  const std::vector<double> breaks{pi / 4};
  const MomentumGrid grid = panels_of(breaks, 64);
  EXPECT_THAT(grid.first_after_break(), testing::ElementsAre(0, 24, 32, 40, 64));
  EXPECT_THROW(panels_of(breaks, 63), InvalidInput);
  EXPECT_THROW(panels_of(breaks, 14), InvalidInput);
  EXPECT_EQ(panels_of(breaks, 16).size(), 16);
}

TEST(Jumps, AreFoundToRoundOffAndSlopesAreNot) {
  EXPECT_THAT(jumps(step), testing::ElementsAre(testing::DoubleNear(1.3, 1e-15)));
  EXPECT_THAT(jumps(two_beams), testing::IsEmpty());
  EXPECT_THAT(jumps([](double k) { return std::tanh((k - 1) / 1e-3); }), testing::IsEmpty());
  EXPECT_THAT(jumps([](double k) { return std::floor(4 * k); }),
              testing::Pointwise(testing::DoubleNear(1e-14), {0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75,
                                                              2.0, 2.25, 2.5, 2.75, 3.0}));
}

}  // namespace
}  // namespace kapitza::model
