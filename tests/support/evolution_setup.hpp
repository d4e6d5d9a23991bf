#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "kapitza/boltzmann/evolution.hpp"
#include "support/boltzmann_setup.hpp"
#include "support/relaxation.hpp"

namespace kapitza::test {

/// An evolution on a small grid, and what there is to compare it with.
struct EvolutionSetup : BoltzmannSetup {
  using BoltzmannSetup::BoltzmannSetup;

  /// n0(X, k) at the points of `block`.
  std::vector<double> sampled(const boltzmann::SpatialScheme& scheme, boltzmann::PointBlock block,
                              const std::function<double(double X, int k)>& n0) const {
    std::vector<double> n;
    for (int x = block.first; x < block.first + block.count; ++x)
      for (int k = 0; k < grid.size(); ++k)
        n.push_back(n0(scheme.X[static_cast<std::size_t>(x)], k));
    return n;
  }
  std::unique_ptr<boltzmann::Evolution> make(const Communicator& comm,
                                             const boltzmann::SpatialScheme& scheme,
                                             collision::CollisionIntegral& collision, double Lambda,
                                             double tolerance,
                                             std::vector<double> mass = {}) const {
    if (mass.empty()) mass.assign(scheme.X.size(), 1.0);
    return std::make_unique<boltzmann::Evolution>(comm, scheme, std::move(mass), grid, dispersion,
                                                  collision, injection, Lambda,
                                                  boltzmann::EvolutionOptions{tolerance, 100000});
  }

  /// m d_t n + v d_X n = Lambda I on the nodes of a scheme by so many equal steps of the classical Runge-Kutta method: explicit, on
  /// one rank, straight from the rows of the scheme.
  std::vector<double> runge_kutta(const boltzmann::SpatialScheme& scheme,
                                  const std::vector<double>& mass,
                                  collision::CollisionIntegral& collision, double Lambda,
                                  std::vector<double> n, double time, int steps) const {
    const auto K = static_cast<std::size_t>(grid.size());
    const auto slope = [&](const std::vector<double>& at) {
      std::vector<double> f(at.size());
      for (std::size_t x = 0; x < scheme.X.size(); ++x) {
        const auto I = std::span{f}.subspan(x * K, K);
        collision.evaluate(std::span{at}.subspan(x * K, K), I);
        for (std::size_t k = 0; k < K; ++k) {
          const double v = dispersion.velocity(grid[static_cast<int>(k)]);
          const auto seen = [&](std::size_t i) { return v > 0 ? i : scheme.X.size() - 1 - i; };
          const double d = scheme.derivative.apply(
              static_cast<int>(seen(x)),
              [&](int i) { return at[seen(static_cast<std::size_t>(i)) * K + k]; },
              incoming(static_cast<int>(k)));
          I[k] = (Lambda * I[k] - std::abs(v) * d) / mass[x];
        }
      }
      return f;
    };
    const auto plus = [](std::vector<double> a, double h, const std::vector<double>& b) {
      for (std::size_t i = 0; i < a.size(); ++i)
        a[i] += h * b[i];
      return a;
    };
    const double h = time / steps;
    for (int step = 0; step < steps; ++step) {
      const auto k1 = slope(n), k2 = slope(plus(n, h / 2, k1)), k3 = slope(plus(n, h / 2, k2)),
                 k4 = slope(plus(n, h, k3));
      n = plus(plus(plus(plus(n, h / 6, k1), h / 3, k2), h / 3, k3), h / 6, k4);
    }
    return n;
  }
};

}  // namespace kapitza::test
