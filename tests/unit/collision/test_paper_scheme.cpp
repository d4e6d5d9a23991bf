#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/collision/paper_scheme.hpp"
#include "support/collision_states.hpp"
#include "support/max_or_nan.hpp"

namespace kapitza::collision {
namespace {

using namespace testing;

const model::ParabolicDispersion dispersion;

PaperSettings small() {
  return {.lattice = 256, .band = 32, .tau_max = 10.0, .tau_step = 0.1};
}

TEST(PaperScheme, RefusesSettingsThatCannotHold) {
  const model::MomentumGrid grid(32);
  const std::vector<std::function<void(PaperSettings&)>> mistakes{
      [](auto& s) { s.lattice = 250; },  // no multiple of K
      [](auto& s) { s.band = 31; },  // odd
      [](auto& s) { s.band = 64; },  // above K
      [](auto& s) { s.tau_max = -1.0; }, [](auto& s) { s.tau_step = 0.0; },
      [](auto& s) { s.tau_max = 20.0; }};  // the light cone, 32 + 4 pi 20, leaves the lattice
  EXPECT_NO_THROW(PaperScheme(grid, dispersion, power(3), small()));
  for (std::size_t i = 0; i < mistakes.size(); ++i) {
    PaperSettings settings = small();
    mistakes[i](settings);
    EXPECT_THROW(PaperScheme(grid, dispersion, power(3), settings), InvalidInput) << i;
  }
}

TEST(PaperScheme, KeepsTheSignOfTheMomentum) {
  // (33) to (35) as printed return I_{-k}: a state without symmetry tells them apart, and so does its mirror image.
  const model::MomentumGrid grid(32);
  PaperScheme paper(grid, dispersion, power(3), small());
  const std::vector<double> n = asymmetric_on(grid);
  std::vector<double> I(n.size()), I_mirrored(n.size());
  paper.evaluate(n, I);
  paper.evaluate(model::mirrored(n), I_mirrored);
  double odd_part = 0.0, largest = 0.0;
  for (int i = 0; i < grid.size(); ++i) {
    const double I_k = I[static_cast<std::size_t>(i)];
    EXPECT_NEAR(I_mirrored[static_cast<std::size_t>(grid.mirror(i))], I_k, 1e-12);
    largest = test::max_or_nan(largest, std::abs(I_k));
    odd_part =
        test::max_or_nan(odd_part, std::abs(I_k - I[static_cast<std::size_t>(grid.mirror(i))]));
  }
  EXPECT_GT(odd_part, 0.5 * largest);
  // More carriers at k > 0 than at -k: collisions with umklapp take from the one and give to the other.
  EXPECT_LT(I[24], 0.0);
  EXPECT_GT(I[7], 0.0);
}

}  // namespace
}  // namespace kapitza::collision
