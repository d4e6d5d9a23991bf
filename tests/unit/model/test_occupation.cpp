#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "kapitza/base/error.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::model {
namespace {

constexpr double pi = std::numbers::pi;
const ParabolicDispersion parabola;
const MomentumGrid grid{256};

double two_peaks(double k) {
  return 0.15 + 1.6 * std::exp(-std::pow((std::abs(k) - 1.2) / 0.4, 2));
}

std::string message_of(auto&& action) {
  try {
    action();
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "no InvalidInput was thrown";
}

TEST(Occupation, ThermalStateIsRayleighJeans) {
  const auto n = thermal_occupation({0.5, -0.7}, grid, parabola);
  for (int i = 0; i < grid.size(); ++i) {
    EXPECT_DOUBLE_EQ(n[static_cast<std::size_t>(i)], 1.0 / (0.5 * (grid[i] * grid[i] + 0.7)));
  }
}

TEST(Occupation, ThermalStateRefusesUnphysicalParameters) {
  for (const ThermalState& state : {ThermalState{0.0, -1.0},
                                    {-1.0, -1.0},
                                    {1.0, 0.0},
                                    {1.0, 0.3},
                                    {std::nan(""), -1.0},
                                    {1.0, std::nan("")},
                                    {1.0, -HUGE_VAL}}) {
    EXPECT_THROW(thermal_occupation(state, grid, parabola), InvalidInput);
  }
}

TEST(Occupation, FirstUnphysicalMomentumIsNamedWithItsValue) {
  const auto message =
      message_of([] { sampled_occupation([](double k) { return 1.5 - k; }, MomentumGrid{8}); });
  EXPECT_THAT(message, ::testing::HasSubstr("n = -0.463495 at k = 1.9635"));
  EXPECT_THROW(sampled_occupation([](double k) { return k < 3 ? 1.0 : std::nan(""); }, grid),
               InvalidInput);
  EXPECT_THROW(sampled_occupation([](double k) { return 1 / std::abs(k - grid[7]); }, grid),
               InvalidInput);
  EXPECT_THROW(sampled_occupation([](double k) { return k < 0 ? 1.0 : -1e-9; }, grid),
               InvalidInput);
}

TEST(Occupation, MirrorImageExchangesTheDirections) {
  const auto n = sampled_occupation([](double k) { return 2.0 + std::sin(k); }, grid);
  const auto expected = sampled_occupation([](double k) { return 2.0 - std::sin(k); }, grid);
  const auto image = mirrored(n);
  for (std::size_t i = 0; i < n.size(); ++i)
    EXPECT_DOUBLE_EQ(image[i], expected[i]);
}

TEST(Occupation, DensitiesAndCurrentsAreTheMomentsOfTheOccupation) {
  // n = 2 + sin k: rho = 2, e = 2 pi^2/3, J = int 2k sin k dk/2pi = 2, J_E = int 2 k^3 sin k dk/2pi = 2 (pi^2 - 6).
  const auto n = sampled_occupation([](double k) { return 2.0 + std::sin(k); }, grid);
  const double midpoint_error = 20 * grid.spacing() * grid.spacing();
  EXPECT_NEAR(density(n, grid), 2.0, 1e-14);
  EXPECT_NEAR(energy_density(n, grid, parabola), 2 * pi * pi / 3, midpoint_error);
  EXPECT_NEAR(number_current(n, grid, parabola), 2.0, midpoint_error);
  EXPECT_NEAR(energy_current(n, grid, parabola), 2 * (pi * pi - 6), midpoint_error);
}

struct TestTable {
  std::vector<double> k, n;
};

TestTable uneven_table(int points) {
  TestTable table;
  for (int i = 0; i < points; ++i) {
    const double x = -1.0 + (2.0 * i + 1.0) / points;
    table.k.push_back(pi * (x + 0.1 * std::sin(2 * pi * x) / pi));
    table.n.push_back(table.k.back() < 0 ? 1.0 + 0.3 * std::cos(table.k.back())
                                         : 4.0 + std::sin(table.k.back()));
  }
  return table;
}

/// What enters on either side, k < 0 first.
std::vector<double> both_halves(std::span<const double> k, std::span<const double> values) {
  auto n = tabulated_occupation(k, values, Side::Right, grid);
  const auto left = tabulated_occupation(k, values, Side::Left, grid);
  std::copy(left.begin() + grid.size() / 2, left.end(), n.begin() + grid.size() / 2);
  return n;
}

TEST(TabulatedOccupation, IsInterpolatedWithoutBlurringTheJump) {
  const auto [k, n] = uneven_table(300);
  const auto on_grid = both_halves(k, n);
  for (int i = 0; i < grid.size(); ++i) {
    const double exact = grid[i] < 0 ? 1.0 + 0.3 * std::cos(grid[i]) : 4.0 + std::sin(grid[i]);
    EXPECT_NEAR(on_grid[static_cast<std::size_t>(i)], exact, 1e-9);
  }
}

TEST(TabulatedOccupation, OfTheGridItselfIsTheTable) {
  const auto n = sampled_occupation(two_peaks, grid);
  const auto again = both_halves(grid.points(), n);
  for (std::size_t i = 0; i < n.size(); ++i)
    EXPECT_NEAR(again[i], n[i], 1e-14);
}

TEST(TabulatedOccupation, MayContainBothEndsOfTheZone) {
  std::vector<double> k, n;
  for (int i = 0; i <= 200; ++i) {
    k.push_back(-pi + i * 2 * pi / 200);
    n.push_back(2.0 + std::cos(k.back()));
  }
  k.back() = std::nextafter(pi, 4.0);
  const auto on_grid = both_halves(k, n);
  for (int i = 0; i < grid.size(); ++i) {
    EXPECT_NEAR(on_grid[static_cast<std::size_t>(i)], 2.0 + std::cos(grid[i]), 1e-8);
  }
}

TEST(TabulatedOccupation, RefusesUnusableTables) {
  const auto good = uneven_table(40);
  const auto refused = [](TestTable table, const std::string& reason) {
    EXPECT_THAT(message_of([&] { both_halves(table.k, table.n); }), ::testing::HasSubstr(reason));
  };
  refused({}, "has no momenta k < 0");
  TestTable bad = good;
  bad.n.pop_back();
  refused(bad, "40 momenta but 39 values");
  bad = good;
  std::swap(bad.k[3], bad.k[4]);
  refused(bad, "ascend strictly");
  bad = good;
  bad.k[5] = std::nan("");
  refused(bad, "ascend strictly");
  bad = good;
  bad.k.back() = 3.5;
  refused(bad, "within [-pi, pi]");
  bad = good;
  bad.n[7] = -0.25;
  refused(bad, "n = -0.25 at k = ");
  bad = {{good.k.begin() + 20, good.k.end()}, {good.n.begin() + 20, good.n.end()}};
  refused(bad, "has no momenta k < 0");
  bad = {{good.k.begin(), good.k.end() - 5}, {good.n.begin(), good.n.end() - 5}};
  refused(bad, "does not cover the momenta between 0 and 3.14159");
}

TEST(EnteringHalf, IsAllThatIsLookedAt) {
  const auto root = [](double k) { return std::sqrt(k); };  // not a number for k < 0
  const auto n = sampled_occupation(root, Side::Left, grid);
  for (int i = 0; i < grid.size(); ++i)
    EXPECT_EQ(n[static_cast<std::size_t>(i)], std::sqrt(std::abs(grid[i])));
  EXPECT_THAT(message_of([&] { sampled_occupation(root, Side::Right, grid); }),
              ::testing::HasSubstr("at any momentum k < 0"));
  const auto empty = [](double k) { return k < 0 ? 1.0 : 0.0; };
  EXPECT_NO_THROW(sampled_occupation(empty, Side::Right, grid));
  EXPECT_NO_THROW(sampled_occupation(empty, Side::Left, grid));  // a vacuum
}

TEST(EnteringHalf, OfATableIsAllThatMustBeThere) {
  const auto [k, n] = uneven_table(40);
  const auto whole = both_halves(k, n);
  const std::vector<double> k_left(k.begin() + 20, k.end()), n_left(n.begin() + 20, n.end());
  const std::vector<double> k_right(k.begin(), k.begin() + 20), n_right(n.begin(), n.begin() + 20);
  const auto left = tabulated_occupation(k_left, n_left, Side::Left, grid);
  const auto right = tabulated_occupation(k_right, n_right, Side::Right, grid);
  for (int i = 0; i < grid.size(); ++i) {
    const auto j = static_cast<std::size_t>(i);
    EXPECT_EQ((grid[i] > 0 ? left : right)[j], whole[j]);
    EXPECT_EQ(left[j], left[static_cast<std::size_t>(grid.mirror(i))]);
  }
  EXPECT_THROW(tabulated_occupation(k_left, n_left, Side::Right, grid), InvalidInput);
  EXPECT_THROW(tabulated_occupation(k_right, n_right, Side::Left, grid), InvalidInput);
  std::vector<double> unphysical = n;
  unphysical[3] = -1;
  EXPECT_NO_THROW(tabulated_occupation(k, unphysical, Side::Left, grid));
  EXPECT_NO_THROW(tabulated_perturbation(k_left, n_left, Side::Left, grid));
}

TEST(Perturbation, IsZeroWhereNothingEnters) {
  const auto left = sampled_perturbation([](double k) { return k - 1; }, Side::Left, grid);
  const auto right = sampled_perturbation([](double k) { return k - 1; }, Side::Right, grid);
  for (int i = 0; i < grid.size(); ++i) {
    const auto j = static_cast<std::size_t>(i);
    EXPECT_EQ(left[j], grid[i] > 0 ? grid[i] - 1 : 0.0);
    EXPECT_EQ(right[j], grid[i] < 0 ? grid[i] - 1 : 0.0);
  }
}

TEST(Perturbation, IsRefusedOnlyWhereItEntersAndIsNotFinite) {
  const auto root = [](double k) { return std::sqrt(k); };
  EXPECT_NO_THROW(sampled_perturbation(root, Side::Left, grid));
  EXPECT_THROW(sampled_perturbation(root, Side::Right, grid), InvalidInput);
}

}  // namespace
}  // namespace kapitza::model
