#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "kapitza/base/error.hpp"
#include "support/momentum_grids.hpp"
#include "unit/linear/relaxation_model.hpp"

namespace kapitza::linear {
namespace {

const model::ParabolicDispersion parabola;

TEST(ThermalBackground, SplitsTheCollisionMatrixByParity) {
  const model::MomentumGrid grid{16};
  const auto n = model::thermal_occupation({1.0, -1.0}, grid, parabola);
  const auto L = relaxation_matrix(grid, n);
  const ThermalBackground background{grid, parabola, {1.0, -1.0}, L};
  // S acts on an even and on an odd phi.
  for (const int parity : {1, -1}) {
    Vector phi(8);
    for (std::size_t i = 0; i < 8; ++i)
      phi[i] = std::exp(0.3 * static_cast<double>(i * i) / 8.0);
    const Vector S_phi = (parity == 1 ? background.even() : background.odd()) * phi;
    for (std::size_t i = 0; i < 8; ++i) {
      double expected = 0.0;
      for (std::size_t p = 0; p < 8; ++p) {
        expected -= L[(8 + i) * 16 + 8 + p] * n[8 + p] * n[8 + p] * phi[p];
        expected -= L[(8 + i) * 16 + 7 - p] * n[7 - p] * n[7 - p] * phi[p] * parity;
      }
      EXPECT_NEAR(S_phi[i], expected, 1e-13);
    }
  }
  EXPECT_LT(background.invariant_defect(), 1e-14);
  EXPECT_LT(background.parity_defect(), 1e-14);
}

class BackgroundOnMomenta : public ::testing::TestWithParam<test::Momenta> {};

INSTANTIATE_TEST_SUITE_P(Both, BackgroundOnMomenta, ::testing::ValuesIn(test::both_momenta),
                         [](const auto& one) { return test::name_of(one.param); });

TEST_P(BackgroundOnMomenta, EnforcesTheRightNullSpaceAndLeavesTheRestAlone) {
  const model::MomentumGrid grid = test::momenta(GetParam(), 16);
  const auto n = model::thermal_occupation({1.0, -1.0}, grid, parabola);
  const auto exact = relaxation_matrix(grid, n);
  auto L = exact;
  // An error that still conserves: it depends on dn only through its number.
  for (std::size_t k = 0; k < 16; ++k) {
    for (std::size_t p = 0; p < 16; ++p)
      L[k * 16 + p] += 1e-3 * grid.relative_weight(static_cast<int>(p)) *
                       (exact[k * 16 + 3] + exact[k * 16 + 12]);
  }
  const ThermalBackground background{grid, parabola, {1.0, -1.0}, L};
  const ThermalBackground reference{grid, parabola, {1.0, -1.0}, exact};
  EXPECT_GT(background.invariant_defect(), 1e-4);
  EXPECT_LT((background.even() * background.invariants()).lpNorm<Eigen::Infinity>(), 1e-15);
  EXPECT_LT((background.even() - reference.even()).lpNorm<Eigen::Infinity>(), 1e-14)
      << "an error in the thermal direction is removed entirely";
  const Matrix We = as_vector(background.weights()).asDiagonal() * background.invariants();
  EXPECT_LT((We.transpose() * background.even()).lpNorm<Eigen::Infinity>(), 1e-13)
      << "what was conserved stays so";
}

TEST_P(BackgroundOnMomenta, CurrentsAreIntegralsWithTheVelocity) {
  const auto background = relaxation_background(test::momenta(GetParam(), 32));
  const auto& grid = background.grid();
  const auto dn = injected(grid, 1, [](double k) { return 0.1 + k; });
  const Pair J = background.current(dn);
  EXPECT_NEAR(J[Number], model::number_current(dn, grid, parabola), 1e-14);
  EXPECT_NEAR(J[Energy], model::energy_current(dn, grid, parabola), 1e-14);
}

TEST_P(BackgroundOnMomenta, DissipationVanishesForThermalPerturbationsOnly) {
  const auto background = relaxation_background(test::momenta(GetParam(), 32));
  const auto n = background.occupation();
  std::vector<double> thermal, other;
  for (int i = 0; i < 32; ++i) {
    const double k = background.grid()[i], n2 = std::pow(n[static_cast<std::size_t>(i)], 2);
    thermal.push_back(n2 * (0.3 - 0.2 * k * k));
    other.push_back(n2 * k);
  }
  EXPECT_NEAR(background.dissipation(thermal), 0.0, 1e-15);
  // phi = k is orthogonal to the invariants: int dk/2pi n^2 (1 + cos(k)/2) k^2.
  double expected = 0.0;
  for (int i = 0; i < 32; ++i) {
    const double k = background.grid()[i], n2 = std::pow(n[static_cast<std::size_t>(i)], 2);
    expected += n2 * (1.0 + 0.5 * std::cos(k)) * k * k * background.grid().weight(i);
  }
  EXPECT_NEAR(background.dissipation(other), expected, 1e-14);
}

TEST(ThermalBackground, RefusesWhatIsNotThermal) {
  const model::MomentumGrid grid{16};
  const std::vector<double> L(256, 0.0);
  const auto refusal = [&](model::ThermalState state) {
    try {
      ThermalBackground{grid, parabola, state, L};
    } catch (const InvalidInput& error) {
      return std::string{error.what()};
    }
    return std::string{"accepted"};
  };
  EXPECT_EQ(refusal({1.0, 0.0}), "mu: found 0; allowed: finite and below 0");
  EXPECT_EQ(refusal({1.0, std::nan("")}), "mu: found nan; allowed: finite and below 0");
  EXPECT_EQ(refusal({0.0, -1.0}), "beta: found 0; allowed: finite and above 0");
  EXPECT_EQ(refusal({HUGE_VAL, -1.0}), "beta: found inf; allowed: finite and above 0");
  auto bad = relaxation_matrix(grid, model::thermal_occupation({1.0, -1.0}, grid, parabola));
  bad[17] = std::nan("");
  EXPECT_THROW(ThermalBackground(grid, parabola, {1.0, -1.0}, bad), NumericalFailure);
}

}  // namespace
}  // namespace kapitza::linear
