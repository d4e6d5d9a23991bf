#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/upwind.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/relaxation.hpp"

namespace kapitza::boltzmann {
namespace {

constexpr int K = 16;

struct Interrupted : testing::Test {
  Engine engine(const std::vector<SpatialScheme>& schemes, const SteadyOptions& options = {}) {
    return {world, schemes, setup.grid, setup.dispersion, relaxation, setup.injection, options};
  }

  /// What the solve hands over when it is abandoned at every `interval`-th call of on_step, or of on_work, and taken up by
  /// another engine each time. `restarts` counts.
  std::vector<Solution> in_pieces(const std::vector<SpatialScheme>& schemes,
                                  const std::vector<double>& Lambda, const SteadyOptions& options,
                                  int interval, bool within_steps) {
    std::vector<Solution> solutions;
    Snapshot snapshot;
    for (restarts = 0; restarts < 300; ++restarts) {
      Engine solver = engine(schemes, options);
      if (!snapshot.grids.empty()) solver.resume(std::exchange(snapshot, {}));
      int calls = 0;
      const auto stop = [&] {
        if (++calls < interval) return;
        snapshot = solver.snapshot();
        throw StopRequested{"enough"};
      };
      try {
        solver.solve(
            Lambda, [&](const Solution& s) { solutions.push_back(s); },
            [&](const StepReport&) {
              if (!within_steps) stop();
            },
            [&] {
              if (within_steps) stop();
            });
        return solutions;
      } catch (const StopRequested&) {
      }
    }
    ADD_FAILURE() << "no end after " << restarts << " restarts";
    return solutions;
  }

  void expect_equal(const std::vector<Solution>& whole, const std::vector<Solution>& pieces,
                    double tolerance) {
    EXPECT_EQ(whole.size(), pieces.size());
    for (std::size_t s = 0; s < std::min(whole.size(), pieces.size()); ++s) {
      EXPECT_EQ(whole[s].index, pieces[s].index);
      EXPECT_EQ(whole[s].resolutions.size(), pieces[s].resolutions.size());
      const auto &one = whole[s].state.n, &other = pieces[s].state.n;
      EXPECT_EQ(one.size(), other.size());
      for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i)
        EXPECT_NEAR(one[i], other[i], tolerance) << "Lambda " << s << ", entry " << i;
    }
  }

  Communicator world = Communicator::world();
  test::BoltzmannSetup setup{K};
  test::ConservingRelaxation relaxation{setup.grid, setup.dispersion, setup.thermal};
  const std::vector<double> list{3, 0.2, 1};
  int restarts = 0;
};

// Both ends are at the rounding floor of n = O(1), about 1e-14 here.
constexpr double floor_tolerance = 1e-12;

TEST_F(Interrupted, AfterEveryStepItReachesTheSameStates) {
  const std::vector schemes{make_discontinuous_galerkin(4, 3)};
  Engine solver = engine(schemes);
  expect_equal(setup.solve(solver, list), in_pieces(schemes, list, {}, 1, false), floor_tolerance);
  EXPECT_GT(restarts, 5);
}

TEST_F(Interrupted, WithinStepsItReachesTheSameStates) {
  const std::vector schemes{make_discontinuous_galerkin(4, 3)};
  Engine solver = engine(schemes);
  expect_equal(setup.solve(solver, list), in_pieces(schemes, list, {}, 26, true), floor_tolerance);
  EXPECT_GT(restarts, 3);
}

TEST_F(Interrupted, AStepIsNotLostToTheNextOne) {
  // Begun anew at each restart, a Lambda that takes six steps would never be reached in pieces of two.
  const std::vector schemes{make_discontinuous_galerkin(4, 3)};
  in_pieces(schemes, {3}, {}, 2, false);
  EXPECT_GT(restarts, 1);
  EXPECT_LT(restarts, 10);
}

TEST_F(Interrupted, SeveralGridsKeepThoseThatAreDone) {
  const std::vector schemes{make_upwind(4), make_upwind(7), make_upwind(13)};
  Engine solver = engine(schemes);
  const auto whole = setup.solve(solver, {0.5, 1.5});
  const auto pieces = in_pieces(schemes, {0.5, 1.5}, {}, 3, false);
  expect_equal(whole, pieces, floor_tolerance);
  EXPECT_GT(restarts, 5);
}

TEST_F(Interrupted, MarchingAgreesToItsTolerance) {
  const SteadyOptions options{SteadyMethod::March, 1e-10, 100000};
  const std::vector schemes{make_upwind(5)};
  Engine solver = engine(schemes, options);
  expect_equal(setup.solve(solver, {0.5, 1}), in_pieces(schemes, {0.5, 1}, options, 2, false),
               1e-8);
  EXPECT_GE(restarts, 1);
}

TEST_F(Interrupted, TheStepsOfAllPiecesCount) {
  const std::vector schemes{make_discontinuous_galerkin(4, 3)};
  Engine solver = engine(schemes);
  const int whole = setup.solve(solver, {3}).at(0).state.steps;
  const int pieces = in_pieces(schemes, {3}, {}, 2, false).at(0).state.steps;
  EXPECT_GE(pieces, whole - 1);
  EXPECT_LE(pieces, 2 * whole);
}

TEST_F(Interrupted, ASnapshotWithANanIsRefusedWithItsPlace) {
  const SpatialScheme scheme = make_discontinuous_galerkin(4, 3);
  Engine solver = engine({scheme});
  setup.solve(solver, {1});
  Snapshot snapshot = solver.snapshot();
  const bool last = world.rank() == world.size() - 1;
  if (last) snapshot.grids[0].states.back().n.back() = std::numeric_limits<double>::quiet_NaN();
  std::string message = "nothing thrown";
  try {
    solver.resume(std::move(snapshot));
  } catch (const NumericalFailure& failure) {
    message = failure.what();
  }
  EXPECT_THAT(message, testing::HasSubstr(fmt::format(
                           "n = nan at X = {:.6g}, k = 2.94524, Lambda = 1", scheme.X.back())));
}

TEST_F(Interrupted, ASnapshotOfOtherGridsIsRefused) {
  Engine solver = engine({make_discontinuous_galerkin(4, 3)});
  Engine other = engine({make_upwind(4), make_upwind(7)});
  Engine coarser = engine({make_discontinuous_galerkin(2, 3)});
  EXPECT_THROW(other.resume(solver.snapshot()), InvalidInput);
  EXPECT_THROW(coarser.resume(solver.snapshot()), InvalidInput);
  Engine fewer = engine({make_upwind(4)});
  EXPECT_THROW(fewer.resume(other.snapshot()), InvalidInput);
  Snapshot finished = solver.snapshot();
  finished.resolved.resize(1);  // a Lambda that is done on all grids is none under way
  EXPECT_THROW(solver.resume(std::move(finished)), InvalidInput);
}

}  // namespace
}  // namespace kapitza::boltzmann
