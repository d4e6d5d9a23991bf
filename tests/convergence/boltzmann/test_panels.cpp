#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/model/occupation.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/momentum_grids.hpp"
#include "support/relaxation.hpp"

namespace kapitza::boltzmann {
namespace {

/// What the momenta change of a stationary state, the grid in X being the same.
struct Observed {
  double density, number_current, energy_current, entropy_production, flatness;
};

Observed observed(const model::MomentumGrid& grid) {
  const test::BoltzmannSetup setup{grid};
  test::ConservingRelaxation relaxation{setup.grid, setup.dispersion, setup.thermal};
  StationaryState state =
      setup.solve_one(Communicator::world(), make_discontinuous_galerkin(6, 3), relaxation, 1.0);
  evaluate_profiles(state, grid, setup.dispersion);
  EXPECT_LT(state.residual, 1e-13);
  return {model::density(state.n_left, grid), state.number_current.front(),
          state.energy_current.front(), state.entropy_production,
          std::max(state.number_flatness, state.energy_flatness)};
}

/// |number current| and |density at X = 0| against those of the best.
Observed difference(const Observed& a, const Observed& b) {
  return {std::abs(a.density - b.density), std::abs(a.number_current - b.number_current),
          std::abs(a.energy_current - b.energy_current),
          std::abs(a.entropy_production - b.entropy_production), a.flatness};
}

// n(k) has no kink inside a panel, but exp(-Lambda / v) at k -> 0: the convergence is faster than any power and slower than
// exponential. The uniform grid sees kinks at k = 0 and pi: order 2.
TEST(StationaryStateOnPanels, ConvergesFasterThanAnyPower) {
  const Observed best = observed(test::one_panel(128));
  std::vector<Observed> errors;
  for (const int N : {12, 24, 48, 96}) {
    errors.push_back(difference(observed(test::one_panel(N)), best));
    EXPECT_LT(errors.back().flatness, 1e-13) << N;
  }
  const double current[] = {1e-3, 1e-5, 5e-7, 5e-9}, density[] = {2e-3, 2e-4, 3e-6, 6e-8},
               entropy[] = {2e-3, 5e-5, 3e-6, 2e-8};
  for (std::size_t i = 0; i < errors.size(); ++i) {
    EXPECT_LT(errors[i].number_current, current[i]) << i;
    EXPECT_LT(errors[i].energy_current, 50 * current[i]) << i;
    EXPECT_LT(errors[i].density, density[i]) << i;
    EXPECT_LT(errors[i].entropy_production, entropy[i]) << i;
  }
  EXPECT_GT(std::log2(errors[2].number_current / errors[3].number_current), 6)
      << "beyond the order of any formula in use";
  EXPECT_GT(errors[3].number_current, 1e-12) << "still above round-off";
}

TEST(StationaryStateOnPanels, IsTheLimitOfUniformGrids) {
  const Observed panels = observed(test::one_panel(64));
  const Observed coarse = observed(model::MomentumGrid{64}),
                 middle = observed(model::MomentumGrid{128}),
                 fine = observed(model::MomentumGrid{256});
  const auto limit = [](double of_half, double of_all) { return (4 * of_all - of_half) / 3; };
  EXPECT_NEAR(panels.number_current, limit(middle.number_current, fine.number_current), 2e-6);
  EXPECT_NEAR(panels.energy_current, limit(middle.energy_current, fine.energy_current), 2e-6);
  EXPECT_NEAR(panels.density, limit(middle.density, fine.density), 2e-5);
  // 64 nodes on panels are better than 256 uniform ones by two orders.
  EXPECT_GT(difference(fine, panels).number_current, 1e-6);
  EXPECT_GT(difference(coarse, panels).number_current,
            10 * difference(fine, panels).number_current);
}

}  // namespace
}  // namespace kapitza::boltzmann
