#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "kapitza/base/error.hpp"
#include "kapitza/linear/decay.hpp"

namespace kapitza::linear {
namespace {

// Quasi-triangular: real eigenvalues 0.3 .. 1e4 and one complex pair 2 +- 0.5 i, strongly coupled.
Matrix quasi_triangular() {
  Matrix T = Matrix::Zero(6, 6);
  const double diagonal[] = {0.3, 2.0, 2.0, 2.1, 50.0, 1e4};
  for (int j = 0; j < 6; ++j) {
    T(j, j) = diagonal[j];
    for (int i = 0; i < j; ++i)
      T(i, j) = 1.0 + 0.1 * i - 0.2 * j;
  }
  T(1, 2) = 1.0;
  T(2, 1) = -0.25;
  return T;
}

TEST(PrincipalSquareRoot, SquaresBack) {
  const Matrix T = quasi_triangular(), R = principal_square_root(T);
  EXPECT_LT((R * R - T).lpNorm<Eigen::Infinity>(), 1e-12 * T.lpNorm<Eigen::Infinity>());
  EXPECT_GT(R(1, 1), 0.0);
  EXPECT_EQ(R(1, 1), R(2, 2)) << "the standard form of a complex pair";
}

TEST(PrincipalSquareRoot, TakesAComplexPairAcrossTheImaginaryAxis) {
  Matrix T = Matrix::Zero(2, 2);  // -1 +- 2i
  T(0, 0) = T(1, 1) = -1.0;
  T(0, 1) = 4.0;
  T(1, 0) = -1.0;
  const Matrix R = principal_square_root(T);
  EXPECT_LT((R * R - T).lpNorm<Eigen::Infinity>(), 1e-14);
  EXPECT_GT(R(0, 0), 0.0);
}

TEST(PrincipalSquareRoot, RefusesAModeThatDoesNotDecay) {
  Matrix T = quasi_triangular();
  T(3, 3) = -0.5;
  EXPECT_THAT([&] { principal_square_root(T); },
              ::testing::ThrowsMessage<NumericalFailure>(::testing::HasSubstr("-0.5")));
}

TEST(Decay, IsTheExponentialOfADampedRotation) {
  Matrix R = Matrix::Zero(2, 2);
  R(0, 0) = R(1, 1) = 0.7;
  R(0, 1) = 3.0;
  R(1, 0) = -3.0;
  const Decay decay{R};
  for (const double Y : {0.0, 1e-9, 0.1, 1.0, 10.0, 60.0}) {
    const Matrix E = decay(Y);
    EXPECT_NEAR(E(0, 0), std::exp(-0.7 * Y) * std::cos(3.0 * Y), 1e-14) << Y;
    EXPECT_NEAR(E(0, 1), -std::exp(-0.7 * Y) * std::sin(3.0 * Y), 1e-14) << Y;
  }
}

TEST(Decay, KeepsRatesOfAllSizesApart) {
  Matrix R = Matrix::Zero(3, 3);
  const double rate[] = {1e-2, 1.0, 1e3};
  for (int i = 0; i < 3; ++i)
    R(i, i) = rate[i];
  const Decay decay{R};
  for (const double Y : {1e-6, 1e-3, 1.0, 1e3, 1e6}) {
    const Matrix E = decay(Y);
    // Repeated squaring multiplies the round-off of the first rung: eps |R|_1 Y, felt only while exp(-rate Y) is not zero.
    for (int i = 0; i < 3; ++i)
      EXPECT_NEAR(E(i, i), std::exp(-rate[i] * Y), 1e-15 * 1e3 * 100.0) << Y;
  }
  EXPECT_EQ(decay(1e12).lpNorm<Eigen::Infinity>(), 0.0);
}

TEST(Decay, IsASemigroup) {
  const Decay decay{principal_square_root(quasi_triangular())};
  EXPECT_LT((decay(0.37) * decay(1.91) - decay(2.28)).lpNorm<Eigen::Infinity>(), 1e-13);
}

TEST(Decay, ActsOnVectorsAsItsMatrix) {
  const Decay decay{principal_square_root(quasi_triangular())};
  for (const double Y : {0.0, 1e-5, 0.123, 7.0, 1e6}) {
    const Vector y{{1.0, -2.0, 0.5, 3.0, 1.0, 1.0}};
    const Vector expected = decay(Y) * y;
    EXPECT_LT((decay.apply(Y, y) - expected).lpNorm<Eigen::Infinity>(), 1e-14) << Y;
  }
}

TEST(Decay, RefusesToGrow) {
  const Decay decay{Matrix::Identity(2, 2)};
  EXPECT_THROW(decay(-1e-3), InvalidInput);
  EXPECT_THROW(decay(std::nan("")), InvalidInput);
  Matrix R = Matrix::Identity(2, 2);
  R(1, 1) = -1.0;
  EXPECT_THROW(Decay{R}, NumericalFailure);
  EXPECT_THROW(Decay(Matrix::Zero(2, 2)), NumericalFailure);
}

}  // namespace
}  // namespace kapitza::linear
