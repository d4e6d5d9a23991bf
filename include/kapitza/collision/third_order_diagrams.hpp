#pragma once

#include <vector>

namespace kapitza::collision {

/// One diagram of the third order in lambda (docs/theory.md, "The next order in lambda"): three normal-ordered vertices at the
/// times 0, -tau1 and -tau1-tau2, called 0, 2 and 3, and the lines between them.
///
/// | lines | run from psi at the first to psi* at the second | from psi* at the first to psi at the second |
/// | 0 - 2 | a                                               | b                                           |
/// | 0 - 3 | c                                               | d                                           |
/// | 2 - 3 | e                                               | f                                           |
///
/// The external psi*_k ends at the vertex `external`, and every field of every vertex at a line:
///   a + c = l0 ,  b + d = l0 - 1 ,  b + e + [external = 2] = l2 = a + f ,  c + e = l3 = d + f + [external = 3] .
struct ThirdOrderDiagram {
  int l0, l2, l3;
  int external;
  int a, b, c, d, e, f;
  /// l0 l0! (l0-1)! (l2!)^2 (l3!)^2 / (a! b! c! d! e! f!): what multiplies g_l0 g_l2 g_l3.
  double multiplicity;

  /// Of the l0 + l2 + l3 lines two are responses, in which n = 1: the diagram scales as this power of n at given g_l.
  int degree() const noexcept { return l0 + l2 + l3 - 2; }
};

/// All diagrams whose vertices have orders among `orders`, each at least 2: 4 for l = 2, 6 for l = 3, 34 for both.
std::vector<ThirdOrderDiagram> third_order_diagrams(const std::vector<int>& orders);

}  // namespace kapitza::collision
