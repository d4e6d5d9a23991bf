// The homogeneous kinetic equation in time: exact solutions, conservation, null states, and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/homogeneous_relaxation.hpp"
#include "kapitza/collision/collision_operator.hpp"
#include "kapitza/collision/next_order.hpp"
#include "kapitza/model/occupation.hpp"
#include "support/collision_states.hpp"
#include "support/fixed_integral.hpp"
#include "support/max_or_nan.hpp"
#include "support/relaxation.hpp"

namespace kapitza::boltzmann {
namespace {

using collision::RelaxationRate;
using collision::Resummation;
using collision::testing::asymmetric_on;
using collision::testing::power;
using ::testing::HasSubstr;

double difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t k = 0; k < a.size(); ++k)
    largest = test::max_or_nan(largest, std::abs(a[k] - b[k]));
  return largest;
}

struct HomogeneousRelaxation : ::testing::Test {
  const model::MomentumGrid grid{32};
  const model::ParabolicDispersion dispersion;
  const std::vector<double> n = asymmetric_on(grid);
};

// n(t) = target + (n - target) e^{-lambda^2 rate t}. Some ten steps, each with an error of a tenth of the tolerance or less.
TEST_F(HomogeneousRelaxation, FollowsAnExponentialAsWellAsItIsAsked) {
  test::Relaxation linear{std::vector<double>(32, 0.7), 3.0};
  RelaxationRate rate{grid, linear, 0.5};
  for (const double tolerance : {1e-4, 1e-6, 1e-8, 1e-10}) {
    RelaxationWork work;
    const auto states = relax(grid, rate, n, std::vector{0.0, 0.5, 0.5, 4.0}, tolerance, &work);
    ASSERT_EQ(states.size(), 4);
    EXPECT_EQ(states[0], n);
    EXPECT_EQ(states[1], states[2]);
    for (const auto& [state, t] : {std::pair{states[1], 0.5}, std::pair{states[3], 4.0}}) {
      std::vector<double> exact(32);
      for (std::size_t k = 0; k < 32; ++k)
        exact[k] = 0.7 + (n[k] - 0.7) * std::exp(-0.75 * t);
      EXPECT_LT(difference(state, exact), 5 * tolerance) << tolerance << ", " << t;
    }
    EXPECT_GT(work.steps, 1);
    EXPECT_GE(work.evaluations, 6 * work.steps);
  }
}

TEST_F(HomogeneousRelaxation, TakesFewerStepsForALooserTolerance) {
  test::Relaxation linear{std::vector<double>(32, 0.7), 3.0};
  RelaxationRate rate{grid, linear, 0.5};
  const auto steps = [&](double tolerance) {
    RelaxationWork work;
    relax(grid, rate, n, std::vector{10.0}, tolerance, &work);
    return static_cast<double>(work.steps);
  };
  // Of order 5: a step five digits better is ten times shorter.
  const double ratio = steps(1e-11) / steps(1e-6);
  EXPECT_GT(ratio, 5);
  EXPECT_LT(ratio, 15);
}

TEST_F(HomogeneousRelaxation, ConservesNumberAndEnergy) {
  collision::CollisionOperator I{grid, dispersion, power(3), collision::testing::to_accuracy(1e-3)};
  collision::NextOrderParameters parameters;
  parameters.time = {.tau_max = 3.0, .tau_step = 0.1};
  collision::NextOrder J{grid, dispersion, power(3), parameters};
  for (const Resummation resummation :
       {Resummation::Sum, Resummation::Pade, Resummation::PadeByMomentum}) {
    RelaxationRate rate{grid, I, J, 0.02, resummation};
    const auto end = relax(grid, rate, n, std::vector{60.0}, 1e-4).front();
    EXPECT_GT(difference(end, n), 0.02);
    EXPECT_NEAR(model::density(end, grid), model::density(n, grid), 1e-14);
    EXPECT_NEAR(model::energy_density(end, grid, dispersion),
                model::energy_density(n, grid, dispersion), 1e-13);
  }
}

// I of a thermal state is zero to its accuracy, and moves n by that times lambda^2 t = 0.04. J is zero in the limit of a long T only, as T^{-3/2}: a
// factor 2.8 for twice the T.
TEST_F(HomogeneousRelaxation, LeavesAThermalStateWhereItIs) {
  const auto thermal = model::thermal_occupation({.beta = 1.0, .mu = -3.0}, grid, dispersion);
  const std::vector<std::vector<double>> references{thermal};
  collision::CollisionOperator I{grid, dispersion, power(3), collision::testing::to_accuracy(1e-4),
                                 references};
  const auto moved = [&](RelaxationRate& rate) {
    return difference(relax(grid, rate, thermal, std::vector{100.0}, 1e-8).front(), thermal);
  };
  RelaxationRate leading{grid, I, 0.02};
  EXPECT_LT(moved(leading), 1e-6);
  const auto moved_up_to = [&](double T) {
    collision::NextOrderParameters parameters;
    parameters.time = {.tau_max = T, .tau_step = 0.1};
    collision::NextOrder J{grid, dispersion, power(3), parameters};
    RelaxationRate next{grid, I, J, 0.02, Resummation::Sum};
    return moved(next);
  };
  const double rough = moved_up_to(6.0), good = moved_up_to(12.0);
  EXPECT_LT(good, 0.45 * rough);
  EXPECT_LT(good, 1e-5);
}

TEST_F(HomogeneousRelaxation, RefusesAnOccupationThatTurnsNegative) {
  test::FixedIntegral loss{32, [](auto, auto out) { std::ranges::fill(out, -1.0); }};
  RelaxationRate rate{grid, loss, 1.0};
  try {
    relax(grid, rate, n, std::vector{0.05, 2.0}, 1e-6);
    FAIL() << "accepted";
  } catch (const NumericalFailure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("t = 2;"));
  }
}

TEST_F(HomogeneousRelaxation, HandsOnWhatTheRateThrows) {
  test::Relaxation linear{std::vector<double>(32, 0.7), 3.0};
  test::FixedIntegral proportional = test::scaled(linear, 10.0);
  RelaxationRate rate{grid, linear, proportional, 0.5, Resummation::Pade};
  try {
    relax(grid, rate, n, std::vector{1.0}, 1e-6);
    FAIL() << "accepted";
  } catch (const NumericalFailure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("no meaning"));
  }
}

}  // namespace
}  // namespace kapitza::boltzmann
