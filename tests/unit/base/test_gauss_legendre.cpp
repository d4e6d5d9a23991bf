#include <gtest/gtest.h>

#include <cmath>

#include "kapitza/base/error.hpp"
#include "kapitza/base/gauss_legendre.hpp"

namespace kapitza {
namespace {

double integral_of_power(const GaussRule& rule, int power) {
  double sum = 0;
  for (std::size_t i = 0; i < rule.nodes.size(); ++i)
    sum += rule.weights[i] * std::pow(rule.nodes[i], power);
  return sum;
}

TEST(GaussLegendre, IsExactUpToDegreeTwiceNLessOneAndNotBeyond) {
  for (const int n : {1, 2, 3, 5, 8, 24, 64}) {
    const GaussRule rule = gauss_legendre(n);
    for (const int power : {0, 1, n, 2 * n - 1})
      EXPECT_NEAR(integral_of_power(rule, power), 1.0 / (power + 1), 1e-14) << n << ", " << power;
  }
  EXPECT_GT(std::abs(integral_of_power(gauss_legendre(3), 6) - 1.0 / 7), 1e-4);
}

TEST(GaussLegendre, IsSymmetricAboutOneHalf) {
  const GaussRule rule = gauss_legendre(7);
  for (std::size_t i = 0; i < 7; ++i) {
    EXPECT_EQ(rule.weights[i], rule.weights[6 - i]);
    EXPECT_DOUBLE_EQ(rule.nodes[i] + rule.nodes[6 - i], 1.0);
  }
}

TEST(GaussLegendre, RefusesNoNodes) {
  EXPECT_THROW(gauss_legendre(0), InvalidInput);
}

TEST(GaussBasis, DifferentiatesAndContinuesPolynomials) {
  for (const int n : {2, 3, 5, 16}) {
    const GaussBasis basis{n};
    const auto f = [n](double x) { return std::pow(x - 0.3, n - 1) + 2 * x; };
    const auto slope = [n](double x) { return (n - 1) * std::pow(x - 0.3, n - 2) + 2; };
    for (int i = 0; i < n; ++i) {
      double value = 0, derivative = 0, end = 0;
      for (int j = 0; j < n; ++j) {
        value += basis(j, basis.node(i)) * f(basis.node(j));
        derivative += basis.slope(j, i) * f(basis.node(j));
        end += basis(j, 1) * f(basis.node(j));
      }
      EXPECT_NEAR(value, f(basis.node(i)), 1e-13);
      EXPECT_NEAR(derivative, slope(basis.node(i)), 1e-11) << n << ' ' << i;
      EXPECT_NEAR(end, f(1), 1e-11);
    }
  }
}

}  // namespace
}  // namespace kapitza
