#pragma once

#include <string>

#include "kapitza/boltzmann/stationary_state.hpp"
#include "problem.hpp"

namespace kapitza::kinds {

/// The shift above which a state is warned of: 64 nodes leave 1e-4, 32 uniform momenta 1e-2.
inline constexpr double largest_shift = 2e-2;
/// The tail above which it is, in units of momentum.accuracy: the coefficients of grazing carriers fall algebraically, and hold
/// a small part of k.
inline constexpr double largest_tail = 10;

/// The warning of a state, with what to change; empty if the momenta serve. `accuracy`: momentum.accuracy.
std::string unresolved_momenta(const BoltzmannProblem& problem,
                               const boltzmann::StationaryState& state, double accuracy);

}  // namespace kapitza::kinds
