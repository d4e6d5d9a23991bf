#pragma once

#include <cstdint>
#include <vector>

#include "kapitza/micro/ensemble/settings.hpp"

namespace kapitza::micro {

/// At which steps a realisation is looked at. Between two of these cuts the stepper runs without a break, so that the bits of
/// a trajectory depend on nothing but the settings.
class Schedule {
 public:
  explicit Schedule(const EnsembleSettings& settings);

  std::uint64_t total_steps() const noexcept { return total_; }
  /// The first cut after `step`: while settling, the multiples of steps_per_sample and the end of settling; then each sample.
  std::uint64_t next_cut(std::uint64_t step) const noexcept;
  /// Whether a sample belongs to the cut.
  bool measuring(std::uint64_t cut) const noexcept { return cut > settle_; }

  /// Bins of equal length of the density trace, each with at least one cut.
  std::size_t bins() const noexcept { return cuts_.size(); }
  std::size_t bin(std::uint64_t cut) const noexcept { return (cut - 1) * bins() / total_; }
  /// Number of cuts in a bin, and the mean of their steps.
  double cuts_in(std::size_t bin) const noexcept { return cuts_[bin]; }
  double mean_step(std::size_t bin) const noexcept { return mean_steps_[bin]; }

 private:
  std::uint64_t settle_, interval_, total_;
  std::vector<double> cuts_, mean_steps_;
};

}  // namespace kapitza::micro
