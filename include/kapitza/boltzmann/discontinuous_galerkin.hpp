#pragma once

#include <span>

#include "kapitza/boltzmann/spatial_scheme.hpp"

namespace kapitza::boltzmann {

/// Upwind discontinuous Galerkin, collocated at the p+1 Gauss-Legendre nodes of each cell; the cell edges lie at
/// (1 - cos(pi c / C)) / 2, c = 0 .. C, graded towards both ends where slow carriers change fastest (docs/numerics.md).
///
/// In a cell [a, a+h] with nodal polynomial n(X) of degree p, Lagrange basis l_i, Gauss weights w_i h, for v > 0:
///   (d_X n)_i = n'(X_i) + (n(a) - n_up) l_i(a) / (w_i h),    n_up = last cell's polynomial at a, or n_injected
/// because the Gauss rule integrates both n' l_i and the collocated I exactly. What leaves is the polynomial at X = 1.
/// On smooth solutions the error is of order 2p+1 at the cell edges and p+1 inside.
///
/// What is constant in X when sum_k I_k = 0: the flux v n_up through every cell edge; of the nodal polynomial
/// J(X) = sum_k v n all moments up to degree p-1 in each cell, so J differs from the edge current by a multiple of the
/// Legendre polynomial P_p and agrees with it at the p Gauss nodes of one degree less, not at the p+1 nodes themselves.
/// `flux` adds (n_up - n(a)) g, where g = (-1)^{p+1} (P_{p+1} - P_p) / 2 is the Radau polynomial with g(a) = 1, g(a+h) = 0.
/// Its derivative is d_X n of the scheme at all p+1 nodes: its current is constant at every node and equals that of the edges.
///
/// Throws InvalidInput unless cells >= 1 and 1 <= nodes <= 8, nodes = p + 1.
SpatialScheme make_discontinuous_galerkin(int cells, int nodes);

/// The same on cells with the given faces, from 0 to 1, which must ascend and be symmetric about 1/2.
SpatialScheme make_discontinuous_galerkin(std::span<const double> faces, int nodes);

}  // namespace kapitza::boltzmann
