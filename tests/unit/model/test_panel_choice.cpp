#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
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

// Coefficients of order 0 to 5 of a panel with 6 nodes: the last four count.
TEST(PanelTail, IsTheHighestCoefficients) {
  const std::vector<double> breaks{0.0, pi};
  const std::vector<int> nodes{6};
  const MomentumGrid grid = MomentumGrid::panels(breaks, nodes);
  const auto tail_of = [&](unsigned degree, double size) {
    std::vector<double> n;
    for (const double k : grid.points())
      n.push_back(1.0 + (k > 0 ? size * std::legendre(degree, 2.0 * k / pi - 1.0) : 0.0));
    return panel_tail(grid, n) * *std::max_element(n.begin(), n.end());
  };
  EXPECT_NEAR(tail_of(1, 0.1), 0.0, 1e-14);
  EXPECT_NEAR(tail_of(2, 0.1), 0.1, 1e-14);
  EXPECT_NEAR(tail_of(5, 0.01), 0.01, 1e-14);
}

// In the root of the distance to the zone boundary nodes lie twice as far apart at the break as the same number in k.
TEST(PanelsOfANumber, GiveTheRootsPanelNodesByTwiceItsLength) {
  const std::vector<double> breaks{2.60258};
  const auto outermost = [&](ZoneEdge edge) {
    const MomentumGrid grid = panels_of(breaks, 96, edge);
    const auto first = grid.first_after_break();
    return first[first.size() - 1] - first[first.size() - 2];
  };
  EXPECT_EQ(outermost(ZoneEdge::SquareRoot), 14);
  EXPECT_EQ(outermost(ZoneEdge::Plain), 9);
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

// A panel that has the fewest nodes anyway has fewer, too.
TEST(ShareOfTheNodes, IsThatOfEveryPanel) {
  const std::vector<double> breaks{0.3}, more{0.3, 2.6};
  const MomentumGrid whole = panels_of(breaks, 48);
  const auto nodes = [](const MomentumGrid& grid) {
    const auto first = grid.first_after_break();
    std::vector<int> counts;
    for (std::size_t p = first.size() / 2; p + 1 < first.size(); ++p)
      counts.push_back(first[p + 1] - first[p]);
    return counts;
  };
  ASSERT_EQ(nodes(whole), (std::vector{4, 20}));
  const MomentumGrid fewer = share_of(whole, 0.75);
  EXPECT_EQ(nodes(fewer), (std::vector{3, 15}));
  EXPECT_TRUE(std::ranges::equal(fewer.breaks(), whole.breaks()));
  const MomentumGrid three = panels_of(more, 96, ZoneEdge::SquareRoot);
  const MomentumGrid curved = share_of(three, 0.75);
  ASSERT_EQ(nodes(three), (std::vector{4, 30, 14}));
  EXPECT_EQ(nodes(curved), (std::vector{3, 22, 10}));
  EXPECT_EQ(curved.zone_edge(), ZoneEdge::SquareRoot);
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
