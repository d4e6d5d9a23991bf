// The third order on a ring against exact perturbation theory in the modes of a small ring, whose energies have no symmetry, for
// every kind of diagram. What is compared is sums of the same finite number of terms: the tolerance is that of the step in time.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/collision/next_order.hpp"
#include "support/exact_ring.hpp"
#include "support/max_or_nan.hpp"

namespace kapitza::collision {
namespace {

constexpr double T = 3.0;

struct Ring {
  std::vector<double> E, n;
};

Ring ring(int N) {
  const std::vector<double> E{0.3, 2.9, 1.7, 4.1, 0.8, 3.3}, n{0.7, 0.2, 1.1, 0.4, 0.9, 0.3};
  return {{E.begin(), E.begin() + N}, {n.begin(), n.begin() + N}};
}

std::vector<double> rate(const Ring& ring, const std::vector<double>& A,
                         const std::vector<double>& B) {
  std::vector<double> R(A.size());
  for (std::size_t k = 0; k < R.size(); ++k)
    R[k] = ring.n[k] * A[k] + B[k];
  return R;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double difference = 0.0, scale = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    difference = test::max_or_nan(difference, std::abs(a[k] - b[k]));
    scale = test::max_or_nan(scale, std::abs(b[k]));
  }
  return difference / scale;
}

struct Rates {
  std::vector<double> second, third;
};

Rates by_diagrams(const std::map<int, double>& c, const Ring& ring, DoubleTime time) {
  const int N = static_cast<int>(ring.E.size());
  const model::Interaction interaction{c};
  std::vector<double> f, g(N, 1.0 / N), A(N), B(N);
  double rho = 0.0;
  for (const double n : ring.n) {
    f.push_back(n / N);
    rho += n / N;
  }
  ThirdOrderRing diagrams{ring.E, g, N, interaction.colliding_orders(), time};
  const VertexCoefficients coefficients = vertex_coefficients(interaction, rho);
  Rates rates;
  diagrams.third_order(coefficients, f, A, B);
  rates.third = rate(ring, A, B);
  diagrams.second_order(coefficients, f, A, B);
  rates.second = rate(ring, A, B);
  return rates;
}

double mean_window(double s) {
  return s <= T / 2 ? 1.0 : 2.0 * (1.0 - s / T);
}
double smooth_window(double s) {
  const double c = std::cos(std::numbers::pi / 2 * std::max(0.0, s - T / 4) / (0.75 * T));
  return c * c;
}

void expect_exact(const std::map<int, double>& c, int N) {
  const Ring state = ring(N);
  const Rates found = by_diagrams(c, state, {T, 0.01, TimeWindow::Mean, TimeEnds::Corrected});
  const test::RingRates exact = test::exact_ring_rates(c, state.E, state.n, T, mean_window);
  EXPECT_LT(largest_difference(found.second, exact.second), 1e-4);
  EXPECT_LT(largest_difference(found.third, exact.third), 1e-4);
}

TEST(ThirdOrderRing, PairsAreExact) {
  expect_exact({{2, 2.0}}, 6);
}
TEST(ThirdOrderRing, TriplesAreExact) {  // and the pairs that contractions make of them
  expect_exact({{3, 6.0}}, 4);
}
TEST(ThirdOrderRing, MixedSignsAreExact) {
  expect_exact({{2, -1.3}, {3, 4.0}}, 5);
}
TEST(ThirdOrderRing, QuadruplesAreExact) {
  expect_exact({{4, 24.0}, {2, 1.0}}, 3);
}

TEST(ThirdOrderRing, SmoothWindowIsTheOneDocumented) {
  const Ring state = ring(4);
  const Rates found = by_diagrams({{3, 6.0}}, state, {T, 0.01, TimeWindow::Smooth});
  const test::RingRates exact =
      test::exact_ring_rates({{3, 6.0}}, state.E, state.n, T, smooth_window);
  EXPECT_LT(largest_difference(found.third, exact.third), 1e-4);
}

// Of the error in the step: h^2 of the trapezoidal rule, h^4 or better with corrected ends, under the smooth window, which has no kinks.
double order_of_step(TimeEnds ends) {
  const Ring state = ring(4);
  const auto exact = test::exact_ring_rates({{3, 6.0}}, state.E, state.n, T, smooth_window).third;
  const auto error = [&](double step) {
    return largest_difference(
        by_diagrams({{3, 6.0}}, state, {T, step, TimeWindow::Smooth, ends}).third, exact);
  };
  return std::log2(error(0.05) / error(0.025));
}

TEST(ThirdOrderRing, StepConvergesWithItsOrder) {
  EXPECT_NEAR(order_of_step(TimeEnds::Trapezoidal), 2.0, 0.2);
  EXPECT_NEAR(order_of_step(TimeEnds::Corrected), 5.0, 1.2);
}

TEST(ThirdOrderRing, EveryDiagramScalesWithItsDegree) {
  const Ring state = ring(4);
  const std::vector<double> g(4, 0.25);
  ThirdOrderRing diagrams{state.E, g, 4, {2, 3}, {T, 0.1}};
  std::vector<double> f, doubled, A(4), B(4), A2(4), B2(4);
  for (const double n : state.n) {
    f.push_back(n / 4);
    doubled.push_back(n / 2);
  }
  VertexCoefficients coefficients{};
  coefficients[2] = 0.7;
  coefficients[3] = 1.1;
  const int count = static_cast<int>(diagrams.diagrams().size());
  ASSERT_GT(count, 0);
  for (int i = 0; i < count; ++i) {
    diagrams.third_order(coefficients, f, A, B, i);
    diagrams.third_order(coefficients, doubled, A2, B2, i);
    const double factor = std::pow(2.0, diagrams.diagrams()[i].degree());
    for (int k = 0; k < 4; ++k) {
      const double R = state.n[k] * A[k] + B[k], R2 = 2.0 * state.n[k] * A2[k] + B2[k];
      EXPECT_NEAR(R2, factor * R, 1e-10 * factor * (std::abs(R) + 1e-3)) << i;
    }
  }
}

TEST(ThirdOrderRing, RefusesWhatItCannotDo) {
  const std::vector<double> E(8, 1.0), g(8, 0.125);
  EXPECT_THROW((ThirdOrderRing{E, g, 8, {2}, {0.0, 0.1}}), InvalidInput);
  EXPECT_THROW((ThirdOrderRing{E, g, 8, {2}, {1.0, 0.5}}), InvalidInput);
  EXPECT_THROW((ThirdOrderRing{E, g, 8, {9}, {1.0, 0.1}}), InvalidInput);
  EXPECT_THROW((ThirdOrderRing{E, g, 3, {2}, {1.0, 0.1}}), InvalidInput);
}

}  // namespace
}  // namespace kapitza::collision
