#pragma once

#include <complex>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/fftw.hpp"
#include "kapitza/micro/mode_transform.hpp"

namespace kapitza::micro {

/// Complex normal deviates z with <z* z> = 1, <z z> = 0, as a function of (seed, realisation, step, index) alone.
///
/// Philox4x32-10 (Random123) with the key `seed` and the counter (index/2, realisation, step low, step high); one block of
/// four words gives the deviates of an even index and its successor by Box and Muller's method, in single precision
/// (relative error 1e-7, tails cut at |z| = 4.8): enough for noise, and twice as fast as double.
/// Fills out[j] with the deviate of index first + j; `first` is even.
void complex_normals(std::uint64_t seed, std::uint32_t realisation, std::uint64_t step,
                     std::uint32_t first, std::span<std::complex<float>> out);
/// The same for any list of indices, bit for bit; slower.
void complex_normals(std::uint64_t seed, std::uint32_t realisation, std::uint64_t step,
                     std::span<const std::uint32_t> indices, std::span<std::complex<float>> out);

/// Length M of the periodic embedding in which noise for `region` consecutive sites of a ring of `sites` is drawn: the
/// smallest that FFTW and FFTW-MPI like (a multiple of 64 with small prime factors) and at which the images of the
/// correlation (15) add less than `tolerance` of its value at r = 0 to any distance below `region`; at most `sites`.
/// `spectrum(M)` returns s(k) on model::MomentumGrid{M}.
std::int64_t embedding_length(std::int64_t sites, std::int64_t region, double tolerance,
                              const std::function<std::vector<double>(int points)>& spectrum);

/// Spatially coloured noise zeta_x, white in time, on `region` consecutive sites:
///
///   <zeta*_x zeta_x'> = int dk/2pi e^{ik(x'-x)} s(k),    <zeta zeta> = 0,
///
/// so that zeta has the occupation s(k) in the convention of PHYSICS.md 1 ((15) is printed with the opposite sign of x - x').
/// Drawn in Fourier space on the M momenta of a twisted periodic embedding, k = 2 pi (m + 1/2)/M, which has no mode at k = 0
/// or pi, where s(k) may jump. Deviates are keyed by the index of the mode: independent of rank layout and batch.
class ColouredNoise {
 public:
  /// `spectrum`: s on model::MomentumGrid{M}; `transform`: of length M, over the ranks that share a lattice.
  ColouredNoise(std::uint64_t seed, std::vector<double> spectrum, std::int64_t region,
                std::unique_ptr<ModeTransform> transform);

  /// zeta on the local sites of the embedding (transform().first_site() on), among which those beyond `region` mean nothing.
  /// Valid until the next call. Collective over the ranks of the transform.
  std::span<const std::complex<double>> draw(std::uint32_t realisation, std::uint64_t step);
  const ModeTransform& transform() const noexcept { return *transform_; }

 private:
  std::uint64_t seed_;
  std::int64_t region_;
  std::unique_ptr<ModeTransform> transform_;
  // amplitudes sqrt(s/M) by local mode, twist e^{i pi x/M} by local site, buffers
};

}  // namespace kapitza::micro
