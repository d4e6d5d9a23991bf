#include <gtest/gtest.h>

#include <vector>

#include "kapitza/collision/collision_operator.hpp"
#include "kapitza/collision/paper_scheme.hpp"
#include "kapitza/model/dispersion.hpp"
#include "support/counted_transforms.hpp"

namespace kapitza::collision {
namespace {

const model::ParabolicDispersion dispersion;

TEST(CollisionWork, OfTheFastSchemeIsWhatFftwSaw) {
  const model::MomentumGrid grid(16);
  const model::Interaction interaction{{{3, 6.0}}};
  CollisionOperator collision{grid, dispersion, interaction, CollisionSettings{1e-2, 8.0, {}, {}}};
  EXPECT_EQ(collision.work().transforms, 0);
  test::executed_transforms = 0;
  std::vector<double> n(16, 1.0), I(16), L(256);
  n[3] = 2.0;
  const auto transforms = [] { return 1LL * test::executed_transforms * TimeQuadrature::block; };
  collision.evaluate(n, I);
  collision.evaluate(n, I);
  EXPECT_EQ(collision.work().transforms, transforms());
  collision.apply_linearised(n, n, I);
  EXPECT_EQ(collision.work().transforms, transforms());
  collision.linearise(n, L);
  EXPECT_EQ(collision.work().transforms, transforms());
  const long long before = test::executed_transforms;
  collision.evaluate_finely(n, I);
  EXPECT_EQ(collision.work().fine_evaluations, 1);
  EXPECT_GT(test::executed_transforms, before);
  EXPECT_GT(test::executed_transforms, 0);
  EXPECT_EQ(collision.work().evaluations, 2);
  EXPECT_EQ(collision.work().applications, 1);
  EXPECT_EQ(collision.work().linearisations, 1);
}

TEST(CollisionWork, OfThePapersSchemeIsWhatFftwSaw) {
  const model::MomentumGrid grid(16);
  PaperScheme collision{grid,
                        dispersion,
                        model::Interaction{{{3, 6.0}}},
                        {.lattice = 128, .band = 16, .tau_max = 4.0, .tau_step = 0.1}};
  test::executed_transforms = 0;
  std::vector<double> n(16, 1.0), I(16);
  collision.evaluate(n, I);
  collision.evaluate(n, I);
  EXPECT_GT(test::executed_transforms, 0);
  EXPECT_EQ(collision.work().transforms, test::executed_transforms);
  EXPECT_EQ(collision.work().evaluations, 2);
}

TEST(CollisionWork, OfThePapersSchemeGrowsAsTheNumberOfStepsForAnyNumberOfCarriers) {
  // Four transforms of length M for each of the T / d tau steps and tau = 0, two to begin with: proportional to T M log M / d tau.
  const model::MomentumGrid grid(16);
  struct {
    double tau_max, tau_step;
    long long steps;
  } const choices[] = {{4.0, 0.1, 40}, {8.0, 0.1, 80}, {4.0, 0.05, 80}};
  for (const auto& [tau_max, tau_step, steps] : choices)
    for (const int l : {2, 3, 4}) {
      PaperScheme collision{grid,
                            dispersion,
                            model::Interaction{{{l, 1.0}}},
                            {.lattice = 128, .band = 16, .tau_max = tau_max, .tau_step = tau_step}};
      test::executed_transforms = 0;
      std::vector<double> n(16, 1.0), I(16);
      collision.evaluate(n, I);
      EXPECT_EQ(test::executed_transforms, 2 + 4 * (steps + 1)) << l;
    }
}

}  // namespace
}  // namespace kapitza::collision
