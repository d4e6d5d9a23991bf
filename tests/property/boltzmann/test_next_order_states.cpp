// The stationary (6) to the next order in lambda: what holds whatever J is.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/engine.hpp"
#include "kapitza/collision/conserving_projection.hpp"
#include "kapitza/model/defect.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/finer_collision.hpp"
#include "support/fixed_integral.hpp"
#include "support/order_fit.hpp"
#include "support/relaxation.hpp"
#include "support/rough_collision.hpp"

namespace kapitza::boltzmann {
namespace {

using collision::Resummation;

constexpr std::array all{Resummation::Sum, Resummation::Pade, Resummation::PadeByMomentum};

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = std::max(largest, std::abs(a.at(i) - b.at(i)));
  return largest;
}

struct NextOrderStates : testing::Test {
  Barrier barrier(double length) const {
    return {model::DefectCoordinate{[](double y) { return model::smooth_box(y, 0.1); }},
            model::Interaction{{{3, 6.0}}}, length, -0.8};
  }
  /// Conserving, and with another shape than I in k and in n.
  test::FixedIntegral next(double factor) const {
    const auto K = static_cast<std::size_t>(setup.grid.size());
    return {setup.grid.size(), [this, factor, K](auto n, auto J) {
              for (std::size_t k = 0; k < K; ++k)
                J[k] =
                    factor * (n[k] * n[k] * (1 + 0.5 * std::sin(setup.grid[static_cast<int>(k)])) +
                              0.2 * n[(3 * k) % K]);
              projection.apply(J);
            }};
  }
  StationaryState solve(double length, collision::CollisionIntegral* J, Resummation resummation,
                        int points = 12) {
    return solve(I, {}, length, J, resummation, points);
  }
  StationaryState solve(collision::CollisionIntegral& leading, const SteadyOptions& options,
                        double length, collision::CollisionIntegral* J, Resummation resummation,
                        int points = 12) {
    std::optional<NextOrderTerm> term;
    if (J) term.emplace(NextOrderTerm{*J, resummation, points});
    Engine engine(world, {make_discontinuous_galerkin(faces, 3)}, setup.grid, setup.dispersion,
                  leading, setup.injection, options, barrier(length), term);
    return setup.solve(engine, {Lambda}).at(0).state;
  }

  static constexpr double Lambda = 1.5;
  Communicator world = Communicator::world();
  test::BoltzmannSetup setup{
      model::MomentumGrid::panels(std::array{0.0, 0.5, std::numbers::pi}, std::array{6, 8})};
  collision::ConservingProjection projection{setup.grid, setup.dispersion};
  test::ConservingRelaxation I{setup.grid, setup.dispersion, setup.thermal};
  std::vector<double> faces{0, 0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98, 1};
};

TEST_F(NextOrderStates, KeepBothCurrentsConstant) {
  for (const Resummation resummation : all) {
    test::FixedIntegral J = next(0.3);
    const StationaryState state = solve(100, &J, resummation);
    const double least = std::ranges::min(state.next_order);
    EXPECT_LT(least, -0.01);  // it is felt
    EXPECT_LT(state.residual, 1e-10);
    EXPECT_LT(state.number_flatness, 1e-12);
    EXPECT_LT(state.energy_flatness, 1e-12);
  }
}

// What the fine integral of the leading order adds is not what J adds.
TEST_F(NextOrderStates, AreComparedWithAFineIntegralOfTheirOwn) {
  constexpr double excess = 1e-5;
  test::WithFiner fine{I, excess};
  SteadyOptions options;
  options.collision_error = 1e-6;
  const auto largest = [](const StationaryState& state) {
    return std::ranges::max(state.collision_difference.left);
  };
  const double leading = largest(solve(fine, options, 100, nullptr, Resummation::Sum));
  EXPECT_GT(leading, 1e-2 * excess);
  for (const Resummation resummation : all) {
    test::FixedIntegral J = next(0.3);
    EXPECT_LT(largest(solve(fine, options, 100, &J, resummation)), 3 * leading);
  }
}

// lambda = (Lambda / (L int D^2))^{1/2} at fixed Lambda.
TEST_F(NextOrderStates, TendToTheLeadingOrderLinearlyInLambda) {
  for (const Resummation resummation : all) {
    std::vector<double> lambda, odd, even;
    for (const double length : {4e3, 1.6e4, 6.4e4}) {
      test::FixedIntegral J = next(0.3), minus = next(-0.3);
      const auto leading = solve(length, nullptr, resummation).n_left;
      const StationaryState plus = solve(length, &J, resummation);
      const auto other = solve(length, &minus, resummation).n_left;
      lambda.push_back(plus.coupling);
      odd.push_back(largest_difference(plus.n_left, other) / 2);
      std::vector<double> mean(leading.size());
      for (std::size_t k = 0; k < mean.size(); ++k)
        mean[k] = (plus.n_left[k] + other[k]) / 2;
      even.push_back(largest_difference(mean, leading));
    }
    // The sign of J turns what it does round, up to the square.
    EXPECT_NEAR(test::fitted_order(lambda, odd), 1.0, 0.1);
    EXPECT_NEAR(test::fitted_order(lambda, even), 2.0, 0.2);
    EXPECT_LT(even.back(), 0.1 * odd.back());
  }
}

// All are the same up to terms of relative order lambda^2.
TEST_F(NextOrderStates, OfDifferentResummationsAgreeToTheOrderOfJ) {
  std::vector<double> lambda, difference;
  for (const double length : {4e3, 1.6e4, 6.4e4}) {
    test::FixedIntegral J = next(0.3);
    const StationaryState sum = solve(length, &J, Resummation::Sum);
    lambda.push_back(sum.coupling);
    difference.push_back(
        largest_difference(sum.n_left, solve(length, &J, Resummation::PadeByMomentum).n_left));
  }
  EXPECT_NEAR(test::fitted_order(lambda, difference), 2.0, 0.2);
}

TEST_F(NextOrderStates, AreTheSameByMixingAndByNewton) {
  test::FixedIntegral J = next(0.3);
  const StationaryState newton = solve(100, &J, Resummation::PadeByMomentum);
  test::WithRough rough{I, 0.1, 2};
  NextOrderTerm term{J, Resummation::PadeByMomentum};
  Engine engine(world, {make_discontinuous_galerkin(faces, 3)}, setup.grid, setup.dispersion, rough,
                setup.injection, {}, barrier(100), term);
  const StationaryState mixed = setup.solve(engine, {Lambda}).at(0).state;
  EXPECT_LT(mixed.residual, 1e-10);
  EXPECT_LT(largest_difference(mixed.n_left, newton.n_left), 1e-9);
  EXPECT_LT(largest_difference(mixed.next_order, newton.next_order), 1e-9);
}

TEST_F(NextOrderStates, OfMirrorImagesAreMirrorImages) {
  for (int k = 0; k < setup.grid.size(); ++k)
    setup.injection.right[static_cast<std::size_t>(setup.grid.mirror(k))] =
        setup.injection.left[static_cast<std::size_t>(k)];
  // Of a state and its mirror image one that is the mirror image of the other.
  test::FixedIntegral J{setup.grid.size(), [this](auto n, auto out) {
                          for (std::size_t k = 0; k < n.size(); ++k)
                            out[k] = 0.3 * n[k] * n[k];
                          projection.apply(out);
                        }};
  const StationaryState symmetric = solve(100, &J, Resummation::PadeByMomentum);
  constexpr double little = 1e-7;  // so that all points are computed
  for (double& n : setup.injection.left)
    n *= 1 + little;
  const StationaryState all_computed = solve(100, &J, Resummation::PadeByMomentum);
  EXPECT_LT(largest_difference(symmetric.n_left, all_computed.n_left), 100 * little);
  EXPECT_LT(largest_difference(symmetric.n_right, all_computed.n_right), 100 * little);
  EXPECT_LT(largest_difference(symmetric.next_order, all_computed.next_order), 100 * little);
  for (std::size_t x = 0; x < symmetric.X.size(); ++x)
    EXPECT_NEAR(symmetric.next_order[x], symmetric.next_order[symmetric.X.size() - 1 - x], 1e-10);
}

// J at every point against J at some of them, of which twelve are half.
TEST_F(NextOrderStates, HardlyKnowAtHowManyPointsJIsEvaluated) {
  test::FixedIntegral J = next(0.3);
  const auto n_left = [&](int points) {
    return solve(100, &J, Resummation::PadeByMomentum, points).n_left;
  };
  const auto every = n_left(1000);
  const double felt = largest_difference(every, solve(100, nullptr, Resummation::Sum).n_left),
               twelve = largest_difference(every, n_left(12)),
               two = largest_difference(every, n_left(2));
  EXPECT_LT(twelve, 0.03 * felt);
  EXPECT_GT(two, 1.5 * twelve);
}

TEST_F(NextOrderStates, RefuseTheScalingLimitAndWhatHasNoMeaning) {
  test::FixedIntegral J = next(0.3);
  const NextOrderTerm term{J, Resummation::Sum};
  EXPECT_THROW(Engine(world, {make_discontinuous_galerkin(faces, 3)}, setup.grid, setup.dispersion,
                      I, setup.injection, {}, std::nullopt, term),
               InvalidInput);
  test::FixedIntegral large = test::scaled(I, 100);
  try {
    solve(100, &large, Resummation::Pade);
    FAIL() << "1 - c lambda < 0 was taken";
  } catch (const NumericalFailure& failure) {
    EXPECT_NE(std::string{failure.what()}.find("X = "), std::string::npos) << failure.what();
  }
}

}  // namespace
}  // namespace kapitza::boltzmann
