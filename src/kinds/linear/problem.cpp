#include "problem.hpp"

#include <cmath>
#include <numbers>

#include "kapitza/base/error.hpp"

namespace kapitza::kinds {
namespace {

/// Graded towards both ends, where layers of width 1/Lambda form.
std::vector<double> graded_points(int count) {
  std::vector<double> X;
  for (int i = 0; i < count; ++i)
    X.push_back(0.5 - 0.5 * std::cos(std::numbers::pi * i / (count - 1)));
  return X;
}

MomentumChoice chosen_momenta(const LinearCase& input) {
  return choose_momenta(
      input.momentum, steps(input.left, input.right),
      [&](const model::MomentumGrid& grid) { return sampled(input.left, input.right, grid); },
      false);
}

}  // namespace

LinearProblem::LinearProblem(const LinearCase& input)
    : LinearProblem{input, chosen_momenta(input)} {}

LinearProblem::LinearProblem(const LinearCase& input, model::MomentumGrid momenta)
    : LinearProblem{input, MomentumChoice{std::move(momenta), {}, {}}} {}

LinearProblem::LinearProblem(const LinearCase& input, MomentumChoice momenta)
    : grid{std::move(momenta.grid)},
      doubt{std::move(momenta.doubt)},
      interaction{input.coefficients},
      settings{input.collision},
      state{input.background},
      X{graded_points(input.profile_points)} {
  model::Injected injected = sampled(input.left, input.right, grid);
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

}  // namespace kapitza::kinds
