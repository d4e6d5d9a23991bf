// |psi|^6 about n_th = 1 / (k^2 + 1): the state of the paper's Fig. 5.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "kapitza/linear/linear_response.hpp"

namespace kapitza::linear {
namespace {

class SexticJunction : public ::testing::Test {
 protected:
  static constexpr int K = 256;
  static void SetUpTestSuite() {
    const model::MomentumGrid grid{K};
    const model::ParabolicDispersion dispersion;
    const model::Interaction sextic{{{3, 6.0}}};
    response.emplace(thermal_background(
        grid, dispersion, sextic, {.accuracy = 1e-6, .tau_max = {}, .tau_step = {}, .lattice = {}},
        {1.0, -1.0}));
  }
  static void TearDownTestSuite() { response.reset(); }

  static std::vector<double> sine() {
    std::vector<double> left(K, 0.0);
    for (int i = K / 2; i < K; ++i)
      left[static_cast<std::size_t>(i)] = std::sin(response->background().grid()[i]);
    return left;
  }

  static inline std::optional<LinearResponse> response;
  const std::vector<double> nothing = std::vector<double>(K, 0.0);
};

TEST_F(SexticJunction, HasTheMeasuredConductivity) {
  const Pair2x2& kappa = response->conductivity();
  EXPECT_NEAR(kappa[0][0], 0.60362, 1e-4);
  EXPECT_NEAR(kappa[0][1], 0.32360, 1e-4);
  EXPECT_NEAR(kappa[1][0], 0.32360, 1e-4);
  EXPECT_NEAR(kappa[1][1], 0.83225, 1e-4);
  EXPECT_NEAR(kappa[0][1], kappa[1][0], 1e-5);
  EXPECT_GT(symmetric_eigenvalues(kappa)[0], 0.0);
}

TEST_F(SexticJunction, HasASymmetricPositiveResistance) {
  const HalfSpace wall = response->half_space();
  const Pair2x2& R = wall.resistance();
  // Extrapolated from K = 512 and 1024 (docs/numerics.md); K = 256 is within 4e-5 of it.
  EXPECT_NEAR(R[0][0], 6.63294, 4e-4);
  EXPECT_NEAR(R[0][1], -1.68584, 2e-4);
  EXPECT_NEAR(R[1][0], -1.68584, 2e-4);
  EXPECT_NEAR(R[1][1], 1.02757, 1e-4);
  EXPECT_NEAR(R[0][1], R[1][0], 1e-4);
  EXPECT_GT(symmetric_eigenvalues(R)[0], 0.5);
}

TEST_F(SexticJunction, ObeysTheExactLawsToTheAccuracyOfItsCollisionMatrix) {
  const Consistency c = consistency(response->half_space());
  EXPECT_LT(c.conductivity_asymmetry, 2e-5);
  EXPECT_LT(c.resistance_asymmetry, 2e-5);
  EXPECT_LT(c.conservation, 1e-10);
  EXPECT_LT(c.detailed_balance, 1e-5);
  EXPECT_LT(c.reciprocity, 5e-5);
}

TEST_F(SexticJunction, ReflectsEverythingWhenOpaque) {
  // Fig. 5: the transmitted part falls like 1 / Lambda, the reflected one tends to a limit that is not thermal.
  double previous = 0.0;
  std::vector<double> limit;
  for (const double Lambda : {100.0, 1000.0, 1e4, 1e5, 1e6}) {
    const SlabState state = response->slab(Lambda).solve(sine(), nothing);
    const auto transmitted = state.transmitted();
    const double scaled = Lambda * *std::max_element(transmitted.begin(), transmitted.end());
    if (previous > 0.0) {
      EXPECT_NEAR(scaled / previous, 1.0, 40.0 / Lambda + 1e-9);
    }
    previous = scaled;
    limit = state.reflected();
    const double deviation = thermal_part(response->background(), limit, Movers::Left).deviation;
    EXPECT_NEAR(deviation, 0.1355, 2e-3) << Lambda;
  }
  const HalfSpaceState wall = response->half_space().respond(sine(), {0.0, 0.0});
  for (std::size_t i = 0; i < limit.size(); ++i)
    EXPECT_NEAR(limit[i], wall.outgoing[i], 1e-5);
}

TEST_F(SexticJunction, ConservesCurrentsAndProducesEntropyForEveryLambda) {
  for (const double Lambda : {1e-3, 0.1, 1.0, 10.0, 100.0, 1e6}) {
    const SlabState state = response->slab(Lambda).solve(sine(), nothing);
    for (const double X : {0.0, 0.01, 0.5, 1.0}) {
      const Pair J = response->background().current(state.profile(X));
      EXPECT_NEAR(J[Number], state.current()[Number], 1e-12);
      EXPECT_NEAR(J[Energy], state.current()[Energy], 1e-12);
    }
    EXPECT_GT(state.entropy_production(), 0.0);
  }
}

TEST_F(SexticJunction, ApproachesTheSlabLawAtTheSlowestRate) {
  const HalfSpace wall = response->half_space();
  const double slowest = response->modes().rates().front();
  EXPECT_NEAR(slowest, 0.58522, 1e-4);
  double previous = 0.0;
  for (const double Lambda : {8.0, 12.0, 16.0, 20.0, 24.0}) {
    const double difference =
        std::abs(response->slab(Lambda).total_resistance()[0][0] - slab_law(wall, Lambda)[0][0]);
    if (previous > 0.0) {
      EXPECT_NEAR(std::log(previous / difference) / 4.0, slowest, 0.02);
    }
    previous = difference;
  }
}

}  // namespace
}  // namespace kapitza::linear
