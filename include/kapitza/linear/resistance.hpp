#pragma once

#include <span>
#include <vector>

#include "kapitza/linear/half_space.hpp"
#include "kapitza/linear/matrix.hpp"

namespace kapitza::linear {

/// The slab law: for thermal injections and Lambda large, alpha_left - alpha_right = (2 R + Lambda kappa^{-1}) J up to terms
/// that fall like exp(-Lambda times the slowest rate). Two numbers of a junction, and Lambda.
Pair2x2 slab_law(const HalfSpace& half_space, double Lambda);

/// Carriers that move to the right (k > 0) or to the left.
enum class Movers { Right, Left };

/// The thermal perturbation n_th^2 (alpha . e) nearest to the right- or left-movers of dn: it minimises
/// int dk (dn / n_th - n_th alpha . e)^2 over them, the linear form of the fit of model::fit_thermal.
struct ThermalPart {
  Pair alpha;
  double
      deviation;  ///< root of that minimum over int dk (dn / n_th)^2: 0 thermal, 1 nothing thermal about it
};
/// delta n = n_th^2 (alpha . e) for the movers, zero for the others.
std::vector<double> thermal_perturbation(const ThermalBackground& background, const Pair& alpha,
                                         Movers movers);
/// Throws InvalidInput if dn is not finite there. A perturbation that vanishes has deviation 0.
ThermalPart thermal_part(const ThermalBackground& background, std::span<const double> dn,
                         Movers movers);

/// How well the exact laws hold; each is zero for a collision matrix without numerical error.
struct Consistency {
  double conductivity_asymmetry;  ///< |kappa_01 - kappa_10| / sqrt(kappa_00 kappa_11)
  double resistance_asymmetry;    ///< the same of R
  Pair conductivity_eigenvalues;  ///< of the symmetric part, ascending; positive
  Pair resistance_eigenvalues;
  double
      conservation;  ///< largest of |e^T W u A - e^T W u|, relative: what falls on a closed half-space leaves it
  double
      detailed_balance;  ///< largest of |B_ij - B_ji| / sqrt(B_ii B_jj), B_ij = int dk f_i u A f_j, f = 1, k, k^2, k^3
  double
      reciprocity;  ///< alpha of an injection n_th^2 f (HalfSpace::respond) against the weight functions, relative
};
/// Detailed balance and reciprocity are tested on smooth functions: the collision matrix is accurate when it acts on smooth
/// phi, from the left or from the right, not element by element (docs/numerics.md).
Consistency consistency(const HalfSpace& half_space);

/// Scaling for a single power |psi|^{2l}. At fixed mu, n_th is 1/beta times that of beta = 1. V = c |psi|^{2l} makes C_{l'}
/// proportional to c^2 rho^{2 (l - l')}, so that I is homogeneous of degree 2l - 1 in n, and
///   S ~ c^2 beta^{-2l} ,  u ~ beta^{-2} ,  chi ~ c^{-2} beta^{2l-2} ,  kappa ~ c^{-2} beta^{2l-4} ,  R ~ c^0 beta^2 ,
/// and Lambda enters as Lambda c^2 beta^{-(2l-2)} only: the exponents of beta below.
constexpr int conductivity_exponent(int l) {
  return 2 * l - 4;
}
constexpr int resistance_exponent() {
  return 2;
}
constexpr int Lambda_exponent(int l) {
  return 2 * l - 2;
}

}  // namespace kapitza::linear
