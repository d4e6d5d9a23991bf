#include "lattice_schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace kapitza::collision {

int lattice_multiple(int K, double t, double max_speed, const CollisionParameters& parameters) {
  const double sites =
      std::max(2.0 * max_speed * t + parameters.margin, 1.0 * parameters.least_lattice);
  int m = std::max(1, static_cast<int>(std::ceil(sites / K - 1e-12)));
  const auto fast = [](int q) {
    while (q % 2 == 0)
      q /= 2;
    return q == 1 || q == 3 || q == 5;
  };
  while (!fast(m))
    ++m;
  return m;
}

LightCone light_cone(int M, double t, double max_speed) {
  return max_speed * t < M / (2.0 * std::numbers::pi) ? LightCone::Narrow : LightCone::Wide;
}

}  // namespace kapitza::collision
