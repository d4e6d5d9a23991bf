#pragma once

#include <cmath>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "kapitza/boltzmann/engine.hpp"
#include "kapitza/collision/collision_operator.hpp"
#include "kapitza/model/defect.hpp"
#include "kapitza/model/momentum_interpolation.hpp"
#include "support/collided_case.hpp"

namespace kapitza::test {

/// The paper's |psi|^6 and what is injected, solved with the mean field of a defect of finite length.
struct BarrierCase {
  BarrierCase(model::MomentumGrid momenta, const std::function<double(double)>& left,
              const std::function<double(double)>& right, double accuracy = 1e-4)
      : grid{std::move(momenta)} {
    std::vector<std::vector<double>> references(2);
    for (const double k : grid.points()) {
      injection.left.push_back(left(k));
      injection.right.push_back(right(k));
      meeting.push_back(k > 0 ? left(k) : right(k));
      references[0].push_back(left(k));
      references[1].push_back(right(k));
    }
    collision::CollisionSettings settings;
    settings.accuracy = accuracy;
    collision.emplace(grid, dispersion, interaction, settings, references);
  }
  explicit BarrierCase(model::MomentumGrid momenta, double accuracy = 1e-4)
      : BarrierCase{std::move(momenta), beams, beams, accuracy} {}
  BarrierCase(const BarrierCase&) = delete;
  BarrierCase& operator=(const BarrierCase&) = delete;

  static model::DefectCoordinate smooth() {
    return model::DefectCoordinate{[](double y) { return model::smooth_box(y, 0.05); }};
  }
  /// V, or V^R, whose A cancels the barrier at the injected density.
  boltzmann::Barrier barrier(double length, bool renormalised = false,
                             model::DefectCoordinate profile = smooth()) const {
    const double rho = model::density(meeting, grid);
    return {std::move(profile), interaction, length,
            renormalised ? -interaction.potential(rho) : 0};
  }

  template <class Cells>
  std::vector<boltzmann::StationaryState> solve(const Cells& cells,
                                                const std::vector<double>& Lambda,
                                                const std::optional<boltzmann::Barrier>& barrier,
                                                const boltzmann::SteadyOptions& options = {}) {
    boltzmann::Engine engine(world, cells, grid, dispersion, *collision, injection, options,
                             barrier);
    std::vector<boltzmann::StationaryState> states;
    engine.solve(Lambda,
                 [&](const boltzmann::Solution& solution) { states.push_back(solution.state); });
    return states;
  }
  std::vector<boltzmann::StationaryState> solve(const boltzmann::SpatialScheme& scheme,
                                                const std::vector<double>& Lambda,
                                                const std::optional<boltzmann::Barrier>& barrier,
                                                const boltzmann::SteadyOptions& options = {}) {
    return solve(std::vector{scheme}, Lambda, barrier, options);
  }

  double at(const std::vector<double>& n, double k) const {
    return model::MomentumInterpolation{grid}(n, k);
  }

  Communicator world = Communicator::world();
  model::MomentumGrid grid;
  model::ParabolicDispersion dispersion;
  model::Interaction interaction{{{3, 6.0}}};
  std::optional<collision::CollisionOperator> collision;
  model::Injected injection;
  std::vector<double> meeting;  ///< what enters on either side, in one
};

}  // namespace kapitza::test
