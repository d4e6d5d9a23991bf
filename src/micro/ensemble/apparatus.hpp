#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/micro/ensemble/ensemble.hpp"
#include "kapitza/micro/measuring/observables.hpp"
#include "kapitza/micro/stepping/stepper.hpp"

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

}  // namespace kapitza::micro
