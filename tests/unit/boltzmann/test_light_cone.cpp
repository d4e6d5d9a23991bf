#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/light_cone.hpp"

namespace kapitza::boltzmann {
namespace {

/// n_before = 1 + cos(k)/2; the left end lets out n_before + growth(s), the right one n_before + 2 growth(s).
struct OutsideTheDefect : testing::Test {
  OutsideTheDefect() {
    for (const double k : grid.points())
      injection.left.push_back(1 + std::cos(k) / 2);
    injection.right = injection.left;
  }
  void record(double t, double growth) {
    std::vector<double> left = injection.left, right = injection.right;
    for (double& n : left)
      n += growth;
    for (double& n : right)
      n += 2 * growth;
    if (!cone) cone.emplace(grid, dispersion, injection);
    cone->record(t, left, right);
  }
  model::MomentumGrid grid =
      model::MomentumGrid::panels(std::array{0.0, 1.0, std::numbers::pi}, std::array{8, 12});
  model::ParabolicDispersion dispersion;
  model::Injected injection;
  std::optional<LightCone> cone;
};

TEST_F(OutsideTheDefect, CarriersAreWhatHasLeftBefore) {
  for (const double s : {0.0, 0.3, 0.5, 1.0, 1.4, 2.0})
    record(s, s * s * s);
  for (const double xi : {-3.0, -0.2, -0.0, 0.0, 0.4, 2.0}) {
    const auto n = cone->occupation(2, xi);
    for (int k = 0; k < grid.size(); ++k) {
      const double v = 2 * grid[k], s = 2 - std::abs(xi / v);
      const bool right = !std::signbit(xi), away = right ? v > 0 : v < 0;
      const double change = away && s > 0 ? (right ? 2 : 1) * s * s * s : 0;
      EXPECT_NEAR(n[static_cast<std::size_t>(k)], 1 + std::cos(grid[k]) / 2 + change, 1e-12)
          << xi << ' ' << grid[k];
    }
  }
}

// On a ray x = zeta t of late times: n_before and, of v > zeta, what leaves.
TEST_F(OutsideTheDefect, RaysJumpAtTheVelocity) {
  record(0, 0.25);
  const double pi = std::numbers::pi;
  for (const double zeta : {-6.0, -2.5, -1e-9, 1e-9, 0.7, 5.0, 6.2}) {
    const double front = std::abs(zeta) / 2, height = zeta > 0 ? 0.5 : 0.25;
    const auto profile = cone->profile(1, zeta);
    const double integral = height / (2 * pi), sign = zeta > 0 ? 1 : -1;
    const double energy = pi * pi / 3 - 1;  // int dk/2pi k^2 (1 + cos(k) / 2)
    EXPECT_NEAR(profile.density[0], 1 + integral * (pi - front), 1e-10) << zeta;
    EXPECT_NEAR(profile.density[1], energy + integral * (std::pow(pi, 3) - std::pow(front, 3)) / 3,
                1e-9)
        << zeta;
    EXPECT_NEAR(profile.current[0], sign * integral * (pi * pi - front * front), 1e-9) << zeta;
    EXPECT_NEAR(profile.current[1], sign * integral * (std::pow(pi, 4) - std::pow(front, 4)) / 2,
                1e-8)
        << zeta;
  }
}

// In time the integral over k of what has left by then, here by the midpoint rule.
TEST_F(OutsideTheDefect, ProfilesAreIntegralsOfWhatHasLeft) {
  for (const double s : {0.0, 0.3, 0.5, 1.0, 1.4, 2.0})
    record(s, s * s * s);
  for (const double xi : {-3.0, -0.4, 0.7, 5.0}) {
    constexpr int parts = 20000;
    const double front = std::abs(xi) / 4, dk = (std::numbers::pi - front) / parts;
    double density = 0, current = 0;
    for (int i = 0; i < parts; ++i) {
      const double k = front + (i + 0.5) * dk, s = 2 - std::abs(xi) / (2 * k);
      const double change = (xi > 0 ? 2 : 1) * s * s * s * dk / (2 * std::numbers::pi);
      density += change;
      current += 2 * k * change;
    }
    const auto profile = cone->profile(2, xi);
    EXPECT_NEAR(profile.density[0], 1 + density, 1e-7) << xi;
    EXPECT_NEAR(profile.current[0], xi > 0 ? current : -current, 1e-7) << xi;
  }
}

TEST_F(OutsideTheDefect, NothingIsFasterThanTheFastest) {
  record(0, 0.25);
  const auto profile = cone->profile(1, 2 * std::numbers::pi + 1e-6);
  EXPECT_NEAR(profile.density[0], 1, 1e-12);
  EXPECT_NEAR(profile.current[0], 0, 1e-12);
}

TEST_F(OutsideTheDefect, RecordsAscendInTime) {
  record(0, 0);
  EXPECT_THROW(record(0, 1), InvalidInput);
}

}  // namespace
}  // namespace kapitza::boltzmann
