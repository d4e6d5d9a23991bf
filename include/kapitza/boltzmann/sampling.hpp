#pragma once

#include "kapitza/boltzmann/stationary_state.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"

namespace kapitza::boltzmann {

/// What the nodal values say about the whole interval: n at both ends and at the centre, and both currents in flux form, on
/// all ranks; the fields of StationaryState that describe the iteration are left empty. Collective.
StationaryState sample_state(SteadyProblem& problem, Vec n, const model::MomentumGrid& grid,
                             const model::Dispersion& dispersion, const InjectedCurrent& injected);

/// What a change d of the nodal values makes of what leaves (0 where a carrier enters), of n at the centre and at this rank's
/// points. Collective.
Difference sample_change(const SteadyProblem& problem, Vec d);

}  // namespace kapitza::boltzmann
