#pragma once

#include "kapitza/boltzmann/stationary_state.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"

namespace kapitza::boltzmann {

/// What the nodal values say about the whole interval: n at both ends and at the centre, and both currents in flux form, on
/// all ranks; the fields of StationaryState that describe the iteration are left empty. Collective.
StationaryState sample_state(SteadyProblem& problem, Vec n, const model::MomentumGrid& grid,
                             const model::Dispersion& dispersion, const InjectedCurrent& injected);

}  // namespace kapitza::boltzmann
