#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/stepping/stepper.hpp"
#include "support/micro_setup.hpp"

namespace {

using namespace kapitza;
using namespace kapitza::micro;
using namespace kapitza::test;

constexpr double pi = std::numbers::pi;
const model::ParabolicDispersion parabola;

FftwVector<Complex> plane_wave(std::int64_t sites, std::int64_t mode, double amplitude) {
  FftwVector<Complex> field(static_cast<std::size_t>(sites));
  for (std::int64_t x = 0; x < sites; ++x)
    field[static_cast<std::size_t>(x)] = std::polar(
        amplitude, 2.0 * pi * static_cast<double>(mode * x % sites) / static_cast<double>(sites));
  return field;
}

FftwVector<Complex> times(Complex factor, FftwVector<Complex> field) {
  for (Complex& z : field)
    z *= factor;
  return field;
}

class EachOrder : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Stepper, EachOrder, testing::Values(2, 4));

TEST_P(EachOrder, TurnsASingleModeByItsEnergyAtAnyStep) {
  const System ring{.sites = 48, .damping = {}, .defect = {}};
  for (const std::int64_t mode : {0, 5, 24, 43}) {
    const auto psi = plane_wave(48, mode, 0.8);
    const double k = 2.0 * pi * static_cast<double>(mode < 24 ? mode : mode - 48) / 48.0;
    const double t = 3 * 1.7;
    const auto exact = times(std::polar(1.0, -k * k * t), psi);
    const auto found = evolved(ring, parabola, {.step = 1.7, .order = GetParam()}, 3, psi);
    EXPECT_LT(distance(found, exact, 48), 1e-13) << "mode " << mode;
  }
}

// psi = a e^{ikx} stays what it is under a uniform interaction and turns by E(k) + lambda V'(a^2); both signs of lambda.
TEST_P(EachOrder, TurnsAPlaneWaveByTheInteraction) {
  for (const double lambda : {0.1, -0.1}) {
    System uniform{.sites = 32, .damping = {}, .defect = {}};
    uniform.defect.profile.D.assign(32, 0.9);
    uniform.defect.lambda = lambda;
    uniform.defect.V_prime = {-0.4, 0.7, 3.0, 0.2};
    const auto psi = plane_wave(32, 3, 1.1);
    const double k = 2.0 * pi * 3 / 32.0, y = 1.21, t = 4 * 0.25;
    const double V_prime = -0.4 + 0.7 * y + 3.0 * y * y + 0.2 * y * y * y;
    const auto exact = times(std::polar(1.0, -(k * k + lambda * 0.9 * V_prime) * t), psi);
    const auto found = evolved(uniform, parabola, {.step = 0.25, .order = GetParam()}, 4, psi);
    EXPECT_LT(distance(found, exact, 32), 1e-12) << "lambda = " << lambda;
  }
}

// Without hopping each site turns and decays by itself, whatever the step: the place of every D_x and gamma_x shows.
TEST_P(EachOrder, ActsOnTheSitesOfDefectAndReservoir) {
  const System system{
      .sites = 64, .damping = absorber(50, 30, 0.2), .defect = bump(64, 21, 0.3, 0.5)};
  const auto transform = serial_transform(64, Planning::Estimate);
  const auto psi = initial_field(*transform);
  auto exact = psi;
  const double t = 4 * 0.9;
  for (std::size_t j = 0; j < 30; ++j)
    exact[(50 + j) % 64] *= std::exp(-system.damping.gamma[j] * t);
  for (std::size_t j = 0; j < 21; ++j) {
    const std::size_t x = 21 + j;  // (64 - 21)/2
    const double y = std::norm(psi[x]);
    exact[x] *= std::polar(1.0, -0.3 * system.defect.profile.D[j] * (3.0 * y * y - 0.5) * t);
  }
  const auto found = evolved(system, FlatBand{}, {.step = 0.9, .order = GetParam()}, 4, psi);
  EXPECT_LT(distance(found, exact, 64), 1e-13);
}

TEST_P(EachOrder, ConservesTheNormWithoutReservoir) {
  const System system{.sites = 256, .damping = {}, .defect = bump(256, 120, 0.5)};
  const auto psi = initial_field(*serial_transform(256, Planning::Estimate));
  const auto found = evolved(system, parabola, {.step = 0.2, .order = GetParam()}, 1000, psi);
  EXPECT_NEAR(norm(found, 256) / norm(psi, 256), 1.0, 1e-12);
  EXPECT_GT(distance(found, psi, 256), 0.1);
}

TEST_P(EachOrder, RunsBackToWhereItCameFrom) {
  const System system{.sites = 256, .damping = {}, .defect = bump(256, 120, 0.5)};
  const Splitting splitting{.step = 0.1, .order = GetParam()};
  const auto psi = initial_field(*serial_transform(256, Planning::Estimate));
  const auto reversed = [](FftwVector<Complex> field) {
    for (Complex& z : field)
      z = std::conj(z);
    return field;
  };
  const auto there = evolved(system, parabola, splitting, 200, psi);
  EXPECT_GT(distance(there, psi, 256), 0.1);
  const auto back = reversed(evolved(system, parabola, splitting, 200, reversed(there)));
  EXPECT_LT(distance(back, psi, 256), 1e-10);
}

TEST_P(EachOrder, DampsAModeExactlyAtAnyStep) {
  const System system{.sites = 40, .damping = uniform_damping(40, 0.3), .defect = {}};
  const auto psi = plane_wave(40, 7, 1.0);
  for (const double step : {0.01, 1.0, 7.0}) {
    const double k = 2.0 * pi * 7 / 40.0, t = 3 * step;
    const auto exact = times(std::polar(std::exp(-0.3 * t), -k * k * t), psi);
    const auto found = evolved(system, parabola, {.step = step, .order = GetParam()}, 3, psi);
    EXPECT_LT(distance(found, exact, 40), 1e-13) << "step " << step;
  }
}

TEST_P(EachOrder, GoesOnFromWhereItStopped) {
  const System system{
      .sites = 64, .damping = absorber(50, 30, 0.2), .defect = bump(64, 21, 0.3, 0.5)};
  const Splitting splitting{.step = 0.1, .order = GetParam()};
  const auto psi = initial_field(*serial_transform(64, Planning::Estimate));
  const auto at_once = evolved(system, parabola, splitting, 11, psi);
  auto in_parts = evolved(system, parabola, splitting, 5, psi);
  in_parts = evolved(system, parabola, splitting, 6, in_parts, nullptr, 5);
  EXPECT_LT(distance(at_once, in_parts, 64), 1e-13);
}

TEST(Stepper, EvolvesFieldAfterField) {
  const System system{.sites = 66, .damping = absorber(60, 12, 0.2), .defect = bump(66, 21, 0.3)};
  const auto one = initial_field(*serial_transform(66, Planning::Estimate));
  const std::size_t storage = one.size();
  FftwVector<Complex> three(3 * storage);
  for (std::size_t b = 0; b < 3; ++b)
    std::ranges::copy(times(1.0 + 0.2 * static_cast<double>(b), one),
                      three.begin() + static_cast<std::ptrdiff_t>(b * storage));
  const auto all = evolved(system, parabola, {.step = 0.1}, 10, three);
  for (std::size_t b = 0; b < 3; ++b) {
    const auto alone = evolved(system, parabola, {.step = 0.1}, 10,
                               times(1.0 + 0.2 * static_cast<double>(b), one));
    for (std::size_t x = 0; x < 66; ++x)
      EXPECT_EQ(all[b * storage + x], alone[x]) << "field " << b << ", site " << x;
  }
}

TEST(Stepper, LetsNoNumberThatIsNotFiniteVanish) {
  const System system{.sites = 64, .damping = {}, .defect = bump(64, 21, 0.3)};
  auto psi = initial_field(*serial_transform(64, Planning::Estimate));
  psi[32] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(std::isnan(std::abs(evolved(system, parabola, {.step = 0.1}, 1, psi)[5])));
  psi[32] = 1e200;  // its V' overflows
  EXPECT_FALSE(std::isfinite(std::abs(evolved(system, parabola, {.step = 0.1}, 1, psi)[5])));
}

TEST(Stepper, RefusesAReservoirOnTheDefect) {
  const auto psi = initial_field(*serial_transform(64, Planning::Estimate));
  const auto attempt = [&](Damping damping, Defect defect) {
    evolved({.sites = 64, .damping = std::move(damping), .defect = std::move(defect)}, parabola,
            {.step = 0.1}, 1, psi);
  };
  EXPECT_NO_THROW(attempt(absorber(42, 43, 0.1), bump(64, 21, 0.3)));  // 42 .. 20 beside 21 .. 41
  EXPECT_THROW(attempt(absorber(41, 10, 0.1), bump(64, 21, 0.3)), InvalidInput);
  EXPECT_THROW(attempt(absorber(42, 44, 0.1), bump(64, 21, 0.3)), InvalidInput);
  EXPECT_THROW(attempt(absorber(64, 3, 0.1), {}), InvalidInput);
  try {
    attempt(absorber(0, 64, 0.1), bump(64, 21, 0.3));
    ADD_FAILURE() << "nothing thrown";
  } catch (const InvalidInput& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("narrower reservoir"));
    EXPECT_THAT(error.what(), testing::HasSubstr("sites 21 to 41"));
  }
}

TEST(Stepper, RefusesAnImpossibleSplitting) {
  const System ring{.sites = 8, .damping = {}, .defect = {}};
  const auto psi = plane_wave(8, 1, 1.0);
  EXPECT_THROW(evolved(ring, parabola, {.step = 0.0}, 1, psi), InvalidInput);
  EXPECT_THROW(evolved(ring, parabola, {.step = std::nan("")}, 1, psi), InvalidInput);
  EXPECT_THROW(evolved(ring, parabola, {.step = 0.1, .order = 3}, 1, psi), InvalidInput);
  EXPECT_THROW(evolved(ring, parabola, {.step = 0.1, .noise_draws = 0}, 1, psi), InvalidInput);
}

TEST(LargestSafeStep, IsThatOfOneQuantumAndAtOrderFourOfTwo) {
  EXPECT_NEAR(largest_safe_step(parabola, 3, 2), 2.0 / (3.0 * pi), 1e-15);
  EXPECT_NEAR(largest_safe_step(parabola, 2, 2), 1.0 / pi, 1e-15);
  EXPECT_NEAR(largest_safe_step(parabola, 3, 4), 4.0 / (3.0 * pi), 1e-15);
}

}  // namespace
