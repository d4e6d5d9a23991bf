#pragma once

#include <cmath>
#include <vector>

#include "kapitza/collision/settings.hpp"
#include "kapitza/model/interaction.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::collision::testing {

/// A state without any symmetry, of density 1/2.
inline double asymmetric(double k) {
  return 0.5 + 0.3 * std::cos(k - 0.7) + 0.1 * std::sin(2.0 * k);
}
inline constexpr double asymmetric_density = 0.5;

inline std::vector<double> asymmetric_on(const model::MomentumGrid& grid) {
  return model::sampled_occupation(asymmetric, grid);
}

inline CollisionSettings to_accuracy(double accuracy) {
  CollisionSettings settings;
  settings.accuracy = accuracy;
  return settings;
}

/// |psi|^{2l} as V(y) = y^l.
inline model::Interaction power(int l) {
  return model::Interaction({{l, std::tgamma(l + 1.0)}});
}

/// |psi|^{2l} with lower powers added so that at the density rho all normal-ordered coefficients g_j with 2 <= j < l vanish:
/// only l-body collisions are left, with C_l = l (l!)^2.
inline model::Interaction pure_order(int l, double rho) {
  if (l == 2) return power(2);
  if (l == 3) return model::Interaction({{3, 6.0}, {2, -18.0 * rho}});
  return model::Interaction({{4, 24.0}, {3, -96.0 * rho}, {2, 144.0 * rho * rho}});
}

}  // namespace kapitza::collision::testing
