// What the cells in X leave out, as it is estimated and foreseen, against the same states on many more cells of higher degree: part
// of the table of docs/numerics.md.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/edge_layer.hpp"
#include "kapitza/boltzmann/upwind.hpp"
#include "support/collided_case.hpp"
#include "support/max_or_nan.hpp"

namespace kapitza::boltzmann {
namespace {

using test::beams;
using Case = test::CollidedCase;
constexpr int K = Case::K;

Case two_beams() {
  return {{{3, 6.0}}, beams, beams};
}

/// max |n_out - that of the reference| over the largest n.
double true_error(const StationaryState& state, const StationaryState& reference) {
  double worst = 0, largest = 0;
  for (std::size_t k = 0; k < K; ++k) {
    worst = test::max_or_nan(worst, std::abs(state.n_left[k] - reference.n_left[k]));
    worst = test::max_or_nan(worst, std::abs(state.n_right[k] - reference.n_right[k]));
  }
  for (const double n : reference.n)
    largest = std::max(largest, n);
  return worst / largest;
}

void expect_known(Case& which, const std::vector<double>& Lambda,
                  const std::vector<SpatialScheme>& schemes) {
  const auto reference = which.solve(make_discontinuous_galerkin(24, 5), Lambda);
  for (const SpatialScheme& scheme : schemes) {
    const auto states = which.solve(scheme, Lambda);
    for (std::size_t i = 0; i < Lambda.size(); ++i) {
      const double error = true_error(states[i], reference[i]);
      const double factor = states[i].resolution.indicator / error;
      const std::string name = scheme.name + " " + std::to_string(scheme.cells()) + " x " +
                               std::to_string(scheme.nodes) +
                               ", Lambda = " + std::to_string(Lambda[i]);
      EXPECT_GT(error, 1e-9) << name;  // that of the reference is smaller
      EXPECT_GT(factor, 0.1) << name << ", error " << error;
      EXPECT_LT(factor, 10) << name << ", error " << error;
    }
  }
}

TEST(Resolution, OfTwoBeamsIsWithinAFactorTenOfTheErrorWhetherResolvedOrNot) {
  Case sextic = two_beams();
  expect_known(sextic, {1, 20, 50},
               {make_discontinuous_galerkin(4, 3), make_discontinuous_galerkin(12, 3),
                make_discontinuous_galerkin(12, 2), make_upwind(11)});
}

TEST(Resolution, OfOneBeamIsWithinAFactorTenOfTheError) {
  Case one_sided({{3, 6.0}}, beams, [](double) { return 0.05; });
  expect_known(one_sided, {1, 20},
               {make_discontinuous_galerkin(4, 3), make_discontinuous_galerkin(12, 2)});
}

TEST(Resolution, OfPairsIsWithinAFactorTenOfTheError) {
  Case quartic({{2, 2.0}}, beams, beams);
  expect_known(quartic, {20, 100},
               {make_discontinuous_galerkin(4, 3), make_discontinuous_galerkin(12, 2)});
}

TEST(Resolution, NearEquilibriumIsWithinAFactorTenOfTheError) {
  Case thermal(
      {{3, 6.0}}, [](double k) { return 1 / (k * k + 1); },
      [](double k) { return 1 / (1.1 * (k * k + 0.9)); });
  expect_known(thermal, {1, 20}, {make_discontinuous_galerkin(4, 3)});
}

TEST(Resolution, IsForeseenFromLambdaAndTheCells) {
  Case sextic = two_beams();
  const EdgeLayer layer =
      edge_layer(sextic.collision, sextic.grid, sextic.dispersion, sextic.meeting);
  for (const SpatialScheme& scheme :
       {make_discontinuous_galerkin(4, 3), make_discontinuous_galerkin(12, 3)}) {
    const std::vector<double> Lambda{5, 20, 50};
    const auto states = sextic.solve(scheme, Lambda);
    for (std::size_t i = 0; i < Lambda.size(); ++i) {
      const double foreseen = foreseen_indicator(layer, Lambda[i], scheme).value;
      EXPECT_GT(foreseen / states[i].resolution.indicator, 0.25) << Lambda[i];
      EXPECT_LT(foreseen / states[i].resolution.indicator, 4) << Lambda[i];
    }
  }
}

}  // namespace
}  // namespace kapitza::boltzmann
