#pragma once

#include <span>
#include <vector>

#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::collision {

/// The momenta of an auxiliary lattice of M = m K sites, and n(k) on them.
///
///   p_j = k_0 + 2 pi j / M ,  j = 0 .. M-1 , folded into [-pi, pi) ;   F_x = sum_j e^{i (p_j - k_0) x} f_j e^{i t E(p_j)} ,
///   f_j = omega_j / M  sum_i W_ji n_i ,   g_j = omega_j / M   (n = 1)
///
/// Every m-th momentum is a node of the grid, so that sums over x at the K nodes are plain transforms of length K of the
/// folded lattice. W is piecewise Lagrange interpolation of order 6 which does not cross k = 0 or +-pi, where n jumps or
/// kinks. omega is one except next to these points, where it makes the sum over p a quadrature of order 5 on either side
/// (Gregory's end correction of the trapezoidal rule, or that of the midpoint rule for odd m); where p_j sits on such a
/// point the two one-sided limits share it. Measured for a state that jumps at k = 0 (K = 256, m = 2, T = 16): the error of
/// I_k falls from 5e-4 to 1e-5 of rho^5.
class MomentumLattice {
 public:
  MomentumLattice(const model::MomentumGrid& grid, int multiple);

  int size() const noexcept { return static_cast<int>(p_.size()); }
  int multiple() const noexcept { return multiple_; }
  std::span<const double> momenta() const noexcept { return p_; }
  std::span<const double> uniform() const noexcept { return g_; }

  /// f <- omega/M W n, from K to M values.
  void refine(std::span<const double> n, std::span<double> f) const noexcept;

  /// row += J omega/M W: a row of derivatives with respect to the M values f, to the K values n.
  void contract(std::span<const double> J, std::span<double> row) const noexcept;

 private:
  int multiple_;
  std::vector<double> p_, g_;
  std::vector<int> row_begin_, column_;  // omega/M W in compressed rows
  std::vector<double> value_;
};

}  // namespace kapitza::collision
