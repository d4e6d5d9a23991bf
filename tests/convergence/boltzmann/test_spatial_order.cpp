#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/upwind.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/max_or_nan.hpp"
#include "support/order_fit.hpp"
#include "support/relaxation.hpp"

namespace kapitza::boltzmann {
namespace {

// Linear relaxation, whose stationary state is an exponential in X for each momentum.
struct SpatialOrder : testing::Test {
  double exact(int k, double X) const {
    const auto i = static_cast<std::size_t>(k);
    const double v = 2 * setup.grid[k], way = v > 0 ? X : 1 - X;
    const double injected = (v > 0 ? setup.injection.left : setup.injection.right)[i];
    return setup.thermal[i] + (injected - setup.thermal[i]) * std::exp(-Lambda * way / std::abs(v));
  }
  /// max_k |n - exact| of what leaves, both ends.
  double edge_error(const StationaryState& state) const {
    double error = 0;
    for (int k = 0; k < 8; ++k) {
      const auto i = static_cast<std::size_t>(k);
      const double leaving = k < 4 ? state.n_left[i] : state.n_right[i];
      error = test::max_or_nan(error, std::abs(leaving - exact(k, k < 4 ? 0 : 1)));
    }
    return error;
  }
  double inner_error(const StationaryState& state) const {
    double error = 0;
    for (std::size_t x = 0; x < state.X.size(); ++x)
      for (int k = 0; k < 8; ++k)
        error = test::max_or_nan(
            error, std::abs(state.n[x * 8 + static_cast<std::size_t>(k)] - exact(k, state.X[x])));
    return error;
  }
  double order(const std::vector<int>& sizes, const std::function<SpatialScheme(int)>& scheme,
               double (SpatialOrder::*error)(const StationaryState&) const) {
    std::vector<double> h, errors;
    double finest = 0;
    for (const int size : sizes) {
      h.push_back(1.0 / size);
      finest = (this->*error)(setup.solve_one(world, scheme(size), relaxation, Lambda));
      errors.push_back(finest);
    }
    EXPECT_GT(finest, 1e-13) << "the finest grid is at the rounding floor";
    const double fitted = test::fitted_order(h, errors);
    RecordProperty("order " + scheme(sizes.front()).name + " " + std::to_string(++measured_),
                   std::to_string(fitted));
    return fitted;
  }

  Communicator world = Communicator::world();
  test::BoltzmannSetup setup{8};
  test::Relaxation relaxation{setup.thermal, 1};
  double Lambda = 2;
  int measured_ = 0;  // names the orders in the report
};

TEST_F(SpatialOrder, OfUpwindDifferencesIsOne) {
  const double measured = order({20, 40, 80, 160}, make_upwind, &SpatialOrder::inner_error);
  EXPECT_NEAR(measured, 1, 0.2);
}

TEST_F(SpatialOrder, OfDiscontinuousGalerkinAtTheCellEdgesIsTwicePPlusOne) {
  const auto linear = [](int cells) { return make_discontinuous_galerkin(cells, 2); };
  const auto quadratic = [](int cells) { return make_discontinuous_galerkin(cells, 3); };
  const double first = order({6, 12, 24, 48}, linear, &SpatialOrder::edge_error);
  const double second = order({4, 8, 16, 32}, quadratic, &SpatialOrder::edge_error);
  EXPECT_GE(first, 2.5);
  EXPECT_LE(first, 3.5);
  EXPECT_GE(second, 4.5);
  EXPECT_LE(second, 5.5);
}

TEST_F(SpatialOrder, OfDiscontinuousGalerkinInsideTheCellsIsPPlusOneOrBetter) {
  const auto quadratic = [](int cells) { return make_discontinuous_galerkin(cells, 3); };
  EXPECT_GE(order({4, 8, 16, 32}, quadratic, &SpatialOrder::inner_error), 2.7);
}

TEST_F(SpatialOrder, ExtrapolationInOneOverNGainsTwoOrders) {
  std::vector<SpatialScheme> schemes{make_upwind(11), make_upwind(21), make_upwind(41)};
  Engine engine(world, schemes, setup.grid, setup.dispersion, relaxation, setup.injection, {});
  const Solution solution = setup.solve(engine, {Lambda}).at(0);
  ASSERT_EQ(solution.resolutions.size(), 3u);
  EXPECT_EQ(solution.state.X, solution.resolutions.front().X);
  const double finest_inside = inner_error(solution.resolutions.back());
  const double finest_edge = edge_error(solution.resolutions.back());
  EXPECT_LT(inner_error(solution.state), finest_inside / 20);
  EXPECT_LT(edge_error(solution.state), finest_edge / 20);
  // The injected values are not touched.
  EXPECT_NEAR(solution.state.n_left[6], setup.injection.left[6], 1e-14);
}

}  // namespace
}  // namespace kapitza::boltzmann
