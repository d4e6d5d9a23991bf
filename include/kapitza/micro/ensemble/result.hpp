#pragma once

#include <vector>

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
  int realisations_done = 0;
  double relative_error = 0;  ///< of the outgoing flux, the larger of both leads
  std::vector<double>
      moments;  ///< Moments::state(), for merging; components: layout, then step_difference
};

/// Everything in a result that follows from the moments; its layout is given, the rest stays.
void evaluate(const Moments& moments, EnsembleResult& result);

}  // namespace kapitza::micro
