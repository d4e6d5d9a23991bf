#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/engine.hpp"
#include "kapitza/boltzmann/upwind.hpp"
#include "kapitza/model/defect.hpp"
#include "support/barrier_case.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/max_or_nan.hpp"
#include "support/relaxation.hpp"

namespace kapitza::boltzmann {
namespace {

using model::DefectCoordinate;

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  EXPECT_EQ(a.size(), b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = test::max_or_nan(largest, std::abs(a[i] - b[i]));
  return largest;
}

DefectCoordinate two_humps() {
  return DefectCoordinate{[](double y) {
    const double far = (std::abs(y) - 0.5) / 0.25;
    return std::exp(-far * far);
  }};
}

model::MomentumGrid four_panels() {
  return model::MomentumGrid::panels(std::array{0.0, 0.5, std::numbers::pi}, std::array{6, 8});
}

struct Named {
  std::string name;
  DefectCoordinate profile;
  double A;
};

struct MeanFieldStates : testing::Test {
  StationaryState solve(const Barrier& barrier, double Lambda, bool mirrored = false) {
    test::BoltzmannSetup here = setup;
    if (mirrored) {
      here.injection.left.assign(setup.injection.right.rbegin(), setup.injection.right.rend());
      here.injection.right.assign(setup.injection.left.rbegin(), setup.injection.left.rend());
    }
    Engine engine(world, {make_discontinuous_galerkin(faces_for(barrier, faces, 1e-3), 3)},
                  here.grid, here.dispersion, relaxation, here.injection, {}, barrier);
    return here.solve(engine, {Lambda}).at(0).state;
  }
  /// int dk/2pi v (E + W) n of what passes the face at an end, where W = 0.
  std::array<double, 2> currents(const std::vector<double>& n) const {
    std::array<double, 2> J{0, 0};
    for (int k = 0; k < setup.grid.size(); ++k) {
      const double j = setup.grid.weight(k) * 2 * setup.grid[k] * n[static_cast<std::size_t>(k)];
      J[0] += j;
      J[1] += j * setup.grid[k] * setup.grid[k];
    }
    return J;
  }

  Communicator world = Communicator::world();
  test::BoltzmannSetup setup{four_panels()};
  test::ConservingRelaxation relaxation{setup.grid, setup.dispersion, setup.thermal};
  model::Interaction sextic{{{3, 6.0}}};
  std::vector<double> faces{0, 0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98, 1};
  DefectCoordinate smooth{[](double y) { return model::smooth_box(y, 0.1); }};
};

// Different injections on both sides; a barrier, a well with carriers trapped at its bottom, one cancelled at one density.
TEST_F(MeanFieldStates, BothCurrentsAreConstantBehindEveryBarrier) {
  for (const auto& [name, profile, A] :
       {Named{"barrier", smooth, 0}, Named{"well", smooth, -12}, Named{"renormalised", smooth, -4},
        Named{"box", DefectCoordinate::box(), 0}, Named{"two humps", two_humps(), 0}}) {
    const Barrier barrier{profile, sextic, 200, A};
    const StationaryState state = solve(barrier, 2);
    EXPECT_LT(state.number_flatness, 1e-12) << name;
    EXPECT_LT(state.energy_flatness, 1e-12) << name;
    const auto left = currents(state.n_left), right = currents(state.n_right);
    for (const std::size_t i : {0, 1}) {
      EXPECT_NEAR(left[i], right[i], 1e-12) << name;
      EXPECT_NEAR(left[i], (i == 0 ? state.number_current : state.energy_current).at(7), 1e-12);
      EXPECT_GT(std::abs(left[i]), 0.05) << name;
    }
    double highest = 0;
    for (const double W : state.mean_field)
      highest = std::max(highest, std::abs(W));
    EXPECT_GT(highest, 0.02) << name;
    EXPECT_LT(state.residual, 1e-10) << name;
  }
}

TEST_F(MeanFieldStates, ReflectionMirrorsXAndK) {
  const Barrier barrier{
      DefectCoordinate{[](double y) { return std::exp(-y * y) * (1.5 + std::tanh(y)); }}, sextic,
      200, 0};
  const Barrier image{
      DefectCoordinate{[](double y) { return std::exp(-y * y) * (1.5 - std::tanh(y)); }}, sextic,
      200, 0};
  const StationaryState state = solve(barrier, 1.3), mirror = solve(image, 1.3, true);
  const std::vector<double> n(mirror.n.rbegin(), mirror.n.rend());
  EXPECT_LT(largest_difference(state.n, n), 1e-9);  // D(X) is tabulated from one side
  EXPECT_GT(largest_difference(state.n_left, mirror.n_left), 0.05);
}

// Of a problem that is its own mirror image half is computed.
TEST_F(MeanFieldStates, AMirrorImageOfItselfIsSolvedAsWhatItIs) {
  setup.injection.right = setup.injection.left;
  const Barrier even{smooth, sextic, 200, 0};
  const StationaryState state = solve(even, 1.3);
  const std::vector<double> n(state.n.rbegin(), state.n.rend());
  EXPECT_LT(largest_difference(state.n, n), 1e-11);
  const Barrier skew{DefectCoordinate{[](double y) {
                       return model::smooth_box(y, 0.1) * (1 + 0.3 * std::tanh(y));
                     }},
                     sextic, 200, 0};
  const StationaryState other = solve(skew, 1.3);
  EXPECT_GT(largest_difference(other.n_left, {other.n_right.rbegin(), other.n_right.rend()}), 1e-4);
}

// As lambda falls, L^{-1/2}: nothing of the force is left in the end, and some of it before.
TEST_F(MeanFieldStates, LongDefectsReachTheScalingLimit) {
  Engine engine(world,
                {make_discontinuous_galerkin(faces_for({smooth, sextic, 1}, faces, 1e-3), 3)},
                setup.grid, setup.dispersion, relaxation, setup.injection, {});
  const StationaryState limit = setup.solve(engine, {2}).at(0).state;
  const auto distance = [&](double length) {
    const StationaryState state = solve({smooth, sextic, length}, 2);
    return std::max(largest_difference(state.n, limit.n),
                    largest_difference(state.n_left, limit.n_left));
  };
  const double far = distance(1e18), further = distance(1e20);
  EXPECT_LT(further, 1e-6);
  EXPECT_NEAR(far / further, 10, 0.1);
}

// Without collisions carriers keep their energy E + W: those that enter with k leave with k, or turn round where W is higher.
TEST_F(MeanFieldStates, WithoutCollisionsSlowCarriersTurnRoundAndTheOthersPass) {
  const model::MomentumGrid grid = model::MomentumGrid::panels(
      std::array{0.0, 0.2, 0.6, std::numbers::pi}, std::array{8, 12, 8});
  const Barrier barrier{smooth, sextic, 40, 0};
  const auto K = static_cast<std::size_t>(grid.size());
  const std::vector<double> left(K, 0.9), right(K, 0.3);
  test::Relaxation none(left, 0);
  Engine engine(world, {make_discontinuous_galerkin(faces_for(barrier, faces, 1e-3), 3)}, grid,
                setup.dispersion, none, {left, right}, {}, barrier);
  const StationaryState state = setup.solve(engine, {0.2}).at(0).state;
  double highest = 0;
  for (const double W : state.mean_field)
    highest = std::max(highest, W);
  const double critical = std::sqrt(highest);
  ASSERT_GT(critical, 0.25);
  ASSERT_LT(critical, 1.5);
  for (int k = 0; k < grid.size(); ++k) {
    if (grid[k] > 0) continue;
    const double speed = -grid[k], leaving = state.n_left[static_cast<std::size_t>(k)];
    if (speed < 0.6 * critical) {
      EXPECT_NEAR(leaving, 0.9, 0.06) << speed;
    }
    if (speed > 1.6 * critical && speed < 2.8) {
      EXPECT_NEAR(leaving, 0.3, 0.06) << speed;
    }
  }
}

TEST_F(MeanFieldStates, RefusesWhatHasNoForce) {
  const Barrier barrier{smooth, sextic, 200, 0};
  const auto engine = [&](const SpatialScheme& scheme, const model::MomentumGrid& grid,
                          const SteadyOptions& options) {
    const test::BoltzmannSetup here{grid};
    test::ConservingRelaxation collision{grid, here.dispersion, here.thermal};
    Engine(world, {scheme}, grid, here.dispersion, collision, here.injection, options, barrier);
  };
  const SpatialScheme dg = make_discontinuous_galerkin(4, 3);
  EXPECT_NO_THROW(engine(dg, setup.grid, {}));
  EXPECT_THROW(engine(dg, model::MomentumGrid{16}, {}), InvalidInput);
  EXPECT_THROW(engine(make_upwind(5), setup.grid, {}), InvalidInput);
  EXPECT_THROW(engine(make_upwind(5), setup.grid, {.method = SteadyMethod::March}), InvalidInput);
}

}  // namespace
}  // namespace kapitza::boltzmann
