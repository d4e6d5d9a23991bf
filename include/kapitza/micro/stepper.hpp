#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/fftw.hpp"
#include "kapitza/micro/mode_transform.hpp"
#include "kapitza/micro/noise.hpp"
#include "kapitza/micro/system.hpp"
#include "kapitza/model/dispersion.hpp"

namespace kapitza::micro {

/// How time is cut.
struct Splitting {
  double step = 0;      ///< dt > 0
  int order = 2;        ///< of the deterministic part: 2 (Strang) or 4 (Blanes and Moan's S6)
  int noise_draws = 1;  ///< draws of noise per step; 2 follows the path of a run with half the step
};

/// What a stepper has done since it was made; on each of the ranks that share a field.
struct StepperWork {
  long long steps = 0;        ///< of any field
  long long noise_draws = 0;  ///< of the whole reservoir
  long long transforms = 0;   ///< FFTs, of the lattice and of the noise
};

/// The step at which the splitting begins to let l carriers exchange quanta 2 pi/dt with the clock:
/// l (E_max - E_min) dt = 2 pi, l being the largest order of the interaction (PHYSICS.md 3.1: 2/(3 pi) = 0.2122 for l = 3).
/// Below it Strang's splitting exchanges none. At order 4 the local stages of one step interfere: one quantum is exchanged at
/// |sum_j b_j e^{2 pi i t_j/dt}|^2 = 1.6e-3 of the rate of order 2, t_j being the times of the stages, and the step returned
/// is that of two quanta, l (E_max - E_min) dt = 4 pi.
double largest_safe_step(const model::Dispersion& dispersion, int largest_order,
                         int splitting_order);

/// Evolves a batch of realisations of the driven field, (14), by a splitting whose sub-steps are exact:
///
///   kinetic   psi_m -> e^{-i E(k_m) dt} psi_m                                       in Fourier space
///   local     psi_x -> e^{-i lambda D_x V'(|psi_x|^2) dt} psi_x                      on the defect
///             psi_x -> e^{-gamma_x dt} psi_x + sqrt((1 - e^{-2 gamma_x dt})/2) zeta_x  in the reservoir (PHYSICS.md 5)
///
/// Half kinetic steps of consecutive steps are merged: two transforms per step and field at order 2, and one pair more per
/// advance(). No allocation in advance(). For uniform damping the occupation s/2 and the autocorrelation e^{-gamma t} are
/// exact at any step.
class Stepper {
 public:
  /// `transform` fixes the ranks and the layout of the fields. `noise` may be empty: then nothing is drawn (the
  /// damping stays). Throws InvalidInput if damping and defect overlap.
  Stepper(const System& system, const model::Dispersion& dispersion, const Splitting& splitting,
          std::shared_ptr<ModeTransform> transform, std::shared_ptr<ColouredNoise> noise,
          const Communicator& group);
  ~Stepper();

  const ModeTransform& transform() const noexcept;
  const Splitting& splitting() const noexcept;

  /// From time first_step * dt on by `steps` steps. `fields`: one or more fields of transform().storage() numbers each, one
  /// behind the other in an FftwVector; field b belongs to the realisation first_realisation + b. Field after field, each
  /// through all the steps. Collective over the group.
  void advance(std::span<Complex> fields, std::uint32_t first_realisation, std::uint64_t first_step,
               std::uint64_t steps);

  StepperWork work() const noexcept;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace kapitza::micro
