#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <map>
#include <numbers>
#include <vector>

#include "kapitza/model/interaction.hpp"

namespace kapitza::model {
namespace {

using Coefficients = std::map<int, double>;

const std::vector<Coefficients> samples{
    {{2, 2.0}}, {{3, 6.0}}, {{4, 24.0}}, {{1, -3.0}, {3, 6.0}}, {{2, -1.5}, {3, 0.7}, {5, 2.0}},
    {{8, 1.0}}};

double factorial(int n) {
  return std::tgamma(n + 1.0);
}

double energy(const Coefficients& c, double y) {
  double V = 0.0;
  for (const auto& [l, c_l] : c)
    V += c_l * std::pow(y, l) / factorial(l);
  return V;
}

/// <V(|z + xi|^2)> over a complex Gaussian xi with <|xi|^2> = rho: trapezoidal rule in the angle, midpoint rule in the radius.
double shifted_gaussian_average(const Coefficients& c, double z, double rho) {
  constexpr int angles = 32, radii = 4000;
  const double cutoff = 12.0 * std::sqrt(rho);
  double sum = 0.0;
  for (int i = 0; i < radii; ++i) {
    const double r = (i + 0.5) * cutoff / radii;
    double ring = 0.0;
    for (int j = 0; j < angles; ++j) {
      ring += energy(c, std::norm(z + std::polar(r, 2 * std::numbers::pi * j / angles)));
    }
    sum += ring / angles * 2.0 * r / rho * std::exp(-r * r / rho) * cutoff / radii;
  }
  return sum;
}

/// |g_l| from C_l = l (l! g_l)^2; the samples below are chosen so that every g_l is positive at the density used.
double normal_ordered(const Interaction& interaction, int l, double rho) {
  return std::sqrt(interaction.collision_coefficient(l, rho) / l) / factorial(l);
}

// Normal ordering about a Gaussian state means <V(|z + xi|^2)>_xi = sum_l g_l |z|^{2l}. With g_0 = <V> and g_1 = U as the
// l = 0, 1 terms this checks every C_l and U against an average that knows nothing of Wick's theorem.
TEST(Interaction, IsTheGaussianAverageOfTheShiftedEnergy) {
  for (const Coefficients& c :
       {Coefficients{{2, 2.0}}, {{3, 6.0}}, {{4, 24.0}}, {{2, 1.5}, {3, 0.7}, {5, 2.0}}}) {
    const Interaction interaction{c};
    const double rho = 0.6;
    for (const double z : {0.4, 0.9, 1.4}) {
      double expansion = shifted_gaussian_average(c, 0.0, rho);
      double g_1 = 0.0;
      for (const auto& [l, c_l] : c)
        g_1 += c_l * l * std::pow(rho, l - 1);
      expansion += g_1 * z * z;
      for (const int l : interaction.colliding_orders()) {
        expansion += normal_ordered(interaction, l, rho) * std::pow(z, 2 * l);
      }
      const double average = shifted_gaussian_average(c, z, rho);
      EXPECT_NEAR(expansion, average, 1e-6 * std::abs(average));  // midpoint rule in r: 1/radii^2
    }
  }
}

TEST(Interaction, MeanFieldPotentialIsTheDensityDerivativeOfTheMeanEnergy) {
  for (const Coefficients& c : samples) {
    const Interaction interaction{c};
    for (const double rho : {0.2, 0.8, 1.7}) {
      // <V> = sum_l c_l rho^l, since <|psi|^{2l}> = l! rho^l.
      const double step = 1e-4 * rho;
      double slope = 0.0;
      for (const auto& [l, c_l] : c) {
        slope += c_l * (std::pow(rho + step, l) - std::pow(rho - step, l)) / (2 * step);
      }
      EXPECT_NEAR(interaction.potential(rho), slope, 1e-6 * (1 + std::abs(slope)));
    }
  }
}

TEST(Interaction, DerivativeOfTheCollisionCoefficientIsItsSlope) {
  for (const Coefficients& c : samples) {
    const Interaction interaction{c};
    for (const double rho : {0.2, 0.8, 1.7}) {
      for (const int l : interaction.colliding_orders()) {
        const double step = 1e-5 * rho;
        const double above = interaction.collision_coefficient(l, rho + step);
        const double below = interaction.collision_coefficient(l, rho - step);
        const double slope = (above - below) / (2 * step);
        EXPECT_NEAR(interaction.collision_coefficient_derivative(l, rho), slope,
                    1e-7 * (std::abs(slope) + above / rho))
            << "l = " << l << ", rho = " << rho;
      }
    }
  }
}

TEST(Interaction, CollisionCoefficientsAreQuadraticInTheInteraction) {
  for (Coefficients c : samples) {
    const Interaction one{c};
    for (auto& [l, c_l] : c)
      c_l *= -3.0;
    const Interaction minus_three{c};
    for (const int l : one.colliding_orders()) {
      const double expected = 9.0 * one.collision_coefficient(l, 0.9);
      EXPECT_NEAR(minus_three.collision_coefficient(l, 0.9), expected, 1e-13 * expected);
    }
  }
}

}  // namespace
}  // namespace kapitza::model
