#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/micro/observables.hpp"
#include "kapitza/micro/statistics.hpp"
#include "kapitza/micro/stepper.hpp"
#include "kapitza/micro/system.hpp"

namespace kapitza::micro {

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
  int blocks = 32;               ///< even
  int trace_points = 256;        ///< of the density against time, at most
  int points = 256;              ///< K of the windows
  int windows = 32;              ///< of the Wigner function
  std::optional<double> target;  ///< stop when the relative error of the outgoing flux is below
  Planning planning = Planning::Measure;
};

/// Density averaged over the ring against time, from psi = 0 on, over bins of equal length; `time` is the mean of the times
/// of the samples in a bin. The standard error is that over realisations, NaN if there is one.
struct DensityTrace {
  std::vector<double> time, mean, standard_error;
};

/// What an ensemble has measured; complete on every rank.
struct EnsembleResult {
  std::vector<double> k;           ///< model::MomentumGrid{points}
  std::vector<double> wigner_x;    ///< relative to the middle of the defect, in sites
  double left_x = 0, right_x = 0;  ///< of the windows in the leads
  Observables::Layout layout{};    ///< of mean, standard_error and drift
  std::vector<double> mean, standard_error;
  Moments::Drift drift;
  /// n_left, n_right at dt minus at dt/2, 2 K numbers each; empty unless compare_half_step.
  std::vector<double> step_difference, step_difference_error;
  DensityTrace trace;
  int realisations_done = 0;
  double relative_error = 0;  ///< of the outgoing flux, the larger of both leads
  std::vector<double>
      moments;  ///< Moments::state(), for merging; components: layout, then step_difference
};

/// Everything in a result that follows from the moments; its layout is given, the rest stays.
void evaluate(const Moments& moments, EnsembleResult& result);

/// What a run tells while it goes on, on the first rank.
struct EnsembleProgress {
  double done;  ///< share of all steps
  int realisations_done;
  double relative_error;  ///< of the outgoing flux so far; NaN as long as it is not known
};

/// What an ensemble has done since it was made; what a group of ranks does together counts on its first rank.
struct EnsembleWork {
  long long steps = 0;  ///< of dt, and of dt/2 where these are compared
  long long noise_draws = 0;
  long long samples = 0;
  long long transforms = 0;  ///< FFTs of whatever length: of the lattice, the noise and the windows
};

/// State of an unfinished ensemble, independent of the rank layout.
struct EnsembleState {
  std::vector<double> moments, trace;  ///< on the first rank
  int realisations_done = 0;
  /// A realisation that is under way, or this rank's part of it.
  struct Running {
    int realisation;  ///< counted from 0
    std::uint64_t step;
    std::vector<double>
        series;  ///< what it has measured so far; on the first of its ranks, else empty
    std::int64_t first_site, local_sites;
    std::vector<Complex> fields;  ///< [copy (dt, dt/2)][local site]
  };
  std::vector<Running> running;
};

/// Realisations of a driven system, dealt to groups of ranks; within a group the lattice is distributed.
///
/// Each group has one realisation at a time, and all begin together: a round. Finished ones are merged in their order, and the
/// target is looked at after each: with one rank per realisation the result has the same bits on any number of ranks.
/// Measurement allocates nothing per step, and memory does not depend on the length of the run.
class Ensemble {
 public:
  /// `spectrum(M)`: s(k) on model::MomentumGrid{M} (see reservoir.hpp). Throws InvalidInput if a group would have no
  /// realisation, ranks_per_realisation does not divide the ranks, a lead is too short for the windows, a number that must be
  /// positive is not, or the lattice cannot be split over a group. Plans, with what wisdom there is. Collective.
  Ensemble(const Communicator& world, const System& system, const model::Dispersion& dispersion,
           const std::function<std::vector<double>(int points)>& spectrum,
           const EnsembleSettings& settings);
  ~Ensemble();

  /// Called collectively, every second or so of work; true on any rank asks the run to stop where it is.
  using Interruption = std::function<bool(const EnsembleProgress&)>;
  /// Returns whether the ensemble is finished (all realisations, or the target reached). Throws NumericalFailure on all ranks
  /// if a field is not finite, with realisation, time and site. Collective.
  bool run(const Interruption& interrupted);
  /// Of the realisations that are complete. Collective.
  EnsembleResult result() const;
  /// This rank's; not collective.
  EnsembleWork work() const noexcept;

  /// This rank's part; not collective.
  EnsembleState state() const;
  /// Continue from it, bit for bit with one rank per realisation, on any ranks: it does not matter which rank brings which
  /// part, as long as the parts of each realisation cover the ring once. Throws InputOutputFailure if they do not, or the
  /// sizes are not those of this ensemble. Collective.
  void restore(const EnsembleState& state);

  /// Bytes on the busiest rank, at most; and the number of site-steps in all.
  static double memory(const System& system, const EnsembleSettings& settings);
  static double site_steps(const System& system, const EnsembleSettings& settings);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace kapitza::micro
