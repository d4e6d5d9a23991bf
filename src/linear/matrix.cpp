#include "kapitza/linear/matrix.hpp"

#include <fmt/format.h>

#include <Eigen/QR>
#include <cmath>
#include <utility>

#include "kapitza/base/error.hpp"
#include "lapack.hpp"

namespace kapitza::linear {

namespace {

void require_finite(const Matrix& A, const char* what) {
  if (!A.allFinite())
    throw NumericalFailure(fmt::format("{}: a matrix element is not finite", what));
}

void require_success(int info, const char* routine, const char* what) {
  if (info != 0)
    throw NumericalFailure(fmt::format("{}: LAPACK {} returned info = {}", what, routine, info));
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

Matrix beside(const Matrix& A, const Matrix& B) {
  Matrix C(A.rows(), A.cols() + B.cols());
  C << A, B;
  return C;
}

LuFactors::LuFactors(Matrix A, const char* what) : lu_{std::move(A)}, pivots_(lu_.rows()) {
  require_finite(lu_, what);
  const int n = static_cast<int>(lu_.rows());
  int info = 0;
  dgetrf_(&n, &n, lu_.data(), &n, pivots_.data(), &info);
  if (info > 0) throw NumericalFailure(fmt::format("{}: the matrix is singular", what));
  require_success(info, "dgetrf", what);
}

Matrix LuFactors::solve(char transpose, Matrix B) const {
  const int n = static_cast<int>(lu_.rows()), columns = static_cast<int>(B.cols());
  int info = 0;
  dgetrs_(&transpose, &n, &columns, lu_.data(), &n, pivots_.data(), B.data(), &n, &info, 1);
  require_success(info, "dgetrs", "linear system");
  return B;
}
Matrix LuFactors::solve(Matrix B) const {
  return solve('N', std::move(B));
}
Matrix LuFactors::solve_transposed(Matrix B) const {
  return solve('T', std::move(B));
}

Matrix complement(const Matrix& C) {
  const auto n = C.rows();
  return C.householderQr().householderQ() * Matrix::Identity(n, n).rightCols(n - C.cols());
}

SchurForm real_schur(Matrix A) {
  require_finite(A, "Schur form");
  const int n = static_cast<int>(A.rows()), size = 64 * n;
  SchurForm schur{std::move(A), Matrix(n, n)};
  Vector re(n), im(n), work(size);
  int selected = 0, info = 0;
  dgees_("V", "N", nullptr, &n, schur.T.data(), &n, &selected, re.data(), im.data(), schur.Q.data(),
         &n, work.data(), &size, nullptr, &info, 1, 1);
  require_success(info, "dgees", "Schur form of the collision modes");
  return schur;
}

}  // namespace kapitza::linear
