#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <tuple>

#include "kapitza/base/error.hpp"
#include "kapitza/base/gauss_legendre.hpp"
#include "kapitza/linear/linear_response.hpp"
#include "support/momentum_grids.hpp"
#include "unit/linear/relaxation_model.hpp"

namespace kapitza::linear {
namespace {

double wave(double k) {
  return std::sin(k) + 0.4 * std::cos(3.0 * k);
}
double bump(double k) {
  return std::exp(-std::pow(std::abs(k) - 1.0, 2));
}

class SlabAtLambda : public ::testing::TestWithParam<std::tuple<test::Momenta, double>> {
 protected:
  const double Lambda = std::get<double>(GetParam());
  LinearResponse response{
      relaxation_background(test::momenta(std::get<test::Momenta>(GetParam()), 48))};
  const model::MomentumGrid& grid = response.background().grid();
  Slab slab = response.slab(Lambda);
  std::vector<double> left = injected(grid, 1, wave), right = injected(grid, -1, bump);
  SlabState state = slab.solve(left, right);
};

TEST_P(SlabAtLambda, TakesTheInjectedValuesAtItsEnds) {
  const auto at_0 = state.profile(0.0), at_1 = state.profile(1.0);
  const double eps = 1e-12 * (largest(left) + largest(right));
  for (std::size_t i = 0; i < 24; ++i) {
    EXPECT_NEAR(at_0[24 + i], left[24 + i], eps);
    EXPECT_NEAR(at_1[i], right[i], eps);
    EXPECT_EQ(state.reflected()[i], at_0[i]);
    EXPECT_EQ(state.reflected()[24 + i], 0.0);
    EXPECT_EQ(state.transmitted()[24 + i], at_1[24 + i]);
    EXPECT_EQ(state.transmitted()[i], 0.0);
  }
}

TEST_P(SlabAtLambda, CarriesTheSameCurrentsThroughEveryPlane) {
  for (const double X : {0.0, 1e-6, 0.03, 0.5, 0.77, 1.0}) {
    const Pair J = response.background().current(state.profile(X));
    EXPECT_NEAR(J[Number], state.current()[Number], 1e-13);
    EXPECT_NEAR(J[Energy], state.current()[Energy], 1e-13);
  }
}

TEST_P(SlabAtLambda, IsMirroredWithItsInjections) {
  const SlabState mirror = slab.solve(model::mirrored(right), model::mirrored(left));
  for (const double X : {0.0, 0.2, 0.5, 1.0}) {
    EXPECT_LT(largest_difference(mirror.profile(1.0 - X), model::mirrored(state.profile(X))), 1e-12)
        << X;
  }
}

TEST_P(SlabAtLambda, RestsInAThermalPerturbation) {
  const auto n = response.background().occupation();
  std::vector<double> thermal;
  for (int i = 0; i < grid.size(); ++i)
    thermal.push_back(std::pow(n[static_cast<std::size_t>(i)], 2) *
                      (1.0 - 0.3 * grid[i] * grid[i]));
  const SlabState still = slab.solve(thermal, thermal);
  for (const double X : {0.0, 0.4, 1.0})
    EXPECT_LT(largest_difference(still.profile(X), thermal), 1e-12);
  EXPECT_NEAR(still.bulk(0.3)[Number], 1.0, 1e-11);
  EXPECT_NEAR(still.bulk(0.3)[Energy], -0.3, 1e-11);
}

TEST_P(SlabAtLambda, ProducesTheEntropyThatCollisionsDissipate) {
  // Lambda int dX dissipation, by Gauss-Legendre panels graded towards the walls' layers.
  const GaussRule rule = gauss_legendre(12);
  double produced = 0.0;
  std::vector<double> breaks{0.0};
  for (double Y = 1e-3; Y < 0.5 * Lambda; Y *= 2.0)
    breaks.push_back(Y / Lambda);
  breaks.push_back(0.5);
  for (std::size_t p = 1; p < breaks.size(); ++p) {
    const double width = breaks[p] - breaks[p - 1];
    for (std::size_t q = 0; q < rule.nodes.size(); ++q) {
      const double X = breaks[p - 1] + width * rule.nodes[q];
      for (const double place : {X, 1.0 - X})
        produced += Lambda * width * rule.weights[q] *
                    response.background().dissipation(state.profile(place));
    }
  }
  EXPECT_GT(produced, 0.0);
  EXPECT_NEAR(state.entropy_production(), produced,
              1e-9 * response.background().entropy_flux(left));
}

TEST_P(SlabAtLambda, ScattersReciprocally) {
  // sum of |v| in_1(-k) out_2(k) / n^2 over both ends is symmetric in the two injections.
  const auto n = response.background().occupation();
  const auto overlap = [&](const std::vector<double>& in_left, const std::vector<double>& in_right,
                           const SlabState& out) {
    const auto reflected = out.reflected(), transmitted = out.transmitted();
    double sum = 0.0;
    for (std::size_t i = 0; i < n.size(); ++i) {
      const std::size_t mirror = n.size() - 1 - i;
      const double speed = std::abs(2.0 * grid[static_cast<int>(i)]);
      sum += grid.weight(static_cast<int>(i)) * speed *
             (in_left[mirror] * reflected[i] + in_right[mirror] * transmitted[i]) / (n[i] * n[i]);
    }
    return sum;
  };
  const auto other_left = injected(grid, 1, bump), other_right = injected(grid, -1, wave);
  const SlabState other = slab.solve(other_left, other_right);
  const double forward = overlap(other_left, other_right, state);
  EXPECT_NEAR(forward, overlap(left, right, other), 1e-11 * std::abs(forward));
}

TEST_P(SlabAtLambda, HasASymmetricPositiveResistance) {
  const Pair2x2 total = slab.total_resistance();
  EXPECT_LT(asymmetry(total), 1e-11);
  EXPECT_GT(symmetric_eigenvalues(total)[0], 0.0);
}

INSTANTIATE_TEST_SUITE_P(FromTransparentToOpaque, SlabAtLambda,
                         ::testing::Combine(::testing::ValuesIn(test::both_momenta),
                                            ::testing::Values(1e-3, 0.1, 2.0, 50.0, 1e3, 1e6)));

TEST(Slab, IsLinear) {
  const LinearResponse response{relaxation_background(32)};
  const auto& grid = response.background().grid();
  const auto left = injected(grid, 1, wave), right = injected(grid, -1, bump);
  const std::vector<double> nothing(32, 0.0);
  const Slab slab = response.slab(3.0);
  auto sum = slab.solve(left, nothing).profile(0.3);
  const auto second = slab.solve(nothing, right).profile(0.3);
  for (std::size_t i = 0; i < sum.size(); ++i)
    sum[i] = 2.0 * sum[i] - second[i];
  std::vector<double> twice(left), minus(right);
  for (std::size_t i = 0; i < twice.size(); ++i) {
    twice[i] *= 2.0;
    minus[i] *= -1.0;
  }
  EXPECT_LT(largest_difference(slab.solve(twice, minus).profile(0.3), sum), 1e-12);
}

TEST(Slab, IsTransparentWithoutCollisions) {
  const LinearResponse response{relaxation_background(32)};
  const auto& grid = response.background().grid();
  const auto left = injected(grid, 1, wave);
  const std::vector<double> nothing(32, 0.0);
  for (const double Lambda : {1e-3, 1e-4, 1e-5}) {
    const SlabState state = response.slab(Lambda).solve(left, nothing);
    EXPECT_LT(largest(state.reflected()), 5.0 * Lambda);
    EXPECT_LT(largest_difference(state.transmitted(), left), 10.0 * Lambda);
    EXPECT_GT(largest(state.reflected()), 0.01 * Lambda);
  }
}

TEST(Slab, ReadsOnlyWhatEnters) {
  const LinearResponse response{relaxation_background(16)};
  const auto& grid = response.background().grid();
  auto left = injected(grid, 1, wave), right = injected(grid, -1, bump);
  const auto expected = response.slab(2.0).solve(left, right).profile(0.1);
  left[3] = std::nan("");
  right[12] = std::nan("");
  EXPECT_EQ(response.slab(2.0).solve(left, right).profile(0.1), expected);
}

TEST(Slab, RefusesWhatItCannotAnswer) {
  const LinearResponse response{relaxation_background(16)};
  using ::testing::HasSubstr;
  using ::testing::ThrowsMessage;
  for (const double Lambda : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
    EXPECT_THAT([&] { response.slab(Lambda); },
                ThrowsMessage<InvalidInput>(HasSubstr("allowed: finite and above 0")));
  }
  const Slab slab = response.slab(1.0);
  std::vector<double> fine(16, 0.1), bad(fine);
  bad[10] = HUGE_VAL;
  EXPECT_THAT([&] { slab.solve(bad, fine); },
              ThrowsMessage<InvalidInput>(HasSubstr("left: found inf at k = 0.98")));
  bad[10] = 0.1;
  bad[2] = std::nan("");
  EXPECT_THAT([&] { slab.solve(fine, bad); },
              ThrowsMessage<InvalidInput>(HasSubstr("right: found nan at k = -2.15")));
  EXPECT_THROW(slab.solve(fine, std::vector<double>(15, 0.1)), InvalidInput);
  const SlabState state = slab.solve(fine, fine);
  for (const double X : {-1e-9, 1.1, std::nan("")})
    EXPECT_THROW(state.profile(X), InvalidInput);
}

}  // namespace
}  // namespace kapitza::linear
