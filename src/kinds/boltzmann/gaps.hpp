#pragma once

#include <span>
#include <vector>

#include "kapitza/boltzmann/engine.hpp"

namespace kapitza::kinds {

/// The Lambda of a list that have no solution yet, ascending, in runs without a finished one in between.
std::vector<std::vector<double>> gaps(std::span<const double> Lambda,
                                      std::span<const boltzmann::Solution> finished);

/// Where the continuation to `Lambda` begins: the last two finished states below it, on each of so many grids; nothing (no grid) if there is none.
boltzmann::Snapshot start_below(double Lambda, std::span<const boltzmann::Solution> finished,
                                std::size_t grids);

/// Puts a solution in its place among those that ascend in Lambda.
void insert(std::vector<boltzmann::Solution>& solutions, const boltzmann::Solution& solution);

}  // namespace kapitza::kinds
