#pragma once

#include <span>
#include <vector>

#include "boltzmann_problem.hpp"
#include "kapitza/boltzmann/engine.hpp"
#include "kapitza/io/boltzmann_result.hpp"

namespace kapitza::app {

/// What is written about finished solutions: the states with their densities and thermal fits on this rank's points, the
/// injection and its thermal predictions. `complete` says whether these are all Lambda that were asked for.
io::BoltzmannResult make_result(const BoltzmannProblem& problem,
                                std::span<const boltzmann::Solution> solutions, bool complete);

}  // namespace kapitza::app
