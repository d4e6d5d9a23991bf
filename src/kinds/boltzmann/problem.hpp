#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kapitza/boltzmann/adaptive_grid.hpp"
#include "kapitza/boltzmann/barrier.hpp"
#include "kapitza/boltzmann/next_order_rate.hpp"
#include "kapitza/boltzmann/spatial_scheme.hpp"
#include "kapitza/boltzmann/stationary_state.hpp"
#include "kapitza/boltzmann/steady_options.hpp"
#include "kapitza/collision/collision_integral.hpp"
#include "kapitza/collision/settings.hpp"
#include "kapitza/kinds/boltzmann/case.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/interaction.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::kinds {

/// The physics that a case describes: cheap to build, free of MPI, and complete but for the collision integral.
///
/// Throws InvalidInput if the injection cannot be evaluated: formula, table or positivity.
struct BoltzmannProblem {
  explicit BoltzmannProblem(const BoltzmannCase& input);
  /// On momenta that are given instead of those that the case asks for.
  BoltzmannProblem(const BoltzmannCase& input, model::MomentumGrid momenta);

  model::MomentumGrid grid;
  std::string doubt;  ///< what is to be said of it
  model::ParabolicDispersion dispersion;
  model::Interaction interaction;
  model::Injected injection;
  std::vector<boltzmann::SpatialScheme>
      schemes;  ///< one, or several N ascending to be extrapolated; a mere example if chosen
  std::optional<boltzmann::AdaptiveGrid> adaptive;  ///< the cells are chosen for each Lambda
  boltzmann::SteadyOptions steady;
  std::optional<boltzmann::Barrier> barrier;  ///< of a finite length
  NextOrderKeys next;
  int next_points;

  /// X points of all schemes together.
  int points() const;
  /// Points of the scheme that the result lives on: the only one, or the coarsest.
  int result_points() const { return schemes.front().size(); }

 private:
  BoltzmannProblem(const BoltzmannCase& input, MomentumChoice momenta);
};

/// Whether the two sides inject n(k) and n(-k), to rounding, as (5) supposes.
bool injects_mirror_images(const BoltzmannProblem& problem);

/// The thermal state (5) that the carriers injected on one side predict; nothing where their currents allow none.
std::optional<model::ThermalState> thermal_prediction(const BoltzmannProblem& problem,
                                                      model::Side side);

/// Parameters of the collision integral, its accuracy established for what is injected and for the thermal predictions. One
/// rank chooses for all. Not in use with scheme = "paper". Throws InvalidInput for settings that do not fit. Cost: some ten
/// evaluations.
collision::CollisionParameters choose_parameters(const BoltzmannCase& input,
                                                 const BoltzmannProblem& problem);

/// The parameters in words, for people and for the result.
std::string describe(const BoltzmannCase& input, const collision::CollisionParameters& parameters);

/// I and, if it is asked for, J.
struct Collisions {
  std::unique_ptr<collision::CollisionIntegral> I, J;
  collision::Resummation resummation{};
  int points = 0;  ///< of J

  std::optional<boltzmann::NextOrderTerm> next() const;
};
Collisions make_collisions(const BoltzmannCase& input, const BoltzmannProblem& problem,
                           const collision::CollisionParameters& parameters,
                           Planning planning = Planning::Measure);

}  // namespace kapitza::kinds
