#pragma once

#include <cmath>

#include "kapitza/collision/auxiliary_time.hpp"
#include "kapitza/model/interaction.hpp"

namespace kapitza::collision {

/// C_l(rho) or dC_l/drho for l >= 3.
inline OrderCoefficients order_coefficients(const model::Interaction& interaction, double rho,
                                            bool derivative = false) {
  OrderCoefficients C{};
  for (const int l : interaction.colliding_orders()) {
    if (l < 3) continue;
    C[l] = derivative ? interaction.collision_coefficient_derivative(l, rho)
                      : interaction.collision_coefficient(l, rho);
  }
  return C;
}

/// sum_l C_l(rho) rho^{2l-1}: the unit in which accuracy is stated.
inline double collision_scale(const model::Interaction& interaction, double rho) {
  double sum = 0.0;
  for (const int l : interaction.colliding_orders())
    sum += interaction.collision_coefficient(l, rho) * std::pow(rho, 2 * l - 1);
  return sum;
}

}  // namespace kapitza::collision
