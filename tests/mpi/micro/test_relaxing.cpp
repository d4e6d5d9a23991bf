// The lattice that relaxes by itself: its random phases, what it conserves, and that ranks change nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/relaxing/relaxing_ensemble.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "support/collision_states.hpp"

namespace kapitza::micro {
namespace {

using collision::testing::asymmetric;
using ::testing::HasSubstr;

constexpr int K = 16;

struct RelaxingLattice : ::testing::Test {
  RelaxingSystem system{.sites = 128, .lambda = 0.02, .V_prime = {0.0, 0.0, 3.0}, .n = asymmetric};
  RelaxingSchedule schedule{.splitting = {.step = 0.2}, .seed = 5, .cells = K, .looks = {0, 5, 10}};
  RelaxingMeasurement measurement{
      .realisations = 7, .early = 1, .late = 2, .direction = std::vector<double>(K, 1.0)};
  const model::ParabolicDispersion dispersion;

  RelaxingField field() const { return {system, dispersion, schedule, Planning::Estimate}; }
  RelaxingEnsemble ensemble(const Communicator& comm) const {
    return {comm, system, dispersion, schedule, measurement, Planning::Estimate};
  }
  RelaxingResult finished(const Communicator& comm) const {
    RelaxingEnsemble made = ensemble(comm);
    EXPECT_TRUE(made.run({}));
    return made.result();
  }
  // Kinetic energy by the modes, interaction site by site.
  double energy(std::span<const Complex> psi) const {
    const auto N = static_cast<std::int64_t>(psi.size());
    double sum = 0;
    for (std::int64_t m = 0; m < N; ++m) {
      Complex mode{};
      for (std::int64_t x = 0; x < N; ++x)
        mode += psi[x] * std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(m * x % N) /
                                             static_cast<double>(N));
      sum += dispersion.energy(momentum(m, N)) * std::norm(mode) / static_cast<double>(N);
    }
    for (const Complex& z : psi)
      sum += system.lambda * std::pow(std::norm(z), 3);
    return sum;
  }

  const Communicator world = Communicator::world();
};

// 1000 realisations of 8 modes in each cell: |z|^2 is exponential, so that n of a cell has a relative error of 1/sqrt(8000). Four of these in 16
// cells: a false alarm in a thousand seeds, but the seed is fixed.
TEST_F(RelaxingLattice, BeginsWithTheOccupationThatIsAskedFor) {
  measurement.realisations = 1000;
  const RelaxingResult found = finished(world);
  const model::MomentumGrid grid{K};
  for (int k = 0; k < K; ++k) {
    const double wanted = asymmetric(grid[k]);
    EXPECT_NEAR(found.n[k], wanted, 4 * wanted / std::sqrt(8000) + 0.01 * wanted) << grid[k];
    EXPECT_NEAR(found.n_error[k], wanted / std::sqrt(8000), 0.15 * wanted / std::sqrt(8000));
  }
}

// One mode each in turn: that at a cell's edge counts half in both.
TEST_F(RelaxingLattice, CountsEachModeInItsCell) {
  system.lambda = 0;
  schedule.looks = {0};
  for (const int m : {0, 1, 4, 63, 64, 65, 127}) {
    const double k = momentum(m, 128);
    system.n = [k](double p) { return std::abs(p - k) < 1e-9 ? 1.0 : 0.0; };
    RelaxingField one = field();
    std::vector<double> n(K);
    one.run(0, n);
    const double all = std::accumulate(n.begin(), n.end(), 0.0);
    ASSERT_GT(all, 0);
    const double place = (k + std::numbers::pi) / (2 * std::numbers::pi) * K;
    const auto cell = static_cast<std::size_t>(std::floor(place + 1e-9));
    if (std::abs(place - std::round(place)) > 1e-9) {
      EXPECT_NEAR(n[cell], all, 1e-12) << m;
    } else {
      EXPECT_NEAR(n[cell], all / 2, 1e-12) << m;
      EXPECT_NEAR(n[(cell + K - 1) % K], all / 2, 1e-12) << m;
    }
  }
}

TEST_F(RelaxingLattice, ConservesNumberToRoundingAndEnergyToTheSquareOfTheStep) {
  system.lambda = 0.1;
  const auto drifts = [&](double step) {
    schedule.splitting.step = step;
    RelaxingField one = field();
    one.begin(3);
    std::vector<double> before(K), after(K);
    one.occupation(before);
    const double E = energy(one.field());
    one.advance(static_cast<std::uint64_t>(std::lround(4.0 / step)));
    one.occupation(after);
    double number = 0, changed = 0;
    for (int k = 0; k < K; ++k) {
      number += after[k] - before[k];
      changed = std::max(changed, std::abs(after[k] - before[k]));
    }
    EXPECT_LT(std::abs(number), 1e-13);
    EXPECT_GT(changed, 0.01);
    return std::abs(energy(one.field()) - E) / std::abs(E);
  };
  const double coarse = drifts(0.1), fine = drifts(0.05);
  EXPECT_LT(coarse, 2e-3);
  EXPECT_NEAR(std::log2(coarse / fine), 2.0, 0.5);
}

TEST_F(RelaxingLattice, DoesNotChangeWithoutInteraction) {
  system.lambda = 0;
  RelaxingField one = field();
  std::vector<double> n(3 * K);
  one.run(2, n);
  for (int k = 0; k < K; ++k)
    EXPECT_NEAR(n[k], n[2 * K + k], 1e-13);
}

TEST_F(RelaxingLattice, IsAFunctionOfSeedAndRealisation) {
  const auto drawn = [&](std::uint32_t realisation) {
    RelaxingField one = field();
    one.begin(realisation);
    return std::vector<Complex>(one.field().begin(), one.field().end());
  };
  const auto first = drawn(4);
  EXPECT_EQ(first, drawn(4));
  EXPECT_NE(first, drawn(5));
  schedule.seed = 6;
  EXPECT_NE(first, drawn(4));
}

TEST_F(RelaxingLattice, HasTheSameBitsOnAnyRanks) {
  const RelaxingResult together = finished(world), alone = finished(Communicator::alone());
  EXPECT_EQ(together.realisations_done, 7);
  EXPECT_EQ(together.n, alone.n);
  EXPECT_EQ(together.n_error, alone.n_error);
  EXPECT_EQ(together.change, alone.change);
  EXPECT_EQ(together.change_error, alone.change_error);
  EXPECT_EQ(together.slope, alone.slope);
  EXPECT_EQ(together.slope_error, alone.slope_error);
}

// Means, their errors and the regression, from the realisations one by one.
TEST_F(RelaxingLattice, AveragesItsRealisations) {
  for (int k = 0; k < K; ++k)
    measurement.direction[k] = std::cos(k);
  measurement.first_realisation = 3;
  const RelaxingResult found = finished(world);
  RelaxingField one = field();
  std::vector<std::vector<double>> rows(7, std::vector<double>(3 * K));
  std::vector<double> slopes;
  double square = 0;
  for (const double d : measurement.direction)
    square += d * d;
  for (int r = 0; r < 7; ++r) {
    one.run(3 + static_cast<std::uint32_t>(r), rows[r]);
    slopes.push_back(0);
    for (int k = 0; k < K; ++k)
      slopes.back() += (rows[r][2 * K + k] - rows[r][K + k]) * measurement.direction[k] / square;
  }
  const auto check = [](const std::vector<double>& values, double mean, double error) {
    double sum = 0, squares = 0;
    for (const double x : values)
      sum += x / 7;
    for (const double x : values)
      squares += (x - sum) * (x - sum);
    EXPECT_NEAR(mean, sum, 1e-13);
    EXPECT_NEAR(error, std::sqrt(squares / 42), 1e-13);
  };
  for (int k = 0; k < K; ++k) {
    std::vector<double> late, change;
    for (const auto& row : rows) {
      late.push_back(row[2 * K + k]);
      change.push_back(row[2 * K + k] - row[K + k]);
    }
    check(late, found.n[2 * K + k], found.n_error[2 * K + k]);
    check(change, found.change[k], found.change_error[k]);
  }
  check(slopes, found.slope, found.slope_error);
}

TEST_F(RelaxingLattice, GoesOnFromWhereItStopped) {
  RelaxingEnsemble first = ensemble(world);
  EXPECT_FALSE(first.run([](int) { return true; }));
  const IndependentState state = first.state();
  EXPECT_EQ(state.realisations_done, std::min(7, world.size()));
  EXPECT_EQ(measured(state, 3, K).n, first.result().n);
  RelaxingEnsemble second = ensemble(world);
  second.restore(state);
  EXPECT_TRUE(second.run({}));
  EXPECT_EQ(second.result().n, finished(world).n);
  IndependentState other = state;
  other.moments.pop_back();
  EXPECT_THROW(second.restore(other), InputOutputFailure);
  other = state;
  other.realisations_done = 8;
  EXPECT_THROW(second.restore(other), InputOutputFailure);
}

TEST_F(RelaxingLattice, SaysOnAllRanksWhereAFieldIsNotFinite) {
  system.V_prime = {0.0, std::numeric_limits<double>::quiet_NaN()};
  try {
    finished(world);
    FAIL() << "accepted";
  } catch (const NumericalFailure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("realisation 0, time 1: the field is not finite"));
  }
}

TEST_F(RelaxingLattice, RefusesWhatDoesNotFit) {
  system.sites = 120;
  EXPECT_THROW(field(), InvalidInput);
  system.sites = 16;
  EXPECT_THROW(field(), InvalidInput);
  system.sites = 128;
  measurement.late = 3;
  EXPECT_THROW(ensemble(world), InvalidInput);
  measurement.late = 1;
  EXPECT_THROW(ensemble(world), InvalidInput);
  measurement.late = 2;
  measurement.direction.pop_back();
  EXPECT_THROW(ensemble(world), InvalidInput);
  system.n = [](double k) { return k; };
  EXPECT_THROW(field(), InvalidInput);
}

}  // namespace
}  // namespace kapitza::micro
