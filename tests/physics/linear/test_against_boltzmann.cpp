// The stationary nonlinear equation for n_th +- epsilon sin k, injected from the left, against linear response.

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/engine.hpp"
#include "kapitza/collision/collision_operator.hpp"
#include "kapitza/linear/linear_response.hpp"
#include "support/max_or_nan.hpp"

namespace kapitza::linear {
namespace {

constexpr int K = 64;
constexpr double Lambda = 2.0;

struct NonlinearSlab : ::testing::Test {
  Communicator world = Communicator::world();
  model::MomentumGrid grid{K};
  model::ParabolicDispersion dispersion;
  model::ThermalState state{1.0, -1.0};
  std::vector<double> n_th = model::thermal_occupation(state, grid, dispersion);
  collision::CollisionOperator collision{grid, dispersion, model::Interaction{{{3, 6.0}}},
                                         collision::CollisionParameters{32.0, 0.2, 512, 128, 8}};

  boltzmann::StationaryState solve(double epsilon, int cells) {
    model::Injected injection{n_th, n_th};
    for (int i = 0; i < K; ++i)
      injection.left[static_cast<std::size_t>(i)] += epsilon * std::sin(grid[i]);
    boltzmann::Engine engine{world,     {boltzmann::make_discontinuous_galerkin(cells, 3)},
                             grid,      dispersion,
                             collision, injection,
                             {}};
    boltzmann::StationaryState result;
    const std::array<double, 1> list{Lambda};
    engine.solve(list, [&](const boltzmann::Solution& solution) { result = solution.state; });
    return result;
  }

  // (n(+epsilon) - n(-epsilon)) / 2 epsilon of what leaves: k < 0 at X = 0, k > 0 at X = 1.
  std::vector<double> outgoing(double epsilon, int cells) {
    const auto plus = solve(epsilon, cells), minus = solve(-epsilon, cells);
    std::vector<double> dn(K);
    for (std::size_t i = 0; i < K; ++i) {
      const bool left = i < K / 2;
      dn[i] = ((left ? plus.n_left : plus.n_right)[i] - (left ? minus.n_left : minus.n_right)[i]) /
              (2.0 * epsilon);
    }
    return dn;
  }
};

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = test::max_or_nan(largest, std::abs(a[i] - b[i]));
  return largest;
}

TEST_F(NonlinearSlab, DepartsFromLinearResponseAtSecondOrder) {
  std::vector<double> L(K * K), left(K, 0.0);
  collision.linearise(n_th, L);
  const LinearResponse response{ThermalBackground{grid, dispersion, state, L}};
  for (std::size_t i = K / 2; i < K; ++i)
    left[i] = std::sin(grid[static_cast<int>(i)]);
  const SlabState linear = response.slab(Lambda).solve(left, std::vector<double>(K, 0.0));
  std::vector<double> expected = linear.reflected();
  const std::vector<double> transmitted = linear.transmitted();
  for (std::size_t i = 0; i < K; ++i)
    expected[i] += transmitted[i];

  // 10 cells leave 1e-6, invisible beside the second order.
  const double at_4 = largest_difference(outgoing(0.04, 10), expected),
               at_2 = largest_difference(outgoing(0.02, 10), expected),
               at_1 = largest_difference(outgoing(0.01, 10), expected);
  EXPECT_LT(at_1, 1e-3);
  EXPECT_NEAR(at_4 / at_2, 4.0, 0.2);
  EXPECT_NEAR(at_2 / at_1, 4.0, 0.1);
}

}  // namespace
}  // namespace kapitza::linear
