#include "node_interpolation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace kapitza::collision {

using std::numbers::pi;

double lattice_momentum(int i, int K_f) {
  return -pi + i * (2.0 * pi / K_f);
}

SparseRows interpolation_to_nodes(int K_f, const model::MomentumGrid& grid) {
  constexpr int order = 8;
  const double h = 2.0 * pi / K_f;
  SparseRows rows;
  for (const double k : grid.points()) {
    const int begin = k < 0.0 ? 0 : K_f / 2, end = begin + K_f / 2;  // both are among the momenta
    const int below = static_cast<int>(std::floor((k + pi) / h));
    const int first = std::clamp(below - (order / 2 - 1), begin, end - order + 1);
    for (int j = 0; j < order; ++j) {
      double weight = 1.0;
      for (int m = 0; m < order; ++m)
        if (m != j) weight *= (k - lattice_momentum(first + m, K_f)) / ((j - m) * h);
      rows.add((first + j) % K_f, weight);
    }
    rows.end_row();
  }
  return rows;
}

}  // namespace kapitza::collision
