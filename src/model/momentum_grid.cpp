#include "kapitza/model/momentum_grid.hpp"

#include <numbers>
#include <numeric>
#include <string>

#include "kapitza/base/error.hpp"

namespace kapitza::model {

MomentumGrid::MomentumGrid(int points) {
  if (points < 8 || points % 2 != 0) {
    throw InvalidInput("a momentum grid of " + std::to_string(points) +
                       " points; allowed is an even number of at least 8");
  }
  spacing_ = 2.0 * std::numbers::pi / points;
  k_.reserve(points);
  for (int i = 0; i < points; ++i) {
    k_.push_back((2 * i + 1 - points) * (std::numbers::pi / points));  // mirror images are exact
  }
}

double MomentumGrid::integrate(std::span<const double> f) const noexcept {
  return std::accumulate(f.begin(), f.end(), 0.0) / size();
}

}  // namespace kapitza::model
