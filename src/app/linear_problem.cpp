#include "linear_problem.hpp"

#include <cmath>
#include <numbers>

#include "kapitza/base/error.hpp"
#include "kapitza/config/injection.hpp"
#include "read_table.hpp"

namespace kapitza::app {
namespace {

/// Graded towards both ends, where layers of width 1/Lambda form.
std::vector<double> graded_points(int count) {
  std::vector<double> X;
  for (int i = 0; i < count; ++i)
    X.push_back(0.5 - 0.5 * std::cos(std::numbers::pi * i / (count - 1)));
  return X;
}

}  // namespace

collision::CollisionSettings collision_settings(const config::Collision& asked) {
  return {asked.accuracy, asked.tau_max, asked.tau_step, asked.lattice};
}

LinearProblem::LinearProblem(const config::LinearCase& input)
    : grid{input.points},
      interaction{input.coefficients},
      settings{collision_settings(input.collision)},
      state{input.background.beta, input.background.mu},
      X{graded_points(input.profile_points)} {
  auto injected = config::injected_perturbations(input, grid, read_table);
  left = std::move(injected.left);
  right = std::move(injected.right);
}

linear::ThermalBackground LinearProblem::background(double mu,
                                                    collision::CollisionWork* work) const {
  // The reader has checked the thermal state: what can be refused here are the settings.
  return with_prefix("collision.", [&] {
    return linear::thermal_background(grid, dispersion, interaction, settings, {state.beta, mu},
                                      work);
  });
}

}  // namespace kapitza::app
