#pragma once

#include <span>

#include "kapitza/base/communicator.hpp"
#include "kapitza/boltzmann/engine.hpp"
#include "kapitza/collision/settings.hpp"
#include "kapitza/kinds/boltzmann/case.hpp"
#include "problem.hpp"

namespace kapitza::kinds {

/// Whether the errors of a case on so many momenta are told by fewer of them: not where uniform ones are asked for, nor where there are too few, nor where the
/// method has no linearisation.
bool fewer_tell_errors(const BoltzmannCase& input, int momenta);

/// What the momenta leave out of each state: the case once more on three quarters of the nodes of every panel, on the same cells and with the collision integral's `parameters`,
/// and the difference of n, interpolated to all momenta; on the uniform grid that rough tables are left to a third of the nodes, and the difference at these. On half of them what is injected would often be told by too few. Fills
/// momentum_difference, how many times it the error may be, and the errors of the solutions. Of several N it is that of the coarsest. Nothing is done where
/// three quarters are too few for their panels, which is told, or if they have no solution, which is warned of. Returns what the integral of the fewer has done.
///
/// Collective; may be abandoned by the callbacks. Cost: a third of the solve, as each state is the start of its own once more, up to all of it
/// where that does not serve.
collision::CollisionWork estimate_momentum_errors(
    const Communicator& world, const BoltzmannCase& input, const BoltzmannProblem& problem,
    const collision::CollisionParameters& parameters, std::span<boltzmann::Solution> solutions,
    const boltzmann::Engine::OnStep& on_step, const boltzmann::Engine::OnWork& on_work);

}  // namespace kapitza::kinds
