// The cells that the engine chooses, against the same states on many more cells of higher degree.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "support/collided_case.hpp"

namespace kapitza::boltzmann {
namespace {

using test::beams;
using Case = test::CollidedCase;

struct Comparison {
  int numbers = 0, covered = 0;
  double largest_error = 0, largest_bound = 0;

  void add(const std::vector<double>& n, const std::vector<double>& bound,
           const std::vector<double>& reference) {
    for (std::size_t k = 0; k < n.size(); ++k) {
      const double error = std::abs(n[k] - reference[k]);
      largest_bound = std::max(largest_bound, bound[k]);
      if (error < 1e-8) continue;  // what the residuals leave
      ++numbers;
      if (error <= bound[k]) ++covered;
      largest_error = std::max(largest_error, error);
    }
  }
};

/// Every solution on chosen cells, and what a reference says of it.
void expect_covered(Case& problem, const std::vector<double>& Lambda) {
  const auto states = problem.solve(AdaptiveGrid{}, Lambda);
  Comparison all;
  for (const StationaryState& state : states) {
    const int cells = static_cast<int>(state.faces.size()) - 1;
    std::vector<double> finer{0};
    for (std::size_t c = 0; c + 1 < state.faces.size(); ++c) {
      finer.push_back((state.faces[c] + state.faces[c + 1]) / 2);
      finer.push_back(state.faces[c + 1]);
    }
    const StationaryState truth =
        problem.solve(make_discontinuous_galerkin(finer, 4), {state.Lambda}).front();
    all.add(state.n_left, state.n_left_error, truth.n_left);
    all.add(state.n_right, state.n_right_error, truth.n_right);
    all.add(state.n_center, state.n_center_error, truth.n_center);
    EXPECT_LE(state.resolution.indicator, 1e-4);
    EXPECT_LE(cells, 100);
  }
  EXPECT_LT(all.largest_error, 2e-3);
  EXPECT_LT(all.largest_bound, 2e-3);
  EXPECT_GE(all.covered, 0.95 * all.numbers);
}

TEST(AdaptiveGrid, MirrorImagesAreWithinTheirErrors) {
  Case mirror({{3, 6.0}}, beams, beams);
  expect_covered(mirror, {1, 30});
}

TEST(AdaptiveGrid, DifferentSidesAreWithinTheirErrors) {
  Case skew({{3, 6.0}}, beams, [](double k) { return 0.3 + 0.1 * std::cos(k); });
  expect_covered(skew, {30});
}

}  // namespace
}  // namespace kapitza::boltzmann
