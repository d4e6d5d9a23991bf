#include "kapitza/linear/modes.hpp"

#include <algorithm>
#include <cmath>

#include "kapitza/base/end_corrections.hpp"

namespace kapitza::linear {

namespace {

Matrix fluxes(const ThermalBackground& background) {
  Matrix ue = background.invariants();
  return std::move(ue.scale_rows(background.flux_weight()));
}

// <e_a, u chi_b> over the full grid; `corrected`: with the end corrections at k = pi.
Pair2x2 overlap(const Matrix& ue, const Matrix& chi, bool corrected) {
  const int H = ue.rows();
  Pair2x2 sum{};
  for (int a = 0; a < 2; ++a) {
    for (int b = 0; b < 2; ++b) {
      for (int i = 0; i < H; ++i) {
        const int from_end = H - 1 - i;
        const double w = corrected && from_end < 4 ? midpoint_end_weights[from_end] : 1.0;
        sum[a][b] += w * ue(i, a) * chi(i, b) / H;
      }
    }
  }
  return sum;
}

std::vector<double> real_parts(const Matrix& B) {
  std::vector<double> rates;
  rates.reserve(B.rows());
  for (int i = 0; i < B.rows(); ++i)
    rates.push_back(B(i, i));  // the standard form has equal diagonal elements in a 2 x 2 block
  std::sort(rates.begin(), rates.end());
  return rates;
}

}  // namespace

Modes::Modes(const ThermalBackground& background)
    : background_{background},
      odd_factors_{background.odd(), "the odd part of the collision matrix"},
      chi_{fluxes(background)},
      decay_{decaying_basis()} {
  // Z = S_o^{-1} u W B
  Z_ = W_ * decay_.rate();
  Z_.scale_rows(background.flux_weight());
  odd_factors_.solve(Z_);
  rates_ = real_parts(decay_.rate());
}

// Fills chi, kappa and W, and returns B.
Matrix Modes::decaying_basis() {
  const auto u = background_.flux_weight();
  const Matrix ue = fluxes(background_);
  odd_factors_.solve(chi_);
  kappa_ = overlap(ue, chi_, true);
  ohm_ = overlap(ue, chi_, false);

  std::vector<double> inverse_u(u.begin(), u.end());
  for (double& value : inverse_u)
    value = 1.0 / value;
  Matrix partners = ue;
  odd_factors_.solve_transposed(partners);
  const Matrix U = complement(partners.scale_rows(u));
  Matrix MU = background_.even() * U;
  MU.scale_rows(inverse_u);
  MU = background_.odd() * MU;
  MU.scale_rows(inverse_u);

  const SchurForm schur = real_schur(transposed(U) * MU);
  W_ = U * schur.Q;
  return principal_square_root(schur.T);
}

}  // namespace kapitza::linear
