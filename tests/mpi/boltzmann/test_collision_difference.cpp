// What the discretisation of the collision integral does to a state, against two solutions.

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <vector>

#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/finer_collision.hpp"
#include "support/momentum_grids.hpp"
#include "support/relaxation.hpp"

namespace kapitza::boltzmann {
namespace {

constexpr int K = 8;
constexpr double excess = 1e-4;  // small enough for its square

struct RelaxingCase : test::BoltzmannSetup {
  explicit RelaxingCase(const model::MomentumGrid& momenta = model::MomentumGrid{K})
      : BoltzmannSetup{momenta} {}
  StationaryState solved(collision::CollisionIntegral& collision, double Lambda,
                         double collision_error) const {
    SteadyOptions options;
    options.collision_error = collision_error;
    return solve_one(comm, make_discontinuous_galerkin(6, 3), collision, Lambda, options);
  }
  Communicator comm = Communicator::world();
  test::ConservingRelaxation relaxation{grid, dispersion, thermal};
};

void expect_near(const std::vector<double>& found, const std::vector<double>& there,
                 const std::vector<double>& here) {
  ASSERT_EQ(found.size(), here.size());
  std::vector<double> change;
  for (std::size_t i = 0; i < here.size(); ++i)
    change.push_back(there[i] - here[i]);
  const std::vector<double> expected = size_with_neighbours(change, K);
  for (std::size_t i = 0; i < here.size(); ++i)
    EXPECT_NEAR(found[i], 2 * expected[i], 2e-3 * expected[i] + 1e-9) << i;
}

// A fine integral that is 1 + excess times as large gives the state of so much more Lambda.
TEST(CollisionDifference, IsTwiceWhatAFinerIntegralMakesOfAState) {
  RelaxingCase setup;
  test::WithFiner collision{setup.relaxation, excess};
  for (const double Lambda : {0.03, 1.0, 30.0}) {
    SCOPED_TRACE(Lambda);
    const StationaryState state = setup.solved(collision, Lambda, 1e-12);
    const StationaryState more = setup.solved(setup.relaxation, (1 + excess) * Lambda, 0);
    const Difference& found = state.collision_difference;
    expect_near(found.left, more.n_left, state.n_left);
    expect_near(found.center, more.n_center, state.n_center);
    expect_near(found.right, more.n_right, state.n_right);
    expect_near(found.inside, more.n, state.n);
    for (int k = 0; k < K; ++k) {
      const bool leaves = setup.grid[k] < 0;
      const auto i = static_cast<std::size_t>(k);
      EXPECT_GE(state.n_left_error[i], leaves ? found.left[i] : 0);
      if (!leaves) {
        EXPECT_EQ(state.n_left_error[i], 0);
      }
      EXPECT_GE(state.n_center_error[i], found.center[i]);
    }
  }
}

TEST(CollisionDifference, IsAFifthOfTheAccuracyAtLeastAndAllOfItNextToTheZoneBoundary) {
  RelaxingCase setup{test::momenta(test::Momenta::Panels, 32)};
  test::WithFiner collision{setup.relaxation, 1e-9};
  const StationaryState state = setup.solved(collision, 1, 1e-3);
  const double largest = largest_occupation(setup.comm, state);
  int outermost = 0;
  for (int k = 0; k < setup.grid.size(); ++k) {
    const bool outer = std::abs(setup.grid[k]) > 3.1;
    outermost += outer;
    EXPECT_DOUBLE_EQ(state.collision_difference.center[static_cast<std::size_t>(k)],
                     (outer ? 1e-3 : 2e-4) * largest);
  }
  EXPECT_EQ(outermost, 2);
}

TEST(CollisionDifference, IsLeftOutWhereNobodyAsks) {
  RelaxingCase setup;
  test::WithFiner collision{setup.relaxation, excess};
  for (const double size : setup.solved(collision, 1, 0).collision_difference.center)
    EXPECT_EQ(size, 0);
}

TEST(CollisionDifference, IsAShareOfNWhereNothingCanBeCompared) {
  RelaxingCase setup;
  const StationaryState state = setup.solved(setup.relaxation, 1, 1e-3);
  for (std::size_t k = 0; k < K; ++k)
    EXPECT_DOUBLE_EQ(state.collision_difference.center[k], 4e-3 * state.n_center[k]);
}

TEST(CollisionDifference, OfOneMomentumIsNoLessThanOfItsNeighbours) {
  const std::vector<double> d{1, 0, -3, 0, 0, 2, -5, 4};
  EXPECT_EQ(size_with_neighbours(d, 4), (std::vector<double>{1, 3, 3, 3, 2, 5, 5, 5}));
}

}  // namespace
}  // namespace kapitza::boltzmann
