#pragma once

#include <map>
#include <vector>

namespace kapitza::model {

/// On-site interaction V(y) = sum_l c_l y^l / l!,  y = |psi|^2 (18), and what a Gaussian state of density rho sees of it.
///
/// Normal ordering about such a state gives :|psi|^{2l}: the coefficient
///   g_l(rho) = sum_{a>=0} c_{l+a} / (l+a)!  binom(l+a, a)^2 a! rho^a,
/// and the collision integral of l carriers the prefactor C_l(rho) = l (l! g_l)^2, which is (28).
/// |psi|^6 is c_3 = 6: C_3 = 108, C_2 = 648 rho^2, U = 18 rho^2.
class Interaction {
 public:
  /// Throws InvalidInput if an order is below 1 or above 8, a coefficient not finite, or no coefficient is left that collides.
  explicit Interaction(std::map<int, double> coefficients);

  const std::map<int, double>& coefficients() const noexcept { return c_; }
  /// The largest l with c_l != 0.
  int order() const noexcept;
  /// The l >= 2 whose C_l does not vanish identically, ascending.
  const std::vector<int>& colliding_orders() const noexcept { return colliding_; }
  /// Whether no more than two carriers collide with each other at a time: l = 2 alone.
  bool only_pairs() const noexcept { return colliding_.back() == 2; }

  /// g_l(rho), the coefficient of the normal-ordered |psi|^{2l} in a state of density rho.
  double normal_ordered(int l, double rho) const noexcept;
  /// C_l(rho); zero for l = 1, which never collides.
  double collision_coefficient(int l, double rho) const noexcept;
  /// dC_l / d rho.
  double collision_coefficient_derivative(int l, double rho) const noexcept;
  /// Mean of V in a Gaussian state, int_0^rho U = sum_l c_l rho^l.
  double mean_energy(double rho) const noexcept;
  /// Mean-field potential U(rho) = sum_l c_l l rho^{l-1}.
  double potential(double rho) const noexcept;
  /// dU / d rho.
  double potential_derivative(double rho) const noexcept;

 private:
  double normal_ordered_derivative(int l, double rho) const noexcept;  // dg_l / d rho

  std::map<int, double> c_;
  std::vector<int> colliding_;
};

}  // namespace kapitza::model
