#include <gtest/gtest.h>

#include <cmath>

#include "kapitza/base/error.hpp"
#include "kapitza/linear/thermoelectric.hpp"

namespace kapitza::linear {
namespace {

const Pair2x2 G{{{2.0, 3.5}, {3.5, 9.0}}};
const model::ThermalState state{0.8, -0.6};

/// The currents that a small change of T and mu drives.
Pair currents(double dT, double dmu) {
  const double T = 1 / state.beta;
  const auto forces = [](double temperature, double mu) {
    return Pair{mu / temperature, -1 / temperature};
  };
  const Pair plus = forces(T + dT, state.mu + dmu), minus = forces(T - dT, state.mu - dmu);
  return product(G, {0.5 * (plus[0] - minus[0]), 0.5 * (plus[1] - minus[1])});
}

TEST(Thermoelectric, IsWhatSmallDifferencesOfTemperatureAndChemicalPotentialDrive) {
  constexpr double small = 1e-5;
  const Thermoelectric found = thermoelectric(G, state);
  const Pair by_mu = currents(0, small), by_T = currents(small, 0);
  EXPECT_NEAR(found.conductance, by_mu[0] / small, 1e-8);
  // Without a current a difference of mu balances that of T.
  const double dmu = -by_T[0] / by_mu[0];
  EXPECT_NEAR(found.seebeck, -dmu, 1e-8);
  EXPECT_NEAR(found.thermal_conductance, (by_T[1] + dmu * by_mu[1]) / small, 1e-8);
  // Kelvin's relation: the heat that comes with a current at one temperature.
  const double T = 1 / state.beta;
  EXPECT_NEAR(T * found.seebeck, by_mu[1] / by_mu[0] - state.mu, 1e-8);
  EXPECT_NEAR(found.lorenz, found.thermal_conductance / (T * found.conductance), 1e-12);
  EXPECT_NEAR(found.figure_of_merit,
              found.conductance * std::pow(found.seebeck, 2) * T / found.thermal_conductance,
              1e-12);
}

TEST(Thermoelectric, RefusesWhatWouldConsumeEntropy) {
  EXPECT_THROW(thermoelectric({{{1, 2}, {2, 1}}}, state), InvalidInput);
  EXPECT_THROW(thermoelectric({{{-1, 0}, {0, 1}}}, state), InvalidInput);
  EXPECT_THROW(thermoelectric({{{1, std::nan("")}, {0, 1}}}, state), InvalidInput);
}

}  // namespace
}  // namespace kapitza::linear
