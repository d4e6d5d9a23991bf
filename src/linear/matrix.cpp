#include "kapitza/linear/matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "kapitza/base/error.hpp"
#include "lapack.hpp"

namespace kapitza::linear {

namespace {

void require_success(int info, const char* routine, const char* what) {
  if (info != 0)
    throw NumericalFailure(fmt::format("{}: LAPACK {} returned info = {}", what, routine, info));
}

void require_finite(const Matrix& A, const char* what) {
  const double* a = A.data();
  const auto size = 1L * A.rows() * A.columns();
  if (!std::all_of(a, a + size, [](double x) { return std::isfinite(x); }))
    throw NumericalFailure(fmt::format("{}: a matrix element is not finite", what));
}

}  // namespace

Pair product(const Pair2x2& A, const Pair& x) noexcept {
  return {A[0][0] * x[0] + A[0][1] * x[1], A[1][0] * x[0] + A[1][1] * x[1]};
}

Pair2x2 inverse(const Pair2x2& A) noexcept {
  const double d = A[0][0] * A[1][1] - A[0][1] * A[1][0];
  return {{{A[1][1] / d, -A[0][1] / d}, {-A[1][0] / d, A[0][0] / d}}};
}

Pair symmetric_eigenvalues(const Pair2x2& A) noexcept {
  const double mean = 0.5 * (A[0][0] + A[1][1]);
  const double radius = std::hypot(0.5 * (A[0][0] - A[1][1]), 0.5 * (A[0][1] + A[1][0]));
  return {mean - radius, mean + radius};
}

double asymmetry(const Pair2x2& A) noexcept {
  return std::abs(A[0][1] - A[1][0]) / std::sqrt(std::abs(A[0][0] * A[1][1]));
}

Matrix::Matrix(int rows, int columns)
    : rows_{rows}, columns_{columns}, a_(1L * rows * columns, 0.0) {}

Matrix Matrix::identity(int n) {
  Matrix I{n, n};
  for (int i = 0; i < n; ++i)
    I(i, i) = 1.0;
  return I;
}

std::span<double> Matrix::column(int j) noexcept {
  return std::span(a_.data() + index(0, j), rows_);
}
std::span<const double> Matrix::column(int j) const noexcept {
  return std::span(a_.data() + index(0, j), rows_);
}

Matrix& Matrix::operator+=(const Matrix& B) noexcept {
  std::transform(a_.begin(), a_.end(), B.a_.begin(), a_.begin(), std::plus<>{});
  return *this;
}
Matrix& Matrix::operator-=(const Matrix& B) noexcept {
  std::transform(a_.begin(), a_.end(), B.a_.begin(), a_.begin(), std::minus<>{});
  return *this;
}
Matrix& Matrix::operator*=(double factor) noexcept {
  for (double& a : a_)
    a *= factor;
  return *this;
}

Matrix& Matrix::scale_rows(std::span<const double> factor) noexcept {
  for (int j = 0; j < columns_; ++j) {
    const auto column_j = column(j);
    std::transform(column_j.begin(), column_j.end(), factor.begin(), column_j.begin(),
                   std::multiplies<>{});
  }
  return *this;
}

Matrix Matrix::block(int row, int row_end, int column_begin, int column_end) const {
  Matrix B{row_end - row, column_end - column_begin};
  for (int j = column_begin; j < column_end; ++j) {
    for (int i = row; i < row_end; ++i)
      B(i - row, j - column_begin) = (*this)(i, j);
  }
  return B;
}

double Matrix::one_norm() const noexcept {
  double largest = 0.0;
  for (int j = 0; j < columns_; ++j) {
    double sum = 0.0;
    for (const double a : column(j))
      sum += std::abs(a);
    largest = std::max(largest, sum);
  }
  return largest;
}

double Matrix::max_norm() const noexcept {
  double largest = 0.0;
  for (const double a : a_)
    largest = std::max(largest, std::abs(a));
  return largest;
}

Matrix operator+(Matrix A, const Matrix& B) {
  return std::move(A += B);
}
Matrix operator-(Matrix A, const Matrix& B) {
  return std::move(A -= B);
}

Matrix transposed(const Matrix& A) {
  Matrix B{A.columns(), A.rows()};
  for (int j = 0; j < A.columns(); ++j) {
    for (int i = 0; i < A.rows(); ++i)
      B(j, i) = A(i, j);
  }
  return B;
}

Matrix beside(const Matrix& A, const Matrix& B) {
  Matrix C{A.rows(), A.columns() + B.columns()};
  for (int j = 0; j < C.columns(); ++j) {
    const auto from = j < A.columns() ? A.column(j) : B.column(j - A.columns());
    std::copy(from.begin(), from.end(), C.column(j).begin());
  }
  return C;
}

Matrix operator*(const Matrix& A, const Matrix& B) {
  const int m = A.rows(), n = B.columns(), k = A.columns();
  const double one = 1.0, zero = 0.0;
  Matrix C{m, n};
  dgemm_("N", "N", &m, &n, &k, &one, A.data(), &m, B.data(), &k, &zero, C.data(), &m, 1, 1);
  return C;
}

void multiply(const Matrix& A, std::span<const double> x, std::span<double> y) noexcept {
  const int m = A.rows(), n = A.columns(), stride = 1;
  const double one = 1.0, zero = 0.0;
  dgemv_("N", &m, &n, &one, A.data(), &m, x.data(), &stride, &zero, y.data(), &stride, 1);
}

LuFactors::LuFactors(Matrix A, const char* what) : lu_{std::move(A)}, pivots_(lu_.rows()) {
  require_finite(lu_, what);
  const int n = lu_.rows();
  int info = 0;
  dgetrf_(&n, &n, lu_.data(), &n, pivots_.data(), &info);
  if (info > 0) throw NumericalFailure(fmt::format("{}: the matrix is singular", what));
  require_success(info, "dgetrf", what);
}

void LuFactors::solve(char transpose, double* b, int columns) const {
  const int n = lu_.rows();
  int info = 0;
  dgetrs_(&transpose, &n, &columns, lu_.data(), &n, pivots_.data(), b, &n, &info, 1);
  require_success(info, "dgetrs", "linear system");
}
void LuFactors::solve(Matrix& B) const {
  solve('N', B.data(), B.columns());
}
void LuFactors::solve_transposed(Matrix& B) const {
  solve('T', B.data(), B.columns());
}
void LuFactors::solve(std::span<double> b) const {
  solve('N', b.data(), 1);
}

Matrix complement(const Matrix& C) {
  const int n = C.rows(), m = C.columns();
  Matrix Q{n, n};
  for (int j = 0; j < m; ++j)
    std::copy(C.column(j).begin(), C.column(j).end(), Q.column(j).begin());
  std::vector<double> tau(m), work(64 * n);
  const int size = 64 * n;
  int info = 0;
  dgeqrf_(&n, &m, Q.data(), &n, tau.data(), work.data(), &size, &info);
  require_success(info, "dgeqrf", "orthogonal complement");
  dorgqr_(&n, &n, &m, Q.data(), &n, tau.data(), work.data(), &size, &info);
  require_success(info, "dorgqr", "orthogonal complement");
  return Q.block(0, n, m, n);
}

SchurForm real_schur(Matrix A) {
  require_finite(A, "Schur form");
  const int n = A.rows();
  SchurForm schur{std::move(A), Matrix{n, n}};
  std::vector<double> re(n), im(re), work(64 * n);
  const int size = 64 * n;
  int selected = 0, info = 0;
  dgees_("V", "N", nullptr, &n, schur.T.data(), &n, &selected, re.data(), im.data(), schur.Q.data(),
         &n, work.data(), &size, nullptr, &info, 1, 1);
  require_success(info, "dgees", "Schur form of the collision modes");
  return schur;
}

}  // namespace kapitza::linear
