#pragma once

#include <array>
#include <span>
#include <vector>

#include "kapitza/base/gauss_legendre.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "kapitza/model/momentum_interpolation.hpp"

namespace kapitza::collision {

/// The part l = 2 of the collision integral for E = k^2, with C_2 = 1: umklapp pairs on their resonant manifold
/// (docs/theory.md). Direct pairs only exchange momenta and contribute exactly zero; by auxiliary time that zero would be a
/// cancellation of logarithmically growing terms.
///
///   I_k1 = sum_{m=+-1} int dk2/2pi [ n(q1) n(q2) (n(k1) + n(k2)) - n(k1) n(k2) (n(q1) + n(q2)) ] / D'
///   S = k1 + k2 - 2 pi m ,  D'^2 = 2 (k1^2 + k2^2) - S^2 ,  q = (S +- D') / 2
///
/// For m = 1: k2 runs from k2* = k1 - 2pi + 2 sqrt(2pi (pi - k1)) to pi. With k2 = k2* + s^2 the integrand is smooth in s,
///   dk2 / D' = 2 ds / sqrt(s^2 + 4 sqrt(2pi (pi - k1))) ,
/// up to the points where k2, q1 or q2 crosses a break b of the grid, where n may jump and the Gauss-Legendre panels end: at
/// k2 = b, and where a carrier leaves with q = b, at k2 = [2 pi (pi + b - k1) - b (k1 - b)] / (2 pi + b - k1). m = -1 is the
/// mirror image and shares all tables.
///
/// | symbol             | code                     | shape                           |
/// | n(k2), n(q1), n(q2)| `Node`, `interpolation_` | one row of interpolation each   |
///
/// Cost of `add`: K x panels x nodes x 6 width multiply-adds, width = 6 on a uniform grid, else the nodes of a panel of the grid.
class ResonantPairs {
 public:
  /// `nodes`: per panel. Throws InvalidInput unless nodes >= 2.
  ResonantPairs(const model::MomentumGrid& grid, int nodes);

  /// I += C_2 I_k[n].
  void add(double C2, std::span<const double> n, std::span<double> I);

  /// dI += C_2 sum_p dI_k/dn_p dn_p.
  void add_linearised(double C2, std::span<const double> n, std::span<const double> dn,
                      std::span<double> dI);

  /// L += C_2 dI_k/dn_p, row-major K x K.
  void add_matrix(double C2, std::span<const double> n, std::span<double> L);

 private:
  struct Node {
    double weight;             // of the quadrature, with 1/2pi and the Jacobian
    std::array<int, 3> first;  // of the rows for k2, q1, q2
  };
  using Pair = std::array<double, 2>;  // a quantity for m = 1 and for m = -1

  void add_panel(const model::MomentumInterpolation& interpolation, double k1, double begin,
                 double end, const GaussRule& rule);
  // The occupation and its mirror image side by side: what m = 1 sees, and what m = -1 sees.
  static void interleave(std::span<const double> n, std::vector<Pair>& both);
  const double* rows(int node) const { return interpolation_.data() + 3L * node * width_; }
  std::array<Pair, 3> at(int node, const std::vector<Pair>& both) const;

  int width_;
  std::vector<Node> nodes_;
  std::vector<double> interpolation_;  // [nodes][3][width]
  std::vector<int> begin_;             // nodes of momentum i: [begin_[i], begin_[i+1])
  std::vector<Pair> n_, dn_;
};

}  // namespace kapitza::collision
