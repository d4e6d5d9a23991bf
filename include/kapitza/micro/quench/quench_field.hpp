#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kapitza/base/fftw.hpp"
#include "kapitza/micro/measuring/leads.hpp"
#include "kapitza/micro/measuring/windowed_occupation.hpp"
#include "kapitza/micro/noise/random_phases.hpp"
#include "kapitza/micro/stepping/stepper.hpp"
#include "kapitza/micro/system.hpp"
#include "kapitza/micro/transform/mode_transform.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::micro {

/// How a realisation is run and looked at.
struct QuenchSchedule {
  Splitting splitting;
  std::uint64_t seed = 0;
  int points = 256;                  ///< K of the windows
  int windows = 32;                  ///< W, ring_windows()
  std::vector<std::uint64_t> looks;  ///< steps at which the field is looked at, ascending
};

/// Where the numbers of one look lie.
///
///   name           | what                                                                | numbers
///   n              | n(x_j, k) in window j, [window][k]                                   | W K
///   number_current | int dk/2pi v n in each window                                       | W
///   energy_current | int dk/2pi v E n in each window                                     | W
///   density        | mean of |psi_x|^2 over the W-th part of the ring around x_j         | W
///   number         | sum_x |psi_x|^2 / N, less that at t = 0                             | 1
///   energy         | H / N, less that at t = 0                                           | 1
struct QuenchLayout {
  std::size_t n, number_current, energy_current, density, number, energy, size;
};
QuenchLayout quench_layout(int points, int windows) noexcept;

/// A ring without a reservoir on which the defect is switched on at t = 0, when the field is homogeneous with random phases (RandomPhases):
///
///   i d_t psi = A psi + lambda D_x V'(|psi|^2) psi ,    H = sum_m E(k_m) |psi_m|^2 / N + lambda sum_x D_x V(|psi_x|^2)
///
/// One realisation at a time, all of it on this rank. What leaves the defect is not held back until it has gone round the ring. Guarantees:
/// number is conserved to rounding, H to the order of the splitting; run backwards, with psi -> psi*, it comes back to where it began.
/// Nothing is allocated after construction. Cost: what Stepper costs, and for each look a transform and W of K points.
class QuenchField {
 public:
  /// `n`: n(k_m) by mode at t = 0. Throws InvalidInput if the system is damped, a window is longer than the ring, the windows are more than
  /// the sites, or n does not have the ring's modes, what RandomPhases throws, and what Stepper throws. Plans.
  QuenchField(const System& system, std::span<const double> n, const model::Dispersion& dispersion,
              const QuenchSchedule& schedule, Planning planning);

  /// Random phases at t = 0.
  void begin(std::uint32_t realisation);
  /// By so many steps.
  void advance(std::uint64_t steps);
  /// Everything as it is now, layout().size numbers.
  void look(std::span<double> numbers);
  std::span<Complex> field() noexcept { return {field_.data(), static_cast<std::size_t>(sites_)}; }
  const QuenchLayout& layout() const noexcept { return layout_; }

  /// All of a realisation: [look][layout]. Throws NumericalFailure if the field is not finite, with realisation and time.
  void run(std::uint32_t realisation, std::span<double> numbers);

  StepperWork work() const noexcept { return stepper_.work(); }

 private:
  double number() const noexcept;
  double energy();

  std::int64_t sites_;
  Defect defect_;
  QuenchSchedule schedule_;
  QuenchLayout layout_;
  model::MomentumGrid grid_;
  RingWindows windows_;
  std::vector<double> mode_energy_, velocity_, energy_current_;  // by mode; K each, over K
  std::shared_ptr<ModeTransform> transform_;
  Stepper stepper_;
  RandomPhases phases_;
  WindowedOccupation occupation_;
  FftwVector<Complex> field_, modes_, copy_;
  std::uint32_t realisation_ = 0;
  std::uint64_t step_ = 0;
  double number_at_first_ = 0, energy_at_first_ = 0;
};

}  // namespace kapitza::micro
