#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "support/evolution_setup.hpp"
#include "support/max_or_nan.hpp"
#include "support/momentum_grids.hpp"
#include "support/rough_collision.hpp"

namespace kapitza::boltzmann {
namespace {

struct Outcome {
  std::vector<double> n;  // of all points
  Amounts left, imbalance;
};

Outcome evolve(const Communicator& comm, const test::EvolutionSetup& setup, int cells) {
  test::ConservingRelaxation relaxation{setup.grid, setup.dispersion, setup.thermal};
  test::WithRough rough(relaxation, 0.02, 0);
  const SpatialScheme scheme = make_discontinuous_galerkin(cells, 3);
  const auto evolution = setup.make(comm, scheme, rough, 3, 1e-4);
  evolution->start(
      setup.sampled(scheme, evolution->block(), [&](double, int k) { return setup.incoming(k); }));
  evolution->advance(0.05);
  const StationaryState state = evolution->state();
  return {comm.gather_everywhere(std::span<const double>{state.n}), evolution->left_so_far().left,
          evolution->imbalance()};
}

// One cell of three points leaves the last of four ranks without any; it still counts what leaves.
TEST(EvolutionOnRanks, IsThatOfOneRank) {
  const Communicator world = Communicator::world();
  const Communicator alone = Communicator::borrowed(MPI_COMM_SELF);
  for (const bool mirror : {false, true}) {
    test::EvolutionSetup setup{test::momenta(test::Momenta::Panels, 12)};
    if (mirror)
      setup.injection.right.assign(setup.injection.left.rbegin(), setup.injection.left.rend());
    for (const int cells : {1, 5}) {
      const Outcome one = evolve(alone, setup, cells), all = evolve(world, setup, cells);
      double largest = 0;
      ASSERT_EQ(one.n.size(), all.n.size());
      for (std::size_t i = 0; i < one.n.size(); ++i)
        largest = test::max_or_nan(largest, std::abs(one.n[i] - all.n[i]));
      // The linear systems are solved to a hundredth of the error of a step.
      EXPECT_LT(largest, 1e-6) << mirror << ' ' << cells;
      EXPECT_NEAR(one.left[0], all.left[0], 1e-6);
      EXPECT_LT(all.imbalance[0], 1e-12);
      EXPECT_LT(all.imbalance[1], 1e-12);
    }
  }
}

}  // namespace
}  // namespace kapitza::boltzmann
