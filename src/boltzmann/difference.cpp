#include "kapitza/boltzmann/difference.hpp"

#include <algorithm>
#include <cmath>

namespace kapitza::boltzmann {

std::vector<double> size_with_neighbours(std::span<const double> d, std::size_t K) {
  std::vector<double> size(d.size());
  for (std::size_t row = 0; row < d.size(); row += K)
    for (std::size_t k = 0; k < K; ++k) {
      const std::size_t before = k > 0 ? k - 1 : k, after = std::min(k + 1, K - 1);
      size[row + k] =
          std::max({std::abs(d[row + before]), std::abs(d[row + k]), std::abs(d[row + after])});
    }
  return size;
}

}  // namespace kapitza::boltzmann
