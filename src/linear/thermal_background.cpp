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

// S <- S - (S e) N^{-1} (W n^2 e)^T, N = e^T W n^2 e the susceptibility int dk/2pi e_a n^2 e_b, e on the full grid. `w`: the
// weights, whose common factor cancels. Returns max |S e| before.
double annihilate_invariants(Matrix& S, const Vector& n, const Vector& w, const Matrix& e) {
  const Matrix defect = S * e, Wn2e = n.cwiseAbs2().cwiseProduct(w).asDiagonal() * e;
  const Eigen::Matrix2d susceptibility = e.transpose() * Wn2e;
  S -= defect * susceptibility.inverse() * Wn2e.transpose();
  return defect.lpNorm<Eigen::Infinity>();
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

  Matrix e(K, 2);
  for (int i = 0; i < K; ++i) {
    v_.push_back(dispersion.velocity(grid[i]));
    E_.push_back(dispersion.energy(grid[i]));
    e(i, Number) = 1.0;
    e(i, Energy) = E_.back();
  }
  e_ = e.bottomRows(H);
  for (int i = H; i < K; ++i) {
    if (!(v_[i] > 0.0))
      throw InvalidInput(
          fmt::format("the velocity at k = {} is {}; linear response needs v > 0 "
                      "at every k > 0",
                      grid[i], v_[i]));
    u_.push_back(v_[i] * n_[i] * n_[i]);
  }

  const Vector n = as_vector(n_);
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  Matrix S = -Eigen::Map<const RowMajor>(L.data(), K, K) * n.cwiseAbs2().asDiagonal();
  const double scale = S.lpNorm<Eigen::Infinity>();
  invariant_defect_ = annihilate_invariants(S, n, as_vector(grid_.relative_weights()), e) / scale;

  // k and p ascend in |k|, |p|: left-movers are read backwards.
  const Matrix right_right = S.bottomRightCorner(H, H);
  const Matrix left_left = S.topLeftCorner(H, H).reverse();
  const Matrix right_left = S.bottomLeftCorner(H, H).rowwise().reverse();
  const Matrix left_right = S.topRightCorner(H, H).colwise().reverse();
  parity_defect_ = std::max((right_right - left_left).lpNorm<Eigen::Infinity>(),
                            (right_left - left_right).lpNorm<Eigen::Infinity>()) /
                   scale;
  const Matrix same = 0.5 * (right_right + left_left), across = 0.5 * (right_left + left_right);
  S_e_ = same + across;
  S_o_ = same - across;
}

Pair ThermalBackground::current(std::span<const double> dn) const {
  Pair J{};
  for (std::size_t i = 0; i < dn.size(); ++i) {
    const double v = grid_.relative_weight(static_cast<int>(i)) * v_[i];
    J[Number] += v * dn[i];
    J[Energy] += v * E_[i] * dn[i];
  }
  const int K = grid_.size();
  return {J[Number] / K, J[Energy] / K};
}

double ThermalBackground::dissipation(std::span<const double> dn) const {
  const int H = half();
  const Vector phi = as_vector(dn).cwiseQuotient(as_vector(n_).cwiseAbs2());
  const Vector even = 0.5 * (phi.tail(H) + phi.head(H).reverse());
  const Vector odd = 0.5 * (phi.tail(H) - phi.head(H).reverse());
  const Vector w_even = as_vector(weights()).cwiseProduct(even),
               w_odd = as_vector(weights()).cwiseProduct(odd);
  return (w_even.dot(S_e_ * even) + w_odd.dot(S_o_ * odd)) / H;
}

double ThermalBackground::entropy_flux(std::span<const double> dn) const {
  double sum = 0.0;
  for (std::size_t i = 0; i < dn.size(); ++i)
    sum +=
        0.5 * grid_.relative_weight(static_cast<int>(i)) * v_[i] * dn[i] * dn[i] / (n_[i] * n_[i]);
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
