#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "kapitza/base/error.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::model {
namespace {

const ParabolicDispersion parabola;
const MomentumGrid grid{256};

double two_peaks(double k) {
  return 0.15 + 1.6 * std::exp(-std::pow((std::abs(k) - 1.2) / 0.4, 2));
}

TEST(ThermalFit, ReturnsTheStateItIsGiven) {
  for (const ThermalState& state :
       {ThermalState{1.0, -1.0}, {0.589, -0.517}, {3.0, -1e-4}, {0.01, -200.0}}) {
    const auto fit = fit_thermal(thermal_occupation(state, grid, parabola), grid, parabola);
    ASSERT_TRUE(fit);
    EXPECT_NEAR(fit->state.beta, state.beta, 1e-10 * state.beta);
    EXPECT_NEAR(fit->state.mu, state.mu, 1e-10 * (1.0 - state.mu));
    EXPECT_LT(fit->deviation, 1e-9);
  }
}

TEST(ThermalFit, IsAMinimumOfTheRelativeMisfit) {
  const auto n = sampled_occupation(two_peaks, grid);
  const auto misfit = [&](double beta, double beta_mu) {
    double sum = 0.0;
    for (int i = 0; i < grid.size(); ++i) {
      const double term =
          n[static_cast<std::size_t>(i)] * (beta * parabola.energy(grid[i]) - beta_mu) - 1.0;
      sum += term * term;
    }
    return sum;
  };
  const auto fit = fit_thermal(n, grid, parabola);
  ASSERT_TRUE(fit);
  const double beta = fit->state.beta, beta_mu = fit->state.beta * fit->state.mu;
  const double least = misfit(beta, beta_mu);
  for (const double step : {-1e-3, 1e-3}) {
    EXPECT_GT(misfit(beta + step, beta_mu), least);
    EXPECT_GT(misfit(beta, beta_mu + step), least);
    EXPECT_GT(misfit(beta + step, beta_mu + step), least);
    EXPECT_GT(misfit(beta + step, beta_mu - step), least);
  }
}

TEST(ThermalFit, DeviationIsTheLargestRelativeMisfit) {
  auto n = thermal_occupation({1.0, -1.0}, grid, parabola);
  n[40] *= 1.0 + 1e-3;
  const auto fit = fit_thermal(n, grid, parabola);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->deviation, 1e-3, 3e-5);  // one node of 256 moves the fit by about 1e-3 / 256
}

// Every n_k moved by its error to the side that moves beta, or mu, most: what comes out is the bound, to first order.
TEST(ThermalFit, ErrorsAreReachedBySomeErrorsOfN) {
  const auto n = sampled_occupation(two_peaks, grid);
  const auto fit = fit_thermal(n, grid, parabola);
  ASSERT_TRUE(fit);
  std::vector<double> error;
  for (int i = 0; i < grid.size(); ++i)
    error.push_back(1e-6 * (1.5 + std::sin(7.0 * i)));
  const ThermalFitError bound = thermal_fit_error(*fit, n, error, grid, parabola);
  double beta = 0, mu = 0, deviation = 0;
  for (std::size_t k = 0; k < n.size(); ++k) {
    auto moved = n;
    moved[k] += error[k];
    const auto other = fit_thermal(moved, grid, parabola);
    ASSERT_TRUE(other);
    beta += std::abs(other->state.beta - fit->state.beta);
    mu += std::abs(other->state.mu - fit->state.mu);
    deviation += std::abs(other->deviation - fit->deviation);
  }
  EXPECT_NEAR(beta / bound.beta, 1, 1e-3);
  EXPECT_NEAR(mu / bound.mu, 1, 1e-3);
  // That of a k beside the one where it is largest, and as large there as it may become.
  EXPECT_LT(deviation, 1.001 * bound.deviation);
  EXPECT_GT(deviation, 0.93 * bound.deviation);
}

TEST(ThermalFit, IsEmptyWithoutAPositiveTemperature) {
  const auto inverted = sampled_occupation([](double k) { return 0.1 + k * k; }, grid);
  EXPECT_FALSE(fit_thermal(inverted, grid, parabola));
  const auto condensed = sampled_occupation([](double k) { return 1 / (k * k - 1e-5); }, grid);
  EXPECT_FALSE(fit_thermal(condensed, grid, parabola)) << "mu = 1e-5 lies above min E";
}

TEST(ThermalPrediction, ReadsOnlyTheEnteringHalf) {
  auto n = thermal_occupation({0.8, -0.6}, grid, parabola);
  for (int i = 0; i < grid.size(); ++i) {
    if (grid[i] < 0) n[static_cast<std::size_t>(i)] = 7.0;
  }
  const auto left = thermal_prediction(n, Side::Left, grid, parabola);
  EXPECT_NEAR(left.beta, 0.8, 1e-12);
  EXPECT_NEAR(left.mu, -0.6, 1e-12);
  const auto right = thermal_prediction(mirrored(n), Side::Right, grid, parabola);
  EXPECT_NEAR(right.beta, left.beta, 1e-13);
  EXPECT_NEAR(right.mu, left.mu, 1e-13);
}

TEST(ThermalPrediction, TakesAFlatInjectionAsTheHotLimit) {
  const std::vector<double> flat(static_cast<std::size_t>(grid.size()), 0.5);
  const auto n =
      thermal_occupation(thermal_prediction(flat, Side::Left, grid, parabola), grid, parabola);
  for (const double n_k : n)
    EXPECT_NEAR(n_k, 0.5, 1e-10);
}

TEST(ThermalPrediction, SaysWhichCurrentsNoThermalStateHas) {
  const auto fast = sampled_occupation([](double k) { return 0.01 + k * k; }, grid);
  const auto slow =
      sampled_occupation([](double k) { return 1e-9 + std::exp(-k * k / 1e-3); }, grid);
  for (const auto& n : {fast, slow}) {
    try {
      thermal_prediction(n, Side::Left, grid, parabola);
      FAIL() << "these currents are not thermal";
    } catch (const NumericalFailure& failure) {
      EXPECT_THAT(failure.what(), ::testing::HasSubstr("energy per carrier is"));
      EXPECT_THAT(failure.what(), ::testing::HasSubstr("attainable is"));
    }
  }
  const std::vector<double> nothing(static_cast<std::size_t>(grid.size()), std::nan(""));
  EXPECT_THROW(thermal_prediction(nothing, Side::Left, grid, parabola), NumericalFailure);
}

}  // namespace
}  // namespace kapitza::model
