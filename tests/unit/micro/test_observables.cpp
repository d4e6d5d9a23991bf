#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/measuring/leads.hpp"
#include "kapitza/micro/measuring/observables.hpp"
#include "kapitza/micro/measuring/windowed_occupation.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::micro {
namespace {

constexpr int K = 16;

System ring(std::int64_t sites, std::int64_t damping_first, std::size_t damped,
            std::int64_t defect_first, std::size_t defective) {
  System system;
  system.sites = sites;
  system.damping = {damping_first, std::vector<double>(damped, 0.1)};
  system.defect.profile = {defect_first, std::vector<double>(defective, 1.0)};
  return system;
}

std::vector<double> occupation(const std::vector<Complex>& psi) {
  WindowedOccupation window{K};
  std::vector<double> n(K);
  window.measure(psi, n);
  return n;
}

TEST(WindowedOccupation, IsTheSquareOfTheTaperedFourierSum) {
  const model::MomentumGrid grid{K};
  std::vector<Complex> psi;
  for (int x = 0; x < K; ++x)
    psi.emplace_back(std::cos(1.3 * x * x), std::sin(0.4 + 2.0 * x));
  const std::vector<double> n = occupation(psi);
  double norm = 0;
  for (int x = 0; x < K; ++x)
    norm += std::pow(std::sin(std::numbers::pi * (x + 0.5) / K), 4);
  for (int i = 0; i < K; ++i) {
    Complex sum = 0;
    for (int x = 0; x < K; ++x)
      sum += std::pow(std::sin(std::numbers::pi * (x + 0.5) / K), 2) *
             psi[static_cast<std::size_t>(x)] * std::polar(1.0, -grid[i] * x);
    EXPECT_NEAR(n[static_cast<std::size_t>(i)], std::norm(sum) / norm, 1e-13) << grid[i];
  }
}

TEST(WindowedOccupation, OfAPlaneWavePeaksAtItsMomentum) {
  const model::MomentumGrid grid{K};
  for (const int i : {1, 6, 11}) {
    std::vector<Complex> psi;
    for (int x = 0; x < K; ++x)
      psi.push_back(std::polar(1.0, grid[i] * x));
    const std::vector<double> n = occupation(psi);
    // |sum_x w_x|^2 = (K/2)^2 / (3K/8), a quarter of it at the neighbours, and nothing elsewhere
    for (int j = 0; j < K; ++j) {
      const double expected = j == i ? 2.0 * K / 3 : std::abs(j - i) == 1 ? K / 6.0 : 0.0;
      EXPECT_NEAR(n[static_cast<std::size_t>(j)], expected, 1e-13);
    }
  }
}

TEST(Leads, LieBetweenReservoirAndDefect) {
  // reservoir on 90 .. 99, 0 .. 11; defect on 40 .. 59
  const Leads free = leads(ring(100, 90, 22, 40, 20));
  EXPECT_EQ(free.left.first, 12);
  EXPECT_EQ(free.left.sites, 28);
  EXPECT_EQ(free.right.first, 60);
  EXPECT_EQ(free.right.sites, 30);
}

TEST(Leads, MeetInTheMiddleWithoutADefectAndAtTheJointWithoutDamping) {
  const Leads no_defect = leads(ring(100, 95, 10, 0, 0));
  EXPECT_EQ(no_defect.left.first, 5);
  EXPECT_EQ(no_defect.left.sites, 45);
  EXPECT_EQ(no_defect.right.first, 50);
  EXPECT_EQ(no_defect.right.sites, 45);
  const Leads no_damping = leads(ring(100, 0, 0, 40, 30));
  EXPECT_EQ(no_damping.left.first, 0);
  EXPECT_EQ(no_damping.left.sites, 40);
  EXPECT_EQ(no_damping.right.first, 70);
  EXPECT_EQ(no_damping.right.sites, 30);
}

TEST(Leads, RefuseAnOverlap) {
  EXPECT_THROW(leads(ring(100, 90, 22, 11, 20)), InvalidInput);  // on the left
  EXPECT_THROW(leads(ring(100, 90, 22, 71, 20)), InvalidInput);  // on the right
  EXPECT_THROW(leads(ring(100, 0, 100, 40, 20)), InvalidInput);
  EXPECT_NO_THROW(leads(ring(100, 90, 22, 12, 78)));
}

}  // namespace
}  // namespace kapitza::micro
