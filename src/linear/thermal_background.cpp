#include "kapitza/linear/thermal_background.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kapitza/base/error.hpp"
#include "kapitza/collision/collision_operator.hpp"

namespace kapitza::linear {

namespace {

void require_thermal(const model::ThermalState& state, const model::Dispersion& dispersion) {
  if (!(state.beta > 0.0) || !std::isfinite(state.beta))
    throw InvalidInput(fmt::format("beta: found {}; allowed: finite and above 0", state.beta));
  if (!(state.mu < dispersion.min_energy()) || !std::isfinite(state.mu))
    throw InvalidInput(fmt::format("mu: found {}; allowed: finite and below {}", state.mu,
                                   dispersion.min_energy()));
}

// S = -L diag(n^2), row-major L.
Matrix collision_matrix(std::span<const double> L, std::span<const double> n) {
  const int K = static_cast<int>(n.size());
  Matrix S{K, K};
  for (int p = 0; p < K; ++p) {
    const double n_p = n[p];
    for (int k = 0; k < K; ++k)
      S(k, p) = -L[k * n.size() + p] * n_p * n_p;
  }
  return S;
}

// S <- S - (S e) N^{-1} (n^2 e)^T, N = e^T n^2 e the susceptibility, e on the full grid. Returns max |S e| before.
double annihilate_invariants(Matrix& S, std::span<const double> n, const Matrix& e) {
  const Matrix defect = S * e;
  Pair2x2 susceptibility{};
  for (int a = 0; a < 2; ++a) {
    for (int b = 0; b < 2; ++b) {
      for (std::size_t i = 0; i < n.size(); ++i)
        susceptibility[a][b] += e.column(a)[i] * n[i] * n[i] * e.column(b)[i];
    }
  }
  const Pair2x2 susceptibility_inverse = inverse(susceptibility);
  for (int p = 0; p < S.columns(); ++p) {
    const double n_p = n[p];
    const Pair removed =
        product(susceptibility_inverse, {n_p * n_p * e(p, 0), n_p * n_p * e(p, 1)});
    for (int k = 0; k < S.rows(); ++k)
      S(k, p) -= defect(k, 0) * removed[0] + defect(k, 1) * removed[1];
  }
  return defect.max_norm();
}

}  // namespace

ThermalBackground::ThermalBackground(const model::MomentumGrid& grid,
                                     const model::Dispersion& dispersion,
                                     const model::ThermalState& state, std::span<const double> L)
    : grid_{grid}, state_{state} {
  require_thermal(state, dispersion);
  n_ = model::thermal_occupation(state, grid, dispersion);
  const int K = grid.size(), H = half();
  if (!std::all_of(L.begin(), L.end(), [](double x) { return std::isfinite(x); }))
    throw NumericalFailure("the linearised collision integral is not finite");

  Matrix e{K, 2};
  for (int i = 0; i < K; ++i) {
    v_.push_back(dispersion.velocity(grid[i]));
    E_.push_back(dispersion.energy(grid[i]));
    e(i, Number) = 1.0;
    e(i, Energy) = E_.back();
  }
  e_ = e.block(H, K, 0, 2);
  for (int i = H; i < K; ++i) {
    if (!(v_[i] > 0.0))
      throw InvalidInput(
          fmt::format("the velocity at k = {} is {}; linear response needs v > 0 "
                      "at every k > 0",
                      grid[i], v_[i]));
    u_.push_back(v_[i] * n_[i] * n_[i]);
  }

  Matrix S = collision_matrix(L, n_);
  const double scale = S.max_norm();
  invariant_defect_ = annihilate_invariants(S, n_, e) / scale;
  S_e_ = S_o_ = Matrix{H, H};
  for (int p = 0; p < H; ++p) {
    for (int k = 0; k < H; ++k) {
      const int right_k = H + k, right_p = H + p, left_k = H - 1 - k, left_p = H - 1 - p;
      const double same = S(right_k, right_p), same_left = S(left_k, left_p);
      const double across = S(right_k, left_p), across_left = S(left_k, right_p);
      parity_defect_ = std::max({parity_defect_, std::abs(same - same_left) / scale,
                                 std::abs(across - across_left) / scale});
      S_e_(k, p) = 0.5 * (same + same_left) + 0.5 * (across + across_left);
      S_o_(k, p) = 0.5 * (same + same_left) - 0.5 * (across + across_left);
    }
  }
}

Pair ThermalBackground::current(std::span<const double> dn) const {
  Pair J{};
  for (std::size_t i = 0; i < dn.size(); ++i) {
    J[Number] += v_[i] * dn[i];
    J[Energy] += v_[i] * E_[i] * dn[i];
  }
  const int K = grid_.size();
  return {J[Number] / K, J[Energy] / K};
}

double ThermalBackground::dissipation(std::span<const double> dn) const {
  const int H = half();
  std::vector<double> even(H), odd(H), S_even(H), S_odd(H);
  for (int i = 0; i < H; ++i) {
    const double n2 = n_[H + i] * n_[H + i];
    even[i] = 0.5 * (dn[H + i] + dn[H - 1 - i]) / n2;
    odd[i] = 0.5 * (dn[H + i] - dn[H - 1 - i]) / n2;
  }
  multiply(S_e_, even, S_even);
  multiply(S_o_, odd, S_odd);
  double sum = 0.0;
  for (int i = 0; i < H; ++i)
    sum += even[i] * S_even[i] + odd[i] * S_odd[i];
  return sum / H;
}

double ThermalBackground::entropy_flux(std::span<const double> dn) const {
  double sum = 0.0;
  for (std::size_t i = 0; i < dn.size(); ++i)
    sum += 0.5 * v_[i] * dn[i] * dn[i] / (n_[i] * n_[i]);
  return sum / grid_.size();
}

ThermalBackground thermal_background(const model::MomentumGrid& grid,
                                     const model::Dispersion& dispersion,
                                     const model::Interaction& interaction,
                                     const collision::CollisionSettings& settings,
                                     const model::ThermalState& state,
                                     collision::CollisionWork* work) {
  require_thermal(state, dispersion);
  const std::vector<double> n = model::thermal_occupation(state, grid, dispersion);
  const std::vector<std::vector<double>> reference{n};
  collision::CollisionOperator collision{grid, dispersion, interaction, settings, reference};
  std::vector<double> L(n.size() * n.size());
  collision.linearise(n, L);
  if (work) *work = collision.work();
  return {grid, dispersion, state, L};
}

}  // namespace kapitza::linear
