#include "kapitza/linear/thermoelectric.hpp"

#include "kapitza/base/error.hpp"

namespace kapitza::linear {
namespace {

double determinant(const Pair2x2& G) {
  return G[0][0] * G[1][1] - G[0][1] * G[1][0];
}

}  // namespace

Thermoelectric thermoelectric(const Pair2x2& G, const model::ThermalState& state) {
  const double beta = state.beta, cross = 0.5 * (G[0][1] + G[1][0]);
  const Pair2x2 symmetric{{{G[0][0], cross}, {cross, G[1][1]}}};
  if (!(G[0][0] > 0) || !(determinant(symmetric) > 0))
    throw InvalidInput("an Onsager matrix must be positive definite");
  Thermoelectric result{};
  result.conductance = beta * G[0][0];
  result.seebeck = beta * (cross / G[0][0] - state.mu);
  result.thermal_conductance = beta * beta * determinant(symmetric) / G[0][0];
  result.lorenz = beta * result.thermal_conductance / result.conductance;
  result.figure_of_merit = result.seebeck * result.seebeck / result.lorenz;
  return result;
}

}  // namespace kapitza::linear
