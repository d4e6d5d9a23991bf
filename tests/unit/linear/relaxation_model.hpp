#pragma once

#include <cmath>
#include <vector>

#include "kapitza/linear/thermal_background.hpp"
#include "support/max_or_nan.hpp"

namespace kapitza::linear {

/// A collision matrix with exact symmetries: S = N - N e (e^T W N e)^{-1} e^T W N on the full grid, N a positive diagonal of
/// loss rates, even in k, and W the weights of the momenta. W S is symmetric, positive, and annihilates (1, E) to round-off: BGK's
/// model for these carriers, the same one on every grid.
inline std::vector<double> relaxation_matrix(const model::MomentumGrid& grid,
                                             const std::vector<double>& n) {
  const auto K = n.size();
  std::vector<double> rate(K), E(K), L(K * K);
  Pair2x2 C{};
  for (std::size_t i = 0; i < K; ++i) {
    const double k = grid[static_cast<int>(i)];
    E[i] = k * k;
    rate[i] = n[i] * n[i] * (1.0 + 0.5 * std::cos(k));
    const double weighted = grid.weight(static_cast<int>(i)) * rate[i];
    C[0][0] += weighted;
    C[0][1] += weighted * E[i];
    C[1][1] += weighted * E[i] * E[i];
  }
  C[1][0] = C[0][1];
  const Pair2x2 inverse_C = inverse(C);
  for (std::size_t p = 0; p < K; ++p) {
    const double weighted = grid.weight(static_cast<int>(p)) * rate[p];
    const Pair q = product(inverse_C, {weighted, weighted * E[p]});
    for (std::size_t k = 0; k < K; ++k) {
      const double S = (k == p ? rate[k] : 0.0) - rate[k] * (q[0] + E[k] * q[1]);
      L[k * K + p] = -S / (n[p] * n[p]);
    }
  }
  return L;
}

inline ThermalBackground relaxation_background(const model::MomentumGrid& grid,
                                               model::ThermalState state = {1.0, -1.0}) {
  const model::ParabolicDispersion dispersion;
  return {grid, dispersion, state,
          relaxation_matrix(grid, model::thermal_occupation(state, grid, dispersion))};
}

inline ThermalBackground relaxation_background(int points,
                                               model::ThermalState state = {1.0, -1.0}) {
  return relaxation_background(model::MomentumGrid{points}, state);
}

/// f(k) on the grid where side * k > 0, zero elsewhere.
template <class F>
std::vector<double> injected(const model::MomentumGrid& grid, int side, F&& f) {
  std::vector<double> dn(static_cast<std::size_t>(grid.size()), 0.0);
  for (int i = 0; i < grid.size(); ++i) {
    if (side * grid[i] > 0.0) dn[static_cast<std::size_t>(i)] = f(grid[i]);
  }
  return dn;
}

inline double largest(const std::vector<double>& f) {
  double m = 0.0;
  for (const double x : f)
    m = test::max_or_nan(m, std::abs(x));
  return m;
}

inline double largest_difference(const std::vector<double>& f, const std::vector<double>& g) {
  double m = 0.0;
  for (std::size_t i = 0; i < f.size(); ++i)
    m = test::max_or_nan(m, std::abs(f[i] - g[i]));
  return m;
}

}  // namespace kapitza::linear
