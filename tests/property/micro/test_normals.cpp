// Statistics of the deviates. Seeds are fixed: a test passes always or never; z-scores beyond 5.6 have a probability of
// 2e-8 each for correct noise, so that a test of up to 50 of them would fail for one seed in a million.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <vector>

#include "kapitza/micro/noise/normals.hpp"

namespace kapitza::micro {
namespace {

using Complex = std::complex<double>;
using Normals = std::vector<std::complex<float>>;
constexpr std::size_t count = 1 << 20;
constexpr double bound = 5.6;

Normals drawn(std::uint64_t seed, std::uint32_t realisation, std::uint64_t step,
              std::uint32_t first = 0) {
  Normals z(count);
  complex_normals(seed, realisation, step, first, z);
  return z;
}

/// (mean of f(z) - expected) / its standard error, given the variance of f.
template <class F>
double z_score(const Normals& z, F&& f, double expected, double variance) {
  double sum = 0;
  for (const auto& value : z)
    sum += f(Complex{value}) - expected;
  return sum / std::sqrt(variance * static_cast<double>(z.size()));
}

double intensity_score(const Normals& z) {
  return z_score(
      z, [](Complex a) { return std::norm(a); }, 1, 1);
}

TEST(ComplexNormals, HaveTheMomentsOfACircularGaussian) {
  const Normals z = drawn(2024, 1, 5);
  const auto score = [&](auto&& f, double expected, double variance) {
    EXPECT_LT(std::abs(z_score(z, f, expected, variance)), bound)
        << "expected " << expected << ", variance " << variance;
  };
  score([](Complex a) { return a.real(); }, 0, 0.5);
  score([](Complex a) { return a.imag(); }, 0, 0.5);
  score([](Complex a) { return std::norm(a); }, 1, 1);
  score([](Complex a) { return a.real() * a.real(); }, 0.5, 0.5);
  score([](Complex a) { return (a * a).real(); }, 0, 1);
  score([](Complex a) { return (a * a).imag(); }, 0, 1);
  score([](Complex a) { return std::pow(a.real(), 3); }, 0, 15.0 / 8);
  score([](Complex a) { return std::pow(a.imag(), 3); }, 0, 15.0 / 8);
  score([](Complex a) { return std::norm(a) * a.real(); }, 0, 3);
  score([](Complex a) { return std::norm(a) * std::norm(a); }, 2, 20);
  score([](Complex a) { return std::pow(a.real(), 4); }, 0.75, 6);
  score([](Complex a) { return (a * a * a * a).real(); }, 0, 12);
}

TEST(ComplexNormals, HaveExponentiallyDistributedIntensity) {
  const Normals z = drawn(7, 0, 0);
  for (const double t : {0.01, 0.1, 1.0, 3.0, 6.0, 9.0}) {
    const double p = std::exp(-t);
    const auto beyond = [t](Complex a) { return std::norm(a) > t ? 1.0 : 0.0; };
    EXPECT_LT(std::abs(z_score(z, beyond, p, p * (1 - p))), bound) << "|z|^2 > " << t;
  }
}

TEST(ComplexNormals, WithAnAmplitudeWrongByOnePercentAreFound) {
  Normals z = drawn(2024, 1, 5);
  for (auto& value : z)
    value *= 1.01F;
  EXPECT_GT(intensity_score(z), bound);
}

/// The largest of the z-scores of <a* b> (both parts), <a b> (both parts) and <(|a|^2 - 1)(|b|^2 - 1)>.
double dependence(const Normals& a, const Normals& b) {
  Complex crossed = 0, product = 0;
  double intensities = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Complex x{a[i]}, y{b[i]};
    crossed += std::conj(x) * y;
    product += x * y;
    intensities += (std::norm(x) - 1) * (std::norm(y) - 1);
  }
  const double n = static_cast<double>(a.size());
  const double half = std::sqrt(n / 2);
  return std::max({std::abs(crossed.real()) / half, std::abs(crossed.imag()) / half,
                   std::abs(product.real()) / half, std::abs(product.imag()) / half,
                   std::abs(intensities) / std::sqrt(n)});
}

TEST(ComplexNormals, AreIndependentOfTheirNeighbours) {
  const Normals z = drawn(99, 4, 17);
  for (const std::size_t lag : {1U, 2U, 3U, 64U, 128U}) {
    const Normals head(z.begin(), z.end() - static_cast<std::ptrdiff_t>(lag));
    const Normals tail(z.begin() + static_cast<std::ptrdiff_t>(lag), z.end());
    EXPECT_LT(dependence(head, tail), bound) << "lag " << lag;
  }
}

TEST(ComplexNormals, AreIndependentBetweenStepsRealisationsAndSeeds) {
  constexpr std::uint64_t high = std::uint64_t{1} << 32;
  const Normals z = drawn(5, 3, 8);
  EXPECT_LT(dependence(z, drawn(5, 3, 9)), bound);
  EXPECT_LT(dependence(z, drawn(5, 3, 8 + high)), bound);
  EXPECT_LT(dependence(z, drawn(5, 4, 8)), bound);
  EXPECT_LT(dependence(z, drawn(5, 8, 3)), bound);
  EXPECT_LT(dependence(z, drawn(6, 3, 8)), bound);
  EXPECT_LT(dependence(z, drawn(5 + high, 3, 8)), bound);
  EXPECT_LT(dependence(z, drawn(5, 3, 8, count)), bound);
}

}  // namespace
}  // namespace kapitza::micro
