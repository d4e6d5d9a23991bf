#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace kapitza::boltzmann {

/// Of n_left, n_center, n_right (K values on every rank) and n (of this rank's points, X-major), a change or how large it is.
struct Difference {
  std::vector<double> left, center, right, inside;
};

/// |d_k| of K momenta, or of rows of them, and no less than at its neighbours: one may vanish by chance.
std::vector<double> size_with_neighbours(std::span<const double> d, std::size_t K);

}  // namespace kapitza::boltzmann
