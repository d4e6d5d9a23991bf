#pragma once

#include <cmath>
#include <utility>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/boltzmann/engine.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::test {

/// Two different injections on a small momentum grid, and the engine's answer for a list of Lambda.
struct BoltzmannSetup {
  explicit BoltzmannSetup(int K) : BoltzmannSetup{model::MomentumGrid{K}} {}
  explicit BoltzmannSetup(model::MomentumGrid momenta) : grid{std::move(momenta)} {
    for (const double k : grid.points()) {
      const double peak = (std::abs(k) - 1.2) / 0.6;
      injection.left.push_back(0.2 + std::exp(-peak * peak));
      injection.right.push_back(0.3 + 0.1 * std::cos(k));
      thermal.push_back(1 / (0.8 * (k * k + 0.7)));
    }
  }

  /// What is injected, continued into the defect.
  double incoming(int k) const {
    return (grid[k] > 0 ? injection.left : injection.right)[static_cast<std::size_t>(k)];
  }
  std::vector<boltzmann::Solution> solve(boltzmann::Engine& engine,
                                         const std::vector<double>& Lambda) const {
    std::vector<boltzmann::Solution> solutions;
    engine.solve(Lambda, [&](const boltzmann::Solution& s) { solutions.push_back(s); });
    return solutions;
  }
  boltzmann::StationaryState solve_one(const Communicator& comm, boltzmann::SpatialScheme scheme,
                                       collision::CollisionIntegral& collision, double Lambda,
                                       const boltzmann::SteadyOptions& options = {}) const {
    std::vector<boltzmann::SpatialScheme> schemes;
    schemes.push_back(std::move(scheme));
    boltzmann::Engine solver(comm, std::move(schemes), grid, dispersion, collision, injection,
                             options);
    return solve(solver, {Lambda}).at(0).state;
  }

  model::MomentumGrid grid;
  model::ParabolicDispersion dispersion;
  model::Injected injection;
  std::vector<double> thermal;
};

}  // namespace kapitza::test
