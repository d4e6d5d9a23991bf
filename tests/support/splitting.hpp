#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "kapitza/collision/collision_integral.hpp"
#include "support/boltzmann_setup.hpp"

namespace kapitza::test {

/// One step of the paper's splitting, written out, of n at the points of an upwind scheme:
///   n' = n - dt (v d_X n)   (31),      n' + dt Lambda I[n']   (32),   or I[n] there if not `split`.
inline std::vector<double> split_step(const BoltzmannSetup& setup,
                                      collision::CollisionIntegral& collision,
                                      const std::vector<double>& n, double dt, double Lambda,
                                      bool split = true) {
  const auto K = static_cast<std::size_t>(setup.grid.size()), points = n.size() / K;
  std::vector<double> next(n), I(K);
  for (std::size_t x = 0; x < points; ++x)
    for (std::size_t k = 0; k < K; ++k) {
      const int at = static_cast<int>(k);
      const double v = setup.dispersion.velocity(setup.grid[at]);
      double before = setup.incoming(at);
      if (v > 0 && x > 0) before = n[(x - 1) * K + k];
      if (v < 0 && x + 1 < points) before = n[(x + 1) * K + k];
      next[x * K + k] -=
          dt * std::abs(v) * static_cast<double>(points + 1) * (n[x * K + k] - before);
    }
  const std::vector<double> streamed = split ? next : n;
  for (std::size_t x = 0; x < points; ++x) {
    collision.evaluate(std::span{streamed}.subspan(x * K, K), I);
    for (std::size_t k = 0; k < K; ++k)
      next[x * K + k] += dt * Lambda * I[k];
  }
  return next;
}

}  // namespace kapitza::test
