#pragma once

#include "kapitza/linear/matrix.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::linear {

/// What an Onsager matrix means in terms of T = 1/beta and mu (docs/theory.md, Thermo-electric coefficients).
///
///   J = G (d(beta mu), -d beta) ,  J_Q = J_E - mu J_N
///
/// G is the conductivity kappa, or R^{-1} of a wall. Units: hopping = 1.
struct Thermoelectric {
  double conductance;  ///< J_N / d mu at dT = 0, beta G_11
  double
      seebeck;  ///< -d mu / dT at J_N = 0, beta (G_1E / G_11 - mu); the Peltier coefficient J_Q / J_N is T times that
  double thermal_conductance;  ///< J_Q / dT at J_N = 0, beta^2 (G_EE - G_1E^2 / G_11)
  double lorenz;               ///< thermal_conductance / (T conductance)
  double figure_of_merit;      ///< Z T = seebeck^2 / lorenz
};

/// Of the symmetric part of G. Throws InvalidInput unless that is positive definite.
Thermoelectric thermoelectric(const Pair2x2& G, const model::ThermalState& state);

}  // namespace kapitza::linear
