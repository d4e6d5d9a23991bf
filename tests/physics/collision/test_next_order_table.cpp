// The next order against published digits and against the closed form of two bodies (docs/theory.md).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "kapitza/collision/next_order.hpp"
#include "support/collision_states.hpp"
#include "support/two_body_next_order.hpp"

namespace kapitza::collision {
namespace {

using namespace testing;

// c of J = c I, projected on I, for g_2 and g_3 given: a ring of 160 sites, T = 8, the mean over [T/2, T].
double projected(double g2, double g3, double step, TimeEnds ends = TimeEnds::Trapezoidal) {
  constexpr int N = 160;
  std::vector<double> E(N), n(N), f(N), g(N, 1.0 / N), A(N), B(N), A2(N), B2(N);
  for (int j = 0; j < N; ++j) {
    const double k = std::remainder(2.0 * std::numbers::pi * j / N, 2.0 * std::numbers::pi);
    E[j] = k * k;
    n[j] = asymmetric(k);
    f[j] = n[j] / N;
  }
  std::vector<int> orders;
  if (g2 != 0.0) orders.push_back(2);
  if (g3 != 0.0) orders.push_back(3);
  ThirdOrderRing ring{E, g, N, orders, {8.0, step, TimeWindow::Mean, ends}};
  VertexCoefficients coefficients{};
  coefficients[2] = g2;
  coefficients[3] = g3;
  ring.third_order(coefficients, f, A, B);
  ring.second_order(coefficients, f, A2, B2);
  double JI = 0.0, II = 0.0;
  for (int k = 0; k < N; ++k) {
    const double J = n[k] * A[k] + B[k], I = n[k] * A2[k] + B2[k];
    JI += J * I;
    II += I * I;
  }
  return JI / II;
}

TEST(NextOrderTable, TrapezoidalStepsGiveThePublishedDigits) {
  constexpr double digits = 5.5e-4;
  EXPECT_NEAR(projected(1.0, 0.0, 0.1), -1.781, digits);
  EXPECT_NEAR(projected(1.0, 0.0, 0.05), -1.798, digits);
  EXPECT_NEAR(projected(1.0, 0.0, 0.025), -1.802, digits);
  EXPECT_NEAR(projected(0.0, 1.0, 0.1), -11.259, digits);
  EXPECT_NEAR(projected(0.0, 1.0, 0.05), -11.426, digits);
  EXPECT_NEAR(projected(0.0, 1.0, 0.025), -11.467, digits);
  EXPECT_NEAR(projected(4.5, 1.0, 0.1), -24.410, digits);
  EXPECT_NEAR(projected(4.5, 1.0, 0.05), -24.664, digits);
  EXPECT_NEAR(projected(4.5, 1.0, 0.025), -24.727, digits);
}

TEST(NextOrderTable, CorrectedEndsReachTheLimitOfTheTrapezoidalSteps) {
  const double coarse = projected(4.5, 1.0, 0.05), fine = projected(4.5, 1.0, 0.025);
  const double limit = fine + (fine - coarse) / 3.0;
  EXPECT_NEAR(projected(4.5, 1.0, 0.05, TimeEnds::Corrected), limit, 3e-3);
}

// J of pairs at a time T, |psi|^4, at the nodes `at` of 192.
std::vector<double> pairs(double T, const std::vector<int>& at) {
  const model::MomentumGrid grid{192};
  NextOrderParameters parameters;
  parameters.time = {.tau_max = T, .tau_step = 0.05};
  parameters.projected = false;
  NextOrder next{grid, model::ParabolicDispersion{}, power(2), parameters};
  const auto n = asymmetric_on(grid);
  std::vector<double> J(n.size()), selected;
  next.evaluate(n, J);
  for (const int i : at)
    selected.push_back(J[i]);
  return selected;
}

TEST(NextOrderTable, PairsTendToTheirClosedForm) {
  // Measured away from |k| = pi/2, where the pinch term is singular and a finite time rounds it. What a finite T leaves falls about as
  // T^{-1/2}, the power of the thresholds D = 0 and D' = 0.
  const model::MomentumGrid grid{192};
  const std::vector<int> at{28, 172, 175, 178, 181};
  const std::vector<double> J = pairs(64.0, at);
  for (std::size_t i = 0; i < at.size(); ++i) {
    const double exact = test::two_body_next_order(asymmetric, grid[at[i]]);
    EXPECT_NEAR(J[i], exact, 3e-4) << grid[at[i]];  // of max |J| = 0.6
  }
}

}  // namespace
}  // namespace kapitza::collision
