#pragma once

#include <limits>
#include <vector>

namespace kapitza::boltzmann {

/// What the grid in X leaves out of a stationary state, estimated from the state itself (docs/numerics.md).
///
/// The scheme takes I at its own n(X), which jumps at the cell faces. Its flux f(X) (SpatialScheme::flux) does not: it is of one
/// degree more and differs by the jumps,
///   e = f - n = (n_up - n(a)) g,     dg: g the Radau polynomial of the cell; upwind: 1/2 at its node.
/// With I taken at f, v d_X f = Lambda I[f] at the nodes is Gauss's collocation, of order 2p + 2 at the faces where the scheme is of
/// order 2p + 1. To first order in e the nodal values of the two differ by d,
///   (A - Lambda L) d = Lambda L e,     L = dI/dn at n,
/// to which upwind adds (w_i / l_i - 1) Lambda I for the half cells at both ends that its balance leaves out,
/// so that d is minus the error itself once the grid resolves the state, weighted to what leaves because f = n at that face.
///
/// A cell much thicker than the free path swallows d. It betrays itself by what L e scatters in it, compared with what jumps:
///   m_c = int dk/2pi |sum_i w_i (Lambda L e)_ik| / J,     E_c = int dk/2pi |v_k (n_up - n(a))_k| / J,
/// i the nodes of the cell and J the injected number current. m_c << E_c where the layer is resolved. Where it is not, carriers of
/// the share E_c enter the cell as if its whole state sat at the face: `layer` is the largest E_c m_c^2 / (E_c^2 + m_c^2), which is
/// of higher order than d on fine grids for p >= 1 and tends to E_c on coarse ones.
struct Resolution {
  /// The error of n_out, estimated: 1.25 times the largest |d| of all that leaves over the largest n, or `layer` if that is more.
  /// Within a factor 10 of the truth (docs/numerics.md).
  double indicator = std::numeric_limits<double>::quiet_NaN();
  double layer = 0;
  std::vector<double> left,
      right;  ///< K: d at X = 0 where v < 0, at X = 1 where v > 0, what leaves; else 0
  std::vector<double> center;  ///< K: d at X = 1/2
  std::vector<double> inside;  ///< d at the points of this rank, X-major
  std::vector<double>
      cells;  ///< m_c E_c / sqrt(m_c^2 + E_c^2): the share of the carriers that the cell sends wrong

  /// The indicator from the rest and the largest n.
  void judge(double largest_n);
  /// The same with the error of n at the centre.
  double worst(double largest_n) const;
  /// max |d| of what leaves and at the centre.
  double largest_correction() const;
};

}  // namespace kapitza::boltzmann
