#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "kapitza/base/error.hpp"
#include "kapitza/linear/matrix.hpp"

namespace kapitza::linear {
namespace {

// Full rank, neither symmetric nor diagonally dominant.
Matrix sample(int rows, int columns) {
  Matrix A(rows, columns);
  for (int j = 0; j < columns; ++j) {
    for (int i = 0; i < rows; ++i)
      A(i, j) = std::sin(1.0 + 3.0 * i + 7.0 * j + 0.3 * i * j) + (i == j ? 0.5 : 0.0);
  }
  return A;
}

TEST(LuFactors, SolvesBothTheMatrixAndItsTranspose) {
  const Matrix A = sample(6, 6), B = sample(6, 2);
  const LuFactors lu{A, "test"};
  const Matrix X = lu.solve(B), Y = lu.solve_transposed(B);
  EXPECT_LT((A * X - B).lpNorm<Eigen::Infinity>(), 1e-12);
  EXPECT_LT((A.transpose() * Y - B).lpNorm<Eigen::Infinity>(), 1e-12);
}

TEST(LuFactors, NamesTheSingularMatrix) {
  EXPECT_THAT([] { LuFactors(Matrix::Zero(3, 3), "the half-space problem"); },
              ::testing::ThrowsMessage<NumericalFailure>(
                  ::testing::HasSubstr("the half-space problem: the matrix is singular")));
  Matrix A = sample(3, 3);
  A(1, 1) = std::nan("");
  EXPECT_THROW(LuFactors(A, "test"), NumericalFailure);
}

TEST(Complement, IsOrthonormalAndOrthogonalToTheRange) {
  const Matrix C = sample(7, 2), U = complement(C);
  ASSERT_EQ(U.cols(), 5);
  EXPECT_LT((U.transpose() * U - Matrix::Identity(5, 5)).lpNorm<Eigen::Infinity>(), 1e-14);
  EXPECT_LT((C.transpose() * U).lpNorm<Eigen::Infinity>(), 1e-14);
}

TEST(RealSchur, ReproducesTheMatrix) {
  const Matrix A = sample(8, 8);
  const SchurForm schur = real_schur(A);
  EXPECT_LT((schur.Q * schur.T * schur.Q.transpose() - A).lpNorm<Eigen::Infinity>(), 1e-13);
  for (int i = 2; i < 8; ++i)
    EXPECT_EQ(schur.T(i, i - 2), 0.0);
}

TEST(Pair2x2, InverseAndEigenvaluesOfAKnownMatrix) {
  const Pair2x2 A{{{2.0, 1.0}, {1.0, 2.0}}};
  const Pair eigenvalues = symmetric_eigenvalues(A);
  EXPECT_DOUBLE_EQ(eigenvalues[0], 1.0);
  EXPECT_DOUBLE_EQ(eigenvalues[1], 3.0);
  const Pair2x2 B{{{2.0, 1.0}, {4.0, 3.0}}};
  const Pair x = product(inverse(B), product(B, {5.0, -7.0}));
  EXPECT_NEAR(x[0], 5.0, 1e-14);
  EXPECT_NEAR(x[1], -7.0, 1e-14);
  EXPECT_DOUBLE_EQ(asymmetry(B), 3.0 / std::sqrt(6.0));
}

}  // namespace
}  // namespace kapitza::linear
