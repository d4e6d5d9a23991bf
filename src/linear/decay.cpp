#include "kapitza/linear/decay.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "kapitza/base/error.hpp"
#include "lapack.hpp"

namespace kapitza::linear {

namespace {

constexpr int taylor_order = 14;  // (1/2)^15 / 15! = 2e-17
constexpr double negligible = 1e-60;

void square_root_of_block(const Matrix& T, int i, int size, Matrix& B) {
  const double a = T(i, i), bc = size == 2 ? T(i, i + 1) * T(i + 1, i) : 0.0;
  if (size == 1 ? !(a > 0.0) : !std::isfinite(a))
    throw NumericalFailure(fmt::format(
        "the collision modes do not all decay: a squared rate is {}, allowed is above 0; the "
        "momentum grid is too coarse for this thermal state, or the collision integral too "
        "inaccurate",
        a));
  if (size == 1) {
    B(i, i) = std::sqrt(a);
    return;
  }
  // Eigenvalues a +- i sqrt(-bc); B = alpha + (T - a) / (2 alpha) with alpha = Re sqrt(a + i sqrt(-bc)).
  const double modulus = std::hypot(a, std::sqrt(-bc));
  const double alpha =
      a > 0.0 ? std::sqrt(0.5 * (modulus + a)) : std::sqrt(-bc) / std::sqrt(2.0 * (modulus - a));
  B(i, i) = B(i + 1, i + 1) = alpha;
  B(i, i + 1) = T(i, i + 1) / (2.0 * alpha);
  B(i + 1, i) = T(i + 1, i) / (2.0 * alpha);
}

void square_root(const Matrix& T, int begin, int end, Matrix& B) {
  const int size = end - begin;
  const bool one_block = size == 1 || (size == 2 && T(begin + 1, begin) != 0.0);
  if (size == 0) return;
  if (one_block) {
    square_root_of_block(T, begin, size, B);
    return;
  }
  int middle = begin + size / 2;
  if (T(middle, middle - 1) != 0.0) ++middle;
  if (middle == end) middle -= 2;
  square_root(T, begin, middle, B);
  square_root(T, middle, end, B);

  const int m = middle - begin, n = end - middle, ld = static_cast<int>(T.rows()), plus = 1;
  Matrix X = T.block(begin, middle, m, n);
  double scale = 1.0;
  int info = 0;
  dtrsyl_("N", "N", &plus, &m, &n, &B(begin, begin), &ld, &B(middle, middle), &ld, X.data(), &m,
          &scale, &info, 1, 1);
  if (info < 0 || scale == 0.0)
    throw NumericalFailure(
        fmt::format("square root of the collision modes: LAPACK dtrsyl {}", info));
  B.block(begin, middle, m, n) = X / scale;
}

double one_norm(const Matrix& A) {
  return A.cwiseAbs().colwise().sum().maxCoeff();
}

// exp(-B Y) for |B Y|_1 <= 1/2, by Horner's rule.
Matrix taylor(const Matrix& B, double Y) {
  const auto one = Matrix::Identity(B.rows(), B.rows());
  Matrix E = one;
  for (int order = taylor_order; order >= 1; --order)
    E = one - Y / order * B * E;
  return E;
}

}  // namespace

Matrix principal_square_root(const Matrix& T) {
  Matrix B = Matrix::Zero(T.rows(), T.cols());
  square_root(T, 0, static_cast<int>(T.rows()), B);
  return B;
}

Decay::Decay(Matrix B)
    : B_{std::move(B)}, h_{std::exp2(std::floor(std::log2(0.5 / one_norm(B_))))} {
  if (!std::isfinite(h_)) throw NumericalFailure("the rates of the collision modes are not finite");
  constexpr int limit = 200;  // rates that differ by 1e58: B has an eigenvalue that does not decay
  ladder_.push_back(taylor(B_, h_));
  while (!(ladder_.back().lpNorm<Eigen::Infinity>() < negligible)) {
    if (ladder_.size() == limit || !ladder_.back().allFinite())
      throw NumericalFailure("a collision mode does not decay");
    ladder_.push_back(ladder_.back() * ladder_.back());
  }
}

Decay::Steps Decay::steps(double Y) const {
  if (!(Y >= 0.0)) throw InvalidInput(fmt::format("decay over Y = {}; allowed: Y >= 0", Y));
  const double count = std::floor(Y / h_);
  Steps steps{Y - count * h_, {}, count >= std::exp2(static_cast<double>(ladder_.size() - 1))};
  if (steps.vanished) return steps;
  const auto bits = static_cast<unsigned long long>(count);
  for (std::size_t j = 0; j + 1 < ladder_.size(); ++j) {
    if ((bits >> j & 1U) != 0) steps.rungs.push_back(j);
  }
  return steps;
}

Matrix Decay::operator()(double Y) const {
  const Steps s = steps(Y);
  const auto n = B_.rows();
  if (s.vanished) return Matrix::Zero(n, n);
  Matrix E = s.rest > 0.0 ? taylor(B_, s.rest) : Matrix::Identity(n, n);
  for (const std::size_t rung : s.rungs)
    E = ladder_[rung] * E;
  return E;
}

Vector Decay::apply(double Y, Vector y) const {
  const Steps s = steps(Y);
  if (s.vanished) return Vector::Zero(y.size());
  Vector term = y;
  for (int order = 1; order <= taylor_order && s.rest > 0.0; ++order) {
    term = -s.rest / order * B_ * term;
    y += term;
  }
  for (const std::size_t rung : s.rungs)
    y = ladder_[rung] * y;
  return y;
}

}  // namespace kapitza::linear
