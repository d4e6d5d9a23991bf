#include <gtest/gtest.h>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/stepping/stepper.hpp"
#include "support/micro_setup.hpp"

namespace {

using namespace kapitza;
using namespace kapitza::micro;
using namespace kapitza::test;

class EachOrder : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(StepperWithNoise, EachOrder, testing::Values(2, 4));

// Without hopping and from psi = 0 one step of order 2 leaves sqrt((1 - e^{-2 gamma dt})/2) zeta and nothing else.
TEST(StepperWithNoise, PutsEachNumberOnItsSite) {
  const System system{.sites = 32, .damping = absorber(27, 12, 0.4), .defect = {}};
  const auto found = evolved(system, FlatBand{}, {.step = 0.7}, 1, FftwVector<Complex>(32),
                             noise_for(system, 16), 3);
  const auto noise = noise_for(system, 16);
  const std::span<const Complex> zeta = noise->draw(0, 3);
  FftwVector<Complex> exact(32);
  for (std::size_t j = 0; j < 12; ++j)
    exact[(27 + j) % 32] =
        std::sqrt(0.5 * (1.0 - std::exp(-2.0 * system.damping.gamma[j] * 0.7))) * zeta[j];
  EXPECT_LT(distance(found, exact, 32), 1e-14);
  EXPECT_GT(norm(found, 32), 0.1);
}

TEST(StepperWithNoise, GivesEachFieldOfABatchItsRealisation) {
  const System system{.sites = 64, .damping = absorber(50, 30, 0.2), .defect = bump(64, 21, 0.3)};
  const model::ParabolicDispersion parabola;
  const auto batch =
      evolved(system, parabola, {.step = 0.1}, 5, FftwVector<Complex>(3 * 64), noise_for(system));
  for (std::uint32_t r = 0; r < 3; ++r) {
    Stepper stepper{system,
                    parabola,
                    {.step = 0.1},
                    serial_transform(64, Planning::Estimate),
                    noise_for(system),
                    Communicator::borrowed(MPI_COMM_SELF)};
    FftwVector<Complex> alone(64);
    stepper.advance(alone, r, 0, 5);
    for (std::size_t x = 0; x < 64; ++x)
      EXPECT_EQ(batch[64 * r + x], alone[x]) << "realisation " << r << ", site " << x;
  }
}

// Without hopping the composition of two draws is exact, so the coarse run meets the fine one in every point they share.
TEST_P(EachOrder, FollowsThePathOfHalfTheStepWithTwoDraws) {
  const System system{.sites = 32, .damping = absorber(27, 12, 0.4), .defect = {}};
  const auto run = [&](double step, int draws, std::uint64_t steps) {
    return evolved(system, FlatBand{}, {.step = step, .order = GetParam(), .noise_draws = draws},
                   steps, FftwVector<Complex>(32), noise_for(system));
  };
  const auto fine = run(0.25, 1, 8);
  EXPECT_LT(distance(run(0.5, 2, 4), fine, 32), 1e-14);
  EXPECT_LT(distance(run(1.0, 4, 2), fine, 32), 1e-14);
  EXPECT_GT(distance(run(0.5, 1, 4), fine, 32), 0.1);
}

TEST(StepperWithNoise, RefusesNoiseThatDoesNotCoverTheReservoir) {
  const System system{.sites = 64, .damping = absorber(50, 30, 0.2), .defect = {}};
  EXPECT_THROW(evolved(system, FlatBand{}, {.step = 0.1}, 1, FftwVector<Complex>(64),
                       noise_for({.sites = 64, .damping = absorber(0, 16, 0.2), .defect = {}}, 16)),
               InvalidInput);
}

}  // namespace
