// A lattice over several ranks against the same lattice on one.

#include <gtest/gtest.h>

#include "kapitza/micro/stepping/stepper.hpp"
#include "support/micro_setup.hpp"

namespace {

using namespace kapitza;
using namespace kapitza::micro;
using namespace kapitza::test;

const model::ParabolicDispersion parabola;

std::shared_ptr<ColouredNoise> noise_over(const Communicator& group, const System& system,
                                          std::int64_t embedding) {
  return noise_of(system,
                  [&] { return distributed_transform(embedding, group, Planning::Estimate); });
}

// 1152 = 2^7 9 splits evenly over 2, 3 and 4 ranks, and so does the embedding of 576; the reservoir passes the joint of the
// ring, lies in parts on several ranks, and its sites are not on the ranks that draw their noise.
class SplitLattice : public testing::TestWithParam<Splitting> {
 protected:
  static constexpr std::int64_t N = 1152, embedding = 576;
  const System system_{
      .sites = N, .damping = absorber(900, 500, 0.3), .defect = bump(N, 300, 0.3, 0.5)};
};
INSTANTIATE_TEST_SUITE_P(Splittings, SplitLattice,
                         testing::Values(Splitting{.step = 0.1}, Splitting{.step = 0.1, .order = 4},
                                         Splitting{.step = 0.1, .noise_draws = 2}),
                         [](const auto& at) { return "n" + std::to_string(at.index); });

// Rounding grows by the chaos of the defect, little in a time of 10.
TEST_P(SplitLattice, FollowsTheTrajectoryOfOneRank) {
  const Communicator world = Communicator::world();
  const auto whole = serial_transform(N, Planning::Estimate);
  const auto expected = evolved(system_, parabola, GetParam(), 100, initial_field(*whole),
                                noise_for(system_, embedding));
  EXPECT_GT(distance(expected, initial_field(*whole), N), 0.5);

  const std::shared_ptr<ModeTransform> split = distributed_transform(N, world, Planning::Estimate);
  Stepper stepper{system_, parabola, GetParam(), split, noise_over(world, system_, embedding),
                  world};
  auto field = initial_field(*split);
  stepper.advance(field, 0, 0, 100);
  double worst = 0.0;
  for (std::int64_t x = 0; x < split->local_sites(); ++x)
    worst =
        max_or_nan(worst, std::abs(field[static_cast<std::size_t>(x)] -
                                   expected[static_cast<std::size_t>(split->first_site() + x)]));
  EXPECT_LT(worst, 1e-10);
}

// Damping everywhere: every rank needs noise, and what it needs ends where its neighbour's begins. On the rank where the damping
// begins it ends, too: that rank needs noise from both ends of the embedding.
TEST(SplitReservoir, CoversTheWholeRing) {
  const Communicator world = Communicator::world();
  System system{.sites = 576, .damping = uniform_damping(576, 0.2), .defect = {}};
  system.damping.first = 200;
  const auto expected =
      evolved(system, parabola, {.step = 0.3}, 20, FftwVector<Complex>(576), noise_for(system));
  const std::shared_ptr<ModeTransform> split =
      distributed_transform(576, world, Planning::Estimate);
  Stepper stepper{system, parabola, {.step = 0.3}, split, noise_over(world, system, 576), world};
  FftwVector<Complex> field(split->storage());
  stepper.advance(field, 0, 0, 20);
  double worst = 0.0;
  for (std::int64_t x = 0; x < split->local_sites(); ++x)
    worst =
        max_or_nan(worst, std::abs(field[static_cast<std::size_t>(x)] -
                                   expected[static_cast<std::size_t>(split->first_site() + x)]));
  EXPECT_LT(worst, 1e-12);
}

}  // namespace
