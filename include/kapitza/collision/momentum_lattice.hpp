#pragma once

#include <span>
#include <vector>

#include "kapitza/collision/sparse_rows.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::collision {

/// A uniform momentum lattice of M = m K_f sites, and n(k) on it.
///
///   p_j = k_0 + 2 pi j / M ,  j = 0 .. M-1 , folded into [-pi, pi) ;   F_x = sum_j e^{i (p_j - k_0) x} f_j e^{i t E(p_j)} ,
///   f_j = omega_j / M  sum_i W_ji n_i ,   g_j = omega_j / M   (n = 1)
///
/// Every m-th momentum is one of K_f that do not depend on m, k_0 + 2 pi i / K_f: the nodes of a uniform grid, K_f = K, or for
/// panels those from k_0 = -pi on, among them both ends of the half zones. Sums over x at these are plain transforms of length K_f of the folded lattice. W interpolates without crossing a break of the grid, where n
/// jumps or kinks (momentum_interpolation.hpp). omega is one except next to breaks, where it makes the sum over p a quadrature
/// of high order on either side (end_corrections.hpp); where p_j sits on a break the two one-sided limits share it. Measured
/// for a state that jumps at k = 0 (uniform K = 256, m = 2, T = 16): the error of I_k falls from 5e-4 to 1e-5 of rho^5.
class MomentumLattice {
 public:
  /// A uniform grid and its multiple, K_f = K.
  MomentumLattice(const model::MomentumGrid& grid, int multiple);
  /// Any grid. Throws InvalidInput if a panel holds fewer than six sites.
  MomentumLattice(const model::MomentumGrid& grid, int momenta, int multiple);

  int size() const noexcept { return static_cast<int>(p_.size()); }
  int multiple() const noexcept { return multiple_; }
  std::span<const double> momenta() const noexcept { return p_; }
  std::span<const double> uniform() const noexcept { return g_; }

  /// f <- omega/M W n, from K to M values.
  void refine(std::span<const double> n, std::span<double> f) const noexcept { rows_.apply(n, f); }

  /// row += J omega/M W: a row of derivatives with respect to the M values f, to the K values n.
  void contract(std::span<const double> J, std::span<double> row) const noexcept {
    rows_.add_transposed(J, row);
  }

 private:
  int multiple_;
  std::vector<double> p_, g_;
  SparseRows rows_;  // omega/M W
};

}  // namespace kapitza::collision
