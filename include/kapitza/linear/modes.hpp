#pragma once

#include <span>
#include <vector>

#include "kapitza/linear/decay.hpp"
#include "kapitza/linear/matrix.hpp"
#include "kapitza/linear/thermal_background.hpp"

namespace kapitza::linear {

/// Every solution of the linearised equation, from one factorisation (docs/theory.md, "Solution"). With Y = Lambda X and
/// 0 <= Y <= Lambda, on the nodes k > 0,
///
///   phi_e = sum_a (alpha_a + g_a Y) e_a + W [ P(Y) a + P(Lambda - Y) b ]
///   phi_o = -sum_a g_a chi_a           + Z [ P(Y) a - P(Lambda - Y) b ] ,   P(Y) = exp(-B Y)
///
/// chi = S_o^{-1} u e. Eliminating phi_o gives phi_e'' = u^{-1} S_o u^{-1} S_e phi_e. The two zero modes of this matrix are e;
/// the decaying ones fill the complement of their left partners u S_o^{-T} u W e, since e^T W S_e = 0 with the weights W of the
/// momenta. An orthonormal basis U of that complement deflates them exactly. U^T u^{-1} S_o u^{-1} S_e U = Q T Q^T (real Schur form), B = T^{1/2} with all eigenvalues to
/// the right of zero, W = U Q, Z = S_o^{-1} u W B. Growing exponentials never occur, and no eigenvector is formed.
///
/// | symbol   | name in code        | shape              | unit             |
/// | chi      | `chi`               | [K/2, 2]           | Y                |
/// | W, Z     | `even`, `odd`       | [K/2, K/2 - 2]     | 1                |
/// | B        | `decay().rate()`    | [K/2 - 2, K/2 - 2] | 1/Y              |
/// | alpha    | 0 number, 1 energy  | [2]                | delta(beta mu), -delta beta |
///
/// Guarantees: currents of the decaying part vanish to round-off, so J_a = -sum_b kappa_ab g_b (`ohm`) at every Y.
/// Cost: one real Schur form of K/2 (about 25 (K/2)^3 operations) and the ladder of Decay.
/// Keeps a reference to the background.
class Modes {
 public:
  /// Throws NumericalFailure if S_o is singular or a mode does not decay.
  explicit Modes(const ThermalBackground& background);

  const ThermalBackground& background() const noexcept { return background_; }
  const Matrix& chi() const noexcept { return chi_; }
  const Matrix& even() const noexcept { return W_; }
  const Matrix& odd() const noexcept { return Z_; }
  const Decay& decay() const noexcept { return decay_; }
  /// Real parts of the eigenvalues of B, ascending: the decay rates per unit of Y.
  std::span<const double> rates() const noexcept { return rates_; }

  /// kappa_ab = int dk/2pi e_a v n_th^2 chi_b: current a per gradient of alpha_b. chi has its steepest feature at the zone
  /// boundary; on a uniform grid the sum over the nodes carries end corrections of order 5 there.
  const Pair2x2& conductivity() const noexcept { return kappa_; }
  /// The same with the weights of the grid alone, in which currents are constant: J = -ohm g holds to round-off. Differs from the
  /// conductivity by the error of the midpoint rule on a uniform grid, O(1/K^2), and not at all on panels.
  const Pair2x2& ohm() const noexcept { return ohm_; }

 private:
  Matrix decaying_basis();

  const ThermalBackground& background_;
  LuFactors odd_factors_;
  Matrix chi_;
  Pair2x2 kappa_{}, ohm_{};
  Matrix W_;
  std::vector<double> rates_;
  Decay decay_;
  Matrix Z_;
};

}  // namespace kapitza::linear
