#pragma once

#include <cstdint>
#include <optional>

#include "kapitza/micro/stepping/splitting.hpp"
#include "kapitza/micro/system.hpp"
#include "kapitza/micro/transform/mode_transform.hpp"

namespace kapitza::micro {

/// Fewer blocks leave no standard error to a single realisation.
inline constexpr int least_blocks = 4;

/// Everything that determines the numbers of an ensemble.
struct EnsembleSettings {
  Splitting splitting;             ///< noise_draws is set by the ensemble
  bool compare_half_step = false;  ///< run each realisation also with dt/2 on the same noise
  std::uint64_t seed = 0;
  std::uint32_t first_realisation = 0;
  int realisations = 1;
  int ranks_per_realisation = 1;
  std::uint64_t settle_steps = 0;      ///< from psi = 0 to the start of the measurement
  std::uint64_t steps_per_sample = 1;  ///< the first sample is taken so long after the start
  std::uint64_t samples_per_block = 1;
  int blocks = 32;               ///< even, at least least_blocks
  int trace_points = 256;        ///< of the density against time, at most
  int points = 256;              ///< K of the windows
  int windows = 32;              ///< of the Wigner function
  std::optional<double> target;  ///< stop when the relative error of the outgoing flux is below
  Planning planning = Planning::Measure;
};

/// The settings themselves. Throws InvalidInput if a group of ranks would have no realisation, ranks_per_realisation does not
/// divide the ranks, a number is out of its range, or a lead is too short for the windows.
const EnsembleSettings& checked(const EnsembleSettings& settings, const System& system, int ranks);

}  // namespace kapitza::micro
