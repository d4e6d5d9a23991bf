#pragma once

#include <span>
#include <vector>

#include "kapitza/micro/system.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::micro {

/// Spectrum s(k_i) of the noise with which the absorbing region emits a wanted occupation: the stationary solution of (16),
///
///   n_in(k) = (s(k)/2) (1 - e^{-2 Gamma / |v(k)|}),    Gamma = sum_x gamma_x,                        (PHYSICS.md 5)
///
/// with n_in = left for v > 0 and right for v < 0, so that both leads are injected independently. K values on `grid`.
/// Throws InvalidInput if a value is not finite.
std::vector<double> noise_spectrum(std::span<const double> left, std::span<const double> right,
                                   const Damping& damping, const model::MomentumGrid& grid,
                                   const model::Dispersion& dispersion);

/// How good the reservoir is.
struct ReservoirQuality {
  /// Share of the fastest carriers that pass through the whole absorbing region: e^{-2 Gamma / v_max}.
  double transmission;
  /// |k| below which more than 1 % are reflected by the onset of the damping, from the first Born approximation
  ///   |r(k)|^2 = | int gamma(x) e^{2ikx} e^{-2 Gamma(x)/v} dx / v |^2  of one edge, Gamma(x) = int^x gamma.
  double reflecting_below;
};
ReservoirQuality assess(const Damping& damping, const model::Dispersion& dispersion);

}  // namespace kapitza::micro
