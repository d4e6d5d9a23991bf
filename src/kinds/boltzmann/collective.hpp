#pragma once

#include <memory>
#include <optional>

#include "../plans.hpp"
#include "kapitza/base/communicator.hpp"
#include "kapitza/boltzmann/engine.hpp"
#include "kapitza/collision/settings.hpp"
#include "kapitza/kinds/boltzmann/case.hpp"
#include "problem.hpp"

/// What all ranks do together with a case.
namespace kapitza::kinds {

/// choose_parameters() of one rank, which another might answer differently by a rounding error. Collective.
collision::CollisionParameters agreed_parameters(const Communicator& world,
                                                 const BoltzmannCase& input,
                                                 const BoltzmannProblem& problem);

/// make_collisions() with the same plans of FFTW on all ranks: those that this machine remembers from earlier runs, else measured by one
/// rank for all, and remembered. Collective.
Collisions planned_collisions(Plans& plans, const BoltzmannCase& input,
                              const BoltzmannProblem& problem,
                              const collision::CollisionParameters& parameters);

/// On cells that are chosen, or on those of the schemes. All arguments must outlive it.
std::unique_ptr<boltzmann::Engine> make_engine(const Communicator& world,
                                               const BoltzmannProblem& problem,
                                               collision::CollisionIntegral& collision,
                                               std::optional<boltzmann::NextOrderTerm> next = {});

}  // namespace kapitza::kinds
