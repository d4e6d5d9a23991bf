#include "kapitza/linear/modes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace kapitza::linear {

namespace {

// Weights of the midpoint rule with end corrections of order 5, from the end inwards.
constexpr std::array<double, 4> end_weight{6463.0 / 5760, 4371.0 / 5760, 6669.0 / 5760,
                                           5537.0 / 5760};

Matrix fluxes(const ThermalBackground& background) {
  Matrix De = background.invariants();
  return std::move(De.scale_rows(background.flux_weight()));
}

// <e_a, D chi_b> over the full grid; `corrected`: with the end corrections at k = pi.
Pair2x2 overlap(const Matrix& De, const Matrix& chi, bool corrected) {
  const int H = De.rows();
  Pair2x2 sum{};
  for (int a = 0; a < 2; ++a) {
    for (int b = 0; b < 2; ++b) {
      for (int i = 0; i < H; ++i) {
        const int from_end = H - 1 - i;
        const double w =
            corrected && from_end < 4 ? end_weight[static_cast<std::size_t>(from_end)] : 1.0;
        sum[a][b] += w * De(i, a) * chi(i, b) / H;
      }
    }
  }
  return sum;
}

std::vector<double> real_parts(const Matrix& R) {
  std::vector<double> rates;
  for (int i = 0; i < R.rows(); ++i)
    rates.push_back(R(i, i));  // the standard form has equal diagonal elements in a 2 x 2 block
  std::sort(rates.begin(), rates.end());
  return rates;
}

}  // namespace

Modes::Modes(const ThermalBackground& background)
    : background_{background},
      odd_factors_{background.odd(), "the odd part of the collision matrix"},
      chi_{fluxes(background)},
      decay_{decaying_basis()} {
  // Z = S_o^{-1} D W R
  Z_ = W_ * decay_.rate();
  Z_.scale_rows(background.flux_weight());
  odd_factors_.solve(Z_);
  rates_ = real_parts(decay_.rate());
}

// Fills chi, kappa and W, and returns R.
Matrix Modes::decaying_basis() {
  const auto D = background_.flux_weight();
  const Matrix De = fluxes(background_);
  odd_factors_.solve(chi_);
  kappa_ = overlap(De, chi_, true);
  ohm_ = overlap(De, chi_, false);

  std::vector<double> inverse_D(D.begin(), D.end());
  for (double& d : inverse_D)
    d = 1.0 / d;
  Matrix partners = De;
  odd_factors_.solve_transposed(partners);
  const Matrix U = complement(partners.scale_rows(D));
  Matrix MU = background_.even() * U;
  MU.scale_rows(inverse_D);
  MU = background_.odd() * MU;
  MU.scale_rows(inverse_D);

  const SchurForm schur = real_schur(transposed(U) * MU);
  W_ = U * schur.Q;
  return principal_square_root(schur.T);
}

}  // namespace kapitza::linear
