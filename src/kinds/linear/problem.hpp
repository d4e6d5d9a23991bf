#pragma once

#include <string>
#include <vector>

#include "kapitza/collision/settings.hpp"
#include "kapitza/kinds/linear/case.hpp"
#include "kapitza/linear/linear_response.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/interaction.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::kinds {

/// The physics that a case of kind "linear" describes: cheap to build, and complete but for the collision matrix.
///
/// Throws InvalidInput if a perturbation cannot be evaluated.
struct LinearProblem {
  explicit LinearProblem(const LinearCase& input);
  /// On momenta that are given instead of those that the case asks for.
  LinearProblem(const LinearCase& input, model::MomentumGrid momenta);

  /// The thermal state of the background with another mu, linearised. Throws what linear::thermal_background does.
  linear::ThermalBackground background(double mu, collision::CollisionWork* work = nullptr) const;
  linear::ThermalBackground background() const { return background(state.mu); }

  model::MomentumGrid grid;
  std::string doubt;  ///< what is to be said of it
  model::ParabolicDispersion dispersion;
  model::Interaction interaction;
  collision::CollisionSettings settings;
  model::ThermalState state;
  std::vector<double> left, right;  ///< delta n[K] injected, zero where nothing enters
  std::vector<double> X;            ///< of the profiles, (1 - cos)/2 from 0 to 1; may be empty

 private:
  LinearProblem(const LinearCase& input, MomentumChoice momenta);
};

}  // namespace kapitza::kinds
