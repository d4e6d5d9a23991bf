#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/upwind.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/max_or_nan.hpp"
#include "support/momentum_grids.hpp"
#include "support/relaxation.hpp"

namespace kapitza::boltzmann {
namespace {

constexpr int K = 16;

struct RankIndependence : testing::Test {
  /// Largest difference between the state solved by all ranks together and by each rank alone.
  double difference(const SpatialScheme& scheme, double Lambda, const SteadyOptions& options = {}) {
    const StationaryState together = setup.solve_one(world, scheme, relaxation, Lambda, options);
    const StationaryState apart = setup.solve_one(alone, scheme, relaxation, Lambda, options);
    double largest = 0;
    for (std::size_t i = 0; i < together.n.size(); ++i) {
      const std::size_t there = i + static_cast<std::size_t>(together.block.first * K);
      largest = test::max_or_nan(largest, std::abs(together.n[i] - apart.n[there]));
    }
    for (std::size_t k = 0; k < K; ++k) {
      largest = test::max_or_nan(largest, std::abs(together.n_left[k] - apart.n_left[k]));
      largest = test::max_or_nan(largest, std::abs(together.n_right[k] - apart.n_right[k]));
      largest = test::max_or_nan(largest, std::abs(together.n_center[k] - apart.n_center[k]));
    }
    // at the rounding floor with the pseudo method, at the residual with marching
    EXPECT_LT(together.number_flatness,
              options.method == SteadyMethod::Pseudo ? 1e-12 : options.tolerance);
    EXPECT_EQ(world.sum(together.block.count), scheme.size());
    return world.max(largest);
  }

  Communicator world = Communicator::world();
  Communicator alone = world.split(world.rank(), 0);
  test::BoltzmannSetup setup{K};
  test::ConservingRelaxation relaxation{setup.grid, setup.dispersion, setup.thermal};
};

TEST_F(RankIndependence, OfDiscontinuousGalerkin) {
  EXPECT_LT(difference(make_discontinuous_galerkin(5, 3), 2), 1e-12);
}

TEST_F(RankIndependence, OfUpwindOnMoreRanksThanPointsToo) {
  EXPECT_LT(difference(make_upwind(3), 1), 1e-12);
  EXPECT_LT(difference(make_discontinuous_galerkin(1, 1), 1), 1e-12);
}

TEST_F(RankIndependence, OfMarching) {
  EXPECT_LT(difference(make_upwind(5), 1, {SteadyMethod::March, 1e-9, 100000}), 1e-12);
}

TEST_F(RankIndependence, OfExtrapolation) {
  const std::vector<SpatialScheme> schemes{make_upwind(4), make_upwind(7), make_upwind(13)};
  const auto extrapolated = [&](const Communicator& comm) {
    Engine engine(comm, schemes, setup.grid, setup.dispersion, relaxation, setup.injection, {});
    return setup.solve(engine, {1.5}).at(0).state;
  };
  const StationaryState together = extrapolated(world), apart = extrapolated(alone);
  for (std::size_t i = 0; i < together.n.size(); ++i)
    EXPECT_NEAR(together.n[i], apart.n[i + static_cast<std::size_t>(together.block.first * K)],
                1e-12);
  for (std::size_t k = 0; k < K; ++k)
    EXPECT_NEAR(together.n_left[k], apart.n_left[k], 1e-12);
}

// Cells that lie on two ranks, and ranks that hold no cell; d to the tolerance of its linear solve.
TEST_F(RankIndependence, OfTheResolution) {
  for (const SpatialScheme& scheme :
       {make_discontinuous_galerkin(5, 3), make_discontinuous_galerkin(1, 2), make_upwind(7)}) {
    const Resolution together = setup.solve_one(world, scheme, relaxation, 30).resolution;
    const Resolution apart = setup.solve_one(alone, scheme, relaxation, 30).resolution;
    ASSERT_EQ(together.cells.size(), apart.cells.size());
    for (std::size_t c = 0; c < apart.cells.size(); ++c)
      EXPECT_NEAR(together.cells[c], apart.cells[c], 1e-8);
    EXPECT_NEAR(together.layer, apart.layer, 1e-8);
    EXPECT_GT(apart.indicator, 1e-8);
    EXPECT_NEAR(together.indicator, apart.indicator, 0.01 * apart.indicator);
    double largest = 0;
    for (std::size_t k = 0; k < K; ++k)
      largest = std::max({largest, std::abs(apart.left[k]), std::abs(apart.right[k])});
    for (std::size_t k = 0; k < K; ++k) {
      EXPECT_NEAR(together.left[k], apart.left[k], 0.01 * largest);
      EXPECT_NEAR(together.right[k], apart.right[k], 0.01 * largest);
    }
  }
}

// Cells whose mean field takes densities from other ranks.
TEST_F(RankIndependence, OfTheMeanField) {
  const test::BoltzmannSetup on_panels{test::momenta(test::Momenta::Panels, K)};
  test::ConservingRelaxation collision{on_panels.grid, on_panels.dispersion, on_panels.thermal};
  const Barrier barrier{model::DefectCoordinate{[](double y) { return 1 / std::cosh(y); }},
                        model::Interaction{{{3, 6.0}}}, 50, 0};
  const auto solved = [&](const Communicator& comm) {
    Engine engine(comm, {make_discontinuous_galerkin(5, 3)}, on_panels.grid, on_panels.dispersion,
                  collision, on_panels.injection, {}, barrier);
    return on_panels.solve(engine, {2}).at(0).state;
  };
  const StationaryState together = solved(world), apart = solved(alone);
  for (std::size_t i = 0; i < together.n.size(); ++i)
    EXPECT_NEAR(together.n[i], apart.n[i + static_cast<std::size_t>(together.block.first * K)],
                1e-12);
  for (std::size_t x = 0; x < together.X.size(); ++x) {
    EXPECT_NEAR(together.mean_field[x], apart.mean_field[x], 1e-12);
    EXPECT_NEAR(together.energy_current[x], apart.energy_current[x], 1e-12);
  }
  EXPECT_GT(apart.mean_field[7], 0.1);
  EXPECT_LT(together.energy_flatness, 1e-12);
}

TEST_F(RankIndependence, ANanOnOneRankStopsAllOfThemWithItsPlace) {
  const bool last = world.rank() == world.size() - 1;
  test::Spoilt spoilt(relaxation, 11, last ? 10 : 1'000'000'000);
  std::string message = "nothing thrown";
  try {
    setup.solve_one(world, make_discontinuous_galerkin(4, 3), spoilt, 1);
  } catch (const NumericalFailure& failure) {
    message = failure.what();
  }
  EXPECT_THAT(message, testing::HasSubstr("k = 1.37445, Lambda = 1"));
}

}  // namespace
}  // namespace kapitza::boltzmann
