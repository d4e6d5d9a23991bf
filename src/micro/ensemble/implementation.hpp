#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "kapitza/micro/ensemble/ensemble.hpp"
#include "kapitza/micro/measuring/independent_mean.hpp"
#include "kapitza/micro/measuring/moments.hpp"
#include "trajectory.hpp"

namespace kapitza::micro {

/// Group g consists of the world's ranks g n .. g n + n - 1, n = ranks_per_realisation. The realisations done are 0 .. done_ - 1;
/// of those to come, number done_ + p belongs to group p modulo the number of groups, and a group keeps those of its own that
/// are under way in their order: the first is run, the others, left over from a run on more groups, wait.
struct Ensemble::Implementation {
  Implementation(const Communicator& world, const System& system,
                 const model::Dispersion& dispersion,
                 const std::function<std::vector<double>(int points)>& spectrum,
                 const EnsembleSettings& settings);

  bool run(const Interruption& interrupted);
  EnsembleResult result() const;
  EnsembleWork work() const noexcept { return group_.root() ? apparatus_->work() : EnsembleWork{}; }
  EnsembleState state() const;
  void restore(const EnsembleState& state);

 private:
  bool finished() const noexcept { return reached_ || done_ == settings_.realisations; }
  Trajectory& begin(int realisation);
  bool run_round(const Interruption& interrupted);
  void merge_round();
  void merge(std::span<const double> measured);
  bool asked_to_stop(const Interruption& interrupted) const;
  double relative_error() const;
  DensityTrace trace() const;

  const Communicator& world_;
  EnsembleSettings settings_;
  Schedule schedule_;
  int groups_, group_index_;
  Communicator group_;
  std::unique_ptr<Apparatus> apparatus_;
  std::deque<Trajectory> under_way_;

  int done_ = 0;
  bool reached_ = false;      // the target
  double cuts_per_look_ = 1;  // between two calls of the interruption
  // On the first rank:
  Moments moments_;
  IndependentMean density_;
  double relative_error_;
};

}  // namespace kapitza::micro
