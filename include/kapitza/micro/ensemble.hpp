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
  Splitting splitting;
  bool compare_half_step = false;  ///< run each realisation also with dt/2 on the same noise
  std::uint64_t seed = 0;
  std::uint32_t first_realisation = 0;
  int realisations = 1;
  int ranks_per_realisation = 1;
  std::uint64_t settle_steps = 0;  ///< from psi = 0 to the first sample
  std::uint64_t steps_per_sample = 1;
  std::uint64_t samples_per_block = 1;
  int blocks = 32;               ///< even
  int trace_points = 256;        ///< of the density against time
  int points = 256;              ///< K of the windows
  int windows = 32;              ///< of the Wigner function
  std::optional<double> target;  ///< stop when the relative error of the outgoing flux is below
  Planning planning = Planning::Measure;
};

/// Density averaged over the ring against time, from psi = 0 on, over bins of equal length.
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
  double relative_error = 0;    ///< of the outgoing flux, the larger of both leads
  std::vector<double> moments;  ///< Moments::state(), for merging
};

/// What a run tells while it goes on, on the first rank.
struct EnsembleProgress {
  double done;  ///< share of all steps
  int realisations_done;
  double
      relative_error;  ///< of the outgoing flux so far; NaN before the first realisation is complete
};

/// State of an unfinished ensemble, independent of the rank layout.
struct EnsembleState {
  std::vector<double> moments, trace;  ///< on the first rank
  int realisations_done = 0;
  struct
      Running {  ///< a batch that is under way; the parts of its fields lie on the ranks of its group
    int batch;
    std::uint64_t step;
    std::vector<double> series;  ///< BlockedSeries and trace so far, on the group's first rank
    std::uint64_t first_site, local_sites;
    std::vector<Complex> fields;  ///< [copy (dt, dt/2)][realisation in the batch][local site]
  };
  std::vector<Running> running;
};

/// Realisations of a driven system, dealt in batches to groups of ranks.
///
/// The batch, number of realisations whose fields share one plan, depends on the lattice and the ensemble only, and finished
/// realisations are merged in their order: with one rank per realisation the result has the same bits on any number of ranks.
class Ensemble {
 public:
  /// `spectrum(M)`: s(k) on model::MomentumGrid{M} (see reservoir.hpp). Throws InvalidInput if a group would have no
  /// realisation, ranks_per_realisation does not divide the ranks, or the lattice cannot be split over a group.
  Ensemble(const Communicator& world, const System& system, const model::Dispersion& dispersion,
           std::function<std::vector<double>(int points)> spectrum,
           const EnsembleSettings& settings);
  ~Ensemble();

  /// Called collectively, every second or so of work; true asks the run to stop where it is.
  using Interruption = std::function<bool(const EnsembleProgress&)>;
  /// Returns whether the ensemble is finished (all realisations, or the target reached). Collective.
  bool run(const Interruption& interrupted);
  EnsembleResult result() const;

  EnsembleState state() const;
  void restore(EnsembleState state);

  /// Bytes on the busiest rank, and the number of site-steps in all.
  static double memory(const System& system, const EnsembleSettings& settings, int ranks);
  static double site_steps(const System& system, const EnsembleSettings& settings);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace kapitza::micro
