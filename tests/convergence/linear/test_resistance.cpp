#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "kapitza/linear/linear_response.hpp"
#include "support/max_or_nan.hpp"

namespace kapitza::linear {
namespace {

struct Answer {
  Pair2x2 conductivity, resistance;
};

Answer answer(int points) {
  const model::MomentumGrid grid{points};
  const model::ParabolicDispersion dispersion;
  const model::Interaction sextic{{{3, 6.0}}};
  // The same cut-off for every K, so that K alone changes.
  const LinearResponse response{thermal_background(
      grid, dispersion, sextic, {.accuracy = 1e-5, .tau_max = 64.0, .tau_step = {}, .lattice = {}},
      {1.0, -1.0})};
  return {response.conductivity(), response.half_space().resistance()};
}

double change(const Pair2x2& A, const Pair2x2& B) {
  double largest = 0.0;
  for (std::size_t a = 0; a < 2; ++a) {
    for (std::size_t b = 0; b < 2; ++b)
      largest = test::max_or_nan(largest, std::abs(A[a][b] - B[a][b]));
  }
  return largest / symmetric_eigenvalues(B)[1];
}

TEST(Resistance, ConvergesWithTheMomentumGrid) {
  const std::array<Answer, 4> answers{answer(64), answer(128), answer(256), answer(512)};
  // Second order but for a logarithm: what leaves the wall at grazing speed, k -> 0, varies like k log k there.
  std::array<double, 3> of_resistance{};
  for (std::size_t i = 0; i < 3; ++i)
    of_resistance[i] = change(answers[i].resistance, answers[i + 1].resistance);
  EXPECT_LT(of_resistance[0], 4e-4);
  EXPECT_LT(of_resistance[1], 1e-4);
  EXPECT_LT(of_resistance[2], 3e-5);
  EXPECT_LT(of_resistance[1], 0.4 * of_resistance[0]);
  EXPECT_LT(of_resistance[2], 0.4 * of_resistance[1]);
  EXPECT_LT(change(answers[1].conductivity, answers[2].conductivity), 5e-5);
  EXPECT_LT(change(answers[2].conductivity, answers[3].conductivity), 2e-5);
}

}  // namespace
}  // namespace kapitza::linear
