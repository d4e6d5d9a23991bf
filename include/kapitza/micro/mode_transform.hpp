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

/// How FFTW chooses its algorithm. Measured plans are up to four times faster, but not the same in every run, nor then the
/// last bits of what they compute: see Wisdom.
enum class Planning { Estimate, Measure };

/// The discrete Fourier transform of fields on a ring of N sites,
///
///   psi_m = sum_x e^{-2 pi i m x / N} psi_x    and back without the factor 1/N,
///
/// in place, for `batch` fields that lie `storage()` apart. A rank holds consecutive sites, and modes in the order of
/// modes(), which need not be sorted: a distributed transform leaves them scrambled and saves an exchange each way.
class ModeTransform {
 public:
  virtual ~ModeTransform() = default;

  virtual std::int64_t sites() const noexcept = 0;  ///< N
  virtual int batch() const noexcept = 0;
  virtual std::int64_t first_site() const noexcept = 0;
  virtual std::int64_t local_sites() const noexcept = 0;
  /// Complex numbers from one field of a batch to the next: at least the local sites and the local modes.
  virtual std::size_t storage() const noexcept = 0;
  /// m in [0, N) of each local mode.
  virtual std::span<const std::int64_t> modes() const noexcept = 0;

  /// batch() * storage() numbers each. Collective over the ranks that share the fields. Allocate nothing.
  virtual void to_modes(Complex* fields) = 0;
  virtual void to_sites(Complex* fields) = 0;
};

/// All sites on this rank; modes() is 0 .. N-1.
std::unique_ptr<ModeTransform> serial_transform(std::int64_t sites, int batch, Planning planning);

/// Sites over the ranks of `comm` by FFTW-MPI, one field at a time. Throws InvalidInput if a rank would hold no site, with
/// lengths near by that can be split.
std::unique_ptr<ModeTransform> distributed_transform(std::int64_t sites, const Communicator& comm,
                                                     Planning planning);

/// m of the index of a mode, in [0, N), to k = 2 pi m/N in [-pi, pi).
double momentum(std::int64_t mode, std::int64_t sites) noexcept;

/// FFTW's memory of what it has measured. Equal wisdom gives equal plans, hence equal bits.
namespace wisdom {
/// As text, on all ranks that of rank 0; importing text of another version or build of FFTW does nothing and returns false.
std::string exported();
bool imported(const std::string& text);
/// Take wisdom from rank 0's `<cache>/kapitza/fftw-<version>.wisdom` to all ranks, <cache> being XDG_CACHE_HOME or
/// ~/.cache; so plans, and bits, repeat from run to run on a machine. Returns whether there was any. Collective.
bool load_cache(const Communicator& world);
/// Give every rank the wisdom of rank 0, and write it there by a temporary file and a rename; returns false if it could not
/// be written. Collective.
bool save_cache(const Communicator& world);
}  // namespace wisdom

}  // namespace kapitza::micro
