#pragma once

#include <complex>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kapitza/base/fftw.hpp"
#include "kapitza/micro/transform/mode_transform.hpp"

namespace kapitza::micro {

/// Spatially coloured noise zeta_x, white in time, on `region` consecutive sites:
///
///   <zeta*_x zeta_x'> = int dk/2pi e^{ik(x'-x)} s(k),    <zeta zeta> = 0,
///
/// so that zeta has the occupation s(k) in the convention of docs/theory.md, Model ((15) prints the opposite sign of x - x').
/// Drawn in Fourier space on the M momenta of a twisted periodic embedding, k = 2 pi (m + 1/2)/M, which has no mode at k = 0
/// or pi, where s(k) may jump. Deviates are keyed by the index of the mode: independent of rank layout and batch.
class ColouredNoise {
 public:
  /// `spectrum`: s on model::MomentumGrid{M}; `transform`: of length M, over the ranks that share a lattice.
  /// Throws InvalidInput if lengths do not fit, M is odd, or s is negative or not finite somewhere (that k is named).
  ColouredNoise(std::uint64_t seed, std::vector<double> spectrum, std::int64_t region,
                std::unique_ptr<ModeTransform> transform);

  /// zeta on the local sites of the embedding (transform().first_site() on), among which those beyond `region` mean nothing.
  /// Valid until the next call. Collective over the ranks of the transform. One transform of M points; allocates nothing.
  std::span<const std::complex<double>> draw(std::uint32_t realisation, std::uint64_t step);
  const ModeTransform& transform() const noexcept { return *transform_; }

 private:
  std::uint64_t seed_;
  std::unique_ptr<ModeTransform> transform_;
  std::vector<std::uint32_t> modes_;         // m of the local modes
  bool consecutive_;                         // modes_ counts up by one from an even number
  std::vector<double> amplitude_;            // sqrt(s/M) by local mode
  std::vector<std::complex<double>> twist_;  // e^{i pi x/M} on the local sites of the region
  FftwVector<std::complex<double>> modal_, field_;
};

}  // namespace kapitza::micro
