#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/reservoir.hpp"

namespace kapitza::micro {
namespace {

using std::numbers::pi;
const model::ParabolicDispersion parabola;

double left(double k) {
  return 0.4 + 0.2 * std::cos(k - 0.7);
}
double right(double k) {
  return 0.9 + 0.3 * std::sin(2 * k);
}
double returning(double k) {
  return 0.3 + 0.1 * std::sin(k);
}

std::vector<double> on(const model::MomentumGrid& grid, double (*n)(double)) {
  std::vector<double> values;
  for (const double k : grid.points())
    values.push_back(n(k));
  return values;
}

/// The stationary (16), v dn/dx = -2 gamma n + gamma s, through gamma = rate cos^2(pi x / 2w), |x| < w, in the direction of
/// flight from n(far end) = n to the near end, by the classical Runge-Kutta method.
double carried_through(double n, double s, double speed, double w, double rate) {
  constexpr int steps = 4000;
  const double h = 2 * w / steps;
  const auto slope = [&](double x, double value) {
    const double gamma = rate * std::pow(std::cos(pi * x / (2 * w)), 2);
    return (-2 * gamma * value + gamma * s) / speed;
  };
  for (int i = 0; i < steps; ++i) {
    const double x = -w + i * h;
    const double a = slope(x, n), b = slope(x + h / 2, n + h / 2 * a);
    const double c = slope(x + h / 2, n + h / 2 * b), d = slope(x + h, n + h * c);
    n += h / 6 * (a + 2 * b + 2 * c + d);
  }
  return n;
}

TEST(NoiseSpectrum, MakesTheKineticEquationEmitTheWantedOccupation) {
  constexpr double width = 60, rate = 0.05;  // transmission of the fastest 0.38
  const model::MomentumGrid grid{24};
  const Damping damping = smooth_reservoir(400, 60, rate);
  const std::vector<double> s =
      noise_spectrum(on(grid, left), on(grid, right), damping, grid, parabola);
  for (std::size_t i = 0; i < s.size(); ++i) {
    const double k = grid.points()[i], speed = 2 * std::abs(k);
    EXPECT_NEAR(carried_through(0, s[i], speed, width, rate), k > 0 ? left(k) : right(k), 1e-7)
        << "k = " << k;
  }
}

TEST(NoiseSpectrum, AccountsForWhatEntersOnTheFarSide) {
  constexpr double width = 60, rate = 0.05;
  const model::MomentumGrid grid{24};
  const Damping damping = smooth_reservoir(400, 60, rate);
  const std::vector<double> s =
      noise_spectrum(on(grid, left), on(grid, right), damping, grid, parabola, on(grid, returning));
  for (std::size_t i = 0; i < s.size(); ++i) {
    const double k = grid.points()[i], speed = 2 * std::abs(k);
    EXPECT_NEAR(carried_through(returning(k), s[i], speed, width, rate), k > 0 ? left(k) : right(k),
                1e-7)
        << "k = " << k;
  }
}

TEST(NoiseSpectrum, IsTwiceTheOccupationWhenTheSameReturns) {
  const model::MomentumGrid grid{64};
  const std::vector<double> n = on(grid, left);
  const std::vector<double> s =
      noise_spectrum(n, n, smooth_reservoir(400, 20, 0.01), grid, parabola, n);
  for (std::size_t i = 0; i < s.size(); ++i)
    EXPECT_NEAR(s[i], 2 * n[i], 1e-13);
}

TEST(NoiseSpectrum, RejectsWhatNoNoiseCanDo) {
  const model::MomentumGrid grid{8};
  const Damping damping = smooth_reservoir(400, 20, 0.01);
  std::vector<double> n(8, 0.5);
  EXPECT_THROW(noise_spectrum(n, n, damping, grid, parabola, std::vector<double>(8, 5.0)),
               InvalidInput);
  EXPECT_THROW(noise_spectrum(n, n, {0, {0.0}}, grid, parabola), InvalidInput);
  n[6] = std::numeric_limits<double>::infinity();
  try {
    noise_spectrum(n, n, damping, grid, parabola);
    ADD_FAILURE() << "an infinite occupation was accepted";
  } catch (const InvalidInput& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("k = 1.9635"));
  }
  n[6] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(noise_spectrum(n, n, damping, grid, parabola), InvalidInput);
}

/// |r|^2 of -psi'' - i gamma psi = k^2 psi: integrated from a wave that leaves at x = w back to x = -w and split there into
/// what came in and what goes back.
double exact_reflection(double k, double w, double rate) {
  using Complex = std::complex<double>;
  constexpr int steps = 40000;
  const double h = -2 * w / steps;
  Complex psi = 1, slope = Complex{0, k};
  const auto curvature = [&](double x, Complex value) {
    const double gamma = rate * std::pow(std::cos(pi * x / (2 * w)), 2);
    return -(k * k + Complex{0, gamma}) * value;
  };
  for (int i = 0; i < steps; ++i) {
    const double x = w + i * h;
    const Complex a = slope, A = curvature(x, psi);
    const Complex b = slope + h / 2 * A, B = curvature(x + h / 2, psi + h / 2 * a);
    const Complex c = slope + h / 2 * B, C = curvature(x + h / 2, psi + h / 2 * b);
    const Complex d = slope + h * C, D = curvature(x + h, psi + h * c);
    psi += h / 6 * (a + 2.0 * b + 2.0 * c + d);
    slope += h / 6 * (A + 2.0 * B + 2.0 * C + D);
  }
  const Complex turn = slope / Complex{0, k};
  return std::norm((psi - turn) / (psi + turn));
}

TEST(Assess, FindsWhereTheOnsetOfTheDampingReflects) {
  for (const auto& [width, rate] : {std::pair{20, 0.02}, {100, 0.1}, {200, 0.02}, {800, 0.02}}) {
    const double k = assess(smooth_reservoir(4000, width, rate), parabola).reflecting_below;
    // 1 % in the first Born approximation, which is too large where the damping changes within a wavelength; the bounds
    // leave no room for another power of the attenuation or a wavelength twice as long.
    EXPECT_GT(exact_reflection(k, width, rate), 0.0058) << "width " << width << ", k = " << k;
    EXPECT_LT(exact_reflection(k, width, rate), 0.0090) << "width " << width << ", k = " << k;
  }
}

TEST(Assess, FindsTheTransmissionOfTheFastest) {
  const ReservoirQuality quality = assess(smooth_reservoir(4000, 800, 0.02), parabola);
  EXPECT_NEAR(quality.transmission, std::exp(-16 / pi), 1e-12);
}

TEST(Assess, AnAbruptOnsetReflectsMore) {
  Damping abrupt{.first = 0, .gamma = std::vector<double>(400, 0.02)};
  EXPECT_GT(assess(abrupt, parabola).reflecting_below,
            1.5 * assess(smooth_reservoir(4000, 400, 0.02), parabola).reflecting_below);
}

TEST(Assess, JudgesByTheWorseEdge) {
  Damping ramp{.first = 0, .gamma = smooth_reservoir(4000, 400, 0.02).gamma};
  ramp.gamma.resize(400);  // a smooth onset on one side, an abrupt one on the other
  const double one_way = assess(ramp, parabola).reflecting_below;
  std::reverse(ramp.gamma.begin(), ramp.gamma.end());
  EXPECT_DOUBLE_EQ(assess(ramp, parabola).reflecting_below, one_way);
}

}  // namespace
}  // namespace kapitza::micro
