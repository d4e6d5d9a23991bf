// The next order in the residual: against the rate of a homogeneous lattice, and where J is evaluated.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/next_order_rate.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"
#include "kapitza/collision/relaxation_rate.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/fixed_integral.hpp"
#include "support/relaxation.hpp"

namespace kapitza::boltzmann {
namespace {

using collision::Resummation;

TEST(NextOrder, IsEvaluatedAtBothEndsAndAtMirrorImages) {
  for (const int P : {1, 2, 3, 8, 35, 72})
    for (const int wanted : {1, 2, 5, 12, 13, 100}) {
      const std::vector<int> points = supporting_points(P, wanted);
      const auto count = static_cast<int>(points.size());
      EXPECT_GE(count, 1);
      EXPECT_LE(count, std::min(P, wanted + 1));
      EXPECT_GE(count, std::min(P, wanted - 1));
      for (std::size_t i = 0; i < points.size(); ++i) {
        EXPECT_EQ(points[i] + points[points.size() - 1 - i], P - 1);
        if (i > 0) {
          EXPECT_LT(points[i - 1], points[i]);
        }
      }
      if (wanted > 2) {
        EXPECT_EQ(points.front(), 0);
      }
    }
}

struct NextOrderInResidual : testing::Test {
  NextOrderInResidual() {
    transport.emplace(world, make_discontinuous_galerkin(4, 3),
                      velocities(setup.grid, setup.dispersion), setup.injection);
  }
  // F / S of a state that is the same at all X.
  std::vector<double> residual(const NextOrderTerm* term) {
    SteadyProblem problem{world, *transport, setup.grid, I, 1.0, &barrier, term};
    problem.set_Lambda(Lambda);
    const PetscVec n = filled(*transport, [&](int, int k) { return state(k); }),
                   F = transport->free_streaming();
    problem.residual(n.get(), F.get());
    corrections = problem.next_order_at(n.get());
    std::vector<double> values;
    for (int x = 0; x < transport->points(); ++x)
      for (int k = 0; k < K(); ++k) {
        double one = 0;
        const PetscInt at = x * K() + k;
        check(VecGetValues(F.get(), 1, &at, &one));
        values.push_back(one / problem.scale(x, k));
      }
    return values;
  }
  PetscVec filled(const Transport& on, const std::function<double(int x, int k)>& n) const {
    PetscVec all = on.free_streaming();
    for (int x = 0; x < on.points(); ++x)
      for (int k = 0; k < K(); ++k)
        check(VecSetValue(all.get(), x * K() + k, n(x, k), INSERT_VALUES));
    check(VecAssemblyBegin(all.get()));
    check(VecAssemblyEnd(all.get()));
    return all;
  }
  // R at all points.
  std::vector<double> rates(SteadyProblem& problem, Vec n) const {
    const PetscVec R = transport->free_streaming();
    problem.collide(n, R.get());
    const double* values = nullptr;
    check(VecGetArrayRead(R.get(), &values));
    const std::vector<double> all(values, values + transport->points() * K());
    check(VecRestoreArrayRead(R.get(), &values));
    return all;
  }
  int K() const { return setup.grid.size(); }
  double state(int k) const { return 0.6 + 0.3 * std::sin(setup.grid[k] + 0.4); }

  static constexpr double Lambda = 1.5;
  Communicator world = Communicator::world();
  test::BoltzmannSetup setup{
      model::MomentumGrid::panels(std::array{0.0, 0.5, std::numbers::pi}, std::array{4, 6})};
  test::ConservingRelaxation I{setup.grid, setup.dispersion, setup.thermal};
  test::FixedIntegral J{setup.grid.size(), [](auto n, auto out) {
                          for (std::size_t k = 0; k < n.size(); ++k)
                            out[k] = 1.0 - 2 * n[k] + 0.5 * n[k] * n[k];
                        }};
  Barrier barrier{model::DefectCoordinate{[](double y) { return 1 / std::cosh(y); }},
                  model::Interaction{{{3, 6.0}}}, 20.0, -1.5};
  std::optional<Transport> transport;
  std::vector<double> corrections;
};

TEST_F(NextOrderInResidual, IsTheRateOfAHomogeneousLatticeOfTheLocalCoupling) {
  const std::vector<double> leading = residual(nullptr);
  for (const double correction : corrections)
    EXPECT_EQ(correction, 0);
  std::vector<double> n, i(static_cast<std::size_t>(K())), rate(i);
  for (int k = 0; k < K(); ++k)
    n.push_back(state(k));
  I.evaluate(n, i);
  for (const Resummation resummation :
       {Resummation::Sum, Resummation::Pade, Resummation::PadeByMomentum}) {
    const NextOrderTerm term{J, resummation};
    const std::vector<double> found = residual(&term);
    for (int x = 0; x < transport->points(); ++x) {
      const double lambda =
          barrier.coupling(Lambda) * barrier.D(transport->scheme().X[static_cast<std::size_t>(x)]);
      collision::RelaxationRate lattice{setup.grid, I, J, lambda, resummation};
      lattice.evaluate(n, rate);
      EXPECT_NEAR(corrections[static_cast<std::size_t>(x)], lattice.correction(), 1e-12);
      EXPECT_GT(std::abs(lattice.correction()), 1e-3);
      for (int k = 0; k < K(); ++k) {
        const auto at = static_cast<std::size_t>(x * K() + k), only = static_cast<std::size_t>(k);
        EXPECT_NEAR(found[at] - leading[at], -Lambda * (rate[only] / (lambda * lambda) - i[only]),
                    1e-10);
      }
    }
  }
}

// Held, the rate at another state is along_I I + remainder of the first; taken anew it has moved by what is told.
TEST_F(NextOrderInResidual, IsHeldForStatesNearby) {
  const PetscVec first = filled(*transport, [&](int, int k) { return state(k); }),
                 second = filled(*transport, [&](int, int k) { return 1.2 * state(k); });
  for (const Resummation resummation : {Resummation::Pade, Resummation::PadeByMomentum}) {
    const NextOrderTerm term{J, resummation};
    SteadyProblem problem{world, *transport, setup.grid, I, 1.0, &barrier, &term};
    problem.set_Lambda(Lambda);
    const std::vector<double> here = rates(problem, first.get()),
                              there = rates(problem, second.get());
    EXPECT_EQ(problem.hold_next_order_at(first.get()), 0);
    EXPECT_EQ(rates(problem, first.get()), here);
    const std::vector<double> held = rates(problem, second.get());
    double moved = 0;
    for (std::size_t i = 0; i < held.size(); ++i)
      moved = std::max(moved, std::abs(held[i] - there[i]));
    EXPECT_GT(moved, 1e-3);
    EXPECT_NEAR(problem.hold_next_order_at(second.get()), moved, 1e-12);
    EXPECT_EQ(rates(problem, second.get()), there);
  }
}

// Where no supporting point has moved, J is the same, and the rate another one all the same.
TEST_F(NextOrderInResidual, IsTakenAnewWhereOnlyTheStatesBetweenItsPointsMove) {
  const NextOrderTerm term{J, Resummation::Pade, 2};
  const std::vector<int> supports = supporting_points(transport->points(), 2);
  const PetscVec first = filled(*transport, [&](int, int k) { return state(k); }),
                 second = filled(*transport, [&](int x, int k) {
                   return (std::ranges::find(supports, x) == supports.end() ? 1.3 : 1) * state(k);
                 });
  SteadyProblem held{world, *transport, setup.grid, I, 1.0, &barrier, &term},
      fresh{world, *transport, setup.grid, I, 1.0, &barrier, &term};
  for (SteadyProblem* problem : {&held, &fresh})
    problem->set_Lambda(Lambda);
  held.hold_next_order_at(first.get());
  held.hold_next_order_at(second.get());
  EXPECT_EQ(rates(held, second.get()), rates(fresh, second.get()));
}

// n is smooth inside a box and another one outside: J is interpolated between states of the inside.
TEST_F(NextOrderInResidual, IsInterpolatedInsideABoxOnly) {
  barrier.profile = model::DefectCoordinate::box();
  const std::vector<double> faces{0, 0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98, 1};
  const Transport inside{world, make_discontinuous_galerkin(faces_for(barrier, faces, 1), 3),
                         velocities(setup.grid, setup.dispersion), setup.injection};
  const auto corrections_of = [&](int points) {
    const NextOrderTerm term{J, Resummation::Pade, points};
    SteadyProblem problem{world, inside, setup.grid, I, 1.0, &barrier, &term};
    problem.set_Lambda(Lambda);
    const PetscVec n = filled(inside, [&](int x, int k) {
      const double X = inside.scheme().X[static_cast<std::size_t>(x)];
      return (barrier.on_ramp(X) ? 1.3 : 1 + 0.1 * X * (1 - X)) * state(k);
    });
    return problem.next_order_at(n.get());
  };
  const auto exact = corrections_of(1000), few = corrections_of(8);
  for (std::size_t x = 0; x < exact.size(); ++x) {
    if (barrier.on_ramp(inside.scheme().X[x])) {
      EXPECT_EQ(few[x], 0) << "nothing collides there";
      continue;
    }
    EXPECT_GT(std::abs(exact[x]), 1e-2);
    EXPECT_NEAR(few[x], exact[x], 2e-3 * std::abs(exact[x])) << inside.scheme().X[x];
  }
}

}  // namespace
}  // namespace kapitza::boltzmann
