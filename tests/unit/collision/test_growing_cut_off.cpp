#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "growing_cut_off.hpp"
#include "kapitza/collision/auxiliary_time.hpp"
#include "order_coefficients.hpp"

namespace kapitza::collision {
namespace {

using States = std::vector<std::vector<double>>;

// On a lattice that is the same at all times both are the same sums but for their steps, of which a rule that is exact for the band tells nothing.
TEST(GrowingCutOff, IsTheIntegralAtEachCutOff) {
  const model::MomentumGrid grid{32};
  const model::ParabolicDispersion dispersion;
  const model::Interaction interaction{{{3, 6.0}}};
  States states(2, std::vector<double>(32));
  for (int k = 0; k < 32; ++k) {
    states[0][k] = 0.5 + 0.3 * std::cos(grid[k] - 0.7);
    states[1][k] = 1.0 / (grid[k] * grid[k] + 1.0);
  }
  CollisionParameters parameters{};
  parameters.tau_step = 0.18;
  parameters.least_lattice = 256;
  parameters.margin = -1000;
  constexpr std::array cut_offs{8.0, 12.0, 16.0};
  GrowingCutOff growing{grid, dispersion, interaction, parameters, states, cut_offs, 1.0};
  for (const double T : cut_offs) {
    const std::vector<double> I = growing.at(T);
    parameters.tau_max = T;
    AuxiliaryTime direct{grid, dispersion, 3, 3, parameters, Planning::Estimate};
    for (int i = 0; i < 2; ++i) {
      const double rho = grid.integrate(states[i]);
      std::vector<double> expected(32, 0.0);
      direct.add(order_coefficients(interaction, rho), states[i], expected);
      ConservingProjection{grid, dispersion}.apply(expected);
      for (int k = 0; k < 32; ++k)
        EXPECT_NEAR(I[32 * i + k], expected[k] / collision_scale(interaction, rho), 1e-5)
            << "T = " << T << ", state " << i << ", k = " << k;
    }
  }
}

}  // namespace
}  // namespace kapitza::collision
