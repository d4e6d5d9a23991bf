#include "kapitza/boltzmann/stationary_state.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace kapitza::boltzmann {

InjectedCurrent injected_current(const Injection& injection, const model::MomentumGrid& grid,
                                 const model::Dispersion& dispersion) {
  InjectedCurrent J{0, 0};
  for (int i = 0; i < grid.size(); ++i) {
    const double v = dispersion.velocity(grid[i]);
    const auto& n = v > 0 ? injection.left : injection.right;
    const double j = std::abs(v) * n[i] / grid.size();
    J.number += j;
    J.energy += dispersion.energy(grid[i]) * j;
  }
  return J;
}

PointBlock point_block(int points, const Communicator& comm) noexcept {
  const int share = points / comm.size(), extra = points % comm.size(), rank = comm.rank();
  return {rank * share + std::min(rank, extra), share + (rank < extra ? 1 : 0)};
}

double current_flatness(std::span<const double> current, double injected) noexcept {
  double mean = 0, largest = 0;
  for (const double J : current)
    mean += J / static_cast<double>(current.size());
  for (const double J : current)
    largest = std::max(largest, std::abs(J - mean));
  return largest / injected;
}

}  // namespace kapitza::boltzmann
