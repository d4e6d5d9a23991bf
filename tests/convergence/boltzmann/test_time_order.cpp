#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "support/evolution_setup.hpp"
#include "support/max_or_nan.hpp"
#include "support/momentum_grids.hpp"
#include "support/order_fit.hpp"
#include "support/rough_collision.hpp"

namespace kapitza::boltzmann {
namespace {

struct TimeOrder : testing::Test {
  std::vector<double> start() const {
    return setup.sampled(scheme, {0, scheme.size()}, [&](double X, int k) {
      return setup.incoming(k) * (1 + 0.2 * std::sin(7 * X));
    });
  }
  double error(const std::vector<double>& n) const {
    double largest = 0;
    for (std::size_t i = 0; i < n.size(); ++i)
      largest = test::max_or_nan(largest, std::abs(n[i] - reference[i]));
    return largest;
  }

  Communicator world = Communicator::world();
  test::EvolutionSetup setup{test::momenta(test::Momenta::Panels, 10)};
  test::ConservingRelaxation relaxation{setup.grid, setup.dispersion, setup.thermal};
  SpatialScheme scheme = make_discontinuous_galerkin(2, 3);
  double Lambda = 3, until = 0.4;
  std::vector<double> reference = setup.runge_kutta(
      scheme, std::vector<double>(scheme.X.size(), 1.0), relaxation, Lambda, start(), until, 8000);
};

// With a tolerance that rejects nothing the steps are those that advance() is asked for. The Jacobian is off by 2 %.
TEST_F(TimeOrder, OfEqualStepsIsThree) {
  std::vector<double> h, errors;
  for (const int steps : {40, 80, 160, 320}) {
    test::WithRough rough(relaxation, 0.02, 0);
    const auto evolution = setup.make(world, scheme, rough, Lambda, 1e4);
    evolution->start(start());
    for (int step = 1; step <= steps; ++step)
      evolution->advance(step == steps ? until : step * until / steps);
    EXPECT_EQ(evolution->work().steps, steps);
    h.push_back(until / steps);
    errors.push_back(error(evolution->state().n));
  }
  EXPECT_GT(errors.back(), 1e-11) << "the shortest steps are at the rounding floor";
  const double order = test::fitted_order(h, errors);
  RecordProperty("order", std::to_string(order));
  EXPECT_NEAR(order, 3, 0.2);
}

// Per step the error is of order 3, over all of them of order 1 in the tolerance to the power 3/3.
TEST_F(TimeOrder, ErrorFollowsTheTolerance) {
  std::vector<double> tolerances, errors, taken;
  for (const double tolerance : {1e-3, 1e-4, 1e-5, 1e-6}) {
    const auto evolution = setup.make(world, scheme, relaxation, Lambda, tolerance);
    evolution->start(start());
    evolution->advance(until);
    tolerances.push_back(tolerance);
    errors.push_back(error(evolution->state().n));
    taken.push_back(evolution->work().steps);
    EXPECT_LT(errors.back(), 10 * tolerance * evolution->snapshot().largest);
  }
  RecordProperty("order", std::to_string(test::fitted_order(taken, errors)));
  RecordProperty("slope", std::to_string(test::fitted_order(tolerances, errors)));
  EXPECT_NEAR(test::fitted_order(tolerances, errors), 1, 0.2);
}

}  // namespace
}  // namespace kapitza::boltzmann
