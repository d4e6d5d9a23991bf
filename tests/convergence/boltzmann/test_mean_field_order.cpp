#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/engine.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/max_or_nan.hpp"
#include "support/order_fit.hpp"
#include "support/relaxation.hpp"

namespace kapitza::boltzmann {
namespace {

Barrier hyperbolic_secant() {
  return {model::DefectCoordinate{[](double y) { return 1 / std::cosh(y); }},
          model::Interaction{{{3, 6.0}}}, 100, 0};
}

// Collisions that know n = a + b E as their equilibria have n = a + b (E + W(X)) as a stationary state, W being self-consistent:
// rho = a + b (pi^2 / 3 + W),  W = lambda D(X) 18 rho^2.
struct MeanFieldOrder : testing::Test {
  static constexpr double a = 1.3, b = -0.1, Lambda = 0.5;

  struct Errors {
    double inside = 0, leaving = 0;
  };
  Errors error(int cells, int nodes) {
    model::Injected injection;
    for (const double k : grid.points())
      injection.left.push_back(a + b * k * k);
    injection.right = injection.left;
    const Barrier barrier = hyperbolic_secant();
    Engine engine(world, {make_discontinuous_galerkin(cells, nodes)}, grid, dispersion, relaxation,
                  injection, {}, barrier);
    StationaryState state;
    engine.solve(std::vector{Lambda}, [&](const Solution& solution) { state = solution.state; });
    const auto K = static_cast<std::size_t>(grid.size());
    Errors worst;
    for (std::size_t x = 0; x < state.X.size(); ++x) {
      if (state.X[x] < 0.2 || state.X[x] > 0.8) continue;  // W rises as sqrt(X) from the ends
      const double strength = barrier.coupling(Lambda) * barrier.profile(state.X[x]);
      double W = 0;
      for (int i = 0; i < 200; ++i) {
        const double rho = a + b * (std::numbers::pi * std::numbers::pi / 3 + W);
        W = strength * 18 * rho * rho;
      }
      for (std::size_t k = 0; k < K; ++k) {
        const double at = grid[static_cast<int>(k)];
        worst.inside =
            test::max_or_nan(worst.inside, std::abs(state.n[x * K + k] - (a + b * (at * at + W))));
      }
    }
    for (std::size_t k = 0; k < K; ++k) {
      const double at = grid[static_cast<int>(k)];
      worst.leaving =
          test::max_or_nan(worst.leaving, std::abs(state.n_left[k] - (a + b * at * at)));
    }
    return worst;
  }
  double order(int nodes, const std::vector<int>& sizes) {
    std::vector<double> h, inside;
    for (const int cells : sizes) {
      const Errors errors = error(cells, nodes);
      // What leaves is of the energy that it entered with, whatever W is inside.
      EXPECT_LT(errors.leaving, 1e-12);
      h.push_back(1.0 / cells);
      inside.push_back(errors.inside);
    }
    EXPECT_GT(inside.back(), 1e-10) << "the finest grid is at the rounding floor";
    const double fitted = test::fitted_order(h, inside);
    RecordProperty("order of " + std::to_string(nodes), std::to_string(fitted));
    return fitted;
  }

  Communicator world = Communicator::world();
  model::MomentumGrid grid =
      model::MomentumGrid::panels(std::array{0.0, 1.0, std::numbers::pi}, std::array{4, 4});
  model::ParabolicDispersion dispersion;
  test::ConservingRelaxation relaxation{grid, dispersion, std::vector<double>(16, 1.0)};
};

TEST_F(MeanFieldOrder, InXOfTwoAndThreeNodesToACell) {
  EXPECT_NEAR(order(2, {6, 12, 24, 48}), 2, 0.5);
  EXPECT_NEAR(order(3, {6, 12, 24, 48}), 3, 0.5);
}

}  // namespace
}  // namespace kapitza::boltzmann
