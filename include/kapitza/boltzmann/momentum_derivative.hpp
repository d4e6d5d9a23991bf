#pragma once

#include <span>

#include "kapitza/boltzmann/spatial_scheme.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::boltzmann {

/// d n / dk on the panels of a momentum grid, upwind with respect to the force that moves carriers along k: discontinuous
/// Galerkin, collocated at the N Gauss nodes of each panel in its own coordinate u in [0, 1] (docs/theory.md, "The mean field").
///
/// For carriers that move towards larger k, with Lagrange basis l_i(u), Gauss weights g_i, w_i of the integral over k and n_up the
/// neighbouring panel's polynomial at the lower end b,
///   w_i (D n)_i = g_i dn/du(u_i) + l_i(0) (n(b) - n_up);
/// towards smaller k it is the mirror image. The zone boundary is a face like all others, -pi after pi: what leaves there comes
/// back on the other side (Bragg), and at k = 0 what leaves for k < 0 goes back in X (reflection).
///
/// Exactly, for every n:  sum_i w_i (D n)_i = 0,  sum_i w_i E_i (D n)_i = - sum_i w_i v_i n_i  for E = k^2, because E is one of the
/// polynomials of each panel and continuous through all faces. The order is N within each panel.
class MomentumDerivative {
 public:
  /// Throws InvalidInput unless the grid has panels of at least 3 nodes, 5 next to the zone boundary with ZoneEdge::SquareRoot: E is a
  /// polynomial of that degree there.
  explicit MomentumDerivative(const model::MomentumGrid& grid);

  /// Row k of D where the force -dW/dX is `force`; of no consequence where it is 0.
  std::span<const AffineRows::Entry> row(int k, double force) const noexcept {
    return (force > 0 ? up_ : down_).row(k);
  }
  double operator()(int k, double force, std::span<const double> n) const {
    double sum = 0;
    for (const auto& [column, value] : row(k, force))
      sum += value * n[static_cast<std::size_t>(column)];
    return sum;
  }

 private:
  AffineRows up_, down_;
};

}  // namespace kapitza::boltzmann
