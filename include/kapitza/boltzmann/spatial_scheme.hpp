#pragma once

#include <span>
#include <string>
#include <vector>

namespace kapitza::boltzmann {

/// Sparse affine map of the nodal values of one carrier with v > 0 and its injected value,
///   y_i = sum_j M_ij n_j + m_i n_injected,
/// in compressed rows. The same map serves v < 0 after the reflection X -> 1 - X (see SpatialScheme).
struct AffineRows {
  struct Entry {
    int column;
    double value;
  };
  std::vector<int> start{0};      ///< rows() + 1 offsets into `entries`
  std::vector<Entry> entries;     ///< the M_ij
  std::vector<double> injection;  ///< the m_i

  int rows() const noexcept { return static_cast<int>(injection.size()); }
  std::span<const Entry> row(int i) const noexcept;
  void add_row(std::span<const Entry> row, double injected);
  /// y_i for one carrier: nodal values n_j = `n(j)`, injected value `injected`.
  template <class Nodal>
  double apply(int i, const Nodal& n, double injected) const {
    double y = injection[i] * injected;
    for (const Entry& entry : row(i))
      y += entry.value * n(entry.column);
    return y;
  }
};

/// A discretisation of X in [0, 1] that is the same for every carrier, seen from the end where the carrier enters.
///
/// The nodes and weights are symmetric, X_{P-1-i} = 1 - X_i, so carriers with v < 0 use every map below with all node
/// indices i replaced by P-1-i and v by |v|; X = 0 and X = 1 then change places. For v > 0:
///
/// | symbol                  | code         | rows | meaning                                                     |
/// | X_i                     | `X`          | P    | nodes, ascending, strictly inside (0, 1)                    |
/// | w_i                     | `weights`    | P    | quadrature weights, sum 1                                   |
/// | l_i                     | `lengths`    | P    | sum_i l_i (d_X n)_i = n(X = 1) - n_in: the weights, but for upwind's ends |
/// | (d_X n)_i               | `derivative` | P    | upwind derivative: couples to no node downwind of its cell  |
/// | f_i                     | `flux`       | P    | value whose current is conserved at X_i: v f = v n_in + int_0^X Lambda I |
/// | n at X = 1              | `outflow`    | 1    | what leaves                                                 |
/// | n at X = 1/2            | `centre`     | 1    |                                                             |
///
/// Currents formed with `flux` instead of n are constant in X to rounding if sum_k I_k = 0; with n itself they are so only
/// up to the truncation error (see the schemes for what exactly).
struct SpatialScheme {
  std::string name;
  std::vector<double> X;
  std::vector<double> weights;
  std::vector<double> lengths;
  AffineRows derivative;
  AffineRows flux;
  AffineRows outflow;
  AffineRows centre;
  int nodes = 1;              ///< per cell: p + 1
  std::vector<double> edges;  ///< faces() as they were given, if they were

  int size() const noexcept { return static_cast<int>(X.size()); }
  int cells() const noexcept { return size() / nodes; }
  /// The faces of all cells, cells() + 1 from 0 to 1.
  std::vector<double> faces() const;
  int mirror(int i) const noexcept { return size() - 1 - i; }
};

}  // namespace kapitza::boltzmann
