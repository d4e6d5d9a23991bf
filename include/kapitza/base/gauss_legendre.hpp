#pragma once

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

/// Legendre polynomial P_n on [-1, 1].
double legendre(int n, double x) noexcept;

}  // namespace kapitza
