// What the homogeneous kinetic equation says of the slope that a measurement between t/2 and t finds: the drift of n at leading order, and
// what a slower rate leaves of it. Reference values from an independent Runge-Kutta program with K = 256 and 100 steps.
#include <gtest/gtest.h>

#include <vector>

#include "kapitza/boltzmann/homogeneous_relaxation.hpp"
#include "kapitza/collision/collision_operator.hpp"
#include "kapitza/collision/next_order.hpp"
#include "support/collision_states.hpp"
#include "support/fixed_integral.hpp"

namespace kapitza::boltzmann {
namespace {

using collision::RelaxationRate;
using collision::Resummation;
using namespace collision::testing;

constexpr double digits = 1.5e-3;

class Relaxing {
 public:
  explicit Relaxing(const model::Interaction& V, int K = 96)
      : grid_{K}, V_{V}, n_{asymmetric_on(grid_)}, I_{grid_, dispersion_, V, to_accuracy(1e-4)} {}

  /// Of the change from t/2 to t on lambda^2 t/2 I at t = 0.
  double slope(double lambda, double t) {
    RelaxationRate rate{grid_, I_, lambda};
    return slope(rate, lambda, t);
  }
  /// With J = c I.
  double slope(double lambda, double t, double c, Resummation resummation = Resummation::Pade) {
    test::FixedIntegral J = test::scaled(I_, c);
    RelaxationRate rate{grid_, I_, J, lambda, resummation};
    return slope(rate, lambda, t);
  }
  double slope(collision::CollisionIntegral& J, double lambda, double t, Resummation resummation) {
    RelaxationRate rate{grid_, I_, J, lambda, resummation};
    return slope(rate, lambda, t);
  }
  collision::NextOrder next_order(double T, double step) const {
    collision::NextOrderParameters parameters;
    parameters.time = {.tau_max = T, .tau_step = step};
    return {grid_, dispersion_, V_, parameters};
  }

 private:
  double slope(RelaxationRate& rate, double lambda, double t) {
    const auto n = relax(grid_, rate, n_, std::vector{t / 2, t}, 1e-6);
    std::vector<double> I(n_.size());
    I_.evaluate(n_, I);
    double changed = 0, square = 0;
    for (std::size_t k = 0; k < I.size(); ++k) {
      changed += (n[1][k] - n[0][k]) * I[k];
      square += I[k] * I[k];
    }
    return changed / (square * lambda * lambda * t / 2);
  }

  model::ParabolicDispersion dispersion_;
  model::MomentumGrid grid_;
  model::Interaction V_;
  std::vector<double> n_;
  collision::CollisionOperator I_;
};

struct Slope {
  double lambda, t, drift, slowed;
};

void expect(Relaxing& relaxing, double c, const std::vector<Slope>& table) {
  for (const Slope& row : table) {
    EXPECT_NEAR(relaxing.slope(row.lambda, row.t), row.drift, digits) << row.lambda;
    EXPECT_NEAR(relaxing.slope(row.lambda, row.t, c), row.slowed, digits) << row.lambda;
  }
}

TEST(RelaxationSlopes, OfThreeBodiesWithPairsAreTheKnownOnes) {
  Relaxing relaxing{power(3)};
  expect(relaxing, -24.7,
         {{0.02, 60, 0.766, 0.559},
          {0.01, 200, 0.800, 0.670},
          {0.01, 100, 0.893, 0.732},
          {0.005, 400, 0.893, 0.805},
          {0.0025, 800, 0.945, 0.893}});
}

TEST(RelaxationSlopes, OfThreeBodiesAloneAreTheKnownOnes) {
  Relaxing relaxing{pure_order(3, asymmetric_density)};
  expect(relaxing, -11.5,
         {{0.1, 60, 0.420, 0.309},
          {0.05, 60, 0.803, 0.553},
          {0.02, 60, 0.966, 0.790},
          {0.01, 200, 0.971, 0.874},
          {0.01, 100, 0.986, 0.885},
          {0.005, 400, 0.986, 0.933},
          {0.0025, 800, 0.993, 0.965}});
}

TEST(RelaxationSlopes, OfPairsAreTheKnownOnesForEitherSign) {
  Relaxing relaxing{power(2)};
  expect(relaxing, -1.797,
         {{0.09, 60, 0.786, 0.699},
          {-0.09, 60, 0.786, 0.897},
          {0.045, 100, 0.903, 0.842},
          {-0.045, 100, 0.903, 0.974},
          {0.0225, 200, 0.950, 0.915},
          {-0.0225, 200, 0.950, 0.988}});
}

// The third order itself against J = c I at all times: c changes as n relaxes and differs by momentum, which
// counts most in the plain sum, and a cut at T = 6 leaves 2 %.
TEST(RelaxationSlopes, OfTheNextOrderAreThoseOfItsProjection) {
  Relaxing relaxing{power(3), 64};
  collision::NextOrder J = relaxing.next_order(6.0, 0.1);
  for (const Resummation resummation :
       {Resummation::Sum, Resummation::Pade, Resummation::PadeByMomentum})
    EXPECT_NEAR(relaxing.slope(J, 0.02, 60, resummation),
                relaxing.slope(0.02, 60, -24.7, resummation), 0.03);
}

}  // namespace
}  // namespace kapitza::boltzmann
