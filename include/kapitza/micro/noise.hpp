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
/// (relative error about 1e-6, tails cut at |z| = 4.8): enough for noise, and twice as fast as double.
/// Fills out[j] with the deviate of index first + j; `first` is even. The bits of a deviate do not depend on the range it is
/// asked in; they may differ in the last place between builds for different vector units. Cost: about 2 ns per deviate with
/// AVX-512, 5 ns with AVX2, for calls of several hundred.
void complex_normals(std::uint64_t seed, std::uint32_t realisation, std::uint64_t step,
                     std::uint32_t first, std::span<std::complex<float>> out);
/// The same for any list of indices, bit for bit; half as fast.
void complex_normals(std::uint64_t seed, std::uint32_t realisation, std::uint64_t step,
                     std::span<const std::uint32_t> indices, std::span<std::complex<float>> out);

/// Length M of the periodic embedding in which noise for `region` consecutive sites of a ring of `sites` is drawn: the
/// smallest that FFTW and FFTW-MPI like (small prime factors; a multiple of 64, of 4096 from 65536 on) and at which the
/// images of the correlation (15),
///
///   (1/M) sum_k e^{ikr} s(k) - int dk/2pi e^{ikr} s(k) = sum_{j != 0} (-1)^j C(r + jM),      C(r) the integral,
///
/// are below tolerance * C(0) at every distance r < region; `sites` if there is none below. A smooth s asks for little more
/// than `region`, a jump D of s at k = 0 for about D / (2 pi tolerance C(0)) sites more.
/// `spectrum(M)` returns s(k) on model::MomentumGrid{M}; it is called for lengths up to 2 max(sites, 2^18) or so, and
/// transforms of these lengths are the cost. Throws InvalidInput unless 1 <= region <= sites.
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
