#pragma once

#include <array>
#include <span>
#include <vector>

#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::model {

/// One row of an interpolation matrix: f(k) = sum_j weight[j] f(nodes[first + j]), j = 0 .. 5.
///
/// All six indices are valid; where fewer nodes serve a point the remaining weights are zero.
struct InterpolationRow {
  static constexpr int width = 6;
  int first;
  std::array<double, width> weight;
};

/// Lagrange interpolation of order 6 on ascending nodes, cut into pieces whose stencils never mix (docs/numerics.md).
///
///   breaks b_0 < b_1 < ... < b_m ;  piece p holds the nodes and targets in [b_p, b_{p+1}) ;  f has period b_m - b_0
///
/// The stencil is the centred one where the piece allows it and is moved inward at its ends; a target between a break and
/// the outermost node of its piece is extrapolated from that piece. A piece of fewer than six nodes uses all it has.
///
/// | symbol  | code     | shape           | unit |
/// | k_i     | `nodes`  | [n], ascending  | 1    |
/// | b_p     | `breaks` | [m + 1]         | 1    |
///
/// Guarantees: the weights of a row sum to one and reproduce polynomials of degree 5 within a piece (degree n_p - 1 if the
/// piece holds n_p < 6 nodes), all to round-off.
/// Cost: about 30 flops per row; the piece and stencil follow by arithmetic where its nodes are equally spaced and by
/// bisection otherwise. Nothing is allocated after construction; const members may be called from many threads.
class PiecewiseLagrange {
 public:
  /// Throws InvalidInput unless there are at least six nodes in all, nodes and breaks ascend strictly, every node lies in
  /// [b_0, b_m], and no piece is empty.
  PiecewiseLagrange(std::span<const double> nodes, std::span<const double> breaks);

  /// The nodes of a momentum grid with breaks at -pi, 0, pi.
  explicit PiecewiseLagrange(const MomentumGrid& grid);

  int size() const noexcept { return static_cast<int>(nodes_.size()); }

  /// The row for target k, any finite number: it is folded into [b_0, b_m) first.
  InterpolationRow row(double k) const noexcept;

  /// f(k) from the nodal values.
  double operator()(std::span<const double> values, double k) const noexcept;

 private:
  struct Piece {
    int begin, end;          // nodes [begin, end)
    double inverse_spacing;  // 0 where the nodes are not equally spaced
  };

  double node(int i) const noexcept { return nodes_[i]; }
  void tabulate_denominators(const Piece& piece);
  double fold(double k) const noexcept;
  int first_of_stencil(const Piece& piece, double k) const noexcept;

  std::vector<double> nodes_;
  std::vector<double> breaks_;
  std::vector<Piece> pieces_;
  std::vector<std::array<double, InterpolationRow::width>>
      inverse_denominators_;  // by first node of the stencil
};

}  // namespace kapitza::model
