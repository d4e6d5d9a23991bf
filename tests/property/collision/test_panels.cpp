// The collision operator on panels of Gauss-Legendre nodes, whose lattice of the auxiliary time is another one.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "kapitza/collision/collision_operator.hpp"
#include "kapitza/model/momentum_interpolation.hpp"
#include "kapitza/model/panel_choice.hpp"
#include "support/collision_states.hpp"
#include "support/max_or_nan.hpp"
#include "support/resonant_manifold.hpp"

namespace kapitza::collision {
namespace {

using namespace testing;
using Values = std::vector<double>;

const model::ParabolicDispersion dispersion;

double largest(const Values& I) {
  double value = 0.0;
  for (const double I_k : I)
    value = test::max_or_nan(value, std::abs(I_k));
  return value;
}

/// I_k with C_l = 1.
Values integral_of_order(int l, const model::MomentumGrid& grid, const Values& n, double rho,
                         const CollisionSettings& settings) {
  const model::Interaction interaction = pure_order(l, rho);
  CollisionOperator collisions(grid, dispersion, interaction, settings, {{n}});
  Values I(n.size());
  collisions.evaluate(n, I);
  for (double& I_k : I)
    I_k /= interaction.collision_coefficient(l, rho);
  return I;
}

TEST(CollisionOnPanels, PairsMatchTheOracleAtEveryNode) {
  const model::MomentumGrid grid = model::panels_of({}, 48, model::ZoneEdge::SquareRoot);
  const Values I =
      integral_of_order(2, grid, asymmetric_on(grid), asymmetric_density, to_accuracy(1e-9));
  double error = 0.0;
  for (int i = 0; i < grid.size(); ++i)
    error = test::max_or_nan(
        error, std::abs(I[static_cast<std::size_t>(i)] - test::two_body(asymmetric, grid[i])));
  EXPECT_LT(error, 1e-8 * largest(I));
}

TEST(CollisionOnPanels, TriplesMatchTheOracle) {
  const model::MomentumGrid grid = model::panels_of({}, 48, model::ZoneEdge::SquareRoot);
  CollisionSettings settings = to_accuracy(1e-6);
  settings.tau_max = 96;
  const Values I = integral_of_order(3, grid, asymmetric_on(grid), asymmetric_density, settings);
  for (const int i : {0, 1, 5, 12, 20, 23, 24, 30, 41, 47}) {
    EXPECT_NEAR(I[static_cast<std::size_t>(i)], test::three_body(asymmetric, grid[i], 1e-10),
                1e-5 * largest(I))
        << "k = " << grid[i];
  }
}

TEST(CollisionOnPanels, AreNoMatterOfBreaksWhereNIsSmooth) {
  // Weights as at k = 0 on both sides of 2.6, where the phases of late times turn from site to site, left 2e-4 of rho^5.
  const auto beams = [](double k) {
    return 0.15 + 1.6 * std::exp(-std::pow((std::abs(k) - 1.2) / 0.4, 2));
  };
  CollisionSettings settings = to_accuracy(1e-5);
  settings.tau_max = 64;
  const auto integral = [&](const model::MomentumGrid& grid) {
    Values n;
    for (const double k : grid.points())
      n.push_back(beams(k));
    CollisionOperator collisions(grid, dispersion, power(3), settings, {{n}});
    Values I(n.size());
    collisions.evaluate(n, I);
    for (double& I_k : I)
      I_k /= collisions.scale(grid.integrate(n));
    return I;
  };
  const std::vector<double> smooth_there{2.6};
  const model::MomentumGrid whole = model::panels_of({}, 96),
                            broken = model::panels_of(smooth_there, 128);
  const Values expected = integral(whole), found = integral(broken);
  const model::MomentumInterpolation at{whole};
  for (int i = 0; i < broken.size(); ++i) {
    if (std::abs(broken[i]) > 3.0) continue;  // beyond the last nodes of `whole`
    EXPECT_NEAR(found[static_cast<std::size_t>(i)], at(expected, broken[i]), 1e-5) << broken[i];
  }
}

TEST(CollisionOnPanels, ProjectionHasNextToNothingToDo) {
  // 1.4e-4 of max |I| on 256 uniform momenta.
  const model::MomentumGrid grid = model::panels_of({}, 48, model::ZoneEdge::SquareRoot);
  Values oracle;
  for (const double k : grid.points())
    oracle.push_back(test::two_body(asymmetric, k));
  const double size = largest(oracle);
  EXPECT_LT(ConservingProjection(grid, dispersion).apply(oracle), 1e-8 * size);
}

class PanelOperator : public ::testing::TestWithParam<int> {
 protected:
  // One panel to a half zone, or a break in between where the state steps.
  static constexpr double step_at = 1.3;
  model::MomentumGrid grid_ =
      GetParam() == 1 ? model::panels_of({}, 40) : model::panels_of(Values{step_at}, 48);
  Values state() const {
    Values n;
    for (const double k : grid_.points())
      n.push_back(asymmetric(k) + (GetParam() == 2 && k > step_at ? 0.4 : 0.0));
    return n;
  }
  CollisionOperator operator_of(const model::Interaction& interaction) const {
    return {grid_, dispersion, interaction, to_accuracy(1e-4), {{state()}}};
  }
  const model::Interaction all_ = model::Interaction({{2, 0.7}, {3, 6.0}, {4, 2.0}});
};
INSTANTIATE_TEST_SUITE_P(Panels, PanelOperator, ::testing::Values(1, 2));

TEST_P(PanelOperator, ConservesNumberAndEnergyByItsWeights) {
  CollisionOperator collisions = operator_of(all_);
  Values I(state().size()), EI(I.size());
  collisions.evaluate(state(), I);
  for (std::size_t k = 0; k < I.size(); ++k)
    EI[k] = I[k] * dispersion.energy(grid_[static_cast<int>(k)]);
  EXPECT_NEAR(grid_.integrate(I), 0.0, 1e-14 * largest(I));
  EXPECT_NEAR(grid_.integrate(EI), 0.0, 1e-13 * largest(I));
}

TEST_P(PanelOperator, LinearisationIsTheDerivative) {
  CollisionOperator collisions = operator_of(all_);
  const Values n = state();
  Values dn(n.size()), direct(n.size()), L(n.size() * n.size()), by_matrix(n.size(), 0.0),
      up(n.size()), down(n.size()), plus(n), minus(n);
  for (std::size_t k = 0; k < n.size(); ++k)
    dn[k] = 0.3 * std::cos(2.0 * static_cast<double>(k) + 0.4);
  collisions.apply_linearised(n, dn, direct);
  collisions.linearise(n, L);
  for (std::size_t k = 0; k < n.size(); ++k)
    for (std::size_t p = 0; p < n.size(); ++p)
      by_matrix[k] += L[k * n.size() + p] * dn[p];
  constexpr double h = 1e-5;
  for (std::size_t k = 0; k < n.size(); ++k) {
    plus[k] += h * dn[k];
    minus[k] -= h * dn[k];
  }
  collisions.evaluate(plus, up);
  collisions.evaluate(minus, down);
  const double size = largest(direct);
  for (std::size_t k = 0; k < n.size(); ++k) {
    EXPECT_NEAR(by_matrix[k], direct[k], 1e-11 * size) << "k = " << grid_[static_cast<int>(k)];
    EXPECT_NEAR((up[k] - down[k]) / (2 * h), direct[k], 1e-7 * size)
        << "k = " << grid_[static_cast<int>(k)];
  }
}

TEST_P(PanelOperator, MirrorImagesCollideAsMirrorImages) {
  CollisionOperator collisions = operator_of(all_);
  Values I(state().size()), I_mirrored(I.size());
  collisions.evaluate(state(), I);
  collisions.evaluate(model::mirrored(state()), I_mirrored);
  for (int i = 0; i < grid_.size(); ++i)
    EXPECT_NEAR(I_mirrored[static_cast<std::size_t>(grid_.mirror(i))],
                I[static_cast<std::size_t>(i)], 1e-12 * largest(I));
}

TEST_P(PanelOperator, ThermalStatesAreLeftAloneToTheAccuracy) {
  const Values n = model::thermal_occupation({1.0, -1.0}, grid_, dispersion);
  CollisionOperator collisions{grid_, dispersion, all_, to_accuracy(1e-6), {{n}}};
  Values I(n.size());
  collisions.evaluate(n, I);
  for (std::size_t k = 0; k < I.size(); ++k)
    EXPECT_LT(std::abs(I[k]) * std::min(1.0, grid_.relative_weights()[k]),
              2e-6 * collisions.scale(grid_.integrate(n)));
}

TEST(CollisionOnPanels, AStepOnABreakIsAsGoodAsASmoothState) {
  const auto stepped = [](double k) { return asymmetric(k) + (k > 1.3 ? 0.4 : 0.0); };
  const auto on_step = [&](int points, int momenta) {
    const model::MomentumGrid grid = model::panels_of(Values{1.3}, points);
    CollisionParameters p{};
    p.tau_max = 32;
    p.tau_step = 0.2;
    p.momenta = momenta;
    p.least_lattice = 2 * momenta;
    p.margin = 256;
    p.pair_nodes = 40;
    CollisionOperator collisions{grid, dispersion, model::Interaction({{3, 6.0}}), p};
    const Values n = model::sampled_occupation(stepped, grid);
    Values I(n.size());
    collisions.evaluate(n, I);
    return std::pair{grid, I};
  };
  const auto [grid, I] = on_step(80, 256);
  const auto [fine, exact] = on_step(120, 1024);
  const model::MomentumInterpolation at{fine};
  double square = 0.0;
  for (int i = 0; i < grid.size(); ++i) {
    // The jump leaves edges of I_k wherever the threshold of a resonance sits on it: judged in the mean.
    square += grid.weight(i) * std::pow(I[static_cast<std::size_t>(i)] - at(exact, grid[i]), 2);
  }
  EXPECT_LT(std::sqrt(square), 1.5e-3 * largest(I));
}

}  // namespace
}  // namespace kapitza::collision
