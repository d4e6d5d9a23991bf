#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/fftw.hpp"
#include "kapitza/micro/noise/coloured_noise.hpp"
#include "kapitza/micro/stepping/splitting.hpp"
#include "kapitza/micro/system.hpp"
#include "kapitza/micro/transform/mode_transform.hpp"
#include "kapitza/model/dispersion.hpp"

namespace kapitza::micro {

/// What a stepper has done since it was made; on each of the ranks that share a field.
struct StepperWork {
  long long steps = 0;        ///< of any field
  long long noise_draws = 0;  ///< of the whole reservoir
  long long transforms = 0;   ///< FFTs, of the lattice and of the noise
};

/// Evolves a batch of realisations of the driven field, (14), by a splitting whose sub-steps are exact:
///
///   kinetic   psi_m -> e^{-i E(k_m) dt} psi_m                                       in Fourier space
///   local     psi_x -> e^{-i lambda D_x V'(|psi_x|^2) dt} psi_x                      on the defect
///             psi_x -> e^{-gamma_x dt} psi_x + sqrt((1 - e^{-2 gamma_x dt})/2) zeta_x  in the reservoir
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

  /// From time first_step * dt on by `steps` steps. `fields`: one or more fields of ModeTransform::storage() numbers each, one
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
