#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/pseudo_transient.hpp"
#include "kapitza/boltzmann/resolution_estimator.hpp"
#include "kapitza/boltzmann/upwind.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/max_or_nan.hpp"
#include "support/momentum_grids.hpp"
#include "support/relaxation.hpp"

namespace kapitza::boltzmann {
namespace {

constexpr int K = 8;

/// A scheme with linear relaxation, whose stationary state is known, and the estimate for any state on it.
struct Relaxing {
  /// `conserving`: another relaxation, at a rate that varies with the density, for which no solution is known.
  Relaxing(const SpatialScheme& scheme, double Lambda, bool conserving = false,
           test::Momenta momenta = test::Momenta::Uniform)
      : setup{test::momenta(momenta, K)} {
    transport.emplace(world, scheme, velocities(setup.grid, setup.dispersion), setup.injection);
    current = injected_current(setup.injection, setup.grid, setup.dispersion).number;
    problem.emplace(
        world, *transport, setup.grid,
        conserving ? static_cast<collision::CollisionIntegral&>(with_density) : relaxation,
        current);
    problem->set_Lambda(Lambda);
    pseudo.emplace(*problem, PseudoTransient::OnStep{});
  }

  Resolution estimate(Vec n, bool linearised = true) {
    ResolutionEstimator::LinearSolver solve;
    if (linearised)
      solve = [this](Vec at, Vec r, Vec d) { return pseudo->solve_linearised(at, r, d); };
    return ResolutionEstimator{*problem}(n, solve);
  }
  /// n(x, k) at the points, changed in place.
  PetscVec state(const std::function<double(int x, int k)>& n) const {
    PetscVec v = transport->free_streaming();
    for (int x = 0; x < transport->points(); ++x)
      for (int k = 0; k < K; ++k)
        check(VecSetValue(v.get(), x * K + k, n(x, k), INSERT_VALUES));
    check(VecAssemblyBegin(v.get()));
    check(VecAssemblyEnd(v.get()));
    return v;
  }
  PetscVec stationary() {
    PetscVec n = transport->free_streaming();
    const SteadyOutcome outcome = pseudo->solve(n.get(), 1e-10, 100, true);
    EXPECT_TRUE(outcome.converged) << outcome.reason;
    return n;
  }
  /// What leaves at the end of carrier k.
  double leaving(Vec n, int k) const {
    const double* values = nullptr;
    check(VecGetArrayRead(n, &values));
    const auto nodal = [&](int x) { return values[transport->seen(x, k) * K + k]; };
    const double out = transport->scheme().outflow.apply(0, nodal, 0);
    check(VecRestoreArrayRead(n, &values));
    return out;
  }
  double exact(int k) const {
    const double target = setup.thermal[static_cast<std::size_t>(k)];
    const double decay = std::exp(-problem->Lambda() / std::abs(transport->velocity(k)));
    return target + (transport->injected(k) - target) * decay;
  }

  Communicator world = Communicator::world();
  test::BoltzmannSetup setup;
  test::Relaxation relaxation{setup.thermal, 1};
  test::ConservingRelaxation with_density{setup.grid, setup.dispersion, setup.thermal};
  double current = 0;
  std::optional<Transport> transport;
  std::optional<SteadyProblem> problem;
  std::optional<PseudoTransient> pseudo;
};

double largest(const std::vector<double>& values) {
  double worst = 0;
  for (const double value : values)
    worst = test::max_or_nan(worst, std::abs(value));
  return worst;
}

TEST(Resolution, OfAPolynomialOfTheCellsIsPerfect) {
  for (int nodes = 1; nodes <= 8; ++nodes) {
    const SpatialScheme scheme = make_discontinuous_galerkin(3, nodes);
    Relaxing problem(scheme, 2);
    // From the injected value on, of degree p along the way, over several cells without a jump.
    const PetscVec n = problem.state([&](int x, int k) {
      const double way = scheme.X[static_cast<std::size_t>(problem.transport->seen(x, k))];
      return problem.transport->injected(k) + (nodes == 1 ? 0 : std::pow(way, nodes - 1));
    });
    const Resolution resolution = problem.estimate(n.get());
    EXPECT_LT(resolution.indicator, 1e-12) << nodes << " nodes";
    EXPECT_EQ(resolution.cells.size(), 3u);
    EXPECT_LT(largest(resolution.cells), 1e-12) << nodes << " nodes";
  }
}

TEST(Resolution, CountsAJumpWithTheCurrentThatItCarries) {
  constexpr double jump = 0.3;
  for (const SpatialScheme& scheme :
       {make_upwind(4), make_discontinuous_galerkin(4, 1), make_discontinuous_galerkin(4, 2),
        make_discontinuous_galerkin(4, 3), make_discontinuous_galerkin(4, 8)})
    for (const auto& [carrier, momenta] : {std::pair{1, test::Momenta::Uniform},
                                           {6, test::Momenta::Uniform},
                                           {1, test::Momenta::Panels},
                                           {6, test::Momenta::Panels}}) {
      Relaxing problem(scheme, 2, false, momenta);
      const Transport& transport = *problem.transport;
      // Into the second of four cells that the carrier passes.
      const int jumping = carrier;
      const PetscVec n = problem.state([&](int x, int k) {
        const bool beyond = k == jumping && transport.seen(x, k) >= scheme.nodes;
        return transport.injected(k) + (beyond ? jump : 0);
      });
      const Resolution resolution = problem.estimate(n.get(), false);
      const double share = std::abs(transport.velocity(carrier)) * jump *
                           problem.setup.grid.weight(carrier) / problem.current;
      const std::size_t second = transport.velocity(carrier) > 0 ? 1 : 2;
      EXPECT_NEAR(resolution.layer, share, 1e-13);
      EXPECT_NEAR(resolution.indicator, 1.25 * share, 1e-13);
      for (std::size_t c = 0; c < 4; ++c)
        EXPECT_NEAR(resolution.cells[c], c == second ? share : 0, 1e-13)
            << scheme.name << " of " << scheme.nodes << ", cell " << c;
    }
}

TEST(Resolution, ComparesWhatJumpsWithWhatTheCellScattersOfIt) {
  constexpr double jump = 0.3, Lambda = 7;
  constexpr int carrier = 6;
  for (const test::Momenta momenta : test::both_momenta) {
    const SpatialScheme scheme = make_discontinuous_galerkin(4, 1);
    Relaxing problem(scheme, Lambda, false, momenta);
    const Transport& transport = *problem.transport;
    const PetscVec n = problem.state([&](int x, int k) {
      return transport.injected(k) + (k == carrier && transport.seen(x, k) >= 1 ? jump : 0);
    });
    // Half the jump is in excess at the node of the second cell, and relaxes at the rate 1.
    const double per_n = problem.setup.grid.weight(carrier) / problem.current;
    const double E = std::abs(transport.velocity(carrier)) * jump * per_n;
    const double m = Lambda * scheme.weights[1] * 0.5 * jump * per_n;
    EXPECT_NEAR(problem.estimate(n.get()).cells[1], E * m / std::hypot(E, m), 1e-9) << momenta;
  }
}

// The next order is missing from d: a fifth of it at these sizes.
TEST(Resolution, IsTheErrorOfWhatLeavesOnFineGrids) {
  for (const SpatialScheme& scheme :
       {make_upwind(80), make_discontinuous_galerkin(80, 1), make_discontinuous_galerkin(16, 2),
        make_discontinuous_galerkin(8, 3), make_discontinuous_galerkin(5, 4)}) {
    for (const test::Momenta momenta : test::both_momenta) {
      Relaxing problem(scheme, 1, false, momenta);
      const PetscVec n = problem.stationary();
      const Resolution resolution = problem.estimate(n.get());
      double error = 0, missed = 0;
      for (int k = 0; k < K; ++k) {
        const auto i = static_cast<std::size_t>(k);
        const bool rightward = problem.transport->velocity(k) > 0;
        const double wrong = problem.leaving(n.get(), k) - problem.exact(k);
        EXPECT_EQ((rightward ? resolution.left : resolution.right)[i], 0);
        error = test::max_or_nan(error, std::abs(wrong));
        missed = test::max_or_nan(
            missed, std::abs(wrong + (rightward ? resolution.right : resolution.left)[i]));
      }
      EXPECT_GT(error, 1e-10);
      EXPECT_LT(missed, 0.2 * error) << scheme.name << " of " << scheme.nodes << ", " << momenta;
    }
  }
}

// What jumps is scattered all over a cell whose rates vary along it.
TEST(Resolution, OfOpaqueCellsIsAllThatJumps) {
  const SpatialScheme scheme = make_discontinuous_galerkin(4, 3);
  Relaxing thick(scheme, 1e5, true), thin(scheme, 0.1, true);
  const PetscVec opaque = thick.stationary(), clear = thin.stationary();
  const double jumping = thick.estimate(opaque.get(), false).layer;
  EXPECT_GT(jumping, 0.1);
  EXPECT_GT(thick.estimate(opaque.get()).layer, 0.9 * jumping);
  EXPECT_LT(thin.estimate(clear.get()).layer, 1e-3 * thin.estimate(clear.get(), false).layer);
}

TEST(Resolution, JudgesByTheLargerOfBothParts) {
  Resolution resolution;
  EXPECT_TRUE(std::isnan(resolution.indicator));
  resolution.left = {0, -0.06};
  resolution.right = {0.02, 0};
  resolution.layer = 0.01;
  resolution.judge(3);
  EXPECT_DOUBLE_EQ(resolution.indicator, 1.25 * 0.02);
  resolution.layer = 0.04;
  resolution.judge(3);
  EXPECT_DOUBLE_EQ(resolution.indicator, 1.25 * 0.04);
}

}  // namespace
}  // namespace kapitza::boltzmann
