#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/engine.hpp"
#include "kapitza/boltzmann/upwind.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/max_or_nan.hpp"
#include "support/momentum_grids.hpp"
#include "support/relaxation.hpp"

namespace kapitza::boltzmann {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  EXPECT_EQ(a.size(), b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = test::max_or_nan(largest, std::abs(a[i] - b[i]));
  return largest;
}

struct StationaryStates : testing::Test {
  Communicator world = Communicator::world();
  test::BoltzmannSetup setup{16};
  test::ConservingRelaxation relaxation{setup.grid, setup.dispersion, setup.thermal};
  SpatialScheme dg = make_discontinuous_galerkin(4, 3);
};

TEST_F(StationaryStates, WithoutCollisionsEveryCarrierKeepsWhatItWasInjectedWith) {
  test::Relaxation none(setup.thermal, 0);
  for (const SpatialScheme& scheme : {dg, make_upwind(9)}) {
    const StationaryState state = setup.solve_one(world, scheme, none, 3);
    for (int k = 0; k < 16; ++k) {
      const auto i = static_cast<std::size_t>(k);
      const double injected = k < 8 ? setup.injection.right[i] : setup.injection.left[i];
      for (std::size_t x = 0; x < state.X.size(); ++x)
        EXPECT_NEAR(state.n[x * 16 + i], injected, 1e-14);
      EXPECT_NEAR(state.n_left[i], injected, 1e-14);
      EXPECT_NEAR(state.n_right[i], injected, 1e-14);
      EXPECT_NEAR(state.n_center[i], injected, 1e-14);
    }
  }
}

/// The same problem on momenta of either kind.
struct StationaryStatesOnMomenta : testing::TestWithParam<test::Momenta> {
  Communicator world = Communicator::world();
  test::BoltzmannSetup setup{test::momenta(GetParam(), 16)};
  test::ConservingRelaxation relaxation{setup.grid, setup.dispersion, setup.thermal};
  SpatialScheme dg = make_discontinuous_galerkin(4, 3);
};

INSTANTIATE_TEST_SUITE_P(Both, StationaryStatesOnMomenta, testing::ValuesIn(test::both_momenta),
                         [](const auto& one) { return test::name_of(one.param); });

TEST_P(StationaryStatesOnMomenta, CurrentsAreConstantAlongX) {
  for (const SpatialScheme& scheme : {dg, make_discontinuous_galerkin(3, 2), make_upwind(9)}) {
    const StationaryState state = setup.solve_one(world, scheme, relaxation, 2);
    EXPECT_LT(state.number_flatness, 1e-13) << scheme.name;
    EXPECT_LT(state.energy_flatness, 1e-13) << scheme.name;
    EXPECT_LT(current_flatness(state.number_current, 1), 1e-13);
    // The same current enters and leaves at both ends, in n itself.
    double left = 0, right = 0;
    for (std::size_t k = 0; k < 16; ++k) {
      const double v = 2 * setup.grid[static_cast<int>(k)] * setup.grid.weight(static_cast<int>(k));
      left += v * state.n_left[k];
      right += v * state.n_right[k];
    }
    EXPECT_NEAR(left, right, 1e-13) << scheme.name;
    EXPECT_NEAR(left, state.number_current.at(3), 1e-13) << scheme.name;
    EXPECT_GT(std::abs(left), 0.05);
    EXPECT_LE(state.residual, 1e-12);
  }
}

TEST_P(StationaryStatesOnMomenta, EntropyThatFlowsOutIsWhatCollisionsProduce) {
  const double Lambda = 2;
  StationaryState state =
      setup.solve_one(world, make_discontinuous_galerkin(24, 4), relaxation, Lambda);
  evaluate_profiles(state, setup.grid, setup.dispersion);
  double produced = 0;
  std::vector<double> I(16);
  for (std::size_t x = 0; x < state.X.size(); ++x) {
    const std::span<const double> n = std::span{state.n}.subspan(x * 16, 16);
    relaxation.evaluate(n, I);
    for (std::size_t k = 0; k < 16; ++k)
      produced += Lambda * state.weights[x] * I[k] / n[k] * setup.grid.weight(static_cast<int>(k));
  }
  EXPECT_NEAR(state.entropy_production, produced, 1e-7 * std::abs(produced));
  EXPECT_GT(produced, 0.01);
}

TEST_P(StationaryStatesOnMomenta, ReflectionMirrorsXAndK) {
  const StationaryState state = setup.solve_one(world, dg, relaxation, 1.3);
  test::BoltzmannSetup reflected = setup;
  reflected.injection.left.assign(setup.injection.right.rbegin(), setup.injection.right.rend());
  reflected.injection.right.assign(setup.injection.left.rbegin(), setup.injection.left.rend());
  const StationaryState mirror = reflected.solve_one(world, dg, relaxation, 1.3);
  const std::vector<double> n(mirror.n.rbegin(), mirror.n.rend());
  EXPECT_LT(largest_difference(state.n, n), 1e-12);
  EXPECT_LT(largest_difference(state.n_left, {mirror.n_right.rbegin(), mirror.n_right.rend()}),
            1e-12);
  EXPECT_LT(largest_difference(state.n_center, {mirror.n_center.rbegin(), mirror.n_center.rend()}),
            1e-12);
  EXPECT_GT(largest_difference(state.n_left, mirror.n_left), 0.05);
}

TEST_P(StationaryStatesOnMomenta, ThermalInjectionFromBothSidesStaysThermal) {
  setup.injection = {setup.thermal, setup.thermal};
  for (const SpatialScheme& scheme : {dg, make_upwind(9)}) {
    const StationaryState state = setup.solve_one(world, scheme, relaxation, 5);
    for (std::size_t x = 0; x < state.X.size(); ++x)
      for (std::size_t k = 0; k < 16; ++k)
        EXPECT_NEAR(state.n[x * 16 + k], setup.thermal[k], 1e-13);
    EXPECT_LT(largest_difference(state.n_left, setup.thermal), 1e-13);
  }
}

TEST_P(StationaryStatesOnMomenta, PseudoTimeAndMarchingReachTheSame) {
  const SpatialScheme upwind = make_upwind(7);
  const StationaryState pseudo = setup.solve_one(world, upwind, relaxation, 1.7);
  const SteadyOptions options{SteadyMethod::March, 1e-10, 100000};
  const StationaryState march = setup.solve_one(world, upwind, relaxation, 1.7, options);
  EXPECT_LE(march.residual, 1e-10);
  EXPECT_GT(march.steps, 100);
  // residual 1e-10 of a current of order 1, amplified by the transit time of the slowest carrier, 1 / (2 pi / 16)
  EXPECT_LT(largest_difference(pseudo.n, march.n), 1e-9);
}

TEST_F(StationaryStates, AreTheSameWhicheverLambdaCameBefore) {
  Engine engine(world, {dg}, setup.grid, setup.dispersion, relaxation, setup.injection, {});
  const auto list = setup.solve(engine, {4, 0.1, 1});
  std::vector<std::size_t> order;
  for (const Solution& solution : list)
    order.push_back(solution.index);
  EXPECT_THAT(order, ElementsAre(1, 2, 0));  // ascending Lambda
  const StationaryState alone = setup.solve_one(world, dg, relaxation, 4);
  EXPECT_EQ(list.back().state.Lambda, 4);
  EXPECT_LT(largest_difference(list.back().state.n, alone.n), 1e-12);
}

/// I = g / n^2 - 1: a steady loss that stops near sqrt(g). Linearised at n >> sqrt(g) it seems never to stop, so that full
/// Newton steps end far below zero. For g = 0 it does not stop, and beyond Lambda = |v| n_in there is no solution.
class SteadyLoss final : public collision::DifferentiableCollisionIntegral {
 public:
  explicit SteadyLoss(double g) : g_{g} {}
  int size() const noexcept override { return 16; }
  void evaluate(std::span<const double> n, std::span<double> I) override {
    for (std::size_t k = 0; k < 16; ++k)
      I[k] = g_ / (n[k] * n[k]) - 1;
  }
  void linearise(std::span<const double> n, std::span<double> L) override {
    std::fill(L.begin(), L.end(), 0.0);
    for (std::size_t k = 0; k < 16; ++k)
      L[k * 16 + k] = -2 * g_ / (n[k] * n[k] * n[k]);
  }
  void apply_linearised(std::span<const double> n, std::span<const double> dn,
                        std::span<double> dI) override {
    for (std::size_t k = 0; k < 16; ++k)
      dI[k] = -2 * g_ / (n[k] * n[k] * n[k]) * dn[k];
  }

 private:
  double g_;
};

TEST_F(StationaryStates, OccupationsStayPositiveWhereFullStepsWouldNot) {
  SteadyLoss loss(0.01);
  const StationaryState state = setup.solve_one(world, dg, loss, 3);
  EXPECT_LE(state.residual, 1e-10);
  EXPECT_GT(*std::min_element(state.n.begin(), state.n.end()), 0);
  EXPECT_NEAR(state.n_right[8], 0.1, 1e-3);  // the slowest carrier has had the time
}

TEST_F(StationaryStates, WithoutAPositiveSolutionItIsSaidWhereNRunsOut) {
  SteadyLoss loss(0);
  try {
    setup.solve_one(world, make_upwind(9), loss, 8);
    FAIL() << "n < 0 was accepted";
  } catch (const NumericalFailure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("Lambda = 8"));
    EXPECT_THAT(failure.what(), HasSubstr("limited by n < 0 at X = "));
    EXPECT_THAT(failure.what(), HasSubstr("0.19635, Lambda"));  // the slowest runs out first
  }
}

TEST_F(StationaryStates, ANanInTheMiddleOfASolveStopsItWithItsPlace) {
  test::Spoilt spoilt(relaxation, 11, 40);
  try {
    setup.solve_one(world, dg, spoilt, 1);
    FAIL() << "a NaN was accepted";
  } catch (const NumericalFailure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("Lambda = 1"));
    EXPECT_THAT(failure.what(), HasSubstr("X = "));
    EXPECT_THAT(failure.what(), HasSubstr("k = 1.37445, Lambda = 1"));
  }
}

/// Gain at the rate c n^2 for one momentum: no stationary state beyond c Lambda n_in / v = 1.
class Runaway final : public collision::DifferentiableCollisionIntegral {
 public:
  int size() const noexcept override { return 16; }
  void evaluate(std::span<const double> n, std::span<double> I) override {
    for (std::size_t k = 0; k < 16; ++k)
      I[k] = n[k] * n[k];
  }
  void linearise(std::span<const double> n, std::span<double> L) override {
    std::fill(L.begin(), L.end(), 0.0);
    for (std::size_t k = 0; k < 16; ++k)
      L[k * 16 + k] = 2 * n[k];
  }
  void apply_linearised(std::span<const double> n, std::span<const double> dn,
                        std::span<double> dI) override {
    for (std::size_t k = 0; k < 16; ++k)
      dI[k] = 2 * n[k] * dn[k];
  }
};

TEST_F(StationaryStates, ALambdaWithoutSolutionIsNamedAndThoseBeforeItAreKept) {
  Runaway runaway;
  Engine engine(world, {make_upwind(9)}, setup.grid, setup.dispersion, runaway, setup.injection,
                {SteadyMethod::Pseudo, 1e-10, 400});
  std::vector<double> kept;
  try {
    engine.solve(std::vector<double>{0.05, 50, 80},
                 [&](const Solution& solution) { kept.push_back(solution.state.Lambda); });
    FAIL() << "a solution was claimed where there is none";
  } catch (const NumericalFailure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("Lambda = 50"));
    EXPECT_THAT(failure.what(), HasSubstr("not attempted: 80"));
  }
  EXPECT_THAT(kept, ElementsAre(0.05));
}

TEST_F(StationaryStates, StepsAreReportedWithAFractionThatGrowsToOne) {
  Engine engine(world, {dg}, setup.grid, setup.dispersion, relaxation, setup.injection, {});
  double fraction = 0;
  int reports = 0;
  engine.solve(std::vector<double>{0.5, 1}, {}, [&](const StepReport& report) {
    EXPECT_GE(report.fraction, fraction);
    fraction = report.fraction;
    ++reports;
  });
  EXPECT_GT(reports, 4);
  EXPECT_EQ(fraction, 1);
}

TEST_F(StationaryStates, TheStateIsAtTheRoundingFloorWhateverTheTolerance) {
  const StationaryState loose =
      setup.solve_one(world, dg, relaxation, 1, {SteadyMethod::Pseudo, 1e-2, 500});
  EXPECT_LT(loose.residual, 1e-13);
  EXPECT_LT(largest_difference(loose.n, setup.solve_one(world, dg, relaxation, 1).n), 1e-12);
}

TEST_F(StationaryStates, TheStateIsSaidToHaveConvergedWithItsResidual) {
  const StationaryState state = setup.solve_one(world, dg, relaxation, 1);
  EXPECT_THAT(state.reason, HasSubstr("converged: residual"));
  EXPECT_GT(state.factorisations, 0);
  EXPECT_GT(state.linear_iterations, 0);
  EXPECT_GT(state.steps, 1);
}

TEST_F(StationaryStates, InputThatCannotBeSolvedIsRefusedBeforeAnyWork) {
  const auto engine = [&](std::vector<SpatialScheme> schemes, const model::Injected& injection,
                          const SteadyOptions& options = {}) {
    Engine(world, std::move(schemes), setup.grid, setup.dispersion, relaxation, injection, options);
  };
  model::Injected negative = setup.injection;
  negative.left[12] = -1;
  model::Injected not_read = setup.injection;
  not_read.left[2] = -1;  // moves to the left: never enters at X = 0
  EXPECT_THROW(engine({dg}, negative), InvalidInput);
  EXPECT_NO_THROW(engine({dg}, not_read));
  EXPECT_THROW(engine({}, setup.injection), InvalidInput);
  EXPECT_THROW(engine({dg, make_discontinuous_galerkin(8, 3)}, setup.injection), InvalidInput);
  EXPECT_THROW(engine({make_upwind(21), make_upwind(11)}, setup.injection), InvalidInput);
  EXPECT_THROW(engine({dg}, setup.injection, {SteadyMethod::March, 1e-10, 10}), InvalidInput);
  Engine good(world, {dg}, setup.grid, setup.dispersion, relaxation, setup.injection, {});
  EXPECT_THROW(setup.solve(good, {}), InvalidInput);
  EXPECT_THROW(setup.solve(good, {1, -2}), InvalidInput);
}

}  // namespace
}  // namespace kapitza::boltzmann
