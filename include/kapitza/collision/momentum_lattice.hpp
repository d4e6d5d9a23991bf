#pragma once

#include <span>
#include <vector>

#include "kapitza/collision/sparse_rows.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::collision {

/// How far carriers have come among the M sites x: what ends at the zone boundary do wrong at large |x| must lie outside.
enum class LightCone {
  Narrow,  ///< v_max t < M / 2 pi
  Wide
};

/// A uniform momentum lattice of M = m K_f sites, and n(k) on it.
///
///   p_j = k_0 + 2 pi j / M ,  j = 0 .. M-1 , folded into [-pi, pi) ;   F_x = sum_j e^{i (p_j - k_0) x} f_j e^{i t E(p_j)} ,
///   f_j = 1/M  sum_i W_ji n_i ,   g_j = 1/M  sum_i W_ji   (n = 1)
///
/// Every m-th momentum is one of K_f that do not depend on m, k_0 + 2 pi i / K_f: the nodes of a uniform grid, K_f = K, or for
/// panels those from k_0 = -pi on, among them both ends of the half zones. Sums over x at these are plain transforms of length K_f
/// of the folded lattice. W interpolates without crossing a break of the grid, where n jumps or kinks (momentum_interpolation.hpp);
/// a site on a break takes the mean of both limits.
///
/// The sum over p is the integral of e^{ipx + itE} n only where that is smooth from site to site; next to a break it can end, with
/// weights of order 7 on either side (end_corrections), or go across:
/// | at k  | n             | phases                                  | the sum                                                       |
/// | 0     | jumps, layers | stationary                              | ends there                                                    |
/// | +-pi  | jumps         | E has a kink; while the cone is narrow  | ends there                                                    |
/// | other | kinks         | turn by up to pi from site to site      | goes across: weights that do not see the phases would do harm |
/// | other | jumps         | the same, and at +-pi in a wide cone    | goes across, the sites next to it count as far as the jump    |
/// Measured for panels that meet at 2.60258, where n is smooth, T = 64: the error of I_k falls from 2e-4 of rho^5, with sums that end
/// everywhere, to 1e-6; with none that end at +-pi it is 1e-5 next to there. For a state that jumps at k = 0 (uniform K = 256, m = 2,
/// T = 16) it falls from 5e-4, without weights, to 1e-5.
class MomentumLattice {
 public:
  /// A uniform grid and its multiple, K_f = K.
  MomentumLattice(const model::MomentumGrid& grid, int multiple, LightCone cone);
  /// Any grid. Throws InvalidInput if a panel holds fewer than six sites.
  MomentumLattice(const model::MomentumGrid& grid, int momenta, int multiple, LightCone cone);

  int size() const noexcept { return static_cast<int>(p_.size()); }
  int multiple() const noexcept { return multiple_; }
  std::span<const double> momenta() const noexcept { return p_; }
  std::span<const double> uniform() const noexcept { return g_; }

  /// f <- W n / M, from K to M values.
  void refine(std::span<const double> n, std::span<double> f) const noexcept { rows_.apply(n, f); }

  /// row += J W / M: a row of derivatives with respect to the M values f, to the K values n.
  void contract(std::span<const double> J, std::span<double> row) const noexcept {
    rows_.add_transposed(J, row);
  }

 private:
  // Sites at -pi + 2 pi (j + shift) / M.
  MomentumLattice(const model::MomentumGrid& grid, int momenta, int multiple, LightCone cone,
                  double shift);

  int multiple_;
  std::vector<double> p_, g_;
  SparseRows rows_;  // W / M
};

}  // namespace kapitza::collision
