#pragma once

#include <complex>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/fftw.hpp"

namespace kapitza::micro {

using Complex = std::complex<double>;

/// How FFTW chooses its algorithm. Measured plans are up to four times faster, but not the same in every run, nor then the
/// last bits of what they compute: see wisdom.
enum class Planning { Estimate, Measure };

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

/// FFTW's memory of what it has measured. Equal wisdom gives equal plans, hence equal bits.
namespace wisdom {
/// As text, of this rank; importing text of another version or build of FFTW does nothing and returns false.
std::string exported();
bool imported(const std::string& text);
/// Forget everything and know what rank 0 gives instead, on all ranks. Collective.
void replace(const Communicator& world, const std::string& text);
/// Give every rank the wisdom of rank 0, in place of its own. Collective.
void share(const Communicator& world);
/// Run `make`, which plans, first where `first` is true, rank 0 among them, and then, with the wisdom of rank 0, on the other
/// ranks: all get the same plans. Between ranks that plan together `first` is the same. If it throws anywhere, all ranks throw
/// (Communicator::collectively). Collective.
void plan_in_turn(const Communicator& world, bool first, const std::function<void()>& make);
/// Take wisdom from rank 0's `<cache>/kapitza/<version of FFTW>.wisdom` to all ranks, <cache> being XDG_CACHE_HOME or
/// ~/.cache; so plans, and bits, repeat from run to run on a machine. Returns whether there was any. Collective.
bool load_cache(const Communicator& world);
/// Share the wisdom of rank 0 and add it to that file, by a temporary file and a rename; returns false if it could not be
/// written, which hurts nothing but repetition. Collective.
bool save_cache(const Communicator& world);
}  // namespace wisdom

}  // namespace kapitza::micro
