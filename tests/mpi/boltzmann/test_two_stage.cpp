#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kapitza/boltzmann/adaptive_grid.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"
#include "kapitza/boltzmann/transport.hpp"
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
  for (const double Lambda : {0.1, 2.0, 12.0, 50.0}) {
    test::WithRough rough(relaxation, 0.02, 0);
    EXPECT_LT(difference(rough, make_discontinuous_galerkin(5, 3), Lambda), 1e-12) << Lambda;
    if (Lambda < 20) {
      EXPECT_LT(evaluations_per_point(rough), 20) << Lambda;
    }
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
  inject_mirror_images();
  // The widths of thin cells are known to the rounding of their faces.
  for (const SpatialScheme& scheme : {make_discontinuous_galerkin(5, 3), make_upwind(8),
                                      make_discontinuous_galerkin(graded_faces(0.01, 0.03), 3)}) {
    const Transport transport(world, scheme, velocities(setup.grid, setup.dispersion),
                              setup.injection);
    test::WithRough counted(relaxation, 0, 0);
    SteadyProblem problem(world, transport, setup.grid, counted, 1);
    problem.set_Lambda(2);
    problem.residual_norm(transport.free_streaming().get());
    EXPECT_EQ(world.sum(static_cast<int>(counted.work().evaluations)), (scheme.size() + 1) / 2)
        << scheme.name;
  }
}

// What is injected differs by far less than the state is tested to, but is no mirror image to rounding.
TEST_F(TwoStage, MirrorImagesAreTheStateOfAllPoints) {
  inject_mirror_images();
  test::BoltzmannSetup skew = setup;
  for (double& n : skew.injection.left)
    n *= 1 + 1e-13;
  for (const SpatialScheme& scheme : {make_discontinuous_galerkin(5, 3), make_upwind(8)}) {
    test::WithRough rough(relaxation, 0.02, 0);
    const StationaryState half = setup.solve_one(world, scheme, rough, 2);
    const StationaryState whole = skew.solve_one(world, scheme, rough, 2);
    double largest = 0;
    for (std::size_t i = 0; i < whole.n.size(); ++i)
      largest = test::max_or_nan(largest, std::abs(half.n[i] - whole.n[i]));
    EXPECT_LT(world.max(largest), 1e-11) << scheme.name;
  }
}

}  // namespace
}  // namespace kapitza::boltzmann
