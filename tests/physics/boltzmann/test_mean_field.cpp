#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/stationary_state.hpp"
#include "support/barrier_case.hpp"
#include "support/order_fit.hpp"

namespace kapitza::boltzmann {
namespace {

using test::BarrierCase;

/// Breaks beside k_c, where what leaves has a cusp, and `fine` times the nodes.
model::MomentumGrid panels(double below, double above, double fine) {
  std::vector<int> nodes;
  for (const double usual : {6.0, 8.0, 8.0, 20.0})
    nodes.push_back(static_cast<int>(std::lround(usual * fine)));
  return model::MomentumGrid::panels(std::array{0.0, below, above, 0.7, std::numbers::pi}, nodes);
}

/// Twice graded towards both ends.
std::vector<double> graded(int cells) {
  std::vector<double> faces;
  const auto grade = [](double t) { return 0.5 * (1 - std::cos(std::numbers::pi * t)); };
  for (int c = 0; c <= cells; ++c)
    faces.push_back(grade(grade(static_cast<double>(c) / cells)));
  for (int c = 0; 2 * c < cells; ++c)
    faces[static_cast<std::size_t>(cells - c)] = 1 - faces[static_cast<std::size_t>(c)];
  if (cells % 2 == 0) faces[static_cast<std::size_t>(cells / 2)] = 0.5;
  return faces;
}

StationaryState solved(BarrierCase& at, const Barrier& barrier, double Lambda, int cells) {
  return at
      .solve(make_discontinuous_galerkin(faces_for(barrier, graded(cells), 1), 3), {Lambda},
             barrier)
      .at(0);
}

double highest(const StationaryState& state) {
  return *std::ranges::max_element(state.mean_field);
}

struct Expected {
  double k, n, error;
};
void expect_leaving(const BarrierCase& at, const StationaryState& state,
                    const std::vector<Expected>& expected) {
  for (const auto& [k, n, error] : expected)
    EXPECT_NEAR(at.at(state.n_left, -k), n, error) << "n_out(-" << k << ")";
}

// The paper's beams at Lambda = 0.05 on |psi|^6. The same numbers from two other discretisations, one of them in the energy, agree as
// far as those converge (docs/numerics.md).
TEST(MeanField, BarrierOfTheBareInteractionTurnsSlowCarriersRound) {
  for (const double fine : {1.0, 1.4}) {
    BarrierCase at{panels(0.12, 0.28, fine)};
    const StationaryState state = solved(at, at.barrier(1000), 0.05, fine > 1 ? 20 : 16);
    EXPECT_NEAR(state.coupling, 0.007255, 1e-6);
    EXPECT_NEAR(highest(state), 0.03802, 2e-5);
    EXPECT_NEAR(model::density(state.n_left, at.grid), 0.51979, 3e-5);
    EXPECT_NEAR(model::density(state.n_center, at.grid), 0.53957, 5e-5);
    expect_leaving(at, state,
                   {{0.05, 0.1508, 1e-3},
                    {0.3, 0.3640, 2e-3},
                    {0.4, 0.3237, 7e-4},
                    {0.8, 0.7600, 2e-4},
                    {1.2, 1.6851, 2e-4},
                    {1.6, 0.7018, 1e-4}});
    EXPECT_LT(state.number_flatness, 1e-12);
    EXPECT_LT(state.energy_flatness, 1e-12);
  }
}

TEST(MeanField, RenormalisedBarrierIsLow) {
  BarrierCase at{panels(0.08, 0.24, 1)};
  const StationaryState state = solved(at, at.barrier(1000, true), 0.05, 12);
  EXPECT_NEAR(highest(state), 0.00301, 1e-5);
  EXPECT_NEAR(model::density(state.n_left, at.grid), 0.5245, 2e-4);
  expect_leaving(at, state, {{0.2, 0.374, 1e-3}, {0.4, 0.3026, 2e-4}});
}

TEST(MeanField, SharpBoxHasItsBarrierAtOnce) {
  BarrierCase at{panels(0.12, 0.28, 1)};
  const StationaryState state =
      solved(at, at.barrier(1000, false, model::DefectCoordinate::box()), 0.05, 8);
  EXPECT_NEAR(state.coupling, 0.0070711, 1e-7);
  EXPECT_NEAR(highest(state), 0.0372, 1e-4);
  expect_leaving(at, state, {{0.1, 0.151, 1e-3}, {0.4, 0.327, 1e-3}});
  EXPECT_LT(state.number_flatness, 1e-12);
  EXPECT_LT(state.energy_flatness, 1e-12);
}

TEST(MeanField, StrongDefectsConvergeWithNothingTuned) {
  BarrierCase at{model::MomentumGrid::panels(std::array{0.0, 0.3, 0.7, std::numbers::pi},
                                             std::array{10, 10, 20})};
  const Barrier barrier = at.barrier(10000);
  const std::vector<StationaryState> states =
      at.solve(make_discontinuous_galerkin(graded(16), 3), {0.5, 1, 10}, barrier);
  ASSERT_EQ(states.size(), 3u);
  EXPECT_NEAR(model::density(states[0].n_left, at.grid), 0.5793, 1e-4);
  EXPECT_NEAR(model::density(states[0].n_center, at.grid), 0.9325, 1e-4);
  EXPECT_NEAR(highest(states[0]), 0.1135, 1e-4);
  expect_leaving(at, states[0], {{0.4, 1.615, 2e-3}, {0.8, 1.3519, 3e-4}, {1.2, 0.8295, 3e-4}});
  EXPECT_NEAR(model::density(states[1].n_left, at.grid), 0.5755, 2e-4);
  EXPECT_NEAR(model::density(states[1].n_center, at.grid), 0.9766, 2e-4);
  EXPECT_NEAR(highest(states[1]), 0.1761, 1e-4);
  for (const StationaryState& state : states) {
    EXPECT_LT(state.number_flatness, 1e-12) << state.Lambda;
    EXPECT_LT(state.energy_flatness, 1e-12) << state.Lambda;
    EXPECT_LT(state.residual, 1e-10) << state.Lambda;
    EXPECT_LT(state.steps, 40) << state.Lambda;
  }
}

// For a k well above k_c the barrier dies as W does, L^{-1/2}.
TEST(MeanField, LeavesTheScalingLimitAsAPowerOfTheLength) {
  BarrierCase at{panels(0.12, 0.28, 1)};
  const SpatialScheme scheme = make_discontinuous_galerkin(graded(12), 3);
  const StationaryState limit = at.solve(scheme, {0.05}, std::nullopt).at(0);
  std::vector<double> L, excess;
  for (const double length : {4000, 16000, 64000, 256000}) {
    const StationaryState state = at.solve(scheme, {0.05}, at.barrier(length)).at(0);
    L.push_back(length);
    excess.push_back(at.at(state.n_left, -0.4) - at.at(limit.n_left, -0.4));
  }
  const double power = test::fitted_order(L, excess);
  RecordProperty("power", std::to_string(power));
  EXPECT_NEAR(power, -0.6, 0.1);
}

// Two leads in equilibrium with each other are so with the defect, whatever its barrier: n = 1 / (beta (E + W - mu)).
TEST(MeanField, ThermalLeadsLeaveTheDefectThermalInTheEnergy) {
  const auto thermal = [](double E) { return 1 / (0.8 * (E + 0.7)); };
  const auto injected = [&](double k) { return thermal(k * k); };
  BarrierCase at{
      model::MomentumGrid::panels(std::array{0.0, 0.8, std::numbers::pi}, std::array{10, 16}),
      injected, injected, 1e-5};
  for (const double A : {0.0, -12.0}) {  // a barrier and a well
    Barrier barrier = at.barrier(1000);
    barrier.A = A;
    const StationaryState state = solved(at, barrier, 2, 24);
    double inside = 0, leaving = 0, W_largest = 0;
    for (int k = 0; k < at.grid.size(); ++k) {
      const double E = at.grid[k] * at.grid[k];
      const auto K = static_cast<std::size_t>(at.grid.size()), i = static_cast<std::size_t>(k);
      leaving = std::max(leaving, std::abs(state.n_left[i] - thermal(E)));
      for (std::size_t x = 0; x < state.X.size(); ++x) {
        W_largest = std::max(W_largest, std::abs(state.mean_field[x]));
        if (state.X[x] < 0.05 || state.X[x] > 0.95) continue;  // W rises as sqrt(X) from the ends
        inside = std::max(inside, std::abs(state.n[x * K + i] - thermal(E + state.mean_field[x])));
      }
    }
    EXPECT_GT(W_largest, 0.1) << A;
    EXPECT_LT(inside, 1e-3) << A;
    EXPECT_LT(leaving, 1e-3) << A;
    // What the cells leave out, and what the momenta do.
    EXPECT_LT(leaving, 2 * state.resolution.indicator * thermal(0) + 1e-4) << A;
    RecordProperty(A < 0 ? "inside a well" : "inside a barrier", std::to_string(inside));
    RecordProperty(A < 0 ? "out of a well" : "out of a barrier", std::to_string(leaving));
  }
}

}  // namespace
}  // namespace kapitza::boltzmann
