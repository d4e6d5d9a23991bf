#pragma once

#include <cstddef>
#include <vector>

namespace kapitza {

/// Nodes and weights of Gauss-Legendre quadrature on [0, 1]: exact for polynomials of degree 2n - 1.
struct GaussRule {
  std::vector<double> nodes;    ///< ascending, symmetric about 1/2
  std::vector<double> weights;  ///< sum 1
};

/// Zeros of P_n by Newton iteration from the usual cosine estimate, on one half of the interval and mirrored.
/// Throws InvalidInput unless n >= 1.
GaussRule gauss_legendre(int n);

/// The polynomials l_j of degree n - 1 with l_j(x_i) = delta_ij at the nodes of a rule.
class GaussBasis {
 public:
  /// Throws as gauss_legendre.
  explicit GaussBasis(int n);

  int size() const noexcept { return static_cast<int>(rule_.nodes.size()); }
  double node(int i) const { return rule_.nodes[static_cast<std::size_t>(i)]; }
  double weight(int i) const { return rule_.weights[static_cast<std::size_t>(i)]; }

  /// l_j(x). Cost: n.
  double operator()(int j, double x) const;
  /// l_j'(x_i). Cost: 1, but n for j = i.
  double slope(int j, int i) const;

 private:
  GaussRule rule_;
  std::vector<double> barycentric_;  // up to a factor
};

/// Legendre polynomial P_n on [-1, 1].
double legendre(int n, double x) noexcept;

}  // namespace kapitza
