#include <gtest/gtest.h>

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

  double error(int cells, int nodes) {
    model::Injected injection;
    for (const double k : grid.points())
      injection.left.push_back(a + b * k * k);
    injection.right = injection.left;
    const Barrier barrier = hyperbolic_secant();
    Engine engine(world, {make_discontinuous_galerkin(cells, nodes)}, grid, dispersion, relaxation,
                  injection, {}, barrier);
    StationaryState state;
    engine.solve(std::vector{Lambda}, [&](const Solution& solution) { state = solution.state; });
    double worst = 0;
    for (std::size_t x = 0; x < state.X.size(); ++x) {
      const double strength = barrier.coupling(Lambda) * barrier.profile(state.X[x]);
      double W = 0;
      for (int i = 0; i < 200; ++i) {
        const double rho = a + b * (std::numbers::pi * std::numbers::pi / 3 + W);
        W = strength * 18 * rho * rho;
      }
      for (int k = 0; k < grid.size(); ++k)
        worst = test::max_or_nan(
            worst,
            std::abs(
                state.n[x * static_cast<std::size_t>(grid.size()) + static_cast<std::size_t>(k)] -
                (a + b * (grid[k] * grid[k] + W))));
    }
    return worst;
  }
  double order(int nodes, const std::vector<int>& sizes) {
    std::vector<double> h, errors;
    for (const int cells : sizes) {
      h.push_back(1.0 / cells);
      errors.push_back(error(cells, nodes));
    }
    EXPECT_GT(errors.back(), 1e-11) << "the finest grid is at the rounding floor";
    const double fitted = test::fitted_order(h, errors);
    RecordProperty("order " + std::to_string(nodes), std::to_string(fitted));
    RecordProperty("finest " + std::to_string(nodes), std::to_string(errors.back()));
    return fitted;
  }

  Communicator world = Communicator::world();
  model::MomentumGrid grid =
      model::MomentumGrid::panels(std::array{0.0, 1.0, std::numbers::pi}, std::array{4, 4});
  model::ParabolicDispersion dispersion;
  test::ConservingRelaxation relaxation{grid, dispersion, std::vector<double>(16, 1.0)};
};

TEST_F(MeanFieldOrder, InXOfTwoAndThreeNodesToACell) {
  const double linear = order(2, {6, 12, 24, 48}), quadratic = order(3, {6, 12, 24, 48});
  EXPECT_NEAR(linear, 2, 0.5);
  EXPECT_NEAR(quadratic, 3, 0.5);
}

}  // namespace
}  // namespace kapitza::boltzmann
