// The oracle is itself held to what (27) implies exactly: conservation laws, thermal states, mirror symmetry.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "support/resonant_manifold.hpp"

namespace kapitza::test {
namespace {

using std::numbers::pi;

double asymmetric(double k) {
  return 0.5 + 0.3 * std::cos(k - 0.7) + 0.1 * std::sin(2.0 * k);
}
double mirrored(double k) {
  return asymmetric(-k);
}
double thermal(double k) {
  return 1.0 / (0.8 * (k * k + 0.6));
}

/// int dk/2pi (1, E) I_k. I_k has square-root edges at 0 and +-pi, which k = pi (10 u^3 - 15 u^4 + 6 u^5) smooths.
struct Moments {
  double number = 0.0, energy = 0.0, absolute = 0.0;
};
Moments moments(const std::function<double(double)>& I, int points) {
  Moments sum;
  for (int i = 0; i < points; ++i) {
    const double u = (i + 0.5) / points;
    const double k = pi * u * u * u * (10.0 + u * (6.0 * u - 15.0));
    const double weight = 30.0 * u * u * (1.0 - u) * (1.0 - u) / (2.0 * points);
    for (const double signed_k : {-k, k}) {
      const double I_k = I(signed_k);
      sum.number += weight * I_k;
      sum.energy += weight * k * k * I_k;
      sum.absolute += weight * std::abs(I_k);
    }
  }
  return sum;
}

TEST(ResonantManifold, ThermalStatesGiveZero) {
  // Gain and loss cancel point by point, so that only rounding is left whatever the quadrature.
  for (const double k : {-2.9, -1.3, 0.1, 2.0}) {
    EXPECT_NEAR(two_body(thermal, k), 0.0, 1e-14) << k;
    EXPECT_NEAR(three_body(thermal, k, 1e-6), 0.0, 1e-14) << k;
    EXPECT_NEAR(four_body(thermal, k, 5, 2, 1).value, 0.0, 1e-14) << k;
  }
}

TEST(ResonantManifold, PairsConserveNumberAndEnergy) {
  const Moments sum = moments([](double k) { return two_body(asymmetric, k); }, 256);
  EXPECT_NEAR(sum.number, 0.0, 1e-6 * sum.absolute);
  EXPECT_NEAR(sum.energy, 0.0, 1e-6 * pi * pi * sum.absolute);
}

TEST(ResonantManifold, TriplesConserveNumberAndEnergy) {
  const Moments sum = moments([](double k) { return three_body(asymmetric, k, 1e-7); }, 24);
  EXPECT_NEAR(sum.number, 0.0, 3e-5 * sum.absolute);
  EXPECT_NEAR(sum.energy, 0.0, 3e-5 * sum.absolute);
}

TEST(ResonantManifold, MirroredOccupationGivesMirroredIntegral) {
  for (const double k : {-2.5, 0.4, 1.1}) {
    EXPECT_NEAR(two_body(asymmetric, k), two_body(mirrored, -k), 1e-12) << k;
    EXPECT_NEAR(three_body(asymmetric, k, 1e-8), three_body(mirrored, -k, 1e-8), 2e-8) << k;
    const Estimate I = four_body(asymmetric, k, 13, 4, 1);
    const Estimate I_mirrored = four_body(mirrored, -k, 13, 4, 2);
    EXPECT_NEAR(I.value, I_mirrored.value, 6.0 * std::hypot(I.error, I_mirrored.error)) << k;
  }
}

TEST(ResonantManifold, PairsAgreeWithTheClosedParametrisation) {
  // The resonant manifold of l = 2 solved for k2 >= k2*(k) by hand: k2 = k2* + s^2, midpoint rule in s on a smooth integrand after
  // s = s_max (10 u^3 - 15 u^4 + 6 u^5).
  const double k = 1.2;
  double sum = 0.0;
  for (const double side : {-1.0, 1.0}) {
    const auto n = [side](double p) { return asymmetric(side * p); };
    const double k1 = side * k;
    const double root = 2.0 * std::sqrt(2.0 * pi * (pi - k1));
    const double s_max = std::sqrt(3.0 * pi - k1 - root);
    const int points = 400;
    for (int i = 0; i < points; ++i) {
      const double u = (i + 0.5) / points;
      const double s = s_max * u * u * u * (10.0 + u * (6.0 * u - 15.0));
      const double ds = s_max * 30.0 * u * u * (1.0 - u) * (1.0 - u) / points;
      const double k2 = k1 - 2.0 * pi + root + s * s;
      const double D = s * std::sqrt(s * s + 2.0 * root);
      const double q1 = 0.5 * (k1 + k2 - 2.0 * pi + D);
      const double q2 = 0.5 * (k1 + k2 - 2.0 * pi - D);
      const double gain = n(q1) * n(q2) * (n(k1) + n(k2));
      const double loss = n(k1) * n(k2) * (n(q1) + n(q2));
      sum += (gain - loss) * 2.0 / std::sqrt(s * s + 2.0 * root) * ds / (2.0 * pi);
    }
  }
  EXPECT_NEAR(two_body(asymmetric, k), sum, 1e-10);
}

TEST(ResonantManifold, TriplesAgreeWithASmearedEnergyDelta) {
  // Brute force in the five momenta: both deltas of (27) on a uniform momentum lattice, the energy one as a narrow Gaussian
  // of width w, whose error falls as w^2. Richardson on two widths leaves a per cent.
  const int N = 48;
  const double h = 2.0 * pi / N;
  std::vector<double> n(N), E(N);
  for (int i = 0; i < N; ++i) {
    const double k = -pi + (i + 0.5) * h;
    n[static_cast<std::size_t>(i)] = asymmetric(k);
    E[static_cast<std::size_t>(i)] = k * k;
  }
  const auto smeared = [&](std::size_t k1, double width) {
    double sum = 0.0;
    for (std::size_t k2 = 0; k2 < N; ++k2) {
      for (std::size_t k3 = 0; k3 < N; ++k3) {
        for (std::size_t q1 = 0; q1 < N; ++q1) {
          for (std::size_t q2 = 0; q2 < N; ++q2) {
            const std::size_t q3 = (k1 + k2 + k3 + 2 * N - q1 - q2) % N;
            const double x = (E[k1] + E[k2] + E[k3] - E[q1] - E[q2] - E[q3]) / width;
            if (std::abs(x) > 6.0) continue;
            const double in = n[k1] * n[k2] * n[k3];
            const double out = n[q1] * n[q2] * n[q3];
            const double gain = out * (n[k1] * n[k2] + n[k2] * n[k3] + n[k3] * n[k1]);
            const double loss = in * (n[q1] * n[q2] + n[q2] * n[q3] + n[q3] * n[q1]);
            sum += std::exp(-0.5 * x * x) * (gain - loss);
          }
        }
      }
    }
    return sum / (std::sqrt(2.0 * pi) * width) * std::pow(h, 4) / std::pow(2.0 * pi, 3);
  };
  for (const std::size_t i : {12UL, 37UL}) {
    const double k = -pi + (static_cast<double>(i) + 0.5) * h;
    const double wide = smeared(i, 0.5);
    const double narrow = smeared(i, 0.35);
    const double limit = narrow + (narrow - wide) * 0.35 * 0.35 / (0.5 * 0.5 - 0.35 * 0.35);
    EXPECT_NEAR(three_body(asymmetric, k, 1e-7), limit, 1e-4) << k;
  }
}

}  // namespace
}  // namespace kapitza::test
