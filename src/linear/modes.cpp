#include "kapitza/linear/modes.hpp"

#include <algorithm>
#include <cmath>

#include "kapitza/base/end_corrections.hpp"
#include "parity.hpp"

namespace kapitza::linear {

namespace {

Matrix fluxes(const ThermalBackground& background) {
  return as_vector(background.flux_weight()).asDiagonal() * background.invariants();
}

// <e_a, u chi_b> = int dk/2pi e_a u chi_b over the zone, twice the half; `uWe`: u e times K w. `corrected`: with the end
// corrections at k = pi, for equal weights.
Pair2x2 overlap(const Matrix& uWe, const Matrix& chi, bool corrected) {
  const auto H = uWe.rows();
  Pair2x2 sum{};
  for (int a = 0; a < 2; ++a) {
    for (int b = 0; b < 2; ++b) {
      for (int i = 0; i < H; ++i) {
        const auto from_end = H - 1 - i;
        const double w = corrected && from_end < 4 ? midpoint_end_weights[from_end] : 1.0;
        sum[a][b] += w * uWe(i, a) * chi(i, b) / static_cast<double>(H);
      }
    }
  }
  return sum;
}

std::vector<double> real_parts(const Matrix& B) {
  const Vector diagonal = B.diagonal();  // equal elements in a 2 x 2 block of the standard form
  std::vector<double> rates(diagonal.begin(), diagonal.end());
  std::sort(rates.begin(), rates.end());
  return rates;
}

}  // namespace

Modes::Modes(const ThermalBackground& background)
    : background_{background},
      odd_factors_{background.odd(), "the odd part of the collision matrix"},
      chi_{odd_factors_.solve(fluxes(background))},
      decay_{decaying_basis()} {
  // Z = S_o^{-1} u W B
  Z_ = odd_factors_.solve(as_vector(background.flux_weight()).asDiagonal() * (W_ * decay_.rate()));
  rates_ = real_parts(decay_.rate());
}

// Fills kappa and W, and returns B.
Matrix Modes::decaying_basis() {
  const Vector u = as_vector(background_.flux_weight());
  const auto over_u = u.cwiseInverse().asDiagonal();
  const Matrix uWe = weighted_flux(background_).asDiagonal() * background_.invariants();
  kappa_ = overlap(uWe, chi_, background_.grid().is_uniform());
  ohm_ = overlap(uWe, chi_, false);

  const Matrix U = complement(u.asDiagonal() * odd_factors_.solve_transposed(uWe));
  const Matrix MU = over_u * (background_.odd() * (over_u * (background_.even() * U)));
  const SchurForm schur = real_schur(U.transpose() * MU);
  W_ = U * schur.Q;
  return principal_square_root(schur.T);
}

}  // namespace kapitza::linear
