#include <gtest/gtest.h>

#include <vector>

#include "kapitza/boltzmann/stationary_state.hpp"

namespace kapitza::boltzmann {
namespace {

/// One point and eight uniform momenta, half of which enter on either side.
struct Errors : testing::Test {
  static constexpr int K = 8;

  Errors() {
    state.n.assign(K, 2);
    state.momentum_shift = 0;
    state.momentum_tail = 0;
    for (auto* d : {&state.resolution.left, &state.resolution.center, &state.resolution.right,
                    &state.resolution.inside})
      d->assign(K, 0);
  }

  void set() { set_errors(Communicator::world(), state, grid, dispersion); }

  model::MomentumGrid grid{K};
  model::ParabolicDispersion dispersion;
  StationaryState state;
};

// A cusp is off by itself, and others by what they collide with of it.
TEST_F(Errors, OfOneMomentumReachItsNeighboursInFullAndOthersByTheMean) {
  constexpr double d = -0.08, mean = 0.08 / K;
  state.resolution.center[6] = d;
  set();
  for (int k = 0; k < K; ++k)
    EXPECT_NEAR(state.n_center_error[k], 3 * (k >= 5 ? -d : 0) + 6 * mean, 1e-15) << k;
  for (int k = 0; k < K; ++k)
    EXPECT_NEAR(state.n_left_error[k], grid[k] > 0 ? 0 : 6 * mean, 1e-15) << k;
}

TEST_F(Errors, OfALayerReachEveryCarrierThatWasNotInjected) {
  state.resolution.layer = 0.01;
  set();
  for (int k = 0; k < K; ++k) {
    EXPECT_NEAR(state.n_right_error[k], grid[k] < 0 ? 0 : 5 * 0.01 * 2, 1e-15) << k;
    EXPECT_NEAR(state.n_error[k], 5 * 0.01 * 2, 1e-15) << k;
  }
}

TEST_F(Errors, OfMomentaAndCollisionsAddUp) {
  state.momentum_difference.center.assign(K, 0.3);
  state.times_difference = 2;
  state.collision_difference.center.assign(K, 0.05);
  state.momentum_tail = 7;  // of no use where there is a difference
  set();
  for (int k = 0; k < K; ++k) {
    EXPECT_NEAR(state.n_center_error[k], 0.65, 1e-15) << k;
    EXPECT_NEAR(state.n_error[k], 14, 1e-14) << k;
  }
}

}  // namespace
}  // namespace kapitza::boltzmann
