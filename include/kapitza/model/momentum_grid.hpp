#pragma once

#include <span>
#include <vector>

namespace kapitza::model {

/// How the nodes of the outermost panels lie next to the zone boundary, where I_k of pairs, and n(k) with it, has an edge
/// sqrt(pi - |k|): as on every panel, or in  |k| = pi - (pi - b)(1 - u)^2,  in which the edge is smooth.
enum class ZoneEdge { Plain, SquareRoot };

/// Momenta k_i and weights w_i of the integral over the zone,  int dk/2pi f(k) = sum_i w_i f(k_i),  sum_i w_i = 1.
///
/// | kind    | nodes                                                     | order                                     |
/// | uniform | half-way between multiples of the spacing h = 2 pi / K    | spectral for periodic f, 2 otherwise      |
/// | panels  | Gauss-Legendre on each panel between two breaks           | spectral for f smooth inside every panel  |
///
/// No node lies at k = 0, where the velocity vanishes and the stationary n(k) jumps at the ends of a defect, nor at the
/// zone boundary k = +-pi, where it has a kink (docs/numerics.md, "Momentum grid"). Both kinds are symmetric about k = 0.
class MomentumGrid {
 public:
  /// Uniform: k_i = -pi + (i + 1/2) h, i = 0 .. K-1. Throws InvalidInput unless `points` is even and at least 8.
  explicit MomentumGrid(int points);

  /// Panels between the breaks 0 = b_0 < b_1 < ... < b_m = pi, of nodes[p] nodes each, and their mirror images.
  /// Throws InvalidInput unless the breaks ascend from 0 to pi, there is one number of nodes for each panel, of at least 2, and
  /// there are 4 nodes or more between 0 and pi.
  static MomentumGrid panels(std::span<const double> breaks, std::span<const int> nodes,
                             ZoneEdge edge = ZoneEdge::Plain);

  int size() const noexcept { return static_cast<int>(k_.size()); }
  std::span<const double> points() const noexcept { return k_; }
  double operator[](int i) const noexcept { return k_[i]; }
  bool is_uniform() const noexcept { return uniform_; }
  ZoneEdge zone_edge() const noexcept { return edge_; }
  /// 2 pi / K, the distance between neighbours on average.
  double spacing() const noexcept { return spacing_; }

  /// Where n(k) may jump or have a kink, ascending from -pi to pi: -pi, 0, pi, and the ends of panels.
  std::span<const double> breaks() const noexcept { return breaks_; }
  /// The index of the first node after each break but the last, and K.
  std::span<const int> first_after_break() const noexcept { return first_; }

  /// The node at -k_i.
  int mirror(int i) const noexcept { return size() - 1 - i; }

  /// w_i.
  double weight(int i) const noexcept { return relative_[i] / size(); }
  /// K w_i, one on a uniform grid.
  double relative_weight(int i) const noexcept { return relative_[i]; }
  std::span<const double> relative_weights() const noexcept { return relative_; }

  /// int dk/2pi f(k).
  double integrate(std::span<const double> f) const noexcept;

 private:
  MomentumGrid() = default;

  std::vector<double> k_, relative_, breaks_;
  std::vector<int> first_;
  double spacing_ = 0.0;
  bool uniform_ = true;
  ZoneEdge edge_ = ZoneEdge::Plain;
};

}  // namespace kapitza::model
