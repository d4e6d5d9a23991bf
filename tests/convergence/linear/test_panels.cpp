#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "kapitza/base/gauss_legendre.hpp"
#include "kapitza/linear/linear_response.hpp"
#include "support/max_or_nan.hpp"
#include "support/momentum_grids.hpp"
#include "support/order_fit.hpp"
#include "unit/linear/relaxation_model.hpp"

namespace kapitza::linear {
namespace {

/// The model's S_o is its loss rate n^2 (1 + cos(k) / 2), so that chi = 2 k e / (1 + cos(k) / 2) and
///   kappa_ab = int dk/2pi e_a e_b 4 k^2 n_th^2 / (1 + cos(k) / 2) .
Pair2x2 exact_conductivity() {
  const GaussRule rule = gauss_legendre(100);
  Pair2x2 kappa{};
  for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
    const double k = M_PI * rule.nodes[i], n = 1.0 / (k * k + 1.0);
    const double weighted = rule.weights[i] * 4.0 * k * k * n * n / (1.0 + 0.5 * std::cos(k));
    kappa[0][0] += weighted;
    kappa[0][1] += weighted * k * k;
    kappa[1][1] += weighted * k * k * k * k;
  }
  kappa[1][0] = kappa[0][1];
  return kappa;
}

double error(const Pair2x2& A, const Pair2x2& B) {
  double largest = 0.0;
  for (std::size_t a = 0; a < 2; ++a) {
    for (std::size_t b = 0; b < 2; ++b)
      largest = test::max_or_nan(largest, std::abs(A[a][b] - B[a][b]));
  }
  return largest / symmetric_eigenvalues(B)[1];
}

TEST(LinearResponseOnPanels, ConductivityConvergesExponentially) {
  const Pair2x2 exact = exact_conductivity();
  const auto of = [&](int N) {
    return error(LinearResponse{relaxation_background(test::one_panel(N))}.conductivity(), exact);
  };
  // chi and n_th are analytic up to the pole of n_th at k = i: a factor of 25 or more for every 4 nodes of a half.
  double before = of(8);
  for (const int N : {16, 24, 32, 40}) {
    const double here = of(N);
    EXPECT_LT(here, before / 4.0) << N;
    before = here;
  }
  EXPECT_LT(of(24), 1e-7);
  EXPECT_GT(of(24), 1e-10) << "not yet round-off";
  EXPECT_LT(of(48), 1e-13);
}

// What leaves a wall varies like k log k at grazing speed; its flux like k^2 log k, which Gauss's rule with the end point there
// integrates to order 6.
TEST(LinearResponseOnPanels, ResistanceConvergesAtTheOrderOfItsLogarithm) {
  const auto resistance = [](const model::MomentumGrid& grid) {
    return LinearResponse{relaxation_background(grid)}.half_space().resistance();
  };
  const Pair2x2 best = resistance(test::one_panel(160));
  std::vector<double> h, errors;
  for (const int N : {32, 40, 48, 64}) {
    h.push_back(1.0 / N);
    errors.push_back(error(resistance(test::one_panel(N)), best));
  }
  const double order = test::fitted_order(h, errors);
  RecordProperty("order", std::to_string(order));
  EXPECT_GT(order, 5.3);
  EXPECT_LT(order, 6.7);
  EXPECT_LT(errors.back(), 2e-8);
  EXPECT_GT(errors.back(), 1e-10) << "not yet round-off";

  // Uniform grids have the same limit, at order 2.
  const Pair2x2 coarse = resistance(model::MomentumGrid{128}),
                fine = resistance(model::MomentumGrid{256});
  Pair2x2 limit{};
  for (std::size_t a = 0; a < 2; ++a) {
    for (std::size_t b = 0; b < 2; ++b)
      limit[a][b] = (4.0 * fine[a][b] - coarse[a][b]) / 3.0;
  }
  EXPECT_LT(error(limit, best), 2e-6);
  EXPECT_GT(error(fine, best), 1e-5);
}

/// What a slab answers to two injections.
struct Answer {
  std::array<double, 4>
      values;  ///< both currents, entropy production, deviation of what is transmitted
};

Answer answer(const model::MomentumGrid& grid, double Lambda) {
  const LinearResponse response{relaxation_background(grid)};
  const SlabState state =
      response.slab(Lambda).solve(injected(grid, 1, [](double k) { return std::sin(k) + 0.2; }),
                                  injected(grid, -1, [](double k) { return 0.3 * std::cos(k); }));
  return {{state.current()[Number], state.current()[Energy], state.entropy_production(),
           thermal_part(response.background(), state.transmitted(), Movers::Right).deviation}};
}

TEST(LinearResponseOnPanels, SlabsNeedFewNodes) {
  for (const double Lambda : {0.3, 1.0, 100.0}) {
    const Answer best = answer(test::one_panel(128), Lambda),
                 few = answer(test::one_panel(24), Lambda),
                 more = answer(test::one_panel(48), Lambda),
                 coarse = answer(model::MomentumGrid{128}, Lambda),
                 fine = answer(model::MomentumGrid{256}, Lambda);
    for (std::size_t i = 0; i < best.values.size(); ++i) {
      // The deviation sees what leaves at grazing speed itself, not its flux.
      const double size = std::abs(best.values[i]), coarser = i == 3 ? 100.0 : 1.0;
      EXPECT_NEAR(few.values[i], best.values[i], 5e-6 * coarser * size) << Lambda << ", " << i;
      EXPECT_NEAR(more.values[i], best.values[i], 2e-7 * coarser * size) << Lambda << ", " << i;
      const double limit = (4.0 * fine.values[i] - coarse.values[i]) / 3.0;
      EXPECT_NEAR(limit, best.values[i], 1e-6 * coarser * size) << Lambda << ", " << i;
    }
  }
}

/// The laws as a matrix breaks them that conserves but is not symmetric.
Consistency broken_laws(const model::MomentumGrid& grid) {
  const model::ParabolicDispersion dispersion;
  const model::ThermalState state{1.0, -1.0};
  const std::vector<double> n = model::thermal_occupation(state, grid, dispersion);
  std::vector<double> L = relaxation_matrix(grid, n);
  const auto K = n.size();
  for (std::size_t k = 0; k < K; ++k) {
    for (std::size_t p = 0; p < K; ++p) {
      const double at_k = grid[static_cast<int>(k)], at_p = grid[static_cast<int>(p)];
      L[k * K + p] -= 0.3 * grid.weight(static_cast<int>(p)) * at_k * std::sin(2.0 * at_p);
    }
  }
  const LinearResponse response{ThermalBackground{grid, dispersion, state, L}};
  return consistency(response.half_space());
}

// Each violation is a quotient of integrals over k, the same on every grid.
TEST(LinearResponseOnPanels, ViolationsOfTheLawsAreTheSameOnEveryGrid) {
  const Consistency panels = broken_laws(test::one_panel(40)),
                    uniform = broken_laws(model::MomentumGrid{256});
  EXPECT_GT(uniform.detailed_balance, 1e-5);
  EXPECT_NEAR(panels.detailed_balance, uniform.detailed_balance, 2e-3 * uniform.detailed_balance);
  EXPECT_GT(uniform.reciprocity, 1e-3);
  EXPECT_NEAR(panels.reciprocity, uniform.reciprocity, 2e-3 * uniform.reciprocity);
  EXPECT_NEAR(panels.resistance_asymmetry, uniform.resistance_asymmetry,
              2e-3 * uniform.resistance_asymmetry);
}

}  // namespace
}  // namespace kapitza::linear
