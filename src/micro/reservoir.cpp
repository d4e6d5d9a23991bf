#include "kapitza/micro/reservoir.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "kapitza/base/error.hpp"

namespace kapitza::micro {
namespace {

/// |r(k)|^2 of the edge that begins with gamma[0]. The sum ends where what is left of the wave no longer matters.
double reflection(std::span<const double> gamma, double k, double v) {
  constexpr double negligible = 1e-7;
  const std::complex<double> turn = std::polar(1.0, 2 * k);
  std::complex<double> phase = 1, sum = 0;
  double left = 1;  // e^{-2 Gamma(x)/v} up to the middle of site x
  for (const double g : gamma) {
    const double half = std::exp(-g / v);
    left *= half;
    sum += g * left * phase;
    left *= half;
    phase *= turn;
    if (left < negligible) break;
  }
  return std::norm(sum / v);
}

}  // namespace

std::vector<double> noise_spectrum(std::span<const double> left, std::span<const double> right,
                                   const Damping& damping, const model::MomentumGrid& grid,
                                   const model::Dispersion& dispersion,
                                   std::span<const double> entering) {
  const double Gamma = damping.integral();
  std::vector<double> s;
  s.reserve(grid.size());
  for (int i = 0; i < grid.size(); ++i) {
    const double k = grid[i], v = dispersion.velocity(k);
    const double n_in = v > 0 ? left[i] : right[i];
    const double n_entering = entering.empty() ? 0.0 : entering[i];
    const double depth = 2 * Gamma / std::abs(v);
    const double value = 2 * (n_in - std::exp(-depth) * n_entering) / -std::expm1(-depth);
    if (!(value >= 0 && std::isfinite(value)))
      throw InvalidInput(
          fmt::format("noise spectrum s(k) = {} at k = {:.6g}, to inject n = {} through a damping "
                      "of integral {}; "
                      "allowed: finite and not negative",
                      value, k, n_in, Gamma));
    s.push_back(value);
  }
  return s;
}

ReservoirQuality assess(const Damping& damping, const model::Dispersion& dispersion) {
  constexpr double bearable = 0.01, finer = 0.95;
  const std::vector<double> mirrored(damping.gamma.rbegin(), damping.gamma.rend());
  const auto reflects = [&](double k) {
    const double v = std::abs(dispersion.velocity(k));
    return std::max(reflection(damping.gamma, k, v), reflection(mirrored, k, v)) > bearable;
  };
  const double lowest = 1e-3 / static_cast<double>(damping.gamma.size());
  double above = std::numbers::pi / 2;
  while (above > lowest && !reflects(finer * above))
    above *= finer;
  double below = finer * above;
  for (int halving = 0; halving < 10; ++halving) {
    const double middle = (above + below) / 2;
    (reflects(middle) ? below : above) = middle;
  }
  return {.transmission = std::exp(-2 * damping.integral() / dispersion.max_speed()),
          .reflecting_below = above > lowest ? above : 0.0};
}

}  // namespace kapitza::micro
