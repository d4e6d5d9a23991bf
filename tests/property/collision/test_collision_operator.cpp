// What (27) implies for any state: thermal states are stationary, number and energy conserved, entropy grows.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <tuple>
#include <vector>

#include "kapitza/collision/collision_operator.hpp"
#include "support/collision_states.hpp"
#include "support/max_or_nan.hpp"

namespace kapitza::collision {
namespace {

using namespace testing;
constexpr double epsilon = std::numeric_limits<double>::epsilon();

const model::ParabolicDispersion dispersion;

std::vector<double> evaluate(CollisionOperator& collisions, const std::vector<double>& n) {
  std::vector<double> I(n.size());
  collisions.evaluate(n, I);
  return I;
}

double max_abs(const std::vector<double>& x) {
  double largest = 0.0;
  for (const double x_k : x)
    largest = test::max_or_nan(largest, std::abs(x_k));
  return largest;
}

struct NamedInteraction {
  std::string name;
  model::Interaction interaction;
};
void PrintTo(const NamedInteraction& named, std::ostream* out) {
  *out << named.name;
}

std::vector<NamedInteraction> interactions() {
  return {{"psi4", power(2)},
          {"psi6", power(3)},
          {"psi8", power(4)},
          {"psi6_renormalised", model::Interaction({{3, 6.0}, {1, -7.84}})},
          {"psi4_and_psi8", model::Interaction({{2, 2.0}, {4, 24.0}})}};
}
std::string name_of(const ::testing::TestParamInfo<NamedInteraction>& info) {
  return info.param.name;
}

class EveryInteraction : public ::testing::TestWithParam<NamedInteraction> {
 protected:
  EveryInteraction() : collisions_(grid_, dispersion, GetParam().interaction, to_accuracy(1e-5)) {}
  const model::MomentumGrid grid_{96};
  const std::vector<double> n_ = asymmetric_on(grid_);
  CollisionOperator collisions_;
};

TEST_P(EveryInteraction, ConservesNumberAndEnergyToRounding) {
  const std::vector<double> I = evaluate(collisions_, n_);
  double number = 0.0, energy = 0.0, absolute = 0.0;
  for (int i = 0; i < grid_.size(); ++i) {
    const double I_k = I[static_cast<std::size_t>(i)];
    number += I_k;
    energy += dispersion.energy(grid_[i]) * I_k;
    absolute += std::abs(I_k);
  }
  EXPECT_GT(absolute, 0.0);
  EXPECT_NEAR(number, 0.0, 10.0 * epsilon * absolute);
  EXPECT_NEAR(energy, 0.0, 10.0 * epsilon * dispersion.max_energy() * absolute);
}

TEST_P(EveryInteraction, LeavesAThermalStateAlone) {
  const std::vector<double> n = model::thermal_occupation({1.0, -1.0}, grid_, dispersion);
  const double unit = collisions_.scale(model::density(n, grid_));
  EXPECT_LT(max_abs(evaluate(collisions_, n)), 1e-5 * unit);
}

TEST_P(EveryInteraction, MirroredStateGivesMirroredIntegral) {
  const std::vector<double> I = evaluate(collisions_, n_);
  const std::vector<double> I_mirrored = evaluate(collisions_, model::mirrored(n_));
  for (int i = 0; i < grid_.size(); ++i) {
    EXPECT_NEAR(I_mirrored[static_cast<std::size_t>(grid_.mirror(i))],
                I[static_cast<std::size_t>(i)], 1e-12 * collisions_.scale(asymmetric_density))
        << i;
  }
}

TEST_P(EveryInteraction, EntropyGrows) {
  // d/dt sum log n = sum I_k / n_k >= 0, and strictly so away from thermal states.
  for (const auto& n :
       {n_,
        model::sampled_occupation(
            [](double k) { return 0.15 + 1.6 * std::exp(-std::pow((std::abs(k) - 1.2) / 0.4, 2)); },
            grid_)}) {
    const std::vector<double> I = evaluate(collisions_, n);
    double production = 0.0;
    for (std::size_t i = 0; i < n.size(); ++i)
      production += I[i] / n[i];
    EXPECT_GT(production, 1e-3 * max_abs(I));
  }
}

// In the mean over k I_k is further from the fine integral than half of what it is from a far better one, by what the accuracy allows.
TEST_P(EveryInteraction, FinelyTellsHalfOfTheErrorAtLeast) {
  CollisionParameters better = collisions_.parameters();
  better.tau_max *= 3;
  better.pair_nodes *= 3;
  CollisionOperator truth{grid_, dispersion, GetParam().interaction, better, Planning::Estimate};
  const std::vector<double> I = evaluate(collisions_, n_), I_true = evaluate(truth, n_);
  std::vector<double> I_fine(n_.size());
  ASSERT_TRUE(collisions_.evaluate_finely(n_, I_fine));
  double error = 0, difference = 0;
  for (std::size_t i = 0; i < n_.size(); ++i) {
    error += std::pow(I[i] - I_true[i], 2);
    difference += std::pow(I_fine[i] - I[i], 2);
  }
  EXPECT_GT(2 * std::sqrt(difference), std::sqrt(error));
  const double unit = collisions_.scale(asymmetric_density);
  EXPECT_LT(std::sqrt(difference / grid_.size()), 1e-4 * unit);
  EXPECT_EQ(collisions_.work().fine_evaluations, 1);
  EXPECT_EQ(evaluate(collisions_, n_), I);
}

INSTANTIATE_TEST_SUITE_P(CollisionOperator, EveryInteraction, ::testing::ValuesIn(interactions()),
                         name_of);

class ThermalState : public ::testing::TestWithParam<std::tuple<model::ThermalState, double>> {};

TEST_P(ThermalState, IsStationaryToTheAccuracy) {
  const auto& [state, accuracy] = GetParam();
  const model::MomentumGrid grid(128);
  const std::vector<double> n = model::thermal_occupation(state, grid, dispersion);
  CollisionOperator collisions(grid, dispersion, power(3), to_accuracy(accuracy), {{n}});
  EXPECT_LT(max_abs(evaluate(collisions, n)), accuracy * collisions.scale(model::density(n, grid)));
}

INSTANTIATE_TEST_SUITE_P(CollisionOperator, ThermalState,
                         ::testing::Combine(::testing::Values(model::ThermalState{1.0, -1.0},
                                                              model::ThermalState{0.589, -0.517},
                                                              model::ThermalState{3.0, -4.0}),
                                            ::testing::Values(1e-4, 1e-6)));

TEST(CollisionOperator, SixthPowerScalesWithTheFifthPowerOfTheOccupation) {
  // C_3 is constant and C_2 grows as rho^2, so that both parts of |psi|^6 have degree five.
  const model::MomentumGrid grid(96);
  CollisionOperator collisions(grid, dispersion, power(3), to_accuracy(1e-4));
  std::vector<double> n = asymmetric_on(grid);
  const std::vector<double> I = evaluate(collisions, n);
  for (double& n_k : n)
    n_k *= 1.7;
  const std::vector<double> I_scaled = evaluate(collisions, n);
  for (std::size_t i = 0; i < n.size(); ++i) {
    EXPECT_NEAR(I_scaled[i], std::pow(1.7, 5) * I[i], 1e-12 * max_abs(I_scaled)) << i;
  }
}

TEST(CollisionOperator, ConstantPotentialChangesNoCollision) {
  const model::MomentumGrid grid(64);
  const std::vector<double> n = asymmetric_on(grid);
  CollisionOperator bare(grid, dispersion, power(3), to_accuracy(1e-4));
  CollisionOperator renormalised(grid, dispersion, model::Interaction({{3, 6.0}, {1, -7.84}}),
                                 to_accuracy(1e-4));
  EXPECT_EQ(evaluate(bare, n), evaluate(renormalised, n));
}

TEST(CollisionOperator, OrdersAddUp) {
  // |psi|^6 at this density is C_3 I^(3) + C_2 I^(2), each from an interaction that has only that order. The projection is
  // linear, so that the sum holds to rounding at equal parameters.
  const model::MomentumGrid grid(64);
  const std::vector<double> n = asymmetric_on(grid);
  CollisionSettings by_hand;
  by_hand.tau_max = 32.0;
  const double rho = model::density(n, grid);
  CollisionOperator sum(grid, dispersion, power(3), by_hand);
  CollisionOperator triples(grid, dispersion, pure_order(3, rho), by_hand);
  CollisionOperator pairs(grid, dispersion, power(2), by_hand);
  const std::vector<double> I = evaluate(sum, n);
  const std::vector<double> I_3 = evaluate(triples, n);
  const std::vector<double> I_2 = evaluate(pairs, n);
  const double ratio =
      power(3).collision_coefficient(2, rho) / power(2).collision_coefficient(2, rho);
  EXPECT_NEAR(ratio, 648.0 * rho * rho / 8.0, 1e-12);
  for (std::size_t i = 0; i < n.size(); ++i) {
    EXPECT_NEAR(I[i], I_3[i] + ratio * I_2[i], 1e-12 * max_abs(I)) << i;
  }
}

}  // namespace
}  // namespace kapitza::collision
