#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "kapitza/base/fftw.hpp"
#include "kapitza/micro/transform/mode_transform.hpp"

namespace kapitza::micro {

/// A homogeneous state of random phases on a ring of N sites: all modes independent and Gaussian,
///
///   psi_m = sqrt(N n(k_m)) z_m,  <z_m* z_m'> = delta_mm',  <z_m z_m'> = 0,    so that <psi*_x psi_y> = int dk/2pi n(k) e^{-ik(x-y)}.
///
/// z_m is the deviate of step 0 and index m of a realisation (normals.hpp): a function of seed, realisation and mode, never of the ranks.
class RandomPhases {
 public:
  /// `n`: n(k_m) by mode m = 0 .. N-1. Throws InvalidInput where it is negative or not finite, naming k.
  RandomPhases(std::span<const double> n, std::uint64_t seed);

  /// The field of a realisation, all of it on this rank; `modes` is scratch. Both of storage() numbers. Allocates nothing; one transform.
  void draw(std::uint32_t realisation, ModeTransform& transform, FftwVector<Complex>& modes,
            FftwVector<Complex>& field);

 private:
  std::uint64_t seed_;
  std::vector<double> amplitude_;             // sqrt(N n(k_m)) / N, by mode
  std::vector<std::complex<float>> normals_;  // by mode
};

}  // namespace kapitza::micro
