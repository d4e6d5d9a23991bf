#pragma once

#include <optional>
#include <span>

#include "kapitza/base/communicator.hpp"
#include "kapitza/boltzmann/engine.hpp"
#include "kapitza/kinds/boltzmann/case.hpp"
#include "problem.hpp"

namespace kapitza::kinds {

/// The case on half of its momenta, if its errors are told by that: not on a uniform grid, nor where the half is too few, nor where the
/// method has no linearisation.
std::optional<BoltzmannCase> half_of_the_momenta(const BoltzmannCase& input, int momenta);

/// What the momenta leave out of each state: the case once more on half of them, on cells and with a collision integral as accurate, and
/// the difference of n, interpolated to all momenta. It is the error of the half, which that of all is a fraction of. Fills
/// momentum_difference and the errors of the solutions. Of several N it is that of the coarsest. Nothing is done where
/// half of the momenta are too few for their panels, which is told, or if the half has no solution, which is warned of.
///
/// `solutions` in ascending Lambda. Collective; may be abandoned by the callbacks. Cost: up to that of the solve, most of it
/// evaluations, which cost nearly as much as of all momenta.
void estimate_momentum_errors(const Communicator& world, const BoltzmannCase& input,
                              const BoltzmannProblem& problem,
                              std::span<boltzmann::Solution> solutions,
                              const boltzmann::Engine::OnStep& on_step,
                              const boltzmann::Engine::OnWork& on_work);

}  // namespace kapitza::kinds
