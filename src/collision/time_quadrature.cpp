#include "kapitza/collision/time_quadrature.hpp"

#include <cmath>

namespace kapitza::collision {

std::array<double, 3> TimeQuadrature::tail_weights(int lowest_order) {
  // sum c = 1, sum c u^-p = 0, sum c u^-q = 0 at u = 1/2, 3/4, 1 by Cramer's rule in u^-p, u^-q.
  const double p = lowest_order, q = lowest_order + 1;
  const double a1 = std::pow(2.0, p), a2 = std::pow(4.0 / 3.0, p), a3 = 1.0;
  const double b1 = std::pow(2.0, q), b2 = std::pow(4.0 / 3.0, q), b3 = 1.0;
  const double m1 = a2 * b3 - a3 * b2, m2 = a3 * b1 - a1 * b3, m3 = a1 * b2 - a2 * b1;
  const double norm = m1 + m2 + m3;
  return {m1 / norm, m2 / norm, m3 / norm};
}

TimeQuadrature::TimeQuadrature(double tau_max, double largest_step, int lowest_order) {
  const int blocks = static_cast<int>(std::ceil(tau_max / (block * largest_step)));
  const int steps = block * blocks;
  step = tau_max / steps;
  const auto [c1, c2, c3] = tail_weights(lowest_order);

  t.resize(steps);
  weight.resize(t.size());
  for (int j = 0; j < steps; ++j) {
    t[j] = (j + 0.5) * step;
    weight[j] = step * (2 * j < steps ? 1.0 : 4 * j < 3 * steps ? c2 + c3 : c3);
  }
}

TimeQuadrature TimeQuadrature::between(double from, double to, double step) {
  TimeQuadrature time;
  time.step = step;
  const long nodes = std::lround((to - from) / step), blocks = (nodes + block - 1) / block;
  for (long j = 0; j < block * blocks; ++j) {
    time.t.push_back(from + (static_cast<double>(j) + 0.5) * step);
    time.weight.push_back(j < nodes ? step : 0.0);
  }
  return time;
}

}  // namespace kapitza::collision
