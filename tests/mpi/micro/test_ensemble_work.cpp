#include <gtest/gtest.h>

#include "kapitza/micro/ensemble/ensemble.hpp"
#include "support/counted_transforms.hpp"
#include "support/driven_ring.hpp"

namespace kapitza::micro {
namespace {

// Six realisations of 72 steps: 32 of settling, looked at every 5 and at their end, and 8 samples.
class WorkOfAnEnsemble : public testing::TestWithParam<int> {
 protected:
  WorkOfAnEnsemble() {
    settings.splitting.step = 0.05;
    settings.splitting.order = GetParam();
    settings.realisations = 6;
    settings.settle_steps = 32;
    settings.steps_per_sample = 5;
    settings.samples_per_block = 2;
    settings.blocks = 4;
    settings.points = 32;
    settings.windows = 5;
    settings.planning = Planning::Estimate;
  }
  // Of the transforms, what FFTW saw during the run on this rank.
  EnsembleWork work() {
    Ensemble ensemble{world, ring.system, ring.dispersion, ring.spectrum(), settings};
    test::executed_transforms = 0;
    EXPECT_TRUE(ensemble.run({}));
    return ensemble.work();
  }

  const Communicator world = Communicator::world();
  test::DrivenRing ring{256, 30, 0.2, 40, 0.01};
  EnsembleSettings settings;
};

TEST_P(WorkOfAnEnsemble, IsWhatFftwSaw) {
  for (const bool compare : {false, true}) {
    settings.compare_half_step = compare;
    const EnsembleWork found = work();
    const int own = settings.realisations / world.size(), stages = GetParam() == 4 ? 2 : 1;
    EXPECT_EQ(found.steps, own * 72 * (compare ? 3 : 1));
    EXPECT_EQ(found.samples, own * 8);
    // Two draws of the coarse steps are one each of the fine ones.
    EXPECT_EQ(found.noise_draws, own * 72 * stages * (compare ? 4 : 1));
    EXPECT_EQ(found.transforms, test::executed_transforms);
  }
}

INSTANTIATE_TEST_SUITE_P(Order, WorkOfAnEnsemble, testing::Values(2, 4));

TEST_P(WorkOfAnEnsemble, OfRanksThatShareALatticeCountsOnce) {
  if (world.size() != 2) GTEST_SKIP() << "needs two ranks";
  settings.ranks_per_realisation = 2;
  EXPECT_EQ(world.sum(static_cast<double>(work().steps)), 6 * 72);
}

}  // namespace
}  // namespace kapitza::micro
