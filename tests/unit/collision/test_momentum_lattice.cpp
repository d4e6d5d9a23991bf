#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>
#include <vector>

#include "kapitza/collision/momentum_lattice.hpp"
#include "kapitza/model/panel_choice.hpp"
#include "support/order_fit.hpp"

namespace kapitza::collision {
namespace {

using std::numbers::pi;

class MomentumLatticeOf : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Multiples, MomentumLatticeOf, testing::Values(1, 2, 3, 4, 5));

// Smooth on either side of k = 0 and through +-pi, and different on both sides of 0.
double with_jump(double k) {
  const double side = std::pow(1 + std::cos(k), 4) / 16;
  return 0.5 + 0.3 * std::cos(k + 0.4) + (k > 0 ? side : 0.0);
}
const double integral_with_jump = 0.5 + 35.0 / 256;

std::vector<double> on(const model::MomentumGrid& grid, double (*n)(double)) {
  std::vector<double> values;
  for (const double k : grid.points())
    values.push_back(n(k));
  return values;
}

TEST_P(MomentumLatticeOf, ContainsEveryNodeOfTheGrid) {
  const model::MomentumGrid grid(16);
  const MomentumLattice lattice(grid, GetParam(), LightCone::Wide);
  ASSERT_EQ(lattice.size(), 16 * GetParam());
  for (int i = 0; i < grid.size(); ++i)
    EXPECT_NEAR(lattice.momenta()[static_cast<std::size_t>(i * GetParam())], grid[i], 1e-14);
}

TEST_P(MomentumLatticeOf, RefinesPolynomialsExactlyAwayFromTheEnds) {
  const auto polynomial = [](double k) {
    return k > 0 ? 1 + k * k * (1 - 0.1 * k * k * k) : 2 - k + 0.2 * k * k * k;
  };
  const model::MomentumGrid grid(32);
  const MomentumLattice lattice(grid, GetParam(), LightCone::Wide);
  std::vector<double> f(static_cast<std::size_t>(lattice.size()));
  lattice.refine(on(grid, polynomial), f);
  const double ends = 6 * 2 * pi / lattice.size();
  for (std::size_t j = 0; j < f.size(); ++j) {
    const double p = lattice.momenta()[j];
    if (std::abs(p) < ends || pi - std::abs(p) < ends) continue;
    EXPECT_NEAR(f[j] * lattice.size(), polynomial(p), 1e-11) << "p = " << p;
  }
}

TEST_P(MomentumLatticeOf, IntegratesWhatJumpsAtZeroWithOrderFive) {
  std::vector<double> sizes, errors;
  for (const int K : {16, 32, 64, 128}) {
    const model::MomentumGrid grid(K);
    const MomentumLattice lattice(grid, GetParam(), LightCone::Wide);
    std::vector<double> f(static_cast<std::size_t>(lattice.size()));
    lattice.refine(on(grid, with_jump), f);
    sizes.push_back(1.0 / K);
    errors.push_back(std::abs(std::accumulate(f.begin(), f.end(), 0.0) - integral_with_jump));
  }
  EXPECT_GT(test::fitted_order(sizes, errors), 4.5);
  EXPECT_GT(errors.back(), 1e-15) << "at the rounding floor the order means nothing";
}

/// F_x = sum_j e^{i (p_j + pi) x} f_j at t = 0 .
std::complex<double> transform(const MomentumLattice& lattice, const std::vector<double>& f,
                               int x) {
  std::complex<double> sum = 0;
  for (std::size_t j = 0; j < f.size(); ++j)
    sum += f[j] * std::polar(1.0, (lattice.momenta()[j] + pi) * x);
  return sum;
}

/// The lattice of n on panels between `breaks`.
std::vector<double> on_lattice(const std::vector<double>& breaks, double (*n)(double), int momenta,
                               int multiple, std::vector<std::complex<double>>& F,
                               LightCone cone = LightCone::Wide) {
  const auto grid = model::panels_of(breaks, 96);
  const MomentumLattice lattice(grid, momenta, multiple, cone);
  std::vector<double> f(static_cast<std::size_t>(lattice.size()));
  lattice.refine(on(grid, n), f);
  for (int x = 0; x <= lattice.size() / 2; ++x)
    F.push_back(transform(lattice, f, x));
  return f;
}

TEST_P(MomentumLatticeOf, GoesStraightAcrossABreakWhereNIsSmooth) {
  // Weights as at k = 0 would leave 2e-4 to 2e-3 of all the F_x that turn from site to site.
  const auto smooth = [](double k) { return 0.5 + 0.3 * std::cos(k + 0.4); };
  std::vector<std::complex<double>> plain, broken;
  const auto f = on_lattice({}, smooth, 64, GetParam(), plain);
  const auto g = on_lattice({0.83, 2.6}, smooth, 64, GetParam(), broken);
  for (std::size_t j = 0; j < f.size(); ++j)
    EXPECT_NEAR(g[j], f[j], 1e-10) << "site " << j;
  for (std::size_t x = 0; x < plain.size(); ++x)
    EXPECT_LT(std::abs(broken[x] - plain[x]), 1e-9) << "x = " << x;
}

TEST_P(MomentumLatticeOf, SumsAJumpAwayFromZeroUpToIt) {
  // F_x of a step, (-1)^x 0.7 sin(2 x) / (pi x), to second order in the spacing: what the sites next to a jump miss is h^2/6 x / 2 of it at most.
  const auto step = [](double k) { return std::abs(k) < 2.0 ? 1.0 : 0.3; };
  std::vector<std::complex<double>> F;
  const auto f = on_lattice({2.0}, step, 128, GetParam(), F);
  EXPECT_NEAR(F[0].real(), (0.3 * pi + 0.7 * 2.0) / pi, 1e-12);
  const double h = 2 * pi / static_cast<double>(f.size());
  const int slow = static_cast<int>(f.size()) / 16;
  for (int x = 1; x <= slow; ++x) {
    const double exact = 0.7 * (x % 2 == 0 ? 1.0 : -1.0) * std::sin(2.0 * x) / (pi * x);
    EXPECT_LT(std::abs(F[static_cast<std::size_t>(x)] - exact), 0.7 / pi * h * h / 6 * x)
        << "x = " << x;
  }
}

TEST_P(MomentumLatticeOf, EndsAtTheZoneBoundaryInANarrowCone) {
  // n = e^k jumps there: F_x = (-1)^x sinh(pi) / (pi (1 + ix)), to order 7 or 2.
  const auto error_of = [](LightCone cone) {
    std::vector<std::complex<double>> F;
    on_lattice(
        {}, [](double k) { return std::exp(k); }, 64 * GetParam(), 2, F, cone);
    double error = 0.0;
    for (int x = 0; x <= 8; ++x) {
      // `transform` counts from -pi.
      const std::complex<double> exact = std::sinh(pi) / (pi * std::complex<double>(1.0, x));
      error = std::max(error, std::abs(F[static_cast<std::size_t>(x)] - exact));
    }
    return error;
  };
  EXPECT_LT(error_of(LightCone::Narrow), 1e-5 * std::pow(GetParam(), -6));
  EXPECT_GT(error_of(LightCone::Wide), 1e-3 * std::pow(GetParam(), -2));
}

TEST_P(MomentumLatticeOf, IsItsOwnMirrorImageWithABreakAmongTheWeightsAtZero) {
  const int M = 64 * GetParam(),
            last = 5;  // of the sites that have weights on either side of k = 0
  std::vector<std::complex<double>> F;
  const auto f = on_lattice(
      {last * 2 * pi / M}, [](double k) { return 1.2 + std::cos(k); }, 64, GetParam(), F);
  for (int j = 1; j < M; ++j)
    EXPECT_NEAR(f[static_cast<std::size_t>(j)], f[static_cast<std::size_t>(M - j)], 1e-11) << j;
}

TEST_P(MomentumLatticeOf, ContractsWithTheTransposeOfRefine) {
  const model::MomentumGrid grid(16);
  const MomentumLattice lattice(grid, GetParam(), LightCone::Wide);
  std::vector<double> n(16), J(static_cast<std::size_t>(lattice.size())), f(J.size()), row(16, 0.0);
  for (std::size_t i = 0; i < n.size(); ++i)
    n[i] = std::sin(1.7 * static_cast<double>(i) + 0.3);
  for (std::size_t j = 0; j < J.size(); ++j)
    J[j] = std::cos(0.9 * static_cast<double>(j * j));
  lattice.refine(n, f);
  lattice.contract(J, row);
  EXPECT_NEAR(std::inner_product(J.begin(), J.end(), f.begin(), 0.0),
              std::inner_product(row.begin(), row.end(), n.begin(), 0.0), 1e-14);
}

TEST_P(MomentumLatticeOf, RefinesOneToTheUniformOccupation) {
  const model::MomentumGrid grid(16);
  const MomentumLattice lattice(grid, GetParam(), LightCone::Wide);
  std::vector<double> f(static_cast<std::size_t>(lattice.size()));
  lattice.refine(std::vector<double>(16, 1.0), f);
  for (std::size_t j = 0; j < f.size(); ++j)
    EXPECT_NEAR(f[j], lattice.uniform()[j], 1e-15);
}

}  // namespace
}  // namespace kapitza::collision
