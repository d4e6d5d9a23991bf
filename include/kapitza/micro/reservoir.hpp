#pragma once

#include <span>
#include <vector>

#include "kapitza/micro/system.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::micro {

/// Spectrum s(k_i) of the noise with which the absorbing region emits a wanted occupation. On the ring it lies between the
/// two leads, and carriers of either direction cross all of it: with n_entering what comes in on the far side, the stationary
/// solution of (16) at the near side is
///
///   n_in(k) = (s(k)/2) (1 - e^{-2 Gamma/|v(k)|}) + n_entering(k) e^{-2 Gamma/|v(k)|},    Gamma = sum_x gamma_x,
///
/// with n_in = left for v > 0 and right for v < 0, so that both leads are injected independently. What enters is what has left
/// the defect, with the same k, and not known beforehand: without a defect it is n_in itself, and then s = 2 n_in exactly,
/// however transparent the region. `entering` empty stands for 0: the injection is then too large by
/// n_entering times the transmission (docs/theory.md, Injection).
/// All K values on `grid`. Throws InvalidInput if a value of s is negative or not finite, naming its k.
std::vector<double> noise_spectrum(std::span<const double> left, std::span<const double> right,
                                   const Damping& damping, const model::MomentumGrid& grid,
                                   const model::Dispersion& dispersion,
                                   std::span<const double> entering = {});

/// How good the reservoir is.
struct ReservoirQuality {
  /// Share of the fastest carriers that pass through the whole absorbing region, e^{-2 Gamma / v_max}, and enter the defect
  /// again on the other side.
  double transmission;
  /// |k| below which more than 1 % are reflected by the onset of the damping, from the first Born approximation
  ///   |r(k)|^2 = | sum_x gamma_x e^{2ikx} e^{-2 Gamma(x)/v} / v |^2  of the worse edge, Gamma(x) = sum_{x' < x} gamma_x',
  /// which at that size is too large by up to 1.7, and the momentum by less than a tenth (measured for cos^2 profiles). It is
  /// looked for below pi/2 (the return value if that reflects too much already). The jump of the velocity at |k| = pi makes
  /// carriers reflect there too, at the edges of any potential; that range is narrower.
  double reflecting_below;
};
/// For a region that ends in leads. Cost: about 100 sums over the depth to which slow carriers penetrate.
ReservoirQuality assess(const Damping& damping, const model::Dispersion& dispersion);

}  // namespace kapitza::micro
