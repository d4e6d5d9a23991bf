#pragma once

#include <span>
#include <vector>

#include "kapitza/linear/modes.hpp"

namespace kapitza::linear {

/// A stationary perturbation of a slab 0 <= X <= 1, exact in X. Perturbations are given and returned as dn[K] on the grid.
/// Keeps a reference to the modes.
class SlabState {
 public:
  double Lambda() const noexcept { return Lambda_; }

  /// delta n(X, k). Throws InvalidInput unless 0 <= X <= 1. Cost: two applications of the semigroup and two products of
  /// K/2 x K/2 matrices with vectors.
  std::vector<double> profile(double X) const;
  /// delta n at X = 0 for k < 0, and at X = 1 for k > 0: what leaves to the left and to the right; zero elsewhere.
  std::vector<double> reflected() const;
  std::vector<double> transmitted() const;

  /// Number and energy current, -ohm g; int dk/2pi v e delta n at every X to round-off.
  const Pair& current() const noexcept { return current_; }
  /// The bulk solution alpha(X) = delta(beta mu), -delta beta, linear in X; between the walls' layers delta n is
  /// n_th^2 (alpha . e) up to the antisymmetric part that carries the current.
  Pair bulk(double X) const noexcept;
  /// Entropy produced in the slab per unit time, second order in delta n: Lambda int dX int dk/2pi phi S phi >= 0, as the
  /// difference of the entropy fluxes at the two ends.
  double entropy_production() const;

 private:
  friend class Slab;
  explicit SlabState(const Modes& modes, double Lambda) : modes_{&modes}, Lambda_{Lambda} {}

  const Modes* modes_;
  double Lambda_;
  Pair centre_{}, g_{}, current_{};  // alpha(X) = centre + g Lambda (X - 1/2)
  Vector a_, b_;                     // amplitudes of the modes at X = 0 and X = 1
};

/// The slab problem v d_X dn = Lambda L dn, dn(0, k > 0) and dn(1, k < 0) injected, for one Lambda.
///
/// The mirror symmetry about X = 1/2 splits the K boundary conditions into two systems of size K/2, for the sum and the
/// difference of the two injections (P = exp(-B Lambda); a, b amplitudes, c = alpha(1/2)):
///   [ 2 e,              W (1 + P) + Z (1 - P) ] (c, a + b) = phi_left + phi_right
///   [ -(Lambda e + 2 chi), W (1 - P) + Z (1 + P) ] (g, a - b) = phi_left - phi_right
/// P is bounded by one, and both matrices stay regular from Lambda -> 0 to infinity.
///
/// Cost of the constructor: the semigroup at Lambda and two LU factorisations of K/2; of `solve`: two back-substitutions.
/// Keeps a reference to the modes.
class Slab {
 public:
  /// Throws InvalidInput unless Lambda is finite and above 0.
  Slab(const Modes& modes, double Lambda);

  double Lambda() const noexcept { return Lambda_; }

  /// `left`: delta n[K] of which k > 0 is read, `right`: k < 0. Throws InvalidInput, naming the first momentum, if a value
  /// that is read is not finite.
  SlabState solve(std::span<const double> left, std::span<const double> right) const;

  /// The 2 x 2 resistance between thermal injections: alpha_left - alpha_right = total J.
  Pair2x2 total_resistance() const;

 private:
  const Modes& modes_;
  double Lambda_;
  LuFactors sum_, difference_;
};

}  // namespace kapitza::linear
