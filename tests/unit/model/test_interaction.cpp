#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kapitza/base/error.hpp"
#include "kapitza/model/interaction.hpp"

namespace kapitza::model {
namespace {

TEST(Interaction, SexticHasTheCoefficientsOfThePaper) {
  const Interaction sextic{{{3, 6.0}}};
  EXPECT_EQ(sextic.order(), 3);
  EXPECT_EQ(sextic.colliding_orders(), (std::vector{2, 3}));
  for (const double rho : {0.0, 0.3, 1.0, 2.5}) {
    EXPECT_DOUBLE_EQ(sextic.collision_coefficient(3, rho), 108.0);
    EXPECT_DOUBLE_EQ(sextic.collision_coefficient(2, rho), 648.0 * rho * rho);
    EXPECT_DOUBLE_EQ(sextic.collision_coefficient_derivative(2, rho), 1296.0 * rho);
    EXPECT_DOUBLE_EQ(sextic.collision_coefficient_derivative(3, rho), 0.0);
    EXPECT_DOUBLE_EQ(sextic.potential(rho), 18.0 * rho * rho);
  }
}

TEST(Interaction, QuarticHasCTwoOfEight) {
  const Interaction quartic{{{2, 2.0}}};  // V = |psi|^4, so g_2 = 1 and C_2 = 2 (2! g_2)^2
  EXPECT_EQ(quartic.colliding_orders(), std::vector{2});
  EXPECT_DOUBLE_EQ(quartic.collision_coefficient(2, 0.7), 8.0);
  EXPECT_DOUBLE_EQ(quartic.potential(0.7), 4.0 * 0.7);
}

TEST(Interaction, ALinearTermShiftsThePotentialAndNothingElse) {
  const Interaction bare{{{3, 6.0}}}, shifted{{{1, -18.0}, {3, 6.0}}};
  EXPECT_DOUBLE_EQ(shifted.potential(1.3), bare.potential(1.3) - 18.0);
  EXPECT_EQ(shifted.colliding_orders(), bare.colliding_orders());
  for (const int l : {1, 2, 3, 4}) {
    EXPECT_EQ(shifted.collision_coefficient(l, 1.3), bare.collision_coefficient(l, 1.3));
  }
}

TEST(Interaction, OneCarrierNeverCollides) {
  const Interaction sextic{{{1, 4.0}, {3, 6.0}}};
  EXPECT_EQ(sextic.collision_coefficient(1, 1.0), 0.0);
  EXPECT_EQ(sextic.collision_coefficient_derivative(1, 1.0), 0.0);
}

TEST(Interaction, OrdersAboveTheHighestDoNotCollide) {
  EXPECT_EQ((Interaction{{{2, 2.0}, {5, 0.0}}}.collision_coefficient(3, 1.0)), 0.0);
  EXPECT_EQ((Interaction{{{2, 2.0}, {5, 0.0}}}.order()), 2);
}

TEST(Interaction, RefusesWhatHasNoMeaningOrDoesNotCollide) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW((Interaction{{}}), InvalidInput);
  EXPECT_THROW((Interaction{{{1, 3.0}}}), InvalidInput);
  EXPECT_THROW((Interaction{{{1, 3.0}, {3, 0.0}}}), InvalidInput);
  EXPECT_THROW((Interaction{{{0, 3.0}, {3, 6.0}}}), InvalidInput);
  EXPECT_THROW((Interaction{{{9, 3.0}}}), InvalidInput);
  EXPECT_THROW((Interaction{{{3, nan}}}), InvalidInput);
}

}  // namespace
}  // namespace kapitza::model
