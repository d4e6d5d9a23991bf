#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "kapitza/boltzmann/upwind.hpp"
#include "support/evolution_setup.hpp"
#include "support/max_or_nan.hpp"
#include "support/momentum_grids.hpp"
#include "support/rough_collision.hpp"
#include "support/splitting.hpp"

namespace kapitza::boltzmann {
namespace {

// The paper's N = 41 equal steps in X, on the way from what is injected to the stationary state.
struct TimeCost : testing::TestWithParam<double> {
  TimeCost() {
    double before = 0;
    std::vector<double> n = start();
    for (const double t : times) {
      n = setup.runge_kutta(scheme, std::vector<double>(N, 1.0), relaxation, Lambda, n, t - before,
                            static_cast<int>(400 * (t - before)));
      reference.push_back(n);
      before = t;
    }
  }

  std::vector<double> start() const {
    return setup.sampled(scheme, {0, scheme.size()},
                         [&](double, int k) { return setup.incoming(k); });
  }
  double error(const std::vector<double>& n, std::size_t at) const {
    double largest = 0;
    for (std::size_t i = 0; i < n.size(); ++i)
      largest = test::max_or_nan(largest, std::abs(n[i] - reference[at][i]));
    return largest;
  }

  double error_of_splitting(int steps_per_time) {
    std::vector<double> n = start();
    double largest = 0;
    int step = 0;
    for (std::size_t at = 0; at < times.size(); ++at) {
      for (; step < times[at] * steps_per_time; ++step)
        n = test::split_step(setup, relaxation, n, 1.0 / steps_per_time, Lambda);
      largest = test::max_or_nan(largest, error(n, at));
    }
    return largest;
  }

  static constexpr std::size_t K = 12, N = 41;
  static constexpr std::array times{0.5, 2.0, 8.0};
  /// No less than a linearisation that is cut off costs, in evaluations of I (linearisation.rough in docs/scaling.md).
  static constexpr int linearisation = 6;

  double Lambda = GetParam();
  Communicator world = Communicator::world();
  test::EvolutionSetup setup{test::momenta(test::Momenta::Panels, K)};
  test::ConservingRelaxation relaxation{setup.grid, setup.dispersion, setup.thermal};
  SpatialScheme scheme = make_upwind(static_cast<int>(N));
  std::vector<std::vector<double>> reference;
};

INSTANTIATE_TEST_SUITE_P(Lambda, TimeCost, testing::Values(1.0, 10.0), [](const auto& Lambda) {
  return std::to_string(static_cast<int>(Lambda.param));
});

TEST_P(TimeCost, IsATwentiethOfTheSplittingsAtEqualError) {
  test::WithRough rough(relaxation, 0.02, 0);
  const auto evolution = setup.make(world, scheme, rough, Lambda, 1e-4);
  evolution->start(start());
  double reached = 0;
  for (std::size_t at = 0; at < times.size(); ++at) {
    evolution->advance(times[at]);
    reached = test::max_or_nan(reached, error(evolution->state().n, at));
  }
  const double spent = static_cast<double>(rough.work().evaluations) +
                       linearisation * static_cast<double>(N) * evolution->work().linearisations;

  // The splitting is of first order, which tells the steps that it needs; these are made.
  const int needed = static_cast<int>(400 * error_of_splitting(400) / reached);
  EXPECT_NEAR(error_of_splitting(needed), reached, 0.2 * reached);
  const double ratio = static_cast<double>(N) * times.back() * needed / spent;
  RecordProperty("error", std::to_string(reached));
  RecordProperty("evaluations", std::to_string(spent));
  RecordProperty("ratio", std::to_string(ratio));
  EXPECT_GT(ratio, 20);
}

}  // namespace
}  // namespace kapitza::boltzmann
