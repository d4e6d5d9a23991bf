// The collision operator against direct integration over the resonant manifold, one l at a time, for a state without
// symmetry. The bound 1e-4 max|I| is the promise of the documentation; the oracle's own error is stated beside each value.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "kapitza/collision/collision_operator.hpp"
#include "kapitza/collision/conserving_projection.hpp"
#include "support/collision_states.hpp"
#include "support/max_or_nan.hpp"
#include "support/resonant_manifold.hpp"

namespace kapitza::collision {
namespace {

using namespace testing;

// I_k with C_l = 1 on the grid of K points.
std::vector<double> integral_of_order(int l, int K, double accuracy) {
  const model::MomentumGrid grid(K);
  const std::vector<double> n = asymmetric_on(grid);
  const model::Interaction interaction = pure_order(l, asymmetric_density);
  CollisionOperator collisions(grid, model::ParabolicDispersion{}, interaction,
                               to_accuracy(accuracy));
  std::vector<double> I(n.size());
  collisions.evaluate(n, I);
  for (double& I_k : I)
    I_k /= interaction.collision_coefficient(l, asymmetric_density);
  return I;
}

double largest(const std::vector<double>& I) {
  return std::abs(*std::max_element(I.begin(), I.end(),
                                    [](double a, double b) { return std::abs(a) < std::abs(b); }));
}

constexpr double promise = 1e-4;

// max_k |I_k - oracle| / max_k |I_k| for l = 2, against the oracle as it is or after the conserving projection.
double error_of_pairs(int K, bool projected) {
  const std::vector<double> I = integral_of_order(2, K, 1e-6);
  const model::MomentumGrid grid(K);
  std::vector<double> oracle(I.size());
  for (std::size_t i = 0; i < I.size(); ++i) {
    oracle[i] = test::two_body(asymmetric, grid[static_cast<int>(i)]);
  }
  if (projected) ConservingProjection(grid, model::ParabolicDispersion{}).apply(oracle);
  double error = 0.0;
  for (std::size_t i = 0; i < I.size(); ++i)
    error = test::max_or_nan(error, std::abs(I[i] - oracle[i]));
  return error / largest(I);
}

TEST(CollisionOperator, PairsMatchTheOracle) {
  EXPECT_LT(error_of_pairs(512, false), promise);
  EXPECT_LT(error_of_pairs(128, true), 0.5 * promise);
}

TEST(CollisionOperator, ProjectionOfPairsFadesWithTheGrid) {
  // I_k has edges sqrt(pi - |k|), so that the exact values do not add up to zero on the grid but to O(K^{-3/2}). The projection
  // spreads this over all k: below about K = 300 it is the largest error of l = 2.
  const double coarse = error_of_pairs(128, false);
  const double fine = error_of_pairs(512, false);
  EXPECT_NEAR(std::log(coarse / fine) / std::log(4.0), 1.6, 0.3);
}

TEST(CollisionOperator, TriplesMatchTheOracle) {
  const int K = 256;
  const std::vector<double> I = integral_of_order(3, K, 1e-5);
  const model::MomentumGrid grid(K);
  for (const int i : {0, 17, 64, 117, 128, 139, 200, 233, 255}) {
    EXPECT_NEAR(I[static_cast<std::size_t>(i)], test::three_body(asymmetric, grid[i], 1e-9),
                promise * largest(I))
        << "k = " << grid[i];
  }
}

struct Tabulated {
  int i;         // of 128 grid points
  double I;      // four_body(asymmetric, k_i, 2584, 16, 1): 2584 nodes, 16 shifts, seed 1
  double error;  // its standard error
};
constexpr std::array<Tabulated, 3> four_body_table{{{40, 9.35104216e-04, 4.9e-08},
                                                    {88, -1.05736404e-03, 2.3e-08},
                                                    {112, -2.13296248e-04, 2.6e-09}}};

TEST(CollisionOperator, QuadruplesMatchTheTabulatedOracle) {
  const std::vector<double> I = integral_of_order(4, 3 * 128, 1e-5);
  for (const auto& [i, reference, error] : four_body_table) {
    EXPECT_NEAR(I[static_cast<std::size_t>(3 * i + 1)], reference,  // the same momentum
                promise * largest(I) + 2.0 * error)
        << i;
  }
}

TEST(ResonantManifold, ReproducesTheTabulatedQuadruples) {
  const model::MomentumGrid grid(128);
  for (const auto& [i, reference, error] : four_body_table) {
    const test::Estimate I = test::four_body(asymmetric, grid[i], 21, 6, 7);
    EXPECT_NEAR(I.value, reference, 6.0 * I.error) << i;
    EXPECT_LT(I.error, 0.05 * 1.07e-3) << i;  // of max_k |I_k|: the comparison has power
  }
}

}  // namespace
}  // namespace kapitza::collision
