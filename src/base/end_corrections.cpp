#include "kapitza/base/end_corrections.hpp"

#include <cstddef>

namespace kapitza {

std::array<double, 6> end_weights(double theta) {
  constexpr std::size_t count = 6;
  // B_1 .. B_6 by powers of theta, Horner.
  const double x = theta;
  const std::array<double, count> bernoulli{
      x - 1.0 / 2,
      (x - 1) * x + 1.0 / 6,
      ((x - 3.0 / 2) * x + 1.0 / 2) * x,
      ((x - 2) * x + 1) * x * x - 1.0 / 30,
      (((x - 5.0 / 2) * x + 5.0 / 3) * x * x - 1.0 / 6) * x,
      ((((x - 3) * x + 5.0 / 2) * x * x - 1.0 / 2) * x) * x + 1.0 / 42};
  std::array<double, count> weights{};
  for (std::size_t j = 0; j < count; ++j) {
    // The Lagrange polynomial of node j by powers, highest last.
    std::array<double, count> polynomial{1.0};
    std::size_t degree = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (i == j) continue;
      const double node = static_cast<double>(i) + theta;
      const double scale = 1.0 / (static_cast<double>(j) - static_cast<double>(i));
      std::array<double, count> next{};
      for (std::size_t m = 0; m <= degree; ++m) {
        next[m] -= scale * node * polynomial[m];
        next[m + 1] += scale * polynomial[m];
      }
      polynomial = next;
      ++degree;
    }
    weights[j] = 1.0;
    for (std::size_t m = 0; m < count; ++m)
      weights[j] += polynomial[m] * bernoulli[m] / static_cast<double>(m + 1);
  }
  return weights;
}

}  // namespace kapitza
