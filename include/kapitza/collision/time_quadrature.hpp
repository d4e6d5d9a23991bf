#pragma once

#include <array>
#include <vector>

namespace kapitza::collision {

/// Quadrature of int_0^T dt with an extrapolation of the tail beyond T.
///
///   nodes t_j = (j + 1/2) dt ,  weights w_j  such that  sum_j w_j f(t_j) = c_1 S(T/2) + c_2 S(3T/4) + c_3 S(T) ,
///   S(T) = int_0^T f by the midpoint rule, c_i chosen so that c_1 + c_2 + c_3 = 1 and errors T^{-l}, T^{-l-1} of S cancel
///   (docs/numerics.md: the tail after a sharp cut-off falls as T^{-3} for l = 3, and measured as T^{-l} above).
///
/// With the integrand continued to negative t by complex conjugation this is the trapezoidal rule of the whole line, exact
/// for a band-limited integrand.
struct TimeQuadrature {
  /// Steps come in whole blocks, so that T/2 and 3T/4 fall between nodes and transforms are always batched alike.
  static constexpr int block = 8;

  /// `lowest_order`: the smallest l >= 3 that collides. The step is the largest that does not exceed `largest_step`.
  TimeQuadrature(double tau_max, double largest_step, int lowest_order);

  /// The ends of S, in units of T, and the c_i that belong to them.
  static constexpr std::array<double, 3> ends{0.5, 0.75, 1.0};
  static std::array<double, 3> tail_weights(int lowest_order);

  /// The midpoint rule alone on [from, to], whole multiples of `step`; nodes without weight fill the last block.
  static TimeQuadrature between(double from, double to, double step);

  double step;
  std::vector<double> t;
  std::vector<double> weight;

 private:
  TimeQuadrature() = default;
};

}  // namespace kapitza::collision
