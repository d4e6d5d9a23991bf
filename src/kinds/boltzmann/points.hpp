#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/boltzmann/spatial_scheme.hpp"
#include "kapitza/boltzmann/stationary_state.hpp"
#include "kapitza/io/result_reader.hpp"

/// A state that is read back from a result.
namespace kapitza::kinds {

/// Its points, and which of them are this rank's.
void place(boltzmann::StationaryState& state, const boltzmann::SpatialScheme& scheme,
           const Communicator& comm);

/// Of a dataset [Lambda, X, k] the points of this rank at the i-th Lambda. Throws InputOutputFailure if it is too short.
std::vector<double> own_rows(const io::ResultReader& file, const std::string& path,
                             std::span<const double> all, std::size_t i,
                             const boltzmann::StationaryState& state, std::size_t K);
/// The same of n. Throws NumericalFailure if one is not finite or far below zero.
std::vector<double> own_occupation(const io::ResultReader& file, const std::string& path,
                                   std::span<const double> all, std::size_t i,
                                   const boltzmann::StationaryState& state, std::size_t K);

}  // namespace kapitza::kinds
