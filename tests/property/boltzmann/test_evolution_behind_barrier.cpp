// The equation in time at finite length: the force of the mean field and the next order of the collisions.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numbers>
#include <optional>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/engine.hpp"
#include "kapitza/boltzmann/evolution.hpp"
#include "kapitza/collision/conserving_projection.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/fixed_integral.hpp"
#include "support/max_or_nan.hpp"
#include "support/relaxation.hpp"

namespace kapitza::boltzmann {
namespace {

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  EXPECT_EQ(a.size(), b.size());
  double largest = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    largest = test::max_or_nan(largest, std::abs(a[i] - b[i]));
  return largest;
}

struct EvolutionBehindBarrier : testing::Test {
  Barrier box(double length, double A = 0) const {
    return {model::DefectCoordinate::box(), model::Interaction{{{3, 6.0}}}, length, A};
  }
  SpatialScheme cells(const Barrier& barrier, int count = 4) const {
    std::vector<double> faces;
    for (int c = 0; c <= count; ++c)
      faces.push_back(0.5 * (1 - std::cos(std::numbers::pi * c / count)));
    return make_discontinuous_galerkin(faces_for(barrier, faces, 1e-3), 3);
  }
  std::unique_ptr<Evolution> begin(const SpatialScheme& scheme, const Barrier& barrier,
                                   double Lambda, double tolerance,
                                   const NextOrderTerm* next = nullptr) {
    auto evolution = std::make_unique<Evolution>(
        world, scheme, std::vector<double>(scheme.X.size(), 1.0), setup.grid, setup.dispersion, I,
        setup.injection, Lambda, EvolutionOptions{tolerance, 100000}, &barrier, next);
    std::vector<double> n;
    for (int x = 0; x < scheme.size(); ++x)
      for (int k = 0; k < setup.grid.size(); ++k)
        n.push_back((setup.grid[k] > 0 ? setup.injection.left
                                       : setup.injection.right)[static_cast<std::size_t>(k)]);
    evolution->start(n);
    return evolution;
  }
  StationaryState stationary(const SpatialScheme& scheme, const Barrier& barrier, double Lambda,
                             const std::optional<NextOrderTerm>& next = {}) {
    Engine engine(world, {scheme}, setup.grid, setup.dispersion, I, setup.injection, {}, barrier,
                  next);
    return setup.solve(engine, {Lambda}).at(0).state;
  }

  /// Conserving, and with another shape than I.
  test::FixedIntegral next() {
    return {setup.grid.size(), [this](auto n, auto J) {
              ++evaluations_of_J;
              for (std::size_t k = 0; k < n.size(); ++k)
                J[k] = 4 * n[k] * n[k] * (1 + 0.5 * std::sin(setup.grid[static_cast<int>(k)]));
              projection.apply(J);
            }};
  }

  long long evaluations_of_J = 0;
  Communicator world = Communicator::world();
  test::BoltzmannSetup setup{
      model::MomentumGrid::panels(std::array{0.0, 0.5, std::numbers::pi}, std::array{6, 8})};
  collision::ConservingProjection projection{setup.grid, setup.dispersion};
  test::ConservingRelaxation I{setup.grid, setup.dispersion, setup.thermal};
};

TEST_F(EvolutionBehindBarrier, EndsInTheStationaryState) {
  for (const double A : {0.0, -8.0}) {  // a barrier, a well
    const Barrier barrier = box(4000, A);
    const SpatialScheme scheme = cells(barrier);
    const StationaryState aim = stationary(scheme, barrier, 2);
    const auto evolution = begin(scheme, barrier, 2, 1e-3);
    evolution->advance(40);
    EXPECT_LT(largest_difference(evolution->state().n, aim.n), 2e-5) << A;
    EXPECT_LT(largest_difference(evolution->state().mean_field, aim.mean_field), 1e-6) << A;
  }
}

// The energy that the carriers lose to the mean field is its own, but for the errors of X and t.
TEST_F(EvolutionBehindBarrier, KeepsNumberToRoundingAndEnergyToItsErrors) {
  const Barrier barrier = box(200);
  const SpatialScheme scheme = cells(barrier);
  const auto evolution = begin(scheme, barrier, 3, 1e-4);
  const auto of_mean_field = [&] {
    double energy = evolution->content()[1];
    const auto n = evolution->snapshot().n;
    for (std::size_t i = 0; i < n.size(); ++i) {
      const int k = static_cast<int>(i) % setup.grid.size();
      energy -= scheme.lengths[i / static_cast<std::size_t>(setup.grid.size())] *
                setup.grid.weight(k) * setup.grid[k] * setup.grid[k] * n[i];
    }
    return energy;
  };
  const double at_first = of_mean_field(), all = evolution->content()[1];
  evolution->advance(0.2,
                     [&](const EvolutionStep&) { EXPECT_LT(evolution->imbalance()[0], 1e-12); });
  const double exchanged = std::abs(of_mean_field() - at_first) / all;
  EXPECT_GT(exchanged, 1e-3) << "hardly any";
  EXPECT_LT(evolution->imbalance()[1], 0.02 * exchanged);
}

// Without collisions, and in a potential that no carrier changes, what is a function of E + W stays what it is.
TEST_F(EvolutionBehindBarrier, LeavesFunctionsOfTheEnergyAlone) {
  constexpr double Lambda = 1e-10, height = 0.03;
  const auto of_energy = [](double E) { return 0.5 / (E + 0.9); };
  for (int k = 0; k < setup.grid.size(); ++k)
    for (auto* side : {&setup.injection.left, &setup.injection.right})
      (*side)[static_cast<std::size_t>(k)] = of_energy(setup.grid[k] * setup.grid[k]);
  Barrier barrier = box(100);
  barrier.interaction = model::Interaction{{{2, 1e-6}}};
  barrier.A = height / barrier.coupling(Lambda);
  const SpatialScheme scheme = cells(barrier);
  Evolution evolution{world,           scheme,           std::vector<double>(scheme.X.size(), 1.0),
                      setup.grid,      setup.dispersion, I,
                      setup.injection, Lambda,           {1e-6, 100000},
                      &barrier};
  std::vector<double> n;
  for (const double X : scheme.X)
    for (const double k : setup.grid.points())
      n.push_back(of_energy(k * k + height * barrier.D(X)));
  evolution.start(n);
  evolution.advance(2);
  EXPECT_GT(std::abs(of_energy(0) - of_energy(height)), 1e-2);
  EXPECT_LT(largest_difference(evolution.state().n, n), 2e-4);
}

TEST_F(EvolutionBehindBarrier, OfTheNextOrderEndsInItsStationaryState) {
  test::FixedIntegral J = next();
  const Barrier barrier = box(1000);
  const SpatialScheme scheme = cells(barrier);
  for (const auto resummation :
       {collision::Resummation::Pade, collision::Resummation::PadeByMomentum}) {
    const NextOrderTerm term{J, resummation, 4};
    const StationaryState aim = stationary(scheme, barrier, 2, term),
                          leading = stationary(scheme, barrier, 2);
    EXPECT_GT(largest_difference(aim.n, leading.n), 1e-2) << "the next order does nothing";
    const auto evolution = begin(scheme, barrier, 2, 1e-3, &term);
    evaluations_of_J = 0;
    int steps = 0;
    evolution->advance(200, [&](const EvolutionStep&) { ++steps; });
    EXPECT_LT(largest_difference(evolution->state().n, aim.n), 1e-4);
    EXPECT_LT(evaluations_of_J, 4 * steps) << "J is held between steps";
    EXPECT_LT(evolution->imbalance()[0], 1e-12);
  }
}

// Of another tolerance, to how far it says that it is off.
TEST_F(EvolutionBehindBarrier, KnowsWhatHoldingTheNextOrderCosts) {
  test::FixedIntegral J = next();
  const Barrier barrier = box(1000);
  const SpatialScheme scheme = cells(barrier);
  const NextOrderTerm term{J, collision::Resummation::Pade, 4};
  double of_steps = 0;
  const auto coarse = begin(scheme, barrier, 4, 1e-4, &term);
  coarse->advance(0.15, [&](const EvolutionStep& step) { of_steps += step.error; });
  const double of_holding = coarse->error() - of_steps;
  // So many ends of times that the next order is hardly held at all.
  const auto fine = begin(scheme, barrier, 4, 1e-4, &term);
  for (int i = 1; i <= 20; ++i)
    fine->advance(0.0075 * i);
  const auto reference = fine->state().n;
  const double off =
      largest_difference(coarse->state().n, reference) / *std::ranges::max_element(reference);
  EXPECT_LT(off, of_holding + 1e-5) << of_steps;
  EXPECT_GT(off, of_holding / 100);
}

TEST_F(EvolutionBehindBarrier, RefusesTheNextOrderOfTheScalingLimit) {
  test::FixedIntegral J{setup.grid.size(), [](auto, auto) {}};
  const NextOrderTerm term{J, collision::Resummation::Pade, 4};
  const SpatialScheme scheme = make_discontinuous_galerkin(5, 3);
  EXPECT_THROW(Evolution(world, scheme, std::vector<double>(scheme.X.size(), 1.0), setup.grid,
                         setup.dispersion, I, setup.injection, 1, {}, nullptr, &term),
               InvalidInput);
}

}  // namespace
}  // namespace kapitza::boltzmann
