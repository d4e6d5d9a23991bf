#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/micro/ensemble/result.hpp"
#include "kapitza/micro/ensemble/settings.hpp"
#include "kapitza/micro/ensemble/state.hpp"
#include "kapitza/micro/system.hpp"
#include "kapitza/model/dispersion.hpp"

namespace kapitza::micro {

/// What a run tells while it goes on, on the first rank.
struct EnsembleStatus {
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

/// Realisations of a driven system, dealt to groups of ranks; within a group the lattice is distributed.
///
/// Each group has one realisation at a time, and all begin together: a round. Finished ones are merged in their order, and the
/// target is looked at after each: with one rank per realisation the result has the same bits on any number of ranks.
/// Measurement allocates nothing per step, and memory does not depend on the length of the run.
class Ensemble {
 public:
  /// `spectrum(M)`: s(k) on model::MomentumGrid{M} (see reservoir.hpp). Throws InvalidInput where checked() does, and
  /// if the lattice cannot be split over a group. Plans, with what wisdom there is. Collective.
  Ensemble(const Communicator& world, const System& system, const model::Dispersion& dispersion,
           const std::function<std::vector<double>(int points)>& spectrum,
           const EnsembleSettings& settings);
  ~Ensemble();

  /// Called collectively, every second or so of work; true on any rank asks the run to stop where it is.
  using Interruption = std::function<bool(const EnsembleStatus&)>;
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
