// What holds for the next order of the collision integral in every state.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/collision/next_order.hpp"
#include "kapitza/model/momentum_interpolation.hpp"
#include "kapitza/model/occupation.hpp"
#include "support/collision_states.hpp"
#include "support/counted_allocations.hpp"
#include "support/max_or_nan.hpp"
#include "support/momentum_grids.hpp"

namespace kapitza::collision {
namespace {

using namespace testing;
using test::Momenta;

NextOrderParameters up_to(double T, double step) {
  NextOrderParameters parameters;
  parameters.time = {.tau_max = T, .tau_step = step};
  return parameters;
}

std::vector<double> next_order(const model::MomentumGrid& grid,
                               const model::Interaction& interaction, const std::vector<double>& n,
                               const NextOrderParameters& parameters) {
  NextOrder next{grid, model::ParabolicDispersion{}, interaction, parameters};
  std::vector<double> J(n.size());
  next.evaluate(n, J);
  return J;
}

double largest(const std::vector<double>& J) {
  double most = 0.0;
  for (const double j : J)
    most = test::max_or_nan(most, std::abs(j));
  return most;
}

class NextOrderOn : public ::testing::TestWithParam<Momenta> {};

TEST_P(NextOrderOn, ConservesNumberAndEnergy) {
  const model::MomentumGrid grid = test::momenta(GetParam(), 64);
  const std::vector<double> n = asymmetric_on(grid);
  const std::vector<double> J = next_order(grid, power(3), n, up_to(4.0, 0.1));
  const double scale = largest(J);
  ASSERT_GT(scale, 1.0);
  EXPECT_LT(std::abs(grid.integrate(J)), 1e-14 * scale);
  EXPECT_LT(std::abs(model::energy_density(J, grid, model::ParabolicDispersion{})), 1e-13 * scale);
}

TEST_P(NextOrderOn, MirrorsWithTheState) {
  const model::MomentumGrid grid = test::momenta(GetParam(), 64);
  const std::vector<double> n = asymmetric_on(grid);
  const auto J = next_order(grid, power(3), n, up_to(4.0, 0.1));
  const auto of_mirrored = next_order(grid, power(3), model::mirrored(n), up_to(4.0, 0.1));
  for (int k = 0; k < grid.size(); ++k)
    EXPECT_NEAR(of_mirrored[grid.mirror(k)], J[k], 1e-9 * largest(J)) << k;
}

INSTANTIATE_TEST_SUITE_P(Momenta, NextOrderOn, ::testing::ValuesIn(test::both_momenta),
                         [](const auto& kind) { return test::name_of(kind.param); });

TEST(NextOrder, IsNearlyConservedBeforeTheProjection) {
  // Number is conserved by the diagrams themselves, up to the quadrature next to breaks, which ties those with the external line at vertex 2 to those with it at vertex 3; energy
  // only when T is long.
  const model::MomentumGrid grid{160};
  NextOrderParameters parameters = up_to(8.0, 0.1);
  parameters.projected = false;
  const auto J = next_order(grid, power(3), asymmetric_on(grid), parameters);
  EXPECT_LT(std::abs(grid.integrate(J)), 1e-5 * largest(J));
  EXPECT_LT(std::abs(model::energy_density(J, grid, model::ParabolicDispersion{})),
            2e-2 * largest(J));
}

TEST(NextOrder, PanelsAgreeWithTheUniformGrid) {
  const model::MomentumGrid uniform{256}, panels = test::momenta(Momenta::Panels, 64);
  const auto on_uniform = next_order(uniform, power(3), asymmetric_on(uniform), up_to(6.0, 0.1));
  const auto on_panels = next_order(panels, power(3), asymmetric_on(panels), up_to(6.0, 0.1));
  const model::MomentumInterpolation interpolated{uniform};
  for (int k = 0; k < panels.size(); ++k)
    EXPECT_NEAR(on_panels[k], interpolated(on_uniform, panels[k]), 2e-3 * largest(on_uniform))
        << panels[k];
}

TEST(NextOrder, IsOddInTheInteraction) {
  const model::MomentumGrid grid{64};
  const auto n = asymmetric_on(grid);
  const auto J = next_order(grid, model::Interaction{{{2, 0.7}, {3, 6.0}}}, n, up_to(3.0, 0.1));
  const auto negative =
      next_order(grid, model::Interaction{{{2, -0.7}, {3, -6.0}}}, n, up_to(3.0, 0.1));
  const auto doubled =
      next_order(grid, model::Interaction{{{2, 1.4}, {3, 12.0}}}, n, up_to(3.0, 0.1));
  for (std::size_t k = 0; k < J.size(); ++k) {
    EXPECT_NEAR(negative[k], -J[k], 1e-12 * largest(J));
    EXPECT_NEAR(doubled[k], 8.0 * J[k], 1e-11 * largest(J));
  }
}

TEST(NextOrder, ScalesWithTheState) {
  // A single power: g_l' ~ rho^{l - l'}, so that every diagram has the degree 3 l - 2.
  const model::MomentumGrid grid{64};
  auto n = asymmetric_on(grid);
  for (const int l : {2, 3, 4}) {
    const auto J = next_order(grid, power(l), n, up_to(2.0, 0.1));
    auto twice = n;
    for (double& x : twice)
      x *= 2.0;
    const auto J2 = next_order(grid, power(l), twice, up_to(2.0, 0.1));
    const double factor = std::pow(2.0, 3 * l - 2);
    for (std::size_t k = 0; k < J.size(); ++k)
      EXPECT_NEAR(J2[k], factor * J[k], 1e-10 * factor * largest(J)) << l;
  }
}

std::vector<double> unprojected(double T, const model::MomentumGrid& grid,
                                const std::vector<double>& n) {
  NextOrderParameters parameters = up_to(T, 0.0625);
  parameters.projected = false;
  return next_order(grid, power(3), n, parameters);
}

TEST(NextOrder, ThermalStatesAreNull) {
  // A field in equilibrium with its interaction stays there: any diagram with a factor that others of the same l0 do not have is seen at its own size. A finite T leaves a
  // remainder that falls as T^{-3/2}, the power of the threshold at k = 0, and is taken out by its power.
  const model::MomentumGrid grid{128};
  const model::ParabolicDispersion dispersion;
  const auto n = model::thermal_occupation({.beta = 1.0, .mu = -3.0}, grid, dispersion);
  const auto J = unprojected(16.0, grid, n), longer = unprojected(32.0, grid, n);
  NextOrder next{grid, dispersion, power(3), up_to(16.0, 0.125)};
  std::vector<double> one(n.size()), limit(n.size());
  double diagram = 0.0;
  for (int i = 0; i < static_cast<int>(next.diagrams().size()); ++i) {
    const auto& d = next.diagrams()[i];
    if (d.l0 + d.l2 + d.l3 != 6) continue;  // three pairs, the largest here
    next.evaluate_diagram(i, n, one);
    diagram = test::max_or_nan(diagram, largest(one));
  }
  const double power = std::pow(2.0, 1.5);
  for (std::size_t k = 0; k < n.size(); ++k)
    limit[k] = (power * longer[k] - J[k]) / (power - 1.0);
  EXPECT_LT(largest(limit), 2e-3 * diagram);  // what is left is of the step
  EXPECT_LT(largest(longer), 6e-3 * diagram);
  EXPECT_LT(largest(longer), 0.4 * largest(J));
}

TEST(NextOrder, TakesTheTimeThatAnAccuracyNeeds) {
  const model::MomentumGrid grid{64};
  const std::vector<std::vector<double>> states{asymmetric_on(grid)};
  const model::ParabolicDispersion dispersion;
  const auto interaction = pure_order(3, asymmetric_density);
  const auto rough = choose_next_order(0.1, grid, dispersion, interaction, states);
  const auto good = choose_next_order(0.01, grid, dispersion, interaction, states);
  EXPECT_LT(rough.time.tau_max, good.time.tau_max);
  const auto J = next_order(grid, interaction, states[0], good);
  const auto reference = next_order(grid, interaction, states[0], up_to(32.0, 0.05));
  for (std::size_t k = 0; k < J.size(); ++k)
    EXPECT_NEAR(J[k], reference[k], 0.01 * largest(reference)) << k;
}

TEST(NextOrder, RefusesImpossibleParameters) {
  const model::MomentumGrid grid{64}, panels = test::momenta(Momenta::Panels, 64);
  const model::ParabolicDispersion dispersion;
  EXPECT_THROW((NextOrder{grid, dispersion, power(2), up_to(-1.0, 0.1)}), InvalidInput);
  EXPECT_THROW((NextOrder{grid, dispersion, power(2), up_to(1.0, 0.0)}), InvalidInput);
  NextOrderParameters odd = up_to(1.0, 0.1);
  odd.momenta = 33;
  EXPECT_THROW((NextOrder{panels, dispersion, power(2), odd}), InvalidInput);
  EXPECT_THROW(choose_next_order(0.0, grid, dispersion, power(2), {}), InvalidInput);
}

TEST(NextOrder, AllocatesNothingOnceItIsMade) {
  const model::MomentumGrid grid = test::momenta(Momenta::Panels, 64);
  const auto n = asymmetric_on(grid);
  NextOrder next{grid, model::ParabolicDispersion{}, power(3), up_to(2.0, 0.1)};
  std::vector<double> J(n.size());
  const long before = allocations;
  next.evaluate(n, J);
  EXPECT_EQ(allocations - before, 0);
}

}  // namespace
}  // namespace kapitza::collision
