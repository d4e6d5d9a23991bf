// The reservoir alone: on a ring with the same damping on every site the field is an Ornstein-Uhlenbeck process in each mode,
// of occupation s/2 and autocorrelation e^{-i E t - gamma t}, and the splitting has no error at any step. White noise makes the
// ring uniform. Coloured noise has a seam where the ring is joined, which is forgotten within a few v/gamma.

#include <gtest/gtest.h>

#include <functional>

#include "kapitza/micro/stepping/stepper.hpp"
#include "support/micro_setup.hpp"

namespace {

using namespace kapitza;
using namespace kapitza::micro;
using namespace kapitza::test;

constexpr std::int64_t N = 256;
constexpr std::size_t realisations = 2048;
constexpr double rate = 0.5, s = 1.7;
// Two-sided, false alarm 1e-6. A factor wrong by 1 % in n is 7.2 standard errors off.
constexpr double z_limit = 4.9;
constexpr double coloured_limit = 5.6;  // the same for 52 numbers

struct Mean {
  double sum = 0, squares = 0, count = 0;
  void add(double value) {
    sum += value;
    squares += value * value;
    count += 1;
  }
  double z(double expected) const {
    const double mean = sum / count, variance = squares / count - mean * mean;
    return (mean - expected) / std::sqrt(variance / count);
  }
};

class Reservoir : public testing::TestWithParam<Splitting> {
 protected:
  explicit Reservoir(const std::function<double(double k)>& spectrum)
      : system_{.sites = N, .damping = uniform_damping(N, rate), .defect = {}},
        stepper_{system_,
                 parabola_,
                 GetParam(),
                 serial_transform(N, Planning::Estimate),
                 noise_of(
                     system_, [] { return serial_transform(N, Planning::Estimate); }, spectrum),
                 Communicator::borrowed(MPI_COMM_SELF)},
        fields_(N * realisations) {
    // Until the start psi = 0 is forgotten: e^{-2 gamma t} = e^{-16}, far below the statistical error.
    advance(16.0);
  }

  void advance(double time) {
    const auto steps = static_cast<std::uint64_t>(std::llround(time / GetParam().step));
    stepper_.advance(fields_, 0, step_, steps);
    step_ += steps;
  }

  /// psi_m of all realisations, <|psi_m|^2> = n N.
  FftwVector<Complex> modes() const {
    const auto transform = serial_transform(N, Planning::Estimate);
    FftwVector<Complex> fields = fields_, modes(fields_.size());
    for (std::size_t r = 0; r < realisations; ++r)
      transform->to_modes(fields.data() + r * N, modes.data() + r * N);
    return modes;
  }

  model::ParabolicDispersion parabola_;
  System system_;
  Stepper stepper_;
  FftwVector<Complex> fields_;
  std::uint64_t step_ = 0;
};

struct UniformReservoir : Reservoir {
  UniformReservoir() : Reservoir{[](double) { return s; }} {}
};

// Different for the two directions, and with two harmonics.
double coloured(double k) {
  return 1.0 + 0.5 * std::cos(k - 0.7) + 0.3 * std::sin(2 * k);
}

struct ColouredReservoir : Reservoir {
  ColouredReservoir() : Reservoir{coloured} {}
};

const auto splittings =
    testing::Values(Splitting{.step = 0.5}, Splitting{.step = 4.0},
                    Splitting{.step = 4.0, .noise_draws = 2}, Splitting{.step = 4.0, .order = 4});
const auto index = [](const auto& at) { return "n" + std::to_string(at.index); };
INSTANTIATE_TEST_SUITE_P(Steps, UniformReservoir, splittings, index);
INSTANTIATE_TEST_SUITE_P(Steps, ColouredReservoir, splittings, index);

TEST_P(UniformReservoir, EmitsHalfTheNoiseSpectrum) {
  Mean all;
  for (const Complex& z : modes())
    all.add(std::norm(z) / static_cast<double>(N));
  EXPECT_LT(std::abs(all.z(0.5 * s)), z_limit) << "n = " << all.sum / all.count;
}

TEST_P(UniformReservoir, ForgetsAtTheDampingRate) {
  const double t = 4.0;
  const auto before = modes();
  advance(t);
  const auto after = modes();
  Mean real, imaginary;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const double k = momentum(static_cast<std::int64_t>(i % N), N);
    const Complex turned = std::conj(before[i]) * after[i] * std::polar(1.0 / N, k * k * t);
    real.add(turned.real());
    imaginary.add(turned.imag());
  }
  EXPECT_LT(std::abs(real.z(0.5 * s * std::exp(-rate * t))), z_limit) << real.sum / real.count;
  EXPECT_LT(std::abs(imaginary.z(0.0)), z_limit) << imaginary.sum / imaginary.count;
}

// <psi*_x psi_{x+r}> = int dk/2pi (s(k)/2) e^{ikr}, 64 sites and more from the seam: e^{-2 gamma 64/v} = 4e-5.
TEST_P(ColouredReservoir, EmitsHalfTheNoiseSpectrum) {
  for (std::size_t r = 0; r < 7; ++r) {
    Complex expected = 0;
    const model::MomentumGrid grid{32};
    for (const double k : grid.points())
      expected += coloured(k) / 2 / 32 * std::polar(1.0, k * static_cast<double>(r));
    Mean real, imaginary;
    for (std::size_t i = 0; i < realisations; ++i) {
      Complex product = 0;
      for (std::size_t x = N / 4; x < 3 * N / 4; ++x)
        product += std::conj(fields_[i * N + x]) * fields_[i * N + x + r];
      real.add(2 * product.real() / N);
      imaginary.add(2 * product.imag() / N);
    }
    EXPECT_LT(std::abs(real.z(expected.real())), coloured_limit) << "r = " << r;
    if (r == 0) continue;  // there it is zero to the last bit
    EXPECT_LT(std::abs(imaginary.z(expected.imag())), coloured_limit) << "r = " << r;
  }
}

}  // namespace
