#pragma once

#include <array>
#include <span>
#include <vector>

#include "kapitza/linear/modes.hpp"

namespace kapitza::linear {

/// What a half-space answers to an injection and a current.
struct HalfSpaceState {
  Pair alpha;  ///< delta(beta mu), -delta beta of the bulk, extrapolated to the wall
  std::vector<double> outgoing;  ///< [K], delta n of what leaves, k < 0; zero elsewhere
};

/// The half-space (Milne) problem Y >= 0: injection at the wall Y = 0, a current J through it, and no mode that grows,
///
///   phi(k > 0) = alpha . e - g . chi + (W + Z) a ,   g = -ohm^{-1} J    with    G = [ e, W + Z ]
///   (alpha, a) = G^{-1} (phi_in - chi ohm^{-1} J)
///
/// - Boundary generalised resistance: alpha_in - alpha = R J for a thermal injection phi_in = alpha_in . e, so that R is the
///   first two rows of G^{-1} chi ohm^{-1}. Row: jump of alpha_1 = beta mu, alpha_E = -beta; column: number, energy
///   current. Dimensionless in the units of the lattice model; J counts from the wall into the half-space.
/// - The universal profile: what leaves for a unit current of kind b when the injection is the background itself.
/// - Weight functions: without a current alpha_a = int_{k>0} dk/2pi H_a(k) delta n_in(k). Reciprocity gives them by the profile,
///   H_b(k) = -v(k) profile_b(-k) / n_th^2, as accurate as it at every momentum. The first two rows of G^{-1}, which respond() sums with, are
///   w n_th^2 H, w the weight of the momentum, in sums with smooth functions alone: S is accurate when it acts on these, not node by node.
///
/// Cost: one LU factorisation of K/2 with K/2 right sides. Keeps a reference to the modes.
class HalfSpace {
 public:
  explicit HalfSpace(const Modes& modes);

  const Modes& modes() const noexcept { return modes_; }

  /// R.
  const Pair2x2& resistance() const noexcept { return resistance_; }
  /// H_a on the grid [K], zero for k < 0.
  const std::vector<double>& weight(Conserved a) const noexcept { return weight_[a]; }
  /// delta n of what leaves [K], zero for k > 0, per unit current of kind b.
  const std::vector<double>& profile(Conserved b) const noexcept { return profile_[b]; }
  /// phi_out(-k_i) = sum_j A_ij phi_in(k_j) without a current, [K/2, K/2]. Conserves number and energy, e^T W u A = e^T W u,
  /// keeps a thermal injection, A e = e, and obeys detailed balance: W u A is symmetric (weakly, to the accuracy of S).
  const Matrix& reflection() const noexcept { return reflection_; }

  /// `injected`: delta n[K] of which k > 0 is read. Throws InvalidInput if a value is not finite.
  HalfSpaceState respond(std::span<const double> injected, const Pair& current) const;

 private:
  const Modes& modes_;
  Pair2x2 resistance_{};
  std::array<std::vector<double>, 2> weight_, profile_;
  Matrix rows_;  // the first two of G^{-1}, [K/2, 2]
  Matrix reflection_;
};

}  // namespace kapitza::linear
