// The reservoir alone: on a ring with the same damping on every site the field is an Ornstein-Uhlenbeck process in each mode,
// of occupation s/2 and autocorrelation e^{-i E t - gamma t}, and the splitting has no error at any step.

#include <gtest/gtest.h>

#include "kapitza/micro/stepper.hpp"
#include "support/micro_setup.hpp"

namespace {

using namespace kapitza;
using namespace kapitza::micro;
using namespace kapitza::test;

constexpr std::int64_t N = 64;
constexpr std::size_t realisations = 8192;
constexpr double rate = 0.5, s = 1.7;
// Two-sided, false alarm 1e-6. A factor wrong by 1 % in n is 7.2 standard errors off.
constexpr double z_limit = 4.9;

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

class UniformReservoir : public testing::TestWithParam<Splitting> {
 protected:
  // White noise, since only that has no seam on the ring.
  UniformReservoir()
      : system_{.sites = N, .damping = uniform_damping(N, rate), .defect = {}},
        stepper_{system_,
                 parabola_,
                 GetParam(),
                 serial_transform(N, Planning::Estimate),
                 noise_of(
                     system_, [] { return serial_transform(N, Planning::Estimate); },
                     [](double) { return s; }),
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

INSTANTIATE_TEST_SUITE_P(Steps, UniformReservoir,
                         testing::Values(Splitting{.step = 0.5}, Splitting{.step = 4.0},
                                         Splitting{.step = 4.0, .noise_draws = 2},
                                         Splitting{.step = 4.0, .order = 4}),
                         [](const auto& at) { return "n" + std::to_string(at.index); });

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

}  // namespace
