#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/relaxation_fit.hpp"
#include "kapitza/boltzmann/upwind.hpp"
#include "support/evolution_setup.hpp"
#include "support/max_or_nan.hpp"
#include "support/momentum_grids.hpp"
#include "support/rough_collision.hpp"

namespace kapitza::boltzmann {
namespace {

constexpr int K = 12;

struct EvolutionInTime : testing::Test {
  double largest_difference(const std::vector<double>& a, const std::vector<double>& b) const {
    EXPECT_EQ(a.size(), b.size());
    double largest = 0;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
      largest = test::max_or_nan(largest, std::abs(a[i] - b[i]));
    return largest;
  }
  std::vector<double> injected_everywhere(const SpatialScheme& scheme) const {
    return setup.sampled(scheme, {0, scheme.size()},
                         [&](double, int k) { return setup.incoming(k); });
  }
  /// dy/dX of a defect that is weak on the left.
  std::vector<double> skew_mass(const SpatialScheme& scheme) const {
    std::vector<double> mass;
    for (const double X : scheme.X)
      mass.push_back(2.0 - 1.5 * X);
    return mass;
  }

  Communicator world = Communicator::world();
  test::EvolutionSetup setup{test::momenta(test::Momenta::Panels, K)};
  test::ConservingRelaxation relaxation{setup.grid, setup.dispersion, setup.thermal};
};

// n(t, X) = n0(X - v t), and what is injected behind the front. The fronts of this n0 are smooth to third order.
TEST_F(EvolutionInTime, OfNoCollisionsIsFreeStreaming) {
  const SpatialScheme scheme = make_discontinuous_galerkin(20, 4);
  const auto bump = [](double X) {
    return X <= 0 || X >= 1 ? 0 : 0.3 * std::pow(std::sin(std::numbers::pi * X), 4);
  };
  const auto exact = [&](double t) {
    return setup.sampled(scheme, {0, scheme.size()}, [&](double X, int k) {
      return setup.incoming(k) + bump(X - setup.dispersion.velocity(setup.grid[k]) * t);
    });
  };
  const auto evolution = setup.make(world, scheme, relaxation, 0, 1e-6);
  evolution->start(exact(0));
  for (const double t : {0.03, 0.1, 0.25}) {
    evolution->advance(t);
    EXPECT_DOUBLE_EQ(evolution->time(), t);
    EXPECT_LT(largest_difference(evolution->state().n, exact(t)), 3e-5) << t;
  }
}

TEST_F(EvolutionInTime, AgreesWithSmallExplicitStepsForAnyMass) {
  const SpatialScheme scheme = make_discontinuous_galerkin(3, 3);
  for (const auto& mass : {std::vector<double>(scheme.X.size(), 1.0), skew_mass(scheme)}) {
    const auto start = injected_everywhere(scheme);
    const auto reference = setup.runge_kutta(scheme, mass, relaxation, 3, start, 0.5, 1000);
    const auto evolution = setup.make(world, scheme, relaxation, 3, 1e-7, mass);
    evolution->start(start);
    evolution->advance(0.5);
    const double error = largest_difference(evolution->state().n, reference);
    EXPECT_LT(error, 1e-5);
    EXPECT_LT(error, 10 * evolution->error() + 1e-9) << "the estimate";
  }
}

// In the middle, before the fastest carriers arrive from the ends: d_t n = Lambda I[n].
TEST_F(EvolutionInTime, IsHomogeneousBeforeTheEndsAreFelt) {
  const SpatialScheme scheme = make_discontinuous_galerkin(31, 3);
  constexpr double Lambda = 40, time = 0.06;  // of 0.5 / 2 pi
  SpatialScheme point;
  point.X = {0.5};
  point.derivative.add_row({}, 0);
  std::vector<double> one;
  for (int k = 0; k < K; ++k)
    one.push_back(setup.incoming(k));
  const auto reference = setup.runge_kutta(point, {1}, relaxation, Lambda, one, time, 200);
  EXPECT_GT(largest_difference(reference, one), 0.25) << "nothing has happened";
  const auto evolution = setup.make(world, scheme, relaxation, Lambda, 1e-6);
  evolution->start(injected_everywhere(scheme));
  evolution->advance(time);
  EXPECT_LT(largest_difference(evolution->state().n_center, reference), 1e-5);
}

TEST_F(EvolutionInTime, EndsInTheStationaryState) {
  for (const double Lambda : {0.05, 1.0, 10.0, 100.0}) {
    const SpatialScheme scheme = make_discontinuous_galerkin(8, 3);
    const StationaryState stationary = setup.solve_one(world, scheme, relaxation, Lambda);
    const auto evolution = setup.make(world, scheme, relaxation, Lambda, 1e-5);
    evolution->start(injected_everywhere(scheme));
    evolution->advance(200);
    EXPECT_LT(largest_difference(evolution->state().n, stationary.n), 1e-7) << Lambda;
  }
}

// Collisions that are strong leave number and energy, which diffuse: with n = thermal (alpha_1 + alpha_E E), C d_t alpha = M d_X^2 alpha /
// (Lambda rho^2), C = int thermal e e, M = int v^2 thermal e e. The walls make the slab longer by a length ~ 1/Lambda: (rate Lambda)^(-1/2) is
// linear in 1/Lambda, and what is left in second order is below 1 %.
TEST_F(EvolutionInTime, DecaysAsLinearDiffusionDoes) {
  setup.injection.left = setup.injection.right = setup.thermal;
  double C[2][2] = {}, M[2][2] = {};
  const double rho = setup.grid.integrate(setup.thermal);
  for (int k = 0; k < K; ++k) {
    const double E = setup.dispersion.energy(setup.grid[k]),
                 v = setup.dispersion.velocity(setup.grid[k]),
                 w = setup.grid.weight(k) * setup.thermal[static_cast<std::size_t>(k)];
    for (int a = 0; a < 2; ++a)
      for (int b = 0; b < 2; ++b) {
        C[a][b] += w * std::pow(E, a + b);
        M[a][b] += w * v * v * std::pow(E, a + b);
      }
  }
  // The smaller root of det(M - x C) = 0.
  const double a = C[0][0] * C[1][1] - C[0][1] * C[1][0],
               b = M[0][0] * C[1][1] + M[1][1] * C[0][0] - 2 * M[0][1] * C[0][1],
               c = M[0][0] * M[1][1] - M[0][1] * M[1][0];
  const double slowest = (b - std::sqrt(b * b - 4 * a * c)) / (2 * a);
  const double diffusion = std::pow(std::numbers::pi / rho, 2) * slowest;

  const SpatialScheme scheme = make_discontinuous_galerkin(8, 3);
  std::vector<double> root;
  for (const double Lambda : {100.0, 200.0}) {
    const auto evolution = setup.make(world, scheme, relaxation, Lambda, 1e-6);
    evolution->start(setup.sampled(scheme, {0, scheme.size()}, [&](double, int k) {
      return 1.01 * setup.thermal[static_cast<std::size_t>(k)];
    }));
    std::vector<double> time, change;
    evolution->advance(6 * Lambda / diffusion, [&](const EvolutionStep& step) {
      time.push_back(step.time);
      change.push_back(step.change);
    });
    const auto fit = fit_relaxation(time, change, 0);
    ASSERT_TRUE(fit);
    root.push_back(std::pow(fit->rate * Lambda, -0.5));
  }
  EXPECT_NEAR((2 * root[1] - root[0]) * std::sqrt(diffusion), 1, 0.01);
}

// The discrete laws hold to rounding in steps however long, with a Jacobian that conserves nothing.
TEST_F(EvolutionInTime, ChangesByWhatPassesTheEnds) {
  for (const SpatialScheme& scheme : {make_discontinuous_galerkin(5, 3), make_upwind(8)}) {
    for (const double tolerance : {1e-2, 1e-5}) {
      test::WithRough rough(relaxation, 0.1, 0);
      const auto evolution = setup.make(world, scheme, rough, 8, tolerance, skew_mass(scheme));
      evolution->start(injected_everywhere(scheme));
      const Amounts before = evolution->content();
      int steps = 0;
      evolution->advance(2, [&](const EvolutionStep& step) {
        EXPECT_EQ(step.step, ++steps);
        const Amounts imbalance = evolution->imbalance();
        EXPECT_LT(imbalance[0], 1e-12) << scheme.name << ", t = " << step.time;
        EXPECT_LT(imbalance[1], 1e-12) << scheme.name << ", t = " << step.time;
      });
      EXPECT_GT(std::abs(evolution->content()[0] - before[0]), 1e-2 * before[0]);
      EXPECT_GT(evolution->left_so_far().left[0], 0);
    }
  }
}

// What has left by then is what leaves, integrated: by the trapezoidal rule over the steps to its own error.
TEST_F(EvolutionInTime, CountsWhatLeaves) {
  const SpatialScheme scheme = make_discontinuous_galerkin(5, 3);
  const auto evolution = setup.make(world, scheme, relaxation, 3, 1e-6);
  evolution->start(injected_everywhere(scheme));
  CarrierBalance::Leaving before = evolution->leaving();
  Amounts left{}, right{};
  evolution->advance(1, [&](const EvolutionStep& step) {
    const auto now = evolution->leaving();
    for (int a = 0; a < 2; ++a) {
      left[a] += step.time_step * (before.left[a] + now.left[a]) / 2;
      right[a] += step.time_step * (before.right[a] + now.right[a]) / 2;
    }
    before = now;
  });
  const auto total = evolution->left_so_far();
  for (int a = 0; a < 2; ++a) {
    EXPECT_NEAR(left[a], total.left[a], 1e-3 * total.left[a]);
    EXPECT_NEAR(right[a], total.right[a], 1e-3 * total.right[a]);
  }
}

TEST_F(EvolutionInTime, GoesOnFromASnapshot) {
  const SpatialScheme scheme = make_discontinuous_galerkin(5, 3);
  const auto whole = setup.make(world, scheme, relaxation, 3, 1e-5);
  whole->start(injected_everywhere(scheme));
  whole->advance(1);
  EvolutionSnapshot kept;
  const auto first = setup.make(world, scheme, relaxation, 3, 1e-5);
  first->start(injected_everywhere(scheme));
  first->advance(1, [&](const EvolutionStep& step) {
    if (step.step == 6) kept = first->snapshot();
  });
  const auto second = setup.make(world, scheme, relaxation, 3, 1e-5);
  second->resume(kept);
  second->advance(1);
  EXPECT_LT(largest_difference(whole->state().n, second->state().n), 1e-5);
  EXPECT_NEAR(whole->left_so_far().left[0], second->left_so_far().left[0], 1e-5);
  EXPECT_LT(second->imbalance()[0], 1e-12);
}

// Half of the points are computed of a state that is its own mirror image.
TEST_F(EvolutionInTime, KnowsWhichStatesAreMirrorImages) {
  setup.injection.right.assign(setup.injection.left.rbegin(), setup.injection.left.rend());
  const SpatialScheme scheme = make_discontinuous_galerkin(5, 3);
  const std::vector<double> even(scheme.X.size(), 1.0);
  std::vector<double> skew = injected_everywhere(scheme);
  for (std::size_t i = 0; i < skew.size() / 3; ++i)
    skew[i] *= 1.5;
  for (const auto& start : {injected_everywhere(scheme), skew}) {
    const auto reference = setup.runge_kutta(scheme, even, relaxation, 3, start, 0.2, 500);
    test::WithRough rough(relaxation, 0.02, 0);
    const auto evolution = setup.make(world, scheme, rough, 3, 1e-7);
    evolution->start(start);
    evolution->advance(0.2);
    EXPECT_LT(largest_difference(evolution->state().n, reference), 1e-5);
    EXPECT_LT(evolution->imbalance()[0], 1e-12);
  }
}

TEST_F(EvolutionInTime, RefusesWhatHasNoMeaning) {
  const SpatialScheme scheme = make_discontinuous_galerkin(5, 3);
  std::vector<double> mass(scheme.X.size(), 1.0);
  EXPECT_THROW(setup.make(world, scheme, relaxation, -1, 1e-5), InvalidInput);
  mass[2] = std::numeric_limits<double>::infinity();
  EXPECT_THROW(setup.make(world, scheme, relaxation, 1, 1e-5, mass), InvalidInput);
  mass[2] = 0;
  EXPECT_THROW(setup.make(world, scheme, relaxation, 1, 1e-5, mass), InvalidInput);
  const auto evolution = setup.make(world, scheme, relaxation, 1, 1e-5);
  std::vector<double> start = injected_everywhere(scheme);
  start[7] = -1;
  EXPECT_THROW(evolution->start(start), InvalidInput);
  start.pop_back();
  EXPECT_THROW(evolution->start(start), InvalidInput);
}

}  // namespace
}  // namespace kapitza::boltzmann
