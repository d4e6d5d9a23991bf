#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/upwind.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/max_or_nan.hpp"
#include "support/momentum_grids.hpp"
#include "support/relaxation.hpp"
#include "support/rough_collision.hpp"

namespace kapitza::boltzmann {
namespace {

constexpr int K = 16;

/// The state by way of a rough integral against that of the exact Newton steps.
struct TwoStage : testing::Test {
  double difference(test::WithRough& rough, const SpatialScheme& scheme, double Lambda) {
    const StationaryState mixed = setup.solve_one(world, scheme, rough, Lambda);
    const StationaryState newton = setup.solve_one(world, scheme, relaxation, Lambda);
    double largest = 0;
    for (std::size_t i = 0; i < mixed.n.size(); ++i)
      largest = test::max_or_nan(largest, std::abs(mixed.n[i] - newton.n[i]));
    points = world.sum(mixed.block.count);
    EXPECT_LE(mixed.residual, 1e-12);
    return world.max(largest);
  }
  double evaluations_per_point(const test::WithRough& rough) const {
    return static_cast<double>(world.sum(rough.work().evaluations)) / points;
  }
  void inject_mirror_images() {
    setup.injection.right.assign(setup.injection.left.rbegin(), setup.injection.left.rend());
  }

  Communicator world = Communicator::world();
  test::BoltzmannSetup setup{test::momenta(test::Momenta::Panels, K)};
  test::ConservingRelaxation relaxation{setup.grid, setup.dispersion, setup.thermal};
  int points = 0;
};

TEST_F(TwoStage, ReachesTheSameStateWithFewExactEvaluations) {
  for (const double Lambda : {0.1, 2.0, 50.0}) {
    test::WithRough rough(relaxation, 0.02, 0);
    EXPECT_LT(difference(rough, make_discontinuous_galerkin(5, 3), Lambda), 1e-12) << Lambda;
    EXPECT_LT(evaluations_per_point(rough), 20) << Lambda;
    EXPECT_GT(rough.work().rough_evaluations, 0);
  }
}

TEST_F(TwoStage, RefinesARoughIntegralThatIsTooRough) {
  test::WithRough rough(relaxation, 0.6, 3);
  EXPECT_LT(difference(rough, make_discontinuous_galerkin(5, 3), 8), 1e-12);
  EXPECT_LT(rough.error(), 0.6);
}

TEST_F(TwoStage, FallsBackWhereTheRoughIntegralIsOfNoUse) {
  test::WithRough rough(relaxation, -3, 0);  // of half of the momenta the wrong sign
  EXPECT_LT(difference(rough, make_discontinuous_galerkin(5, 3), 2), 1e-12);
}

TEST_F(TwoStage, EvaluatesOneOfTwoMirrorImages) {
  // A slope of the injection far below all tolerances, but above rounding, is no mirror image any more.
  inject_mirror_images();
  for (const SpatialScheme& scheme : {make_discontinuous_galerkin(5, 3), make_upwind(8)}) {
    test::WithRough half(relaxation, 0.02, 0), whole(relaxation, 0.02, 0);
    const StationaryState images = setup.solve_one(world, scheme, half, 2);
    test::BoltzmannSetup skew = setup;
    for (double& n : skew.injection.left)
      n *= 1 + 1e-13;
    const StationaryState all = skew.solve_one(world, scheme, whole, 2);
    double largest = 0;
    for (std::size_t i = 0; i < all.n.size(); ++i)
      largest = test::max_or_nan(largest, std::abs(images.n[i] - all.n[i]));
    EXPECT_LT(world.max(largest), 2e-12) << scheme.name;
    const auto some = static_cast<double>(world.sum(half.work().evaluations));
    const auto every = static_cast<double>(world.sum(whole.work().evaluations));
    EXPECT_LT(some, 0.65 * every) << scheme.name;
  }
}

}  // namespace
}  // namespace kapitza::boltzmann
