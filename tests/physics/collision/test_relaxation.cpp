// Without gradients, d_t n = I_k[n] must lead any state to the thermal one of its own density and energy.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "kapitza/collision/collision_operator.hpp"
#include "support/collision_states.hpp"

namespace kapitza::collision {
namespace {

using namespace testing;

class Relaxation : public ::testing::Test {
 protected:
  // Classical Runge-Kutta steps of d_t n = I_k[n].
  void evolve(CollisionOperator& collisions, std::vector<double>& n, double dt, int steps) {
    std::vector<double> stage(n.size()), I(n.size());
    for (int step = 0; step < steps; ++step) {
      const std::vector<double> start = n;
      const double weight[] = {dt / 6.0, dt / 3.0, dt / 3.0, dt / 6.0};
      const double reach[] = {0.5 * dt, 0.5 * dt, dt, 0.0};
      stage = start;
      for (int s = 0; s < 4; ++s) {
        collisions.evaluate(stage, I);
        for (std::size_t k = 0; k < n.size(); ++k) {
          n[k] += weight[s] * I[k];
          stage[k] = start[k] + reach[s] * I[k];
        }
      }
    }
  }

  double entropy(const std::vector<double>& n) const {
    double sum = 0.0;
    for (const double n_k : n)
      sum += std::log(n_k);
    return sum / static_cast<double>(n.size());
  }

  const model::ParabolicDispersion dispersion_{};
  const model::MomentumGrid grid_{64};
};

TEST_F(Relaxation, EndsInTheThermalStateOfTheConservedDensityAndEnergy) {
  CollisionSettings settings;
  settings.tau_max = 24.0;
  CollisionOperator collisions(grid_, dispersion_, power(3), settings);
  std::vector<double> n = asymmetric_on(grid_);
  const double rho = model::density(n, grid_);
  const double e = model::energy_density(n, grid_, dispersion_);
  double S = entropy(n);
  for (int stretch = 0; stretch < 10; ++stretch) {
    evolve(collisions, n, 0.02, 200);
    EXPECT_GE(entropy(n), S - 1e-7);
    S = entropy(n);
  }
  EXPECT_NEAR(model::density(n, grid_), rho, 1e-12);
  EXPECT_NEAR(model::energy_density(n, grid_, dispersion_), e, 1e-11);
  const auto fit = model::fit_thermal(n, grid_, dispersion_);
  ASSERT_TRUE(fit.has_value());
  EXPECT_LT(fit->deviation, 1e-3);
  // (beta, mu) follow from the conserved quantities alone: sum (E - mu) beta n = 1.
  EXPECT_NEAR(fit->state.beta * (e - fit->state.mu * rho), 1.0, 1e-3);
}

}  // namespace
}  // namespace kapitza::collision
