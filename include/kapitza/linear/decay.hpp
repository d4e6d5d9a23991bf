#pragma once

#include <vector>

#include "kapitza/linear/matrix.hpp"

namespace kapitza::linear {

/// Principal square root of a quasi-triangular matrix in standard real Schur form: B B = T, every eigenvalue of B with a
/// positive real part, B of the same form. Recursion over diagonal blocks,
///   B_11^2 = T_11,  B_22^2 = T_22,  B_11 B_12 + B_12 B_22 = T_12  (dtrsyl).
/// Throws NumericalFailure with the eigenvalue if T has a real eigenvalue <= 0.
Matrix principal_square_root(const Matrix& T);

/// The semigroup y(Y) = exp(-B Y) y(0), Y >= 0, of a matrix whose eigenvalues all have positive real parts.
///
/// A ladder P_j = exp(-B 2^j h) is made once, from a Taylor series at |B h|_1 <= 1/2 by repeated squaring, until P_j is
/// below 1e-60 and counts as zero; any other Y is a product of its rungs and one short Taylor series. Nothing grows, no
/// eigenvector is needed, so that close or complex pairs of eigenvalues do no harm.
///
/// Error: about eps |B|_1 Y in the modes that are still alive at Y, so eps times the ratio of the largest to the slowest rate.
/// Cost: construction about 14 + log2(140 |B|_1 / slowest rate) products of matrices; operator() at most as many; apply
/// the same number of products of a matrix with a vector.
class Decay {
 public:
  explicit Decay(Matrix B);

  const Matrix& rate() const noexcept { return B_; }

  /// exp(-B Y).
  Matrix operator()(double Y) const;
  /// exp(-B Y) y.
  Vector apply(double Y, Vector y) const;

 private:
  /// Y = rest + h sum_j 2^j bit_j, 0 <= rest < h.
  struct Steps {
    double rest;
    std::vector<std::size_t> rungs;
    bool vanished;
  };
  Steps steps(double Y) const;

  Matrix B_;
  double h_;
  std::vector<Matrix> ladder_;
};

}  // namespace kapitza::linear
