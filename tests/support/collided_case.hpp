#pragma once

#include <cmath>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "kapitza/boltzmann/engine.hpp"
#include "kapitza/collision/collision_operator.hpp"

namespace kapitza::test {

/// Two opposite beams on a background, the paper's n(k).
inline double beams(double k) {
  const double distance = (std::abs(k) - 1.2) / 0.4;
  return 0.15 + 1.6 * std::exp(-distance * distance);
}

/// An interaction and an injection on 32 uniform momenta, solved on any cells.
struct CollidedCase {
  static constexpr int K = 32;

  CollidedCase(std::map<int, double> coefficients, const std::function<double(double)>& left,
               const std::function<double(double)>& right)
      : collision{grid, dispersion, model::Interaction{std::move(coefficients)},
                  collision::CollisionParameters{16.0, 0.2, 256, 64, 8}} {
    for (const double k : grid.points()) {
      injection.left.push_back(left(k));
      injection.right.push_back(right(k));
      meeting.push_back(k > 0 ? left(k) : right(k));
    }
  }
  CollidedCase(const CollidedCase&) = delete;  // the collision integral refers to the grid
  CollidedCase& operator=(const CollidedCase&) = delete;

  /// `cells`: what the engine accepts, schemes or how they are chosen.
  template <class Cells>
  std::vector<boltzmann::StationaryState> solve(const Cells& cells,
                                                const std::vector<double>& Lambda) {
    boltzmann::Engine engine(world, cells, grid, dispersion, collision, injection, {});
    std::vector<boltzmann::StationaryState> states;
    engine.solve(Lambda,
                 [&](const boltzmann::Solution& solution) { states.push_back(solution.state); });
    return states;
  }
  std::vector<boltzmann::StationaryState> solve(const boltzmann::SpatialScheme& scheme,
                                                const std::vector<double>& Lambda) {
    return solve(std::vector{scheme}, Lambda);
  }

  Communicator world = Communicator::world();
  model::MomentumGrid grid{K};
  model::ParabolicDispersion dispersion;
  collision::CollisionOperator collision;
  model::Injected injection;
  std::vector<double> meeting;  ///< what enters on either side, in one
};

}  // namespace kapitza::test
