#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "kapitza/boltzmann/march.hpp"
#include "kapitza/boltzmann/upwind.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/max_or_nan.hpp"
#include "support/relaxation.hpp"
#include "support/splitting.hpp"

namespace kapitza::boltzmann {
namespace {

constexpr int K = 16, points = 5;

struct Marching : testing::Test {
  double speed(int k) const { return 2 * std::abs(setup.grid[k]); }
  double longest_step() const {
    double fastest = 0;
    for (int k = 0; k < K; ++k)
      fastest = std::max(fastest, speed(k));
    return 0.9 / ((points + 1) * fastest);
  }
  std::vector<double> stepped(const std::vector<double>& n, double dt, double Lambda, bool split) {
    return test::split_step(setup, relaxation, n, dt, Lambda, split);
  }
  /// n of a march of so many steps from what is injected.
  std::vector<double> marched(double Lambda, int steps, const Pace& pace = {}) {
    problem.set_Lambda(Lambda);
    PetscVec n = transport.free_streaming();
    outcome = march.solve(n.get(), 0, steps, pace);
    const double* values = nullptr;
    check(VecGetArrayRead(n.get(), &values));
    std::vector<double> result(values, values + points * K);
    check(VecRestoreArrayRead(n.get(), &values));
    return result;
  }
  std::vector<double> streaming() const {
    std::vector<double> n;
    for (int x = 0; x < points; ++x)
      for (int k = 0; k < K; ++k)
        n.push_back(setup.incoming(k));
    return n;
  }
  void expect_equal(const std::vector<double>& found, const std::vector<double>& expected) const {
    double largest = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
      largest = test::max_or_nan(largest, std::abs(found[i] - expected[i]));
    EXPECT_LT(largest, 1e-14);
  }

  static constexpr double rate = 1;
  Communicator world = Communicator::world();
  test::BoltzmannSetup setup{K};
  test::Relaxation relaxation{setup.thermal, rate};
  Transport transport{world, make_upwind(points), velocities(setup.grid, setup.dispersion),
                      setup.injection};
  SteadyProblem problem{world, transport, setup.grid, relaxation, 1};
  March march{problem, {}};
  SteadyOutcome outcome;
};

TEST_F(Marching, TakesTheStepsOfThePaper) {
  const double dt = longest_step();
  std::vector<double> n = streaming();
  for (int step = 0; step < 3; ++step)
    n = stepped(n, dt, 2, true);
  expect_equal(marched(2, 3), n);
  EXPECT_EQ(outcome.steps, 3);
  EXPECT_DOUBLE_EQ(march.pace().time_step, dt);
}

TEST_F(Marching, TakesCollisionsOfTheStateBeforeWhenSplittingHasDoneItsPart) {
  std::vector<double> n = streaming();
  for (int step = 0; step < 3; ++step)
    n = stepped(n, 0.5 * longest_step(), 2, false);
  expect_equal(marched(2, 3, {0.5 * longest_step(), false}), n);
}

TEST_F(Marching, HalvesAStepThatTakesMoreThanHalfOfSomeN) {
  const double Lambda = 3 / longest_step();  // loss alone takes Lambda dt of n
  const std::vector<double> before = streaming();
  const auto kept = [&](double dt) {
    const std::vector<double> n = stepped(before, dt, Lambda, true);
    double least = 1;
    for (std::size_t i = 0; i < n.size(); ++i)
      least = std::min(least, n[i] / before[i]);
    return least;
  };
  double dt = longest_step();
  while (kept(dt) < 0.5)
    dt /= 2;
  ASSERT_LT(dt, longest_step());
  const std::vector<double> n = stepped(before, dt, Lambda, true);
  expect_equal(marched(Lambda, 1), n);
  EXPECT_EQ(outcome.steps, 1);
  EXPECT_DOUBLE_EQ(march.pace().time_step, dt);
}

TEST_F(Marching, WhereNothingEntersAtSomeMomentumNothingIsLost) {
  std::ranges::fill(setup.injection.left, 0.0);
  setup.thermal.assign(K, 0.0);
  test::Relaxation none{setup.thermal, 0};
  const Transport empty{world, make_upwind(points), velocities(setup.grid, setup.dispersion),
                        setup.injection};
  SteadyProblem streaming_only{world, empty, setup.grid, none, 1};
  streaming_only.set_Lambda(1);
  March to_vacuum{streaming_only, {}};
  PetscVec n = empty.free_streaming();
  EXPECT_TRUE(to_vacuum.solve(n.get(), 1e-12, 10).converged);
  EXPECT_EQ(to_vacuum.solve(n.get(), -1, 10).steps, 10);
}

TEST_F(Marching, KnowsTheOptionsOfPetsc) {
  check(PetscOptionsSetValue(nullptr, "-ts_max_steps", "2"));
  March limited{problem, {}};
  check(PetscOptionsClearValue(nullptr, "-ts_max_steps"));
  problem.set_Lambda(2);
  PetscVec n = transport.free_streaming();
  EXPECT_EQ(limited.solve(n.get(), 0, 5).steps, 2);
  EXPECT_EQ(marched(2, 5).size(), static_cast<std::size_t>(points * K));
  EXPECT_EQ(outcome.steps, 5);
}

}  // namespace
}  // namespace kapitza::boltzmann
