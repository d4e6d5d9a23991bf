#pragma once

#include <complex>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/fftw.hpp"

namespace kapitza::micro {

using Complex = std::complex<double>;

using kapitza::Planning;

/// The discrete Fourier transform of a field on a ring of N sites,
///
///   psi_m = sum_x e^{-2 pi i m x / N} psi_x    and back without the factor 1/N,
///
/// of one field at a time: fields of a batch do not interact, and one of them that stays in the cache through all that is done
/// to it is faster than any plan over several. A rank holds consecutive sites, and modes in the order of modes(), which need
/// not be sorted: a distributed transform leaves them scrambled and saves an exchange each way.
class ModeTransform {
 public:
  virtual ~ModeTransform() = default;

  virtual std::int64_t sites() const noexcept = 0;  ///< N
  virtual std::int64_t first_site() const noexcept = 0;
  virtual std::int64_t local_sites() const noexcept = 0;
  /// Complex numbers that a field takes, on either side: at least the local sites and the local modes, and a multiple of 4,
  /// so that fields that follow each other in one FftwVector are aligned alike.
  virtual std::size_t storage() const noexcept = 0;
  /// m in [0, N) of each local mode.
  virtual std::span<const std::int64_t> modes() const noexcept = 0;

  /// From one array to another, both of storage() numbers and aligned as in an FftwVector; what was in the first is lost.
  /// Collective over the ranks that share the field. Allocate nothing.
  virtual void to_modes(Complex* field, Complex* modes) = 0;
  virtual void to_sites(Complex* modes, Complex* field) = 0;

  /// Both plans as FFTW prints them: equal text, equal bits.
  virtual std::string plans() const = 0;
};

/// All sites on this rank; modes() is 0 .. N-1. Throws InvalidInput unless sites >= 1.
std::unique_ptr<ModeTransform> serial_transform(std::int64_t sites, Planning planning);

/// Sites over the ranks of `comm` by FFTW-MPI; on one rank the serial transform. Throws InvalidInput if a rank would hold no
/// site or no mode, with lengths near by that can be split. Measures for at most 10 s each way. Collective.
std::unique_ptr<ModeTransform> distributed_transform(std::int64_t sites, const Communicator& comm,
                                                     Planning planning);

/// m of the index of a mode, in [0, N), to k = 2 pi m/N in [-pi, pi).
double momentum(std::int64_t mode, std::int64_t sites) noexcept;

}  // namespace kapitza::micro
