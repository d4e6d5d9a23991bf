#include <gtest/gtest.h>

#include <cmath>

#include "kapitza/base/error.hpp"
#include "kapitza/linear/linear_response.hpp"
#include "support/max_or_nan.hpp"
#include "support/momentum_grids.hpp"
#include "unit/linear/relaxation_model.hpp"

namespace kapitza::linear {
namespace {

class HalfSpaceOfARelaxationModel : public ::testing::TestWithParam<test::Momenta> {
 protected:
  LinearResponse response{relaxation_background(test::momenta(GetParam(), 48), {1.3, -0.6})};
  HalfSpace half_space = response.half_space();
  const ThermalBackground& background = response.background();
  const model::MomentumGrid& grid = background.grid();
  std::vector<double> wave =
      injected(grid, 1, [](double k) { return std::sin(k) + 0.3 * std::cos(2.0 * k); });

  /// K w u A: int_{k>0} dk/2pi u f is the sum of the rows over K.
  Matrix flux_of(const Matrix& A) const {
    const auto Wu =
        as_vector(background.weights()).cwiseProduct(as_vector(background.flux_weight()));
    return Wu.asDiagonal() * A;
  }
};

TEST_P(HalfSpaceOfARelaxationModel, HasASymmetricPositiveResistance) {
  EXPECT_LT(asymmetry(half_space.resistance()), 1e-12);
  EXPECT_GT(symmetric_eigenvalues(half_space.resistance())[0], 0.0);
}

TEST_P(HalfSpaceOfARelaxationModel, ReflectsInDetailedBalance) {
  const Matrix WuA = flux_of(half_space.reflection());
  EXPECT_LT((WuA - WuA.transpose()).lpNorm<Eigen::Infinity>(),
            1e-12 * WuA.lpNorm<Eigen::Infinity>());
}

TEST_P(HalfSpaceOfARelaxationModel, ReturnsWhatFallsOnItAndKeepsAThermalInjection) {
  const Matrix& A = half_space.reflection();
  const Matrix Wue = flux_of(background.invariants());
  EXPECT_LT((Wue.transpose() * A - Wue.transpose()).lpNorm<Eigen::Infinity>(), 1e-12);
  EXPECT_LT((A * background.invariants() - background.invariants()).lpNorm<Eigen::Infinity>(),
            1e-11);
}

TEST_P(HalfSpaceOfARelaxationModel, WeighsAThermalInjectionAsItself) {
  for (const Conserved a : {Number, Energy}) {
    Pair alpha{};
    for (int i = 0; i < 48; ++i) {
      const auto j = static_cast<std::size_t>(i);
      const double n2 = std::pow(background.occupation()[j], 2);
      alpha[Number] += half_space.weight(a)[j] * n2 * grid.weight(i);
      alpha[Energy] += half_space.weight(a)[j] * n2 * grid[i] * grid[i] * grid.weight(i);
    }
    EXPECT_NEAR(alpha[Number], a == Number ? 1.0 : 0.0, 1e-12);
    EXPECT_NEAR(alpha[Energy], a == Energy ? 1.0 : 0.0, 1e-12);
  }
}

// The relaxation model is symmetric node by node.
TEST_P(HalfSpaceOfARelaxationModel, WeighsWhatEntersByTheProfileOfWhatLeaves) {
  for (int i = 24; i < 48; ++i) {
    std::vector<double> at_node(48, 0.0);
    at_node[static_cast<std::size_t>(i)] = 1;
    const Pair alpha = half_space.respond(at_node, {0, 0}).alpha;
    for (const Conserved b : {Number, Energy}) {
      const auto& weight = half_space.weight(b);
      EXPECT_NEAR(alpha[b] / grid.weight(i), weight[static_cast<std::size_t>(i)],
                  1e-11 * largest(weight));
    }
  }
}

TEST_P(HalfSpaceOfARelaxationModel, SendsOutTheCurrentItWasAskedFor) {
  const Pair wanted{0.3, -0.7};
  const HalfSpaceState state = half_space.respond(wave, wanted);
  auto at_wall = wave;
  for (std::size_t i = 0; i < 24; ++i)
    at_wall[i] = state.outgoing[i];
  const Pair J = background.current(at_wall);
  EXPECT_NEAR(J[Number], wanted[Number], 1e-13);
  EXPECT_NEAR(J[Energy], wanted[Energy], 1e-13);
}

TEST_P(HalfSpaceOfARelaxationModel, IsTheWallOfAThickSlab) {
  const std::vector<double> nothing(48, 0.0);
  const double Lambda = 60.0 / response.modes().rates().front();  // walls apart by exp(-60)
  const SlabState slab = response.slab(Lambda).solve(wave, nothing);
  const HalfSpaceState wall = half_space.respond(wave, slab.current());
  EXPECT_LT(largest_difference(wall.outgoing, slab.reflected()), 1e-12);
  EXPECT_NEAR(wall.alpha[Number], slab.bulk(0.0)[Number], 1e-11);
  EXPECT_NEAR(wall.alpha[Energy], slab.bulk(0.0)[Energy], 1e-11);
}

TEST_P(HalfSpaceOfARelaxationModel, GivesTheSlabLawUpToAnExponential) {
  const double slowest = response.modes().rates().front();
  double previous = 0.0;
  for (const double Y : {2.0, 4.0, 6.0, 8.0}) {
    const double Lambda = Y / slowest;
    const Pair2x2 exact = response.slab(Lambda).total_resistance(),
                  law = slab_law(half_space, Lambda);
    double difference = 0.0;
    for (std::size_t a = 0; a < 2; ++a) {
      for (std::size_t b = 0; b < 2; ++b)
        difference = test::max_or_nan(difference, std::abs(exact[a][b] - law[a][b]));
    }
    // Each step of two slowest decay lengths costs a factor e^-2, a little more while faster modes still count.
    if (previous > 0.0) {
      EXPECT_LT(difference / previous, 1.05 * std::exp(-2.0));
      EXPECT_GT(difference / previous, 0.5 * std::exp(-2.0));
    }
    previous = difference;
  }
}

TEST_P(HalfSpaceOfARelaxationModel, PassesItsOwnConsistencyChecks) {
  const Consistency c = consistency(half_space);
  EXPECT_LT(c.resistance_asymmetry, 1e-12);
  EXPECT_LT(c.conservation, 1e-12);
  EXPECT_LT(c.detailed_balance, 1e-12);
  EXPECT_LT(c.reciprocity, 1e-12);
  EXPECT_GT(c.conductivity_eigenvalues[0], 0.0);
  // The end corrections of kappa belong to a smooth chi; this model's sum is symmetric as it stands.
  EXPECT_LT(asymmetry(response.modes().ohm()), 1e-13);
  // No end corrections where Gauss's weights need none.
  EXPECT_EQ(response.conductivity() == response.modes().ohm(), GetParam() == test::Momenta::Panels);
}

TEST_P(HalfSpaceOfARelaxationModel, RefusesAnInjectionThatIsNotFinite) {
  wave[30] = std::nan("");
  EXPECT_THROW(half_space.respond(wave, {0.0, 0.0}), InvalidInput);
  wave[30] = 0.0;
  wave[3] = std::nan("");  // does not enter
  EXPECT_NO_THROW(half_space.respond(wave, {0.0, 0.0}));
  EXPECT_FALSE(std::isnan(half_space.respond(wave, {0.0, 0.0}).alpha[Number]));
}

INSTANTIATE_TEST_SUITE_P(OnMomenta, HalfSpaceOfARelaxationModel,
                         ::testing::ValuesIn(test::both_momenta),
                         [](const auto& one) { return test::name_of(one.param); });

class ThermalPartOfMovers : public ::testing::TestWithParam<test::Momenta> {};

TEST_P(ThermalPartOfMovers, FindsAThermalPerturbationAndMeasuresTheRest) {
  const auto background = relaxation_background(test::momenta(GetParam(), 32));
  const auto& grid = background.grid();
  auto dn = injected(grid, -1, [](double) { return 0.0; });
  for (int i = 0; i < 16; ++i) {
    const auto j = static_cast<std::size_t>(i);
    dn[j] = std::pow(background.occupation()[j], 2) * (0.4 - 0.1 * grid[i] * grid[i]);
  }
  const ThermalPart exact = thermal_part(background, dn, Movers::Left);
  EXPECT_NEAR(exact.alpha[Number], 0.4, 1e-13);
  EXPECT_NEAR(exact.alpha[Energy], -0.1, 1e-13);
  EXPECT_LT(exact.deviation, 1e-13);
  EXPECT_EQ(thermal_part(background, dn, Movers::Right).deviation, 0.0);
  const auto same = thermal_perturbation(background, exact.alpha, Movers::Left);
  const auto mirrored = thermal_perturbation(background, exact.alpha, Movers::Right);
  for (std::size_t i = 0; i < dn.size(); ++i) {
    EXPECT_NEAR(same[i], dn[i], 1e-13) << "its own nearest thermal perturbation";
    EXPECT_EQ(mirrored[i], same[dn.size() - 1 - i]);
  }

  // The fit is the least-squares one: what it leaves is orthogonal to the thermal directions in the weight 1 / n^2.
  for (std::size_t i = 0; i < 16; ++i)
    dn[i] += 0.05 * std::cos(5.0 * grid[static_cast<int>(i)]);
  const ThermalPart part = thermal_part(background, dn, Movers::Left);
  EXPECT_GT(part.deviation, 1e-3);
  EXPECT_LT(part.deviation, 1.0);
  Pair overlap{};
  double rest = 0.0, total = 0.0;
  for (int i = 0; i < 16; ++i) {
    const auto j = static_cast<std::size_t>(i);
    const double n = background.occupation()[j], E = grid[i] * grid[i];
    const double left_over = dn[j] / n - n * (part.alpha[0] + part.alpha[1] * E);
    overlap[0] += grid.weight(i) * n * left_over;
    overlap[1] += grid.weight(i) * n * E * left_over;
    rest += grid.weight(i) * left_over * left_over;
    total += grid.weight(i) * dn[j] * dn[j] / (n * n);
  }
  EXPECT_NEAR(overlap[0], 0.0, 1e-13);
  EXPECT_NEAR(overlap[1], 0.0, 1e-13);
  EXPECT_NEAR(part.deviation, std::sqrt(rest / total), 1e-13);
}

INSTANTIATE_TEST_SUITE_P(OnMomenta, ThermalPartOfMovers, ::testing::ValuesIn(test::both_momenta),
                         [](const auto& one) { return test::name_of(one.param); });

}  // namespace
}  // namespace kapitza::linear
