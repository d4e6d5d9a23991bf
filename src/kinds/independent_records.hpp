#pragma once

#include <cstddef>
#include <string>

#include "kapitza/io/checkpoint.hpp"
#include "kapitza/micro/measuring/independent_ensemble.hpp"

namespace kapitza::kinds {

/// Realisations below which there are no standard errors, and no partial result.
inline constexpr int least_independent = 2;

/// The state of an ensemble of independent realisations in a checkpoint, under `path`; the records refer to `state`.
void add_independent(io::CheckpointRecords& records, const std::string& path,
                     const micro::IndependentState& state);
bool has_independent(const io::CheckpointReader& file, const std::string& path);
/// Throws InputOutputFailure, naming file and path, unless there are at most so many realisations of so many finite numbers.
micro::IndependentState read_independent(const io::CheckpointReader& file, const std::string& path,
                                         int realisations, std::size_t numbers);

}  // namespace kapitza::kinds
