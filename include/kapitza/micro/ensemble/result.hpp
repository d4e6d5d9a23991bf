#pragma once

#include <optional>
#include <vector>

#include "kapitza/micro/ensemble/settings.hpp"
#include "kapitza/micro/ensemble/state.hpp"
#include "kapitza/micro/measuring/moments.hpp"
#include "kapitza/micro/measuring/observables.hpp"

namespace kapitza::micro {

/// Density averaged over the ring against time, from psi = 0 on, over bins of equal length; `time` is the mean of the times
/// of the samples in a bin. The standard error is that over realisations, NaN if there is one.
struct DensityTrace {
  std::vector<double> time, mean, standard_error;
  std::vector<double> squares;  ///< of the deviations from the mean, summed over realisations
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
  int realisations_done = 0;  ///< complete ones, of which everything is
  int blocks_done = 0;  ///< before there is one: the blocks of the first, of which everything is
  double relative_error = 0;  ///< of the outgoing flux, the larger of both leads
  std::vector<double>
      moments;  ///< Moments::state(), for merging; components: layout, then step_difference
};

/// What an ensemble has measured so far, from its state as the first rank has it: of the complete realisations, or, before there is one,
/// of the first, an even number of blocks and the bins of the trace that it has left behind. Nothing if that is no four blocks either. Plans
/// nothing, needs no MPI.
std::optional<EnsembleResult> measured_so_far(const System& system,
                                              const EnsembleSettings& settings,
                                              const EnsembleState& state);

/// Everything in a result that follows from the moments; its layout is given, the rest stays.
void evaluate(const Moments& moments, EnsembleResult& result);

}  // namespace kapitza::micro
