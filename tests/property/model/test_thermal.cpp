#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "kapitza/model/occupation.hpp"

namespace kapitza::model {
namespace {

const ParabolicDispersion parabola;

/// (number, energy) that the carriers entering on one side bring in, per 2 pi.
std::pair<double, double> entering_currents(std::vector<double> n, Side side,
                                            const MomentumGrid& grid) {
  for (int i = 0; i < grid.size(); ++i) {
    if ((grid[i] > 0) != (side == Side::Left)) n[static_cast<std::size_t>(i)] = 0.0;
  }
  return {number_current(n, grid, parabola), energy_current(n, grid, parabola)};
}

TEST(ThermalPrediction, ReturnsAThermalInjectionOnBothSides) {
  for (const int points : {8, 64, 256, 1024}) {
    const MomentumGrid grid{points};
    for (const double beta : {1e-3, 0.3, 1.0, 40.0}) {
      for (const double mu : {-1e-6, -1e-2, -0.5, -3.0, -100.0, -1e4}) {
        const auto n = thermal_occupation({beta, mu}, grid, parabola);
        for (const Side side : {Side::Left, Side::Right}) {
          const auto predicted = thermal_prediction(n, side, grid, parabola);
          const auto again = thermal_occupation(predicted, grid, parabola);
          for (std::size_t i = 0; i < n.size(); ++i)
            EXPECT_NEAR(again[i], n[i], 1e-9 * n[i]);
          if (mu < -1e3) continue;  // nearly flat: beta and mu apart are ill-conditioned, n is not
          EXPECT_NEAR(predicted.beta, beta, 1e-8 * beta);
          EXPECT_NEAR(predicted.mu, mu, 1e-8 * (1 - mu));
        }
      }
    }
  }
}

TEST(ThermalPrediction, CarriesTheCurrentsOfTheInjection) {
  const MomentumGrid grid{256};
  const auto two_peaks = sampled_occupation(
      [](double k) { return 0.15 + 1.6 * std::exp(-std::pow((std::abs(k) - 1.2) / 0.4, 2)); },
      grid);
  const auto lopsided =
      sampled_occupation([](double k) { return 1.0 + 0.5 * std::cos(k - 0.7); }, grid);
  for (const auto& n : {two_peaks, lopsided}) {
    for (const Side side : {Side::Left, Side::Right}) {
      const auto predicted = thermal_prediction(n, side, grid, parabola);
      const auto injected = entering_currents(n, side, grid);
      const auto carried =
          entering_currents(thermal_occupation(predicted, grid, parabola), side, grid);
      EXPECT_NEAR(carried.first, injected.first, 1e-12 * std::abs(injected.first));
      EXPECT_NEAR(carried.second, injected.second, 1e-12 * std::abs(injected.second));
    }
  }
}

TEST(ThermalFit, ScalesWithTheOccupation) {
  const MomentumGrid grid{128};
  std::mt19937_64 random{7};
  std::uniform_real_distribution<double> noise(0.7, 1.3);
  auto n = thermal_occupation({0.6, -0.5}, grid, parabola);
  for (double& n_k : n)
    n_k *= noise(random);
  const auto fit = fit_thermal(n, grid, parabola);
  for (double& n_k : n)
    n_k *= 5.0;
  const auto scaled = fit_thermal(n, grid, parabola);
  ASSERT_TRUE(fit && scaled);
  EXPECT_NEAR(scaled->state.beta, fit->state.beta / 5.0, 1e-13);
  EXPECT_NEAR(scaled->state.mu, fit->state.mu, 1e-13);
  EXPECT_NEAR(scaled->deviation, fit->deviation, 1e-13);
}

}  // namespace
}  // namespace kapitza::model
