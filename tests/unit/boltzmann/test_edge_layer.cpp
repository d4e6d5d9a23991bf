#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/edge_layer.hpp"
#include "kapitza/boltzmann/upwind.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/momentum_grids.hpp"
#include "support/relaxation.hpp"

namespace kapitza::boltzmann {
namespace {

const test::BoltzmannSetup setup{16};

// I = r (target - n) turns at the rate r: the layer is one free path, <|I| / |v|> / <|I|> / r.
TEST(EdgeLayer, OfLinearRelaxationIsItsFreePath) {
  constexpr double r = 3;
  for (const test::Momenta momenta : test::both_momenta) {
    const test::BoltzmannSetup on{test::momenta(momenta, 16)};
    test::Relaxation relaxation(on.thermal, r);
    const std::vector<double>& n = on.injection.left;
    double scattered = 0, over_speed = 0, flux = 0;
    for (std::size_t k = 0; k < n.size(); ++k) {
      const double v = std::abs(2 * on.grid[static_cast<int>(k)]);
      const double w = on.grid.weight(static_cast<int>(k));
      scattered += w * r * std::abs(on.thermal[k] - n[k]);
      over_speed += w * r * std::abs(on.thermal[k] - n[k]) / v;
      flux += w * v * n[k];
    }
    const EdgeLayer layer = edge_layer(relaxation, on.grid, on.dispersion, n);
    EXPECT_NEAR(layer.rate, r * over_speed / scattered, 1e-9 * layer.rate);
    EXPECT_NEAR(layer.share, scattered / (layer.rate * flux), 1e-9);
  }
}

TEST(EdgeLayer, IsNoneWhereNothingCollides) {
  test::Relaxation relaxation(setup.thermal, 3);
  const EdgeLayer layer = edge_layer(relaxation, setup.grid, setup.dispersion, setup.thermal);
  EXPECT_EQ(layer.share, 0);
  EXPECT_EQ(foreseen_indicator(layer, 100, make_upwind(3)).value, 0);
}

TEST(EdgeLayer, TakesAVacuum) {
  test::Relaxation relaxation(setup.thermal, 3);
  std::vector<double> n(setup.injection.left);
  for (std::size_t k = 0; k < n.size() / 2; ++k)
    n[k] = 0;
  const EdgeLayer layer = edge_layer(relaxation, setup.grid, setup.dispersion, n);
  EXPECT_GT(layer.rate, 0);
  EXPECT_GT(layer.share, 0);
  EXPECT_EQ(edge_layer(relaxation, setup.grid, setup.dispersion, setup.thermal).rate, 0);
}

TEST(ForeseenIndicator, FallsAtTheOrderOfTheSchemeAndEndsAtAllThatTheLayerChanges) {
  const EdgeLayer layer{2, 0.1};
  for (int nodes = 1; nodes <= 4; ++nodes) {
    const auto with = [&](int cells) {
      return foreseen_indicator(layer, 50, make_discontinuous_galerkin(cells, nodes));
    };
    // The cells are graded as (1 - cos) / 2, whose square root is taken to be linear: to some per cent.
    EXPECT_NEAR(std::log2(with(40).unlimited / with(80).unlimited), 2 * nodes - 1, 0.1) << nodes;
    EXPECT_LE(with(40).value, with(40).unlimited);
    EXPECT_DOUBLE_EQ(with(1).value, 1.5 * layer.share);
  }
  // 4 a p! (p+1)! / ((2p+1)! (2p+2)!) x^{2p+1}, p = 2, with x = pi sqrt(Lambda r) / cells.
  const double x = M_PI * std::sqrt(100) / 80;
  EXPECT_NEAR(foreseen_indicator(layer, 50, make_discontinuous_galerkin(80, 3)).value,
              0.4 * 12 / (120 * 720) * std::pow(x, 5),
              0.05 * 0.4 * 12 / (120 * 720) * std::pow(x, 5));
}

TEST(ForeseenIndicator, OfUpwindIsOfFirstOrderInItsPoints) {
  const EdgeLayer layer{2, 0.1};
  const double coarse = foreseen_indicator(layer, 1, make_upwind(100)).value;
  EXPECT_NEAR(coarse / foreseen_indicator(layer, 1, make_upwind(200)).value, 2, 0.1);
  EXPECT_LT(foreseen_indicator(layer, 0.1, make_upwind(100)).value, 0.11 * coarse);
}

}  // namespace
}  // namespace kapitza::boltzmann
