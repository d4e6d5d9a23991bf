#pragma once

#include <string>

#include "kapitza/boltzmann/stationary_state.hpp"
#include "kapitza/io/result_reader.hpp"
#include "problem.hpp"

namespace kapitza::kinds {

/// The share of the work that the force and what it couples add to that of the scaling limit, as `kapitza check` foresees it.
inline constexpr double work_with_mean_field = 2.5;

/// What a case with a length means, in words: lambda and about the mean field of each Lambda.
void print_mean_field(const BoltzmannProblem& problem, std::span<const double> Lambda);

/// States of one Lambda at which J is evaluated, fewer momenta for the errors among them: 16 of them at a tolerance of 1e-5
/// on input/fig3_finite.toml.
inline constexpr double next_order_sweeps = 30;
/// Print what the next order does to the carriers that meet, and warn where it is beyond trust. Returns the seconds that J takes at all its
/// points for one state.
double check_next_order(const BoltzmannCase& input, const BoltzmannProblem& problem,
                        const Collisions& collisions);

/// What is to be said of a state where the next order corrects the collisions by more, or less, than its resummation has been seen to
/// serve; empty if it does not, or is not asked for.
std::string beyond_trust(const BoltzmannProblem& problem, const boltzmann::StationaryState& state);

/// The mean field of a result, nothing if it has none.
void show_mean_field(const io::ResultReader& file);

}  // namespace kapitza::kinds
