#pragma once

#include <array>

namespace kapitza {

/// Weights of the first nodes next to an end of the interval that make a sum over equidistant nodes a quadrature of order 5
/// for a function smooth up to that end; all further weights are 1 (times the spacing h).
///
/// Trapezoidal rule, nodes at 0, h, 2h, ..: Gregory's formula.
inline constexpr std::array<double, 4> trapezoidal_end_weights{251.0 / 720, 299.0 / 240,
                                                               211.0 / 240, 739.0 / 720};
/// Midpoint rule, nodes at h/2, 3h/2, ..: from the Euler-Maclaurin series about the half-integers.
inline constexpr std::array<double, 4> midpoint_end_weights{6463.0 / 5760, 4371.0 / 5760,
                                                            6669.0 / 5760, 5537.0 / 5760};

/// Nodes at theta h, (theta + 1) h, ..: six weights 1 + c_j, a quadrature of order 7, from the Euler-Maclaurin series
///   int_0^inf f = sum_{j>=0} f(j + theta) + sum_m B_{m+1}(theta) / (m+1)! f^(m)(0)
/// with the derivatives those of the polynomial through the six nodes, so that  sum_j c_j (j + theta)^m = B_{m+1}(theta) / (m+1),
/// m = 0 .. 5. 0 <= theta <= 1.
std::array<double, 6> end_weights(double theta);

}  // namespace kapitza
