#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/micro/mode_transform.hpp"
#include "kapitza/micro/system.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::micro {

/// Occupation of the K momenta of model::MomentumGrid{K} in a window of K sites: the Fourier transform of the two-point
/// correlator under a Hann taper w_x, sum_x w_x^2 = 1,
///
///   n(k) = | sum_x w_x psi_x e^{-ikx} |^2 = sum_r e^{-ikr} sum_x w_x w_{x+r} psi*_x psi_{x+r},
///
/// whose mean is n(k) smoothed over about 2 pi/K (variance (4/3)(pi/K)^2 of the smoothing). One transform of K points.
class WindowedOccupation {
 public:
  explicit WindowedOccupation(int points);
  ~WindowedOccupation();
  int points() const noexcept;
  /// n(k_i) of the K sites `psi`; K values.
  void measure(std::span<const Complex> psi, std::span<double> n);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

/// What of a field is recorded, and where its numbers lie in a sample.
///
///   name        | what                                                                       | numbers
///   left, right | n(k) in a window in the middle of each lead, between reservoir and defect   | K each
///   wigner      | n(x_j, k) in windows of K sites spread evenly over the ring                 | windows * K
///   current     | int dk/2pi v {1, E} n: number left, right, energy left, right               | 4
///   imbalance   | current left - right: number, energy (so that their errors are exact)       | 2
///   outgoing    | int dk/2pi |v| n over the outgoing half: left (k < 0), right (k > 0)         | 2
///   density     | sum_x |psi_x|^2 / N                                                         | 1
class Observables {
 public:
  struct Layout {
    std::size_t left, right, wigner, current, imbalance, outgoing, density,
        size;  ///< offsets; size in all
  };

  /// Throws InvalidInput if a lead has fewer than `points` sites that neither reservoir nor defect touches, saying how many
  /// there are. `windows` of the Wigner function are placed at x_j = (j + 1/2) N / windows.
  Observables(const System& system, const model::Dispersion& dispersion, int points, int windows,
              const ModeTransform& transform, const Communicator& group);
  ~Observables();

  const Layout& layout() const noexcept;
  /// Centres of the Wigner windows relative to the middle of the defect, in sites.
  std::span<const double> wigner_positions() const noexcept;
  /// Centres of the windows in the leads, likewise.
  double left_position() const noexcept;
  double right_position() const noexcept;

  /// The sample of one field (local sites of this rank); complete on the root of the group, where sample has layout().size
  /// numbers (empty elsewhere). Collective over the group. Throws NumericalFailure on all its ranks if the field is not
  /// finite, naming the site.
  void measure(std::span<const Complex> field, std::span<double> sample);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace kapitza::micro
