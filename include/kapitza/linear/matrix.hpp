#pragma once

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

/// Dense matrix in column-major order, as LAPACK wants it.
class Matrix {
 public:
  Matrix() = default;
  Matrix(int rows, int columns);  ///< zeros
  static Matrix identity(int n);

  int rows() const noexcept { return rows_; }
  int columns() const noexcept { return columns_; }
  double& operator()(int i, int j) noexcept { return a_[index(i, j)]; }
  double operator()(int i, int j) const noexcept { return a_[index(i, j)]; }
  std::span<double> column(int j) noexcept;
  std::span<const double> column(int j) const noexcept;
  double* data() noexcept { return a_.data(); }
  const double* data() const noexcept { return a_.data(); }

  Matrix& operator+=(const Matrix& B) noexcept;
  Matrix& operator-=(const Matrix& B) noexcept;
  Matrix& operator*=(double factor) noexcept;
  /// Row i times factor[i].
  Matrix& scale_rows(std::span<const double> factor) noexcept;
  /// Rows and columns [begin, end) as a matrix of their own.
  Matrix block(int row, int row_end, int column, int column_end) const;

  double one_norm() const noexcept;  ///< largest column sum of |a|
  double max_norm() const noexcept;  ///< largest |a|

 private:
  std::size_t index(int i, int j) const noexcept { return i + 1L * j * rows_; }
  int rows_ = 0, columns_ = 0;
  std::vector<double> a_;
};

Matrix operator+(Matrix A, const Matrix& B);
Matrix operator-(Matrix A, const Matrix& B);
Matrix transposed(const Matrix& A);
/// [A, B]
Matrix beside(const Matrix& A, const Matrix& B);
/// A B (dgemm).
Matrix operator*(const Matrix& A, const Matrix& B);
/// y <- A x (dgemv).
void multiply(const Matrix& A, std::span<const double> x, std::span<double> y) noexcept;

/// A = P L U (dgetrf). Throws NumericalFailure naming `what` if A is singular or not finite.
class LuFactors {
 public:
  LuFactors() = default;
  LuFactors(Matrix A, const char* what);
  /// B <- A^{-1} B or A^{-T} B.
  void solve(Matrix& B) const;
  void solve_transposed(Matrix& B) const;
  void solve(std::span<double> b) const;

 private:
  void solve(char transpose, double* b, int columns) const;
  Matrix lu_;
  std::vector<int> pivots_;
};

/// Orthonormal basis, n x (n - m), of the complement of the range of the n x m matrix C of full rank (dgeqrf, dorgqr).
Matrix complement(const Matrix& C);

/// A = Q T Q^T with T quasi-triangular in the standard real Schur form (dgees).
struct SchurForm {
  Matrix T, Q;
};
SchurForm real_schur(Matrix A);

}  // namespace kapitza::linear
