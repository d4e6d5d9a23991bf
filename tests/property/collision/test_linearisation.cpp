// The derivative of the collision integral: exact against finite differences, and with the structure that (27) gives it at a
// thermal state.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "kapitza/collision/collision_operator.hpp"
#include "support/collision_states.hpp"
#include "support/max_or_nan.hpp"

extern "C" void dgeev_(const char* left, const char* right, const int* n, double* a, const int* lda,
                       double* real, double* imaginary, double* vl, const int* ldvl, double* vr,
                       const int* ldvr, double* work, const int* lwork, int* info);

namespace kapitza::collision {
namespace {

using namespace testing;

const model::ParabolicDispersion dispersion;
constexpr model::ThermalState equilibrium{1.0, -1.0};

double norm(std::span<const double> x) {
  double largest = 0.0;
  for (const double x_k : x)
    largest = test::max_or_nan(largest, std::abs(x_k));
  return largest;
}

std::vector<std::complex<double>> eigenvalues(std::vector<double> matrix, int n) {
  std::vector<double> real(static_cast<std::size_t>(n)), imaginary(real.size());
  std::vector<double> work(8 * real.size());
  const int lwork = 8 * n;
  const int one = 1;
  int info = 0;
  dgeev_("N", "N", &n, matrix.data(), &n, real.data(), imaginary.data(), nullptr, &one, nullptr,
         &one, work.data(), &lwork, &info);
  if (info != 0) throw std::runtime_error("dgeev failed");
  std::vector<std::complex<double>> values(real.size());
  for (std::size_t i = 0; i < real.size(); ++i)
    values[i] = {real[i], imaginary[i]};
  return values;
}

struct NamedInteraction {
  std::string name;
  model::Interaction interaction;
};
void PrintTo(const NamedInteraction& named, std::ostream* out) {
  *out << named.name;
}

class Linearisation : public ::testing::TestWithParam<NamedInteraction> {
 protected:
  static constexpr int K = 64;
  static constexpr double accuracy = 1e-4;

  Linearisation() : collisions_(grid_, dispersion, GetParam().interaction, to_accuracy(accuracy)) {}

  std::vector<double> evaluate(const std::vector<double>& n) {
    std::vector<double> I(n.size());
    collisions_.evaluate(n, I);
    return I;
  }
  std::vector<double> linearise(const std::vector<double>& n) {
    std::vector<double> L(n.size() * n.size());
    collisions_.linearise(n, L);
    return L;
  }
  static std::vector<double> product(const std::vector<double>& L, const std::vector<double>& x) {
    std::vector<double> y(x.size(), 0.0);
    for (std::size_t k = 0; k < x.size(); ++k) {
      for (std::size_t p = 0; p < x.size(); ++p)
        y[k] += L[k * x.size() + p] * x[p];
    }
    return y;
  }

  const model::MomentumGrid grid_{K};
  const std::vector<double> n_ = asymmetric_on(grid_);
  CollisionOperator collisions_;
};

TEST_P(Linearisation, OneSidedDifferencesApproachItWithSlopeOne) {
  // I is a polynomial in n, so that (I[n + h x] - I[n]) / h - L x = h/2 I''xx + ...: each factor ten in h is one in the error,
  // until rounding of I over h takes over.
  std::vector<double> x(n_.size());
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = std::sin(3.0 * static_cast<double>(i) + 0.4);
  const std::vector<double> Lx = product(linearise(n_), x);
  const std::vector<double> I = evaluate(n_);
  std::vector<double> error;
  for (const double h : {1e-2, 1e-3, 1e-4, 1e-5}) {
    std::vector<double> shifted = n_;
    for (std::size_t i = 0; i < x.size(); ++i)
      shifted[i] += h * x[i];
    std::vector<double> difference = evaluate(shifted);
    for (std::size_t i = 0; i < x.size(); ++i)
      difference[i] = (difference[i] - I[i]) / h - Lx[i];
    error.push_back(norm(difference) / norm(Lx));
  }
  for (std::size_t i = 0; i + 1 < error.size(); ++i) {
    EXPECT_NEAR(std::log10(error[i] / error[i + 1]), 1.0, 0.1) << "step " << i;
  }
}

TEST_P(Linearisation, ColumnsEqualCentralDifferences) {
  const std::vector<double> L = linearise(n_);
  for (const std::size_t p : {0UL, 13UL, 31UL, 32UL, 50UL, 63UL}) {
    double best = 1.0;
    for (const double h : {1e-3, 3e-4, 1e-4}) {
      std::vector<double> above = n_, below = n_;
      above[p] += h;
      below[p] -= h;
      const std::vector<double> I_above = evaluate(above);
      const std::vector<double> I_below = evaluate(below);
      double error = 0.0, size = 0.0;
      for (std::size_t k = 0; k < n_.size(); ++k) {
        const double entry = L[k * n_.size() + p];
        error = test::max_or_nan(error, std::abs((I_above[k] - I_below[k]) / (2.0 * h) - entry));
        size = test::max_or_nan(size, std::abs(entry));
      }
      best = std::min(best, error / size);
    }
    EXPECT_LT(best, 1e-7) << "column " << p;
  }
}

TEST_P(Linearisation, MatrixAndMatrixFreeProductAgree) {
  const std::vector<double> L = linearise(n_);
  std::vector<double> x(n_.size()), Lx(n_.size());
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = std::cos(1.7 * static_cast<double>(i * i));
  collisions_.apply_linearised(n_, x, Lx);
  const std::vector<double> expected = product(L, x);
  for (std::size_t k = 0; k < x.size(); ++k)
    EXPECT_NEAR(Lx[k], expected[k], 1e-12 * norm(expected));
}

TEST_P(Linearisation, ConservesNumberAndEnergyInEveryColumn) {
  const std::vector<double> L = linearise(n_);
  const double rounding = 100.0 * std::numeric_limits<double>::epsilon() * norm(L);
  for (std::size_t p = 0; p < n_.size(); ++p) {
    double number = 0.0, energy = 0.0;
    for (int k = 0; k < K; ++k) {
      const double entry = L[static_cast<std::size_t>(k) * n_.size() + p];
      number += entry;
      energy += dispersion.energy(grid_[k]) * entry;
    }
    EXPECT_NEAR(number, 0.0, rounding) << p;
    EXPECT_NEAR(energy, 0.0, dispersion.max_energy() * rounding) << p;
  }
}

TEST_P(Linearisation, ThermalVariationsAreNullVectors) {
  // n_th stays thermal under n_th^2 (1, E), the derivatives with respect to beta mu and beta.
  const std::vector<double> n = model::thermal_occupation(equilibrium, grid_, dispersion);
  const std::vector<double> L = linearise(n);
  const double unit = collisions_.scale(model::density(n, grid_));
  std::vector<double> by_number(n.size()), by_energy(n.size());
  for (int i = 0; i < K; ++i) {
    const auto k = static_cast<std::size_t>(i);
    by_number[k] = n[k] * n[k];
    by_energy[k] = dispersion.energy(grid_[i]) * n[k] * n[k];
  }
  // I_k[n_th] = O(accuracy * unit) for all thermal states, and of degree 2l-1 <= 7 in n.
  EXPECT_LT(norm(product(L, by_number)), 10.0 * accuracy * unit);
  EXPECT_LT(norm(product(L, by_energy)), 10.0 * accuracy * unit);
}

TEST_P(Linearisation, NothingGrowsAtAThermalState) {
  const std::vector<double> n = model::thermal_occupation(equilibrium, grid_, dispersion);
  const std::vector<double> L = linearise(n);
  const std::vector<std::complex<double>> values = eigenvalues(L, K);
  double fastest = 0.0, growth = 0.0;
  for (const auto& value : values) {
    fastest = test::max_or_nan(fastest, -value.real());
    growth = test::max_or_nan(growth, value.real());
  }
  EXPECT_GT(fastest, 0.0);
  EXPECT_LT(growth, 10.0 * accuracy * fastest);
}

INSTANTIATE_TEST_SUITE_P(CollisionOperator, Linearisation,
                         ::testing::Values(NamedInteraction{"psi4", power(2)},
                                           NamedInteraction{"psi6", power(3)},
                                           NamedInteraction{"psi8", power(4)}),
                         [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace kapitza::collision
