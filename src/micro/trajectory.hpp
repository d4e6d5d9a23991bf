#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "kapitza/base/fftw.hpp"
#include "kapitza/micro/ensemble.hpp"
#include "schedule.hpp"

namespace kapitza::micro {

/// With what a group of ranks runs its realisations, one after the other: plans, steppers and observables.
class Apparatus {
 public:
  /// Plans; collective over `group`.
  Apparatus(const Communicator& group, const System& system, const model::Dispersion& dispersion,
            const std::function<std::vector<double>(int points)>& spectrum,
            const EnsembleSettings& settings);

  const Communicator& group() const noexcept { return group_; }
  const ModeTransform& transform() const noexcept { return *transform_; }
  /// By copy: dt and, for the comparison, dt/2.
  std::size_t copies() const noexcept { return steppers_.size(); }
  Stepper& stepper(std::size_t copy) noexcept { return steppers_[copy]; }
  Observables& observables() noexcept { return observables_; }
  const Observables& observables() const noexcept { return observables_; }
  /// What this rank has done, and, if it is the group's root, the samples that it has taken.
  EnsembleWork work() const noexcept;
  void count_sample(int copies) noexcept { samples_ += 1, measured_fields_ += copies; }

 private:
  const Communicator& group_;
  std::shared_ptr<ModeTransform> transform_;
  std::deque<Stepper> steppers_;
  Observables observables_;
  int transforms_of_sample_;
  long long samples_ = 0, measured_fields_ = 0;
};

/// One realisation on its way from psi = 0 through all its samples. The fields lie on the ranks of the group, what is measured
/// on its root.
class Trajectory {
 public:
  /// Numbers in a sample: those of Observables, then the differences of n_left and n_right at dt and dt/2.
  static std::size_t components(const EnsembleSettings& settings) noexcept;

  Trajectory(Apparatus& apparatus, const Schedule& schedule, const EnsembleSettings& settings,
             int realisation);

  int realisation() const noexcept { return realisation_; }
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
