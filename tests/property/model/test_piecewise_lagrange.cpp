#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "kapitza/model/piecewise_lagrange.hpp"
#include "support/max_or_nan.hpp"

namespace kapitza::model {
namespace {

constexpr double pi = std::numbers::pi;
constexpr std::array zone{-pi, 0.0, pi};

std::vector<double> random_nodes(std::mt19937_64& random, int per_half) {
  std::uniform_real_distribution<double> inside(0.02, 0.98);
  std::vector<double> nodes;
  for (const double low : {-pi, 0.0}) {
    for (int i = 0; i < per_half; ++i)
      nodes.push_back(low + pi * (i + inside(random)) / per_half);
  }
  std::ranges::sort(nodes);
  return nodes;
}

/// A different polynomial of the given degree on each half, scaled to values of order one.
double two_polynomials(int degree, double k) {
  const double y = k / pi, c = k < 0 ? 0.7 : -1.3;
  double p = c;
  for (int m = 1; m <= degree; ++m)
    p = p * y + c / m + 0.2;
  return p;
}

TEST(PiecewiseLagrange, ReproducesPolynomialsOfDegreeFiveWithinEachHalf) {
  for (const int points : {12, 14, 32, 128}) {
    const MomentumGrid grid{points};
    const PiecewiseLagrange interpolate{grid};
    for (int degree = 0; degree <= 5; ++degree) {
      std::vector<double> f;
      for (const double k : grid.points())
        f.push_back(two_polynomials(degree, k));
      for (double k = -3.13; k < 3.14; k += 0.0173) {
        EXPECT_NEAR(interpolate(f, k), two_polynomials(degree, k), 1e-12);
      }
    }
  }
}

TEST(PiecewiseLagrange, ReproducesPolynomialsOnUnevenNodes) {
  std::mt19937_64 random{20240607};
  for (int trial = 0; trial < 20; ++trial) {
    const auto nodes = random_nodes(random, 6 + trial);
    const PiecewiseLagrange interpolate{nodes, zone};
    std::vector<double> f;
    for (const double k : nodes)
      f.push_back(two_polynomials(5, k));
    for (std::size_t i = 0; i + 1 < nodes.size(); ++i) {
      const double k = 0.5 * (nodes[i] + nodes[i + 1]);
      double sum = 0.0;  // close nodes make large weights: the round-off grows with their sum
      for (const double w : interpolate.row(k).weight)
        sum += std::abs(w);
      EXPECT_NEAR(interpolate(f, k), two_polynomials(5, k), 1e-13 * sum);
    }
  }
}

TEST(PiecewiseLagrange, AHalfOfFourNodesReproducesCubics) {
  const MomentumGrid grid{8};
  const PiecewiseLagrange interpolate{grid};
  std::vector<double> f;
  for (const double k : grid.points())
    f.push_back(two_polynomials(3, k));
  for (double k = -3.1; k < 3.14; k += 0.05) {
    EXPECT_NEAR(interpolate(f, k), two_polynomials(3, k), 1e-13);
  }
}

TEST(PiecewiseLagrange, ConvergesWithOrderSixAcrossAJump) {
  const auto n = [](double k) { return k < 0 ? std::exp(std::cos(k)) : 3.0 + std::sin(k + 0.3); };
  double sum_x = 0, sum_y = 0, sum_xx = 0, sum_xy = 0, finest = 0;
  const std::array sizes{64, 128, 256, 512};
  for (const int points : sizes) {
    const MomentumGrid grid{points};
    const PiecewiseLagrange interpolate{grid};
    std::vector<double> f;
    for (const double k : grid.points())
      f.push_back(n(k));
    double error = 0;
    for (double k = -pi; k < pi; k += 1.7e-3)
      error = test::max_or_nan(error, std::abs(interpolate(f, k) - n(k)));
    const double x = std::log(grid.spacing()), y = std::log(error);
    sum_x += x, sum_y += y, sum_xx += x * x, sum_xy += x * y;
    finest = error;
  }
  const double count = sizes.size();
  const double order = (count * sum_xy - sum_x * sum_y) / (count * sum_xx - sum_x * sum_x);
  EXPECT_NEAR(order, 6.0, 0.3);
  EXPECT_GT(finest, 1e-13) << "the fit must not reach into the round-off";
}

}  // namespace
}  // namespace kapitza::model
