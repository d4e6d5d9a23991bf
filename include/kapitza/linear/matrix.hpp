#pragma once

#include <Eigen/Core>
#include <Eigen/LU>
#include <array>
#include <span>
#include <vector>

namespace kapitza::linear {

/// The two conserved quantities, in the order of every pair and 2 x 2 matrix of this room.
enum Conserved { Number = 0, Energy = 1 };
using Pair = std::array<double, 2>;
using Pair2x2 = std::array<Pair, 2>;  ///< [row][column]

Pair product(const Pair2x2& A, const Pair& x) noexcept;
Pair2x2 inverse(const Pair2x2& A) noexcept;
/// Eigenvalues of the symmetric part, ascending: both are positive iff x.A x > 0 for every x.
Pair symmetric_eigenvalues(const Pair2x2& A) noexcept;
/// |A_01 - A_10| / sqrt(|A_00 A_11|): the violation of an Onsager relation.
double asymmetry(const Pair2x2& A) noexcept;

/// Column-major, as LAPACK wants it; products go to BLAS. Not set to zero by its constructor.
using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

/// Values that are kept elsewhere, as a vector.
inline Eigen::Map<const Vector> as_vector(std::span<const double> x) noexcept {
  return {x.data(), std::ssize(x)};
}

/// [A, B]
Matrix beside(const Matrix& A, const Matrix& B);

/// A = P L U (dgetrf: Eigen's is slower from 256 rows on). Throws NumericalFailure naming `what` if A is singular or not
/// finite.
class LuFactors {
 public:
  LuFactors() = default;
  LuFactors(Matrix A, const char* what);
  /// A^{-1} B and A^{-T} B.
  Matrix solve(Matrix B) const;
  Matrix solve_transposed(Matrix B) const;

 private:
  Matrix solve(char transpose, Matrix B) const;
  Matrix lu_;
  std::vector<int> pivots_;
};

/// Orthonormal basis, n x (n - m), of the complement of the range of the n x m matrix C of full rank.
Matrix complement(const Matrix& C);

/// A = Q T Q^T with T quasi-triangular in the standard real Schur form (dgees, which is twice as fast as Eigen's).
struct SchurForm {
  Matrix T, Q;
};
SchurForm real_schur(Matrix A);

}  // namespace kapitza::linear
