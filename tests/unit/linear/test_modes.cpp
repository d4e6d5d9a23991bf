#include <gtest/gtest.h>

#include <algorithm>

#include "kapitza/linear/modes.hpp"
#include "unit/linear/relaxation_model.hpp"

namespace kapitza::linear {
namespace {

class ModesOfARelaxationModel : public ::testing::Test {
 protected:
  ThermalBackground background = relaxation_background(32, {0.7, -0.4});
  Modes modes{background};

  Matrix weighted(Matrix A) const { return A.scale_rows(background.flux_weight()); }
};

TEST_F(ModesOfARelaxationModel, SatisfyTheEquationOfMotion) {
  // phi = (W, Z) exp(-R Y): D W (-R) = -S_o Z and D Z (-R) = -S_e W
  const Matrix WR = weighted(modes.even() * modes.decay().rate());
  const Matrix ZR = weighted(modes.odd() * modes.decay().rate());
  EXPECT_LT((WR - background.odd() * modes.odd()).max_norm(), 1e-11 * WR.max_norm());
  EXPECT_LT((ZR - background.even() * modes.even()).max_norm(), 1e-11 * ZR.max_norm());
}

TEST_F(ModesOfARelaxationModel, ChiSolvesTheBulkEquation) {
  const Matrix De = weighted(background.invariants());
  EXPECT_LT((background.odd() * modes.chi() - De).max_norm(), 1e-12);
}

TEST_F(ModesOfARelaxationModel, DecayingModesCarryNoCurrent) {
  const Matrix De = weighted(background.invariants());
  EXPECT_LT((transposed(De) * modes.odd()).max_norm(), 1e-12);
}

TEST_F(ModesOfARelaxationModel, RatesAreBoundedByLossOverVelocity) {
  // S <= N, so that no rate exceeds the largest N / D; and all decay.
  ASSERT_EQ(modes.rates().size(), 14U);
  EXPECT_GT(modes.rates().front(), 0.0);
  const double k = background.grid()[16];
  EXPECT_LT(modes.rates().back(), (1.0 + 0.5 * std::cos(k)) / (2.0 * k));
  EXPECT_TRUE(std::is_sorted(modes.rates().begin(), modes.rates().end()));
}

TEST_F(ModesOfARelaxationModel, ConductivityIsTheCurrentOfAUnitGradient) {
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

}  // namespace
}  // namespace kapitza::linear
