#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "kapitza/collision/momentum_lattice.hpp"
#include "support/order_fit.hpp"

namespace kapitza::collision {
namespace {

using std::numbers::pi;

class MomentumLatticeOf : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Multiples, MomentumLatticeOf, testing::Values(1, 2, 3, 4, 5));

// Smooth on either side of k = 0 and up to +-pi, and different there.
double with_jump(double k) {
  return k > 0 ? std::exp(-k) : 0.5 + 0.3 * std::cos(k + 0.4);
}
const double integral_with_jump =
    (1 - std::exp(-pi) + 0.5 * pi + 0.3 * (std::sin(0.4) - std::sin(0.4 - pi))) / (2 * pi);

std::vector<double> on(const model::MomentumGrid& grid, double (*n)(double)) {
  std::vector<double> values;
  for (const double k : grid.points())
    values.push_back(n(k));
  return values;
}

TEST_P(MomentumLatticeOf, ContainsEveryNodeOfTheGrid) {
  const model::MomentumGrid grid(16);
  const MomentumLattice lattice(grid, GetParam());
  ASSERT_EQ(lattice.size(), 16 * GetParam());
  for (int i = 0; i < grid.size(); ++i)
    EXPECT_NEAR(lattice.momenta()[static_cast<std::size_t>(i * GetParam())], grid[i], 1e-14);
}

TEST_P(MomentumLatticeOf, RefinesPolynomialsExactlyAwayFromTheEnds) {
  const auto polynomial = [](double k) {
    return k > 0 ? 1 + k * k * (1 - 0.1 * k * k * k) : 2 - k + 0.2 * k * k * k;
  };
  const model::MomentumGrid grid(32);
  const MomentumLattice lattice(grid, GetParam());
  std::vector<double> f(static_cast<std::size_t>(lattice.size()));
  lattice.refine(on(grid, polynomial), f);
  const double ends = 4 * 2 * pi / lattice.size();
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
    const MomentumLattice lattice(grid, GetParam());
    std::vector<double> f(static_cast<std::size_t>(lattice.size()));
    lattice.refine(on(grid, with_jump), f);
    sizes.push_back(1.0 / K);
    errors.push_back(std::abs(std::accumulate(f.begin(), f.end(), 0.0) - integral_with_jump));
  }
  EXPECT_GT(test::fitted_order(sizes, errors), 4.5);
  EXPECT_GT(errors.back(), 1e-15) << "at the rounding floor the order means nothing";
}

TEST_P(MomentumLatticeOf, ContractsWithTheTransposeOfRefine) {
  const model::MomentumGrid grid(16);
  const MomentumLattice lattice(grid, GetParam());
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
  const MomentumLattice lattice(grid, GetParam());
  std::vector<double> f(static_cast<std::size_t>(lattice.size()));
  lattice.refine(std::vector<double>(16, 1.0), f);
  for (std::size_t j = 0; j < f.size(); ++j)
    EXPECT_NEAR(f[j], lattice.uniform()[j], 1e-15);
}

}  // namespace
}  // namespace kapitza::collision
