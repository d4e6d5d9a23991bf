#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "kapitza/base/fftw.hpp"
#include "kapitza/micro/noise/random_phases.hpp"
#include "kapitza/micro/stepping/stepper.hpp"
#include "kapitza/micro/transform/mode_transform.hpp"
#include "kapitza/model/dispersion.hpp"

namespace kapitza::micro {

/// A homogeneous lattice that relaxes from random phases: no reservoir, and the interaction at every site,
///
///   i d_t psi = A psi + lambda V'(|psi|^2) psi ,    <|psi_m|^2> = N n(k_m) at t = 0, all modes independent and Gaussian
struct RelaxingSystem {
  std::int64_t sites = 0;
  double lambda = 0;
  std::vector<double> V_prime;        ///< V'(y) by powers of y, derivative_of_interaction()
  std::function<double(double k)> n;  ///< at t = 0, at every mode of the ring
};

/// How a realisation is run and looked at.
struct RelaxingSchedule {
  Splitting splitting;
  std::uint64_t seed = 0;
  int cells = 128;  ///< of the momenta, those around the nodes of a uniform MomentumGrid
  std::vector<std::uint64_t> looks;  ///< steps at which n is looked at, ascending
};

/// One realisation at a time, all of it on this rank.
///
/// | symbol | code | shape |
/// | psi    | `field` | [N] |
/// | n_j    | `n` | [cells], mean of |psi_m|^2 / N over the modes of a cell, a mode on its edge counting half in both |
///
/// The modes at t = 0 are a function of seed, realisation and mode (RandomPhases), never of the ranks. Guarantees: number is conserved to rounding,
/// energy to the square of the step. Nothing is allocated after construction. Cost: what Stepper costs, and a transform for each look.
class RelaxingField {
 public:
  /// Throws InvalidInput unless the sites are a multiple of the cells, two or more of them for each, or if n(k) is negative or not finite at a mode, and what Stepper throws. Plans.
  RelaxingField(const RelaxingSystem& system, const model::Dispersion& dispersion,
                const RelaxingSchedule& schedule, Planning planning);

  /// Random phases at t = 0.
  void begin(std::uint32_t realisation);
  /// By so many steps.
  void advance(std::uint64_t steps);
  /// n_j now.
  void occupation(std::span<double> n);
  std::span<const Complex> field() const noexcept {
    return {field_.data(), static_cast<std::size_t>(sites_)};
  }

  /// All of a realisation: n_j at each look, [look][cell]. Throws NumericalFailure if the field is not finite, with realisation and time.
  void run(std::uint32_t realisation, std::span<double> n);

  StepperWork work() const noexcept { return stepper_.work(); }

 private:
  std::int64_t sites_;
  RelaxingSchedule schedule_;
  std::shared_ptr<ModeTransform> transform_;
  Stepper stepper_;
  RandomPhases phases_;
  FftwVector<Complex> field_, modes_, copy_;
  std::uint32_t realisation_ = 0;
  std::uint64_t step_ = 0;
};

}  // namespace kapitza::micro
