#pragma once

#include <algorithm>
#include <array>
#include <numbers>
#include <ostream>
#include <string>

#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::test {

/// The kinds of momentum grid on which the same laws hold: equal weights, and weights that differ by an order of magnitude.
enum class Momenta { Uniform, Panels };
inline constexpr std::array both_momenta{Momenta::Uniform, Momenta::Panels};

inline std::string name_of(Momenta kind) {
  return kind == Momenta::Uniform ? "Uniform" : "Panels";
}
inline std::ostream& operator<<(std::ostream& out, Momenta kind) {
  return out << name_of(kind);
}

/// K nodes, at least 8: of the panels, two on either side of k = 0, with different densities.
inline model::MomentumGrid momenta(Momenta kind, int K) {
  if (kind == Momenta::Uniform) return model::MomentumGrid{K};
  const int half = K / 2, inner = std::max(2, 2 * half / 5);
  return model::MomentumGrid::panels(std::array{0.0, 1.1, std::numbers::pi},
                                     std::array{inner, half - inner});
}

/// N nodes on one panel on either side of k = 0.
inline model::MomentumGrid one_panel(int N) {
  return model::MomentumGrid::panels(std::array{0.0, std::numbers::pi}, std::array{N / 2});
}

}  // namespace kapitza::test
