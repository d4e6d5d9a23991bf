#pragma once

#include <cstdint>
#include <vector>

#include "apparatus.hpp"
#include "kapitza/base/fftw.hpp"
#include "kapitza/micro/ensemble/settings.hpp"
#include "kapitza/micro/ensemble/state.hpp"
#include "kapitza/micro/measuring/blocked_series.hpp"
#include "schedule.hpp"

namespace kapitza::micro {

/// One realisation on its way from psi = 0 through all its samples. The fields lie on the ranks of the group, what is measured
/// on its root.
class Trajectory {
 public:
  /// Numbers in a sample: those of Observables, then the differences of n_left and n_right at dt and dt/2.
  static std::size_t components(const EnsembleSettings& settings) noexcept;

  Trajectory(Apparatus& apparatus, const Schedule& schedule, const EnsembleSettings& settings,
             int realisation);

  std::uint64_t step() const noexcept { return step_; }
  bool complete() const noexcept { return step_ == schedule_.total_steps(); }
  /// To the next cut, unless complete. Collective over the group; throws NumericalFailure on all its ranks.
  void advance();

  /// Block series, then the densities summed over each bin of the trace; empty off the root.
  std::vector<double> measured() const;
  static std::size_t measured_size(const Schedule& schedule, const EnsembleSettings& settings);

  EnsembleState::Running state() const;
  /// Take a state with this rank's share of the sites.
  void restore(const EnsembleState::Running& state);

 private:
  void look();

  Apparatus& apparatus_;
  const Schedule& schedule_;
  double time_step_;
  std::uint32_t key_;  // of the noise
  int realisation_;
  std::uint64_t step_ = 0;
  std::vector<FftwVector<Complex>> fields_;  // by copy
  BlockedSeries series_;
  std::vector<double> trace_, sample_, companion_;
};

}  // namespace kapitza::micro
