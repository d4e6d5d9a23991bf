#pragma once

#include "kapitza/base/communicator.hpp"
#include "kapitza/collision/settings.hpp"
#include "kapitza/kinds/boltzmann/case.hpp"
#include "problem.hpp"

namespace kapitza::kinds {

/// choose_parameters() of one rank, which another might answer differently by a rounding error. Collective.
collision::CollisionParameters agreed_parameters(const Communicator& world,
                                                 const BoltzmannCase& input,
                                                 const BoltzmannProblem& problem);

}  // namespace kapitza::kinds
