#include <gtest/gtest.h>

#include <cmath>

#include "kapitza/linear/linear_response.hpp"

namespace kapitza::linear {
namespace {

struct Junction {
  Pair2x2 conductivity, resistance, total;
  double slowest;
};

// The junction parameters of V = c |psi|^{2l} / l! at (beta, mu = -1), and the resistance of a slab of this Lambda.
Junction junction(int l, double c, double beta, double Lambda) {
  const model::MomentumGrid grid{64};
  const model::ParabolicDispersion dispersion;
  const LinearResponse response{thermal_background(
      grid, dispersion, model::Interaction{{{l, c}}},
      {.accuracy = 1e-4, .tau_max = 16.0, .tau_step = {}, .lattice = {}}, {beta, -1.0})};
  return {response.conductivity(), response.half_space().resistance(),
          response.slab(Lambda).total_resistance(), response.modes().rates().front()};
}

void expect_multiple(const Pair2x2& A, const Pair2x2& B, double factor) {
  for (std::size_t a = 0; a < 2; ++a) {
    for (std::size_t b = 0; b < 2; ++b)
      EXPECT_NEAR(A[a][b], factor * B[a][b], 1e-9 * std::abs(factor * B[a][b]));
  }
}

class SinglePower : public ::testing::TestWithParam<int> {};

TEST_P(SinglePower, TemperatureScalesOutWithFixedPowers) {
  const int l = GetParam();
  const double beta = 1.7, Lambda = 5.0;
  const double longer = Lambda * std::pow(beta, Lambda_exponent(l));
  const Junction one = junction(l, 6.0, 1.0, Lambda), other = junction(l, 6.0, beta, longer);
  expect_multiple(other.conductivity, one.conductivity, std::pow(beta, conductivity_exponent(l)));
  expect_multiple(other.resistance, one.resistance, std::pow(beta, resistance_exponent()));
  expect_multiple(other.total, one.total, std::pow(beta, resistance_exponent()));
  EXPECT_NEAR(other.slowest * longer, one.slowest * Lambda, 1e-9 * one.slowest * Lambda);
}

TEST_P(SinglePower, TheBoundaryResistanceIgnoresTheStrengthOfTheInteraction) {
  const int l = GetParam();
  const double factor = 3.0;
  const Junction one = junction(l, 2.0, 1.0, 9.0), other = junction(l, 2.0 * factor, 1.0, 1.0);
  expect_multiple(other.resistance, one.resistance, 1.0);
  expect_multiple(other.conductivity, one.conductivity, 1.0 / (factor * factor));
  expect_multiple(other.total, one.total, 1.0);
}

INSTANTIATE_TEST_SUITE_P(Orders, SinglePower, ::testing::Values(2, 3, 4));

}  // namespace
}  // namespace kapitza::linear
