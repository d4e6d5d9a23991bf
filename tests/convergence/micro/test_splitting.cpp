#include <gtest/gtest.h>

#include <array>

#include "kapitza/micro/stepping/stepper.hpp"
#include "support/micro_setup.hpp"
#include "support/order_fit.hpp"

namespace {

using namespace kapitza;
using namespace kapitza::micro;
using namespace kapitza::test;

const model::ParabolicDispersion parabola;
constexpr std::int64_t N = 64;
constexpr double T = 8.0;

// Long waves on a strong, wide defect: the energies that take part are of order 1, and dt below reaches the asymptotic range.
System closed() {
  return {.sites = N, .damping = {}, .defect = bump(N, 40, 0.4, 0.5)};
}
System open() {
  return {.sites = N, .damping = absorber(N - 10, 20, 0.5), .defect = bump(N, 40, 0.4, 0.5)};
}

FftwVector<Complex> at_the_end(const System& system, int order, double step) {
  return evolved(system, parabola, {.step = step, .order = order},
                 static_cast<std::uint64_t>(std::llround(T / step)),
                 initial_field(*serial_transform(N, Planning::Estimate)));
}

template <class Error>
double measured_order(std::array<double, 3> steps, Error&& error) {
  std::array<double, 3> errors;
  for (std::size_t i = 0; i < steps.size(); ++i)
    errors[i] = error(steps[i]);
  return fitted_order(steps, errors);
}

double order_of_the_field(const System& system, int order, std::array<double, 3> steps) {
  const auto exact = at_the_end(system, 4, 1.0 / 1024);
  return measured_order(
      steps, [&](double step) { return distance(at_the_end(system, order, step), exact, N); });
}

double order_of_the_energy(int order, std::array<double, 3> steps) {
  const System system = closed();
  const double exact =
      energy(system, parabola, initial_field(*serial_transform(N, Planning::Estimate)));
  return measured_order(steps, [&](double step) {
    return std::abs(energy(system, parabola, at_the_end(system, order, step)) - exact);
  });
}

// The fitted slopes differ from the order by the next power of dt: 0.1 at these steps.
TEST(Strang, ConvergesWithOrderTwo) {
  EXPECT_NEAR(order_of_the_field(closed(), 2, {1.0 / 16, 1.0 / 32, 1.0 / 64}), 2.0, 0.1);
}

TEST(Strang, ErrsInTheEnergyByOrderTwo) {
  EXPECT_NEAR(order_of_the_energy(2, {1.0 / 16, 1.0 / 32, 1.0 / 64}), 2.0, 0.1);
}

TEST(Strang, DampsWithOrderTwo) {
  EXPECT_NEAR(order_of_the_field(open(), 2, {1.0 / 16, 1.0 / 32, 1.0 / 64}), 2.0, 0.1);
}

// White noise that arrives within a coarse step is flown with the phase of its middle: an error E dt/4 of a random sign, which
// is of order 1 on a path (and of order 2 in the mean).
TEST(Strang, ConvergesOnAPathOfTheNoiseWithOrderOne) {
  const System system = open();
  const auto at_the_end_of_the_path = [&](double step, int draws) {
    return evolved(system, parabola, {.step = step, .noise_draws = draws},
                   static_cast<std::uint64_t>(std::llround(T / step)), FftwVector<Complex>(8 * N),
                   noise_for(system));
  };
  const auto exact = at_the_end_of_the_path(1.0 / 512, 1);
  const double order = measured_order({1.0 / 16, 1.0 / 32, 1.0 / 64}, [&](double step) {
    auto difference = at_the_end_of_the_path(step, static_cast<int>(std::lround(512 * step)));
    for (std::size_t x = 0; x < exact.size(); ++x)
      difference[x] -= exact[x];
    return std::sqrt(norm(difference, 8 * N));
  });
  EXPECT_NEAR(order, 1.0, 0.1);
}

TEST(BlanesMoan, ConvergesWithOrderFour) {
  EXPECT_NEAR(order_of_the_field(closed(), 4, {1.0 / 8, 1.0 / 16, 1.0 / 32}), 4.0, 0.2);
}

TEST(BlanesMoan, ErrsInTheEnergyByOrderFour) {
  EXPECT_NEAR(order_of_the_energy(4, {1.0 / 8, 1.0 / 16, 1.0 / 32}), 4.0, 0.2);
}

}  // namespace
