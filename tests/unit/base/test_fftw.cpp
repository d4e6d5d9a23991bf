#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>

#include "kapitza/base/fftw.hpp"

namespace {

using kapitza::FftwVector;
using Complex = std::complex<double>;

TEST(FftwVector, StartsOnACacheLineAtEveryLength) {
  for (std::size_t length = 1; length < 200; length += 7) {
    const FftwVector<double> data(length);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(data.data()) % 64, 0u) << "length " << length;
  }
}

TEST(FftwPlan, TransformsAPlaneWaveIntoOneMode) {
  constexpr int size = 12;
  constexpr int mode = 5;
  FftwVector<Complex> wave(size), modes(size);
  const kapitza::FftwPlan plan{fftw_plan_dft_1d(size, kapitza::as_fftw(wave.data()),
                                                kapitza::as_fftw(modes.data()), FFTW_FORWARD,
                                                FFTW_ESTIMATE)};
  ASSERT_TRUE(plan);
  for (int x = 0; x < size; ++x) {
    wave[x] = std::polar(1.0, 2.0 * std::numbers::pi * mode * x / size);
  }
  fftw_execute(plan.get());
  for (int k = 0; k < size; ++k) {
    // Round-off of a short transform of numbers of modulus 1.
    EXPECT_NEAR(std::abs(modes[k] - (k == mode ? Complex{size} : Complex{})), 0.0, 1e-13) << k;
  }
}

}  // namespace
