#include <gtest/gtest.h>

#include "ensemble/trajectory.hpp"
#include "support/counted_allocations.hpp"
#include "support/driven_ring.hpp"

namespace kapitza::micro {
namespace {

TEST(Trajectory, AllocatesNothingOnItsWay) {
  const test::DrivenRing ring{256, 30, 0.2, 40, 0.01};
  EnsembleSettings settings;
  settings.splitting.step = 0.2;
  settings.compare_half_step = true;
  settings.settle_steps = 20;
  settings.steps_per_sample = 5;
  settings.samples_per_block = 2;
  settings.blocks = 4;
  settings.points = 32;
  settings.windows = 3;
  settings.planning = Planning::Estimate;
  const Communicator self = Communicator::borrowed(MPI_COMM_SELF);
  Apparatus apparatus{self, ring.system, ring.dispersion, ring.spectrum(), settings};
  const Schedule schedule{settings};
  Trajectory trajectory{apparatus, schedule, settings, 0};

  const long before = allocations;
  while (!trajectory.complete())
    trajectory.advance();
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(trajectory.measured().size(), Trajectory::measured_size(schedule, settings));
  EXPECT_GT(allocations, before);  // the count works
}

}  // namespace
}  // namespace kapitza::micro
