#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kapitza/linear/modes.hpp"
#include "support/momentum_grids.hpp"
#include "unit/linear/relaxation_model.hpp"

namespace kapitza::linear {
namespace {

class ModesOfARelaxationModel : public ::testing::TestWithParam<test::Momenta> {
 protected:
  ThermalBackground background = relaxation_background(test::momenta(GetParam(), 32), {0.7, -0.4});
  Modes modes{background};

  Matrix weighted(Matrix A) const { return as_vector(background.flux_weight()).asDiagonal() * A; }
};

/// int dk/2pi v n_th^2 e_a phi_b over the zone of an odd phi.
Matrix currents(const ThermalBackground& background, const Matrix& phi) {
  const auto Wu = as_vector(background.weights()).cwiseProduct(as_vector(background.flux_weight()));
  return background.invariants().transpose() * Wu.asDiagonal() * phi /
         static_cast<double>(background.half());
}

TEST_P(ModesOfARelaxationModel, SatisfyTheEquationOfMotion) {
  // phi = (W, Z) exp(-B Y): u W (-B) = -S_o Z and u Z (-B) = -S_e W
  const Matrix WB = weighted(modes.even() * modes.decay().rate());
  const Matrix ZB = weighted(modes.odd() * modes.decay().rate());
  EXPECT_LT((WB - background.odd() * modes.odd()).lpNorm<Eigen::Infinity>(),
            1e-11 * WB.lpNorm<Eigen::Infinity>());
  EXPECT_LT((ZB - background.even() * modes.even()).lpNorm<Eigen::Infinity>(),
            1e-11 * ZB.lpNorm<Eigen::Infinity>());
}

TEST_P(ModesOfARelaxationModel, ChiSolvesTheBulkEquation) {
  const Matrix ue = weighted(background.invariants());
  EXPECT_LT((background.odd() * modes.chi() - ue).lpNorm<Eigen::Infinity>(), 1e-12);
}

TEST_P(ModesOfARelaxationModel, DecayingModesCarryNoCurrent) {
  EXPECT_LT(currents(background, modes.odd()).lpNorm<Eigen::Infinity>(), 1e-12);
}

TEST_P(ModesOfARelaxationModel, RatesAreBoundedByLossOverVelocity) {
  // S <= N, so that no rate exceeds the largest N / u; and all decay.
  ASSERT_EQ(modes.rates().size(), 14U);
  EXPECT_GT(modes.rates().front(), 0.0);
  const double k = background.grid()[16];
  EXPECT_LT(modes.rates().back(), (1.0 + 0.5 * std::cos(k)) / (2.0 * k));
  EXPECT_TRUE(std::is_sorted(modes.rates().begin(), modes.rates().end()));
}

TEST_P(ModesOfARelaxationModel, ConductivityIsTheCurrentOfAUnitGradient) {
  for (const Conserved b : {Number, Energy}) {
    std::vector<double> dn(32);
    for (int i = 0; i < 16; ++i) {
      const auto r = static_cast<std::size_t>(16 + i), l = static_cast<std::size_t>(15 - i);
      const double n2 = background.occupation()[r] * background.occupation()[r];
      dn[r] = n2 * modes.chi()(i, b);
      dn[l] = -dn[r];
    }
    const Pair J = background.current(dn);
    EXPECT_NEAR(J[Number], modes.ohm()[Number][b], 1e-13);
    EXPECT_NEAR(J[Energy], modes.ohm()[Energy][b], 1e-13);
  }
}

INSTANTIATE_TEST_SUITE_P(OnMomenta, ModesOfARelaxationModel,
                         ::testing::ValuesIn(test::both_momenta),
                         [](const auto& one) { return test::name_of(one.param); });

class ModesOfAnUnsymmetricMatrix : public ::testing::TestWithParam<test::Momenta> {};

// Interpolation makes the real W S unsymmetric element by element: only its null spaces are exact.
TEST_P(ModesOfAnUnsymmetricMatrix, CarryNoCurrentEither) {
  const model::MomentumGrid grid = test::momenta(GetParam(), 32);
  const model::ParabolicDispersion dispersion;
  const model::ThermalState state{1.0, -1.0};
  auto L = relaxation_matrix(grid, model::thermal_occupation(state, grid, dispersion));
  for (std::size_t k = 0; k < 32; ++k) {  // odd in k: number and energy stay conserved
    for (std::size_t p = 0; p < 32; ++p)
      L[k * 32 + p] -= 0.02 * grid[static_cast<int>(k)] *
                       grid.relative_weight(static_cast<int>(p)) *
                       std::sin(2.0 * grid[static_cast<int>(p)]);
  }
  const ThermalBackground background{grid, dispersion, state, L};
  const Matrix WS = as_vector(background.weights()).asDiagonal() * background.odd();
  ASSERT_GT((WS - WS.transpose()).lpNorm<Eigen::Infinity>(), 1e-3);
  const Modes modes{background};
  const auto weighted = [&](Matrix A) {
    return as_vector(background.flux_weight()).asDiagonal() * A;
  };
  EXPECT_LT(currents(background, modes.odd()).lpNorm<Eigen::Infinity>(), 1e-12);
  const Matrix ZB = weighted(modes.odd() * modes.decay().rate());
  EXPECT_LT((ZB - background.even() * modes.even()).lpNorm<Eigen::Infinity>(),
            1e-11 * ZB.lpNorm<Eigen::Infinity>());
}

INSTANTIATE_TEST_SUITE_P(OnMomenta, ModesOfAnUnsymmetricMatrix,
                         ::testing::ValuesIn(test::both_momenta),
                         [](const auto& one) { return test::name_of(one.param); });

}  // namespace
}  // namespace kapitza::linear
