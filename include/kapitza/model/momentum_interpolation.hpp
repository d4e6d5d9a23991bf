#pragma once

#include <optional>
#include <span>
#include <vector>

#include "kapitza/model/momentum_grid.hpp"
#include "kapitza/model/piecewise_lagrange.hpp"

namespace kapitza::model {

/// f(k) at any momentum from its values at the nodes of a grid,  f(k) = sum_j weight[j] f(k_{first + j}).
///
/// | grid    | polynomial                                                           | width                    |
/// | uniform | order 6 through the nearest nodes that do not cross k = 0 or +-pi    | 6                        |
/// | panels  | the one through all nodes of the panel, barycentric, in k or in u    | nodes of the fullest one |
/// |         | of ZoneEdge::SquareRoot next to the zone boundary                    |                          |
///
/// At a break it is the limit from above. Guarantees: the weights of a row sum to one and reproduce polynomials of degree
/// width - 1 within a panel of `width` nodes, to round-off. Cost of a row: about 5 width flops. Nothing is allocated after
/// construction.
class MomentumInterpolation {
 public:
  explicit MomentumInterpolation(const MomentumGrid& grid);

  /// Entries of a row; those that a momentum does not need are zero.
  int width() const noexcept { return width_; }

  /// weight [width] <- the row for k, any finite number, folded into [-pi, pi). Returns `first`; first + width <= K.
  int row(double k, std::span<double> weight) const noexcept;

  /// f(k) from the values at the nodes. Allocates a row.
  double operator()(std::span<const double> f, double k) const;

 private:
  int panel_row(double k, std::span<double> weight) const noexcept;
  double place(double k, std::size_t panel) const noexcept;

  std::optional<PiecewiseLagrange> uniform_;
  std::vector<double> k_, breaks_;
  std::vector<double> place_,
      barycentric_;  // of each node: what the polynomial is one in, and its weight
  ZoneEdge edge_;
  std::vector<int> first_;  // node of each panel, and K
  int width_;
};

}  // namespace kapitza::model
