// The defect that is switched on: the state before, what is measured, what is conserved, and that ranks change nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/quench/quench_ensemble.hpp"
#include "kapitza/model/defect.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "support/collision_states.hpp"

namespace kapitza::micro {
namespace {

using collision::testing::asymmetric;
using ::testing::HasSubstr;

constexpr double pi = std::numbers::pi;
constexpr int N = 256, K = 16, W = 5;  // windows that do not divide the ring

/// sqrt(8/3K) sin^2(pi (x + 1/2)/K), sum of squares 1.
double taper(int x) {
  return std::sqrt(8.0 / (3.0 * K)) * std::pow(std::sin(pi * (x + 0.5) / K), 2);
}

struct Quench : ::testing::Test {
  System system{
      .sites = N, .damping = {}, .defect = {model::sharp_box(40, N / 2), 0.02, {0.5, 0.0, 3.0}}};
  QuenchSchedule schedule{
      .splitting = {.step = 0.1}, .seed = 5, .points = K, .windows = W, .looks = {0, 20, 40}};
  int realisations = 7;
  const model::ParabolicDispersion dispersion;
  std::vector<double> n;
  const Communicator world = Communicator::world();

  Quench() {
    for (int m = 0; m < N; ++m)
      n.push_back(asymmetric(momentum(m, N)));
  }
  QuenchField field() const { return {system, n, dispersion, schedule, Planning::Estimate}; }
  QuenchEnsemble ensemble(const Communicator& comm) const {
    return {comm, system, n, dispersion, schedule, realisations, 0, Planning::Estimate};
  }
  QuenchResult finished(const Communicator& comm) const {
    QuenchEnsemble made = ensemble(comm);
    EXPECT_TRUE(made.run({}));
    return measured(made.state());
  }
  // H / N: kinetic energy by the modes, interaction site by site.
  double energy(std::span<const Complex> psi) const {
    double sum = 0;
    for (int m = 0; m < N; ++m) {
      Complex mode{};
      for (int x = 0; x < N; ++x)
        mode += psi[x] * std::polar(1.0, -2 * pi * (m * x % N) / N);
      sum += dispersion.energy(momentum(m, N)) * std::norm(mode) / N;
    }
    for (std::size_t i = 0; i < system.defect.profile.D.size(); ++i) {
      const double y = std::norm(psi[system.defect.profile.first + static_cast<std::int64_t>(i)]);
      sum += system.defect.lambda * system.defect.profile.D[i] * (0.5 * y + y * y * y);
    }
    return sum / N;
  }
};

// 500 realisations, z of n(x, k) at all looks against the tapered n(k): chi^2 per number, which has a spread of about sqrt(2/(K W/2)) at each of
// the three looks. Four of these; the seed is fixed.
TEST_F(Quench, KeepsTheInjectedOccupationWhereNothingIsSwitchedOn) {
  system.defect.lambda = 0;
  realisations = 500;
  const QuenchResult found = finished(Communicator::alone());
  const model::MomentumGrid grid{K};
  const QuenchLayout at = quench_layout(K, W);
  std::vector<double> expected;
  double rho = 0;
  for (int m = 0; m < N; ++m)
    rho += n[m] / N;
  for (const double k : grid.points()) {
    double sum = 0;
    for (int m = 0; m < N; ++m) {
      Complex response{};
      for (int x = 0; x < K; ++x)
        response += taper(x) * std::polar(1.0, (momentum(m, N) - k) * x);
      sum += n[m] * std::norm(response) / N;
    }
    expected.push_back(sum);
  }
  for (std::size_t look = 0; look < 3; ++look) {
    const std::size_t row = look * at.size;
    double chi2 = 0;
    for (int i = 0; i < W * K; ++i)
      chi2 += std::pow((found.mean[row + i] - expected[i % K]) / found.standard_error[row + i], 2);
    EXPECT_NEAR(chi2 / (W * K), 1.0, 4 * std::sqrt(4.0 / (W * K))) << look;
    for (int j = 0; j < W; ++j) {
      const std::size_t place = row + at.density + j;
      EXPECT_NEAR(found.mean[place], rho, 4 * found.standard_error[place]);
      double number = 0, energy = 0;  // linear in n
      for (int i = 0; i < K; ++i) {
        const double flow = dispersion.velocity(grid[i]) * found.mean[row + j * K + i] / K;
        number += flow;
        energy += dispersion.energy(grid[i]) * flow;
      }
      EXPECT_NEAR(found.mean[row + at.number_current + j], number, 1e-12);
      EXPECT_NEAR(found.mean[row + at.energy_current + j], energy, 1e-12);
    }
  }
}

// Site by site, without a transform. The first and the last window go over the joint of the ring.
TEST_F(Quench, LooksThroughWindowsAroundTheirCentres) {
  schedule.windows = 32;
  QuenchField one = field();
  one.begin(3);
  one.advance(17);
  const QuenchLayout at = one.layout();
  std::vector<double> numbers(at.size);
  one.look(numbers);
  const auto psi = one.field();
  const RingWindows windows = ring_windows(N, K, 32);
  const model::MomentumGrid grid{K};
  for (int j = 0; j < 32; ++j) {
    EXPECT_NEAR(windows.centres[j], (j + 0.5) * 8 - N / 2, 0.5);
    double density = 0;
    for (int x = 8 * j; x < 8 * (j + 1); ++x)
      density += std::norm(psi[x]) / 8;
    EXPECT_NEAR(numbers[at.density + j], density, 1e-13);
    for (int i = 0; i < K; ++i) {
      Complex sum{};
      for (int x = 0; x < K; ++x) {
        const auto site =
            static_cast<int>(std::lround(windows.centres[j] - 0.5 * (K - 1))) + N / 2 + x;
        sum += taper(x) * psi[(site + N) % N] * std::polar(1.0, -grid[i] * x);
      }
      EXPECT_NEAR(numbers[j * K + i], std::norm(sum), 1e-12) << j << ", " << i;
    }
  }
}

TEST_F(Quench, ConservesNumberToRoundingAndEnergyToTheSquareOfTheStep) {
  system.defect.lambda = 0.1;
  const auto drift = [&](double step) {
    schedule.splitting.step = step;
    QuenchField one = field();
    one.begin(3);
    const double H = energy(one.field());
    one.advance(static_cast<std::uint64_t>(std::lround(8.0 / step)));
    std::vector<double> numbers(one.layout().size);
    one.look(numbers);
    EXPECT_LT(std::abs(numbers[one.layout().number]), 1e-13);
    EXPECT_NEAR(numbers[one.layout().energy], energy(one.field()) - H, 1e-12);
    return std::abs(numbers[one.layout().energy]) / H;
  };
  const double coarse = drift(0.1), fine = drift(0.05);
  EXPECT_GT(coarse, 1e-8);
  EXPECT_LT(coarse, 1e-3);
  EXPECT_NEAR(std::log2(coarse / fine), 2.0, 0.5);
}

// The dynamics is real: psi(-t) = psi*(t) of the conjugate field, E(k) = E(-k).
TEST_F(Quench, ComesBackWhenTimeIsReversed) {
  system.defect.lambda = 0.1;
  QuenchField one = field();
  one.begin(2);
  const std::vector<Complex> before(one.field().begin(), one.field().end());
  const auto conjugate = [&] {
    for (Complex& psi : one.field())
      psi = std::conj(psi);
  };
  const auto distance = [&] {
    double most = 0;
    for (int x = 0; x < N; ++x)
      most = std::max(most, std::abs(one.field()[x] - before[x]));
    return most;
  };
  one.advance(60);
  EXPECT_GT(distance(), 0.1);
  conjugate();
  one.advance(60);
  conjugate();
  EXPECT_LT(distance(), 1e-11);
}

// The defect is in the middle, and what it does spreads no faster than the fastest carriers, but for the tails of a band with a kink at |k| = pi.
TEST_F(Quench, OpensALightConeAroundTheDefect) {
  constexpr int t = 8;
  system.defect.lambda = 0.1;
  QuenchField switched_on = field();
  system.defect.lambda = 0;
  QuenchField free = field();
  for (QuenchField* one : {&switched_on, &free}) {
    one->begin(1);
    one->advance(10 * t);
  }
  const auto change = [&](double from, double to) {  // at these distances from the middle
    double sum = 0;
    for (int x = 0; x < N; ++x)
      if (const int distance = std::abs(x - N / 2); distance >= from && distance < to)
        sum += std::norm(switched_on.field()[x] - free.field()[x]);
    return sum;
  };
  const double all = change(0, N), cone = 20 + 2 * pi * t;
  EXPECT_GT(all, 0.1);
  EXPECT_GT(change(25, 45), 1e-2 * all);
  EXPECT_LT(change(cone + 8, N), 2e-4 * all);
}

TEST_F(Quench, HasTheSameBitsOnAnyRanks) {
  const QuenchResult together = finished(world), alone = finished(Communicator::alone());
  EXPECT_EQ(together.realisations_done, 7);
  EXPECT_EQ(together.mean, alone.mean);
  EXPECT_EQ(together.standard_error, alone.standard_error);
}

TEST_F(Quench, AveragesItsRealisations) {
  const QuenchResult found = finished(world);
  const std::size_t row = QuenchEnsemble::numbers(schedule);
  ASSERT_EQ(found.mean.size(), row);
  std::vector<std::vector<double>> rows(7, std::vector<double>(row));
  QuenchField one = field();
  for (std::uint32_t r = 0; r < 7; ++r)
    one.run(r, rows[r]);
  EXPECT_NE(rows[0], rows[1]);
  for (std::size_t i = 0; i < row; ++i) {
    double mean = 0, squares = 0;
    for (const auto& values : rows)
      mean += values[i] / 7;
    for (const auto& values : rows)
      squares += (values[i] - mean) * (values[i] - mean);
    EXPECT_NEAR(found.mean[i], mean, 1e-13);
    EXPECT_NEAR(found.standard_error[i], std::sqrt(squares / 42), 1e-13);
  }
}

TEST_F(Quench, GoesOnFromWhereItStopped) {
  QuenchEnsemble first = ensemble(world);
  EXPECT_FALSE(first.run([](int) { return true; }));
  EXPECT_EQ(first.state().realisations_done, std::min(7, world.size()));
  QuenchEnsemble second = ensemble(world);
  second.restore(first.state());
  EXPECT_TRUE(second.run({}));
  EXPECT_EQ(measured(second.state()).mean, finished(world).mean);
  IndependentState other = first.state();
  other.moments.pop_back();
  EXPECT_THROW(second.restore(other), InputOutputFailure);
}

TEST_F(Quench, SaysOnAllRanksWhereAFieldIsNotFinite) {
  system.defect.V_prime = {0.0, std::numeric_limits<double>::quiet_NaN()};
  try {
    finished(world);
    FAIL() << "accepted";
  } catch (const NumericalFailure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("realisation 0, time 0: the field is not finite"));
  }
}

TEST_F(Quench, RefusesWhatDoesNotFit) {
  system.damping = uniform_damping(N, 0.1);
  system.defect.profile = {};
  EXPECT_THROW(field(), InvalidInput);
  system.damping = {};
  n[7] = -1;
  EXPECT_THROW(field(), InvalidInput);
  n[7] = 1;
  schedule.points = 2 * N;
  EXPECT_THROW(field(), InvalidInput);
  schedule.points = K;
  schedule.windows = N + 1;
  EXPECT_THROW(field(), InvalidInput);
  schedule.windows = W;
  n.pop_back();
  EXPECT_THROW(field(), InvalidInput);
  n.push_back(1);
  realisations = 0;
  EXPECT_THROW(ensemble(world), InvalidInput);
}

}  // namespace
}  // namespace kapitza::micro
