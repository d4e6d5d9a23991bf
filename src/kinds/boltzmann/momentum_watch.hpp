#pragma once

#include <span>
#include <string>

#include "kapitza/base/communicator.hpp"
#include "kapitza/boltzmann/stationary_state.hpp"
#include "kapitza/collision/collision_integral.hpp"
#include "problem.hpp"

namespace kapitza::kinds {

/// The shift above which a state is warned of: 64 nodes leave 1e-4, 32 uniform momenta 1e-2.
inline constexpr double largest_shift = 2e-2;
/// The tail above which it is, in units of momentum.accuracy: the coefficients of grazing carriers fall algebraically, and hold
/// a small part of k.
inline constexpr double largest_tail = 10;

/// Sets what the momenta leave out of a state. Collective; one evaluation of the collision integral for each X.
void judge_momenta(const Communicator& world, const BoltzmannProblem& problem,
                   collision::CollisionIntegral& collision, boltzmann::StationaryState& state);

/// The largest of what the momenta leave out of the states that one is extrapolated from.
void take_momenta_of(std::span<const boltzmann::StationaryState> grids,
                     boltzmann::StationaryState& state);

/// The warning of a state that has been judged, with what to change; empty if the momenta serve. `accuracy`: momentum.accuracy.
std::string unresolved_momenta(const BoltzmannProblem& problem,
                               const boltzmann::StationaryState& state, double accuracy);

}  // namespace kapitza::kinds
