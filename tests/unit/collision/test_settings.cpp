#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <numbers>
#include <string>

#include "kapitza/base/error.hpp"
#include "kapitza/collision/collision_operator.hpp"
#include "kapitza/collision/settings.hpp"
#include "support/collision_states.hpp"

namespace kapitza::collision {
namespace {

using namespace testing;
using std::numbers::pi;

const model::ParabolicDispersion dispersion;

std::string refusal(const std::function<void(CollisionSettings&)>& change, int l = 3) {
  const model::MomentumGrid grid(64);
  CollisionSettings settings;
  settings.tau_max = 8.0;  // nothing to search for
  change(settings);
  try {
    choose_parameters(settings, grid, dispersion, power(l));
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "";
}

TEST(CollisionSettings, BandLimitIsThatOfTheLargestEnergyTransfer) {
  EXPECT_DOUBLE_EQ(largest_tau_step(3, dispersion), 2.0 * pi / (3.0 * pi * pi));
  EXPECT_DOUBLE_EQ(largest_tau_step(4, dispersion), 2.0 * pi / (4.0 * pi * pi));
}

TEST(CollisionSettings, StepAtOrBeyondTheBandLimitIsRefused) {
  for (const int l : {3, 4}) {
    const double limit = largest_tau_step(l, dispersion);
    EXPECT_THAT(refusal([&](auto& s) { s.tau_step = limit; }, l), ::testing::HasSubstr("tau_step"));
    EXPECT_EQ(refusal([&](auto& s) { s.tau_step = 0.9 * limit; }, l), "");
  }
  EXPECT_THAT(refusal([](auto& s) { s.tau_step = -0.1; }), ::testing::HasSubstr("tau_step"));
}

TEST(CollisionSettings, CutOffMustBePositiveAndFinite) {
  for (const double T : {-1.0, 0.0, std::numeric_limits<double>::infinity(),
                         std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THAT(refusal([&](auto& s) { s.tau_max = T; }), ::testing::HasSubstr("tau_max")) << T;
  }
}

TEST(CollisionSettings, LatticeMustBeAMultipleOfTheGridThatHoldsTheLightCone) {
  const auto with_lattice = [](int M) {
    return [M](CollisionSettings& s) {
      s.lattice = M;
      s.tau_max = 16.0;  // a light cone of 4 pi 16 = 201.1 sites
    };
  };
  EXPECT_THAT(refusal(with_lattice(255)), ::testing::HasSubstr("lattice"));
  EXPECT_THAT(refusal(with_lattice(0)), ::testing::HasSubstr("lattice"));
  EXPECT_THAT(refusal(with_lattice(-64)), ::testing::HasSubstr("lattice"));
  EXPECT_THAT(refusal(with_lattice(128)), ::testing::HasSubstr("light cone"));
  EXPECT_EQ(refusal(with_lattice(256)), "");
}

TEST(CollisionSettings, AccuracyLiesBetweenZeroAndOne) {
  for (const double accuracy : {0.0, -1e-5, 1.0, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THAT(refusal([&](auto& s) { s.accuracy = accuracy; }), ::testing::HasSubstr("accuracy"));
  }
}

TEST(CollisionSettings, UnreachableAccuracyIsRefusedNotDowngraded) {
  EXPECT_THAT(refusal([](auto& s) { s.accuracy = 1e-15; }, 2), ::testing::HasSubstr("accuracy"));
}

TEST(CollisionSettings, TighterAccuracyNeverShortensTheCutOff) {
  const model::MomentumGrid grid(32);
  double T = 0.0;
  for (const double accuracy : {1e-2, 1e-3, 1e-4}) {
    const double next =
        choose_parameters(to_accuracy(accuracy), grid, dispersion, pure_order(3, 0.5)).tau_max;
    EXPECT_GE(next, T) << accuracy;
    T = next;
  }
}

TEST(CollisionSettings, ByHandValuesAreKept) {
  CollisionSettings settings;
  settings.tau_max = 20.0;
  settings.tau_step = 0.05;
  const auto parameters =
      choose_parameters(settings, model::MomentumGrid(64), dispersion, power(3));
  EXPECT_EQ(parameters.tau_max, 20.0);
  EXPECT_EQ(parameters.tau_step, 0.05);
}

TEST(CollisionSettings, PairsNeedTheParabolicDispersion) {
  class Cosine final : public model::Dispersion {
   public:
    double energy(double k) const noexcept override { return 2.0 - 2.0 * std::cos(k); }
    double velocity(double k) const noexcept override { return 2.0 * std::sin(k); }
    double min_energy() const noexcept override { return 0.0; }
    double max_energy() const noexcept override { return 4.0; }
    double max_speed() const noexcept override { return 2.0; }
  };
  CollisionSettings settings;
  settings.tau_max = 8.0;
  EXPECT_THROW(CollisionOperator(model::MomentumGrid(32), Cosine{}, power(2), settings),
               InvalidInput);
}

}  // namespace
}  // namespace kapitza::collision
