#pragma once

#include <memory>
#include <span>

#include "kapitza/micro/transform/mode_transform.hpp"

namespace kapitza::micro {

/// Occupation of the K momenta of model::MomentumGrid{K} in a window of K sites: the Fourier transform of the two-point
/// correlator under a Hann taper w_x ~ sin^2(pi (x + 1/2)/K), sum_x w_x^2 = 1,
///
///   n(k) = | sum_x w_x psi_x e^{-ikx} |^2 = sum_r e^{-ikr} sum_x w_x w_{x+r} psi*_x psi_{x+r},
///
/// whose mean is n(k) smoothed over about 2 pi/K (variance (4/3)(pi/K)^2 of the smoothing), and whose integral over k is
/// sum_x w_x^2 |psi_x|^2. One transform of K points.
class WindowedOccupation {
 public:
  explicit WindowedOccupation(int points);
  ~WindowedOccupation();
  /// n(k_i) of the K sites `psi`; K values.
  void measure(std::span<const Complex> psi, std::span<double> n);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace kapitza::micro
