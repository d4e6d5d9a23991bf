#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::model {
namespace {

constexpr double pi = std::numbers::pi;
const ParabolicDispersion parabola;

TEST(ParabolicDispersion, IsTheSquareOfTheMomentumInsideTheZone) {
  for (const double k : {-3.0, -0.5, 0.0, 1e-3, 2.0, 3.14})
    EXPECT_EQ(parabola.energy(k), k * k);
}

TEST(ParabolicDispersion, VelocityIsTheDerivativeOfTheEnergy) {
  constexpr double step = 1e-3;  // a central difference of a parabola has no truncation error
  for (double k = -9.0; k < 9.0; k += 0.37) {
    if (std::abs(std::abs(std::remainder(k, 2 * pi)) - pi) < 2 * step) continue;
    const double slope = (parabola.energy(k + step) - parabola.energy(k - step)) / (2 * step);
    EXPECT_NEAR(parabola.velocity(k), slope, 1e-11) << "at k = " << k;
  }
}

TEST(ParabolicDispersion, IsPeriodicAndEven) {
  for (double k = -3.1; k < 3.1; k += 0.1) {
    for (const int zone : {-2, -1, 1, 3}) {
      EXPECT_NEAR(parabola.energy(k + 2 * pi * zone), parabola.energy(k), 1e-13);
      EXPECT_NEAR(parabola.velocity(k + 2 * pi * zone), parabola.velocity(k), 1e-13);
    }
    EXPECT_EQ(parabola.energy(-k), parabola.energy(k));
    EXPECT_EQ(parabola.velocity(-k), -parabola.velocity(k));
  }
}

TEST(ParabolicDispersion, VelocityJumpsFromPlusToMinusAcrossTheZoneBoundary) {
  EXPECT_NEAR(parabola.velocity(pi - 1e-9), 2 * pi, 1e-8);
  EXPECT_NEAR(parabola.velocity(pi + 1e-9), -2 * pi, 1e-8);
  EXPECT_EQ(parabola.velocity(pi), -2 * pi);
}

TEST(ParabolicDispersion, BoundsAreAttainedAndNotExceeded) {
  double lowest = 1e9, highest = 0, fastest = 0;
  const MomentumGrid grid{4096};
  for (const double k : grid.points()) {
    lowest = std::min(lowest, parabola.energy(k));
    highest = std::max(highest, parabola.energy(k));
    fastest = std::max(fastest, std::abs(parabola.velocity(k)));
  }
  EXPECT_GE(lowest, parabola.min_energy());
  EXPECT_LE(highest, parabola.max_energy());
  EXPECT_LE(fastest, parabola.max_speed());
  EXPECT_NEAR(lowest, parabola.min_energy(), 1e-5);
  EXPECT_NEAR(highest, parabola.max_energy(), 1e-2);
  EXPECT_NEAR(fastest, parabola.max_speed(), 1e-2);
}

}  // namespace
}  // namespace kapitza::model
