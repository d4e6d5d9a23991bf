// How the next order enters the rate: by integrals that are known.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/collision/relaxation_rate.hpp"
#include "support/fixed_integral.hpp"

namespace kapitza::collision {
namespace {

using test::FixedIntegral;

constexpr std::array all{Resummation::Sum, Resummation::Pade, Resummation::PadeByMomentum};

struct RelaxationRates : ::testing::Test {
  std::vector<double> rate(double lambda, Resummation resummation) {
    RelaxationRate of{grid, I, J, lambda, resummation};
    std::vector<double> result(n.size());
    of.evaluate(n, result);
    correction = of.correction();
    return result;
  }

  const model::MomentumGrid grid{8};
  const std::vector<double> n{1, 2, 3, 4, 5, 6, 7, 8};
  FixedIntegral I{8, [](auto state, auto out) {
                    for (std::size_t k = 0; k < 8; ++k)
                      out[k] = 0.3 * state[k] - 1.0;
                  }};
  // <J, I>/<I, I> is not what any single J_k / I_k is.
  FixedIntegral J{8, [](auto state, auto out) {
                    for (std::size_t k = 0; k < 8; ++k)
                      out[k] = 1.0 - state[k] + 0.1 * state[k] * state[k];
                  }};
  double correction = 0;
};

TEST_F(RelaxationRates, AtLeadingOrderAreLambdaSquaredI) {
  for (const double lambda : {0.1, -0.1}) {
    RelaxationRate leading{grid, I, lambda};
    std::vector<double> found(8), wanted(8);
    leading.evaluate(n, found);
    I.evaluate(n, wanted);
    for (std::size_t k = 0; k < 8; ++k)
      EXPECT_DOUBLE_EQ(found[k], lambda * lambda * wanted[k]);
    EXPECT_EQ(leading.correction(), 0.0);
  }
}

TEST_F(RelaxationRates, AreWhatTheyAreCalled) {
  std::vector<double> i(8), j(8);
  I.evaluate(n, i);
  J.evaluate(n, j);
  double JI = 0, II = 0;
  for (std::size_t k = 0; k < 8; ++k)
    JI += j[k] * i[k], II += i[k] * i[k];
  const double c = JI / II;
  for (const double lambda : {0.02, -0.02}) {
    const auto sum = rate(lambda, Resummation::Sum), pade = rate(lambda, Resummation::Pade),
               by_momentum = rate(lambda, Resummation::PadeByMomentum);
    EXPECT_NEAR(correction, c * lambda, 1e-15);
    for (std::size_t k = 0; k < 8; ++k) {
      const double square = lambda * lambda, r = 1 / (1 - c * lambda);
      EXPECT_NEAR(sum[k], square * (i[k] + lambda * j[k]), 1e-16);
      EXPECT_NEAR(pade[k], square * r * i[k], 1e-16);
      EXPECT_NEAR(by_momentum[k], square * (r * i[k] + r * r * lambda * (j[k] - c * i[k])), 1e-16);
    }
  }
}

TEST_F(RelaxationRates, OfAnIntegralProportionalToTheLeadingOneAgree) {
  FixedIntegral proportional = test::scaled(I, -24.7);
  for (const double lambda : {0.01, -0.01}) {
    std::vector<double> pade(8), by_momentum(8);
    RelaxationRate{grid, I, proportional, lambda, Resummation::Pade}.evaluate(n, pade);
    RelaxationRate{grid, I, proportional, lambda, Resummation::PadeByMomentum}.evaluate(
        n, by_momentum);
    for (std::size_t k = 0; k < 8; ++k)
      EXPECT_NEAR(pade[k], by_momentum[k], 1e-15 * std::abs(pade[k]) + 1e-18);
  }
}

// By the fourth order in lambda, the first that is left out: a factor 16 for twice the lambda, 8 if the third were touched.
TEST_F(RelaxationRates, ByMomentumDifferFromTheSumByWhatIsLeftOut) {
  const auto difference = [&](double lambda) {
    const auto sum = rate(lambda, Resummation::Sum),
               by_momentum = rate(lambda, Resummation::PadeByMomentum);
    double largest = 0;
    for (std::size_t k = 0; k < 8; ++k)
      largest = std::max(largest, std::abs(by_momentum[k] - sum[k]));
    return largest;
  };
  EXPECT_NEAR(difference(2e-4) / difference(1e-4), 16.0, 0.1);
}

TEST_F(RelaxationRates, RefuseWhereTheQuotientHasNoMeaning) {
  FixedIntegral proportional = test::scaled(I, -10.0);
  std::vector<double> out(8);
  RelaxationRate sum{grid, I, proportional, -0.11, Resummation::Sum};
  EXPECT_NO_THROW(sum.evaluate(n, out));
  for (const Resummation resummation : {Resummation::Pade, Resummation::PadeByMomentum}) {
    RelaxationRate beyond{grid, I, proportional, -0.11, resummation};
    EXPECT_THROW(beyond.evaluate(n, out), NumericalFailure);
    RelaxationRate within{grid, I, proportional, -0.09, resummation};
    EXPECT_NO_THROW(within.evaluate(n, out));
  }
}

TEST_F(RelaxationRates, VanishWhereBothIntegralsDo) {
  FixedIntegral zero = test::scaled(I, 0.0);
  for (const Resummation resummation : all) {
    std::vector<double> out(8, 1.0);
    RelaxationRate of{grid, zero, zero, 0.1, resummation};
    of.evaluate(n, out);
    for (const double rate : out)
      EXPECT_EQ(rate, 0.0);
  }
}

}  // namespace
}  // namespace kapitza::collision
