#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "kapitza/boltzmann/engine.hpp"
#include "kapitza/io/contents.hpp"
#include "kapitza/io/result_file.hpp"
#include "problem.hpp"

namespace kapitza::kinds {

/// Where a result keeps the cells chosen for its i-th Lambda, and n on them.
std::string own_grid(std::size_t i);
void write_own_grid(io::ResultFile& file, const boltzmann::StationaryState& state, std::size_t i);

void add_own_grid(io::Contents& contents, const std::string& condition);

/// All states, with their profiles, on the X that they share: the finest of their grids and both ends.
struct Shared {
  std::vector<double> X, faces;
  std::vector<boltzmann::StationaryState> states;
};
/// Collective.
Shared share(const Communicator& comm, const BoltzmannProblem& problem,
             std::span<const boltzmann::Solution> solutions);

}  // namespace kapitza::kinds
