#include "collective.hpp"

namespace kapitza::kinds {

collision::CollisionParameters agreed_parameters(const Communicator& world,
                                                 const BoltzmannCase& input,
                                                 const BoltzmannProblem& problem) {
  collision::CollisionParameters p = world.collectively([&] {
    return world.root() ? choose_parameters(input, problem) : collision::CollisionParameters{};
  });
  p.tau_max = world.broadcast(p.tau_max);
  p.tau_step = world.broadcast(p.tau_step);
  p.least_lattice = world.broadcast(p.least_lattice);
  p.margin = world.broadcast(p.margin);
  p.pair_nodes = world.broadcast(p.pair_nodes);
  p.momenta = world.broadcast(p.momenta);
  p.limited_by_grid = world.broadcast(p.limited_by_grid ? 1 : 0) != 0;
  return p;
}

Collisions planned_collisions(Plans& plans, const BoltzmannCase& input,
                              const BoltzmannProblem& problem,
                              const collision::CollisionParameters& parameters) {
  Collisions collisions;
  plans.measure_once([&](Planning planning) {
    collisions = make_collisions(input, problem, parameters, planning);
  });
  return collisions;
}

std::unique_ptr<boltzmann::Engine> make_engine(const Communicator& world,
                                               const BoltzmannProblem& problem,
                                               collision::CollisionIntegral& collision,
                                               std::optional<boltzmann::NextOrderTerm> next) {
  const auto on = [&](const auto& cells) {
    return std::make_unique<boltzmann::Engine>(world, cells, problem.grid, problem.dispersion,
                                               collision, problem.injection, problem.steady,
                                               problem.barrier, next);
  };
  return problem.adaptive ? on(*problem.adaptive) : on(problem.schemes);
}

}  // namespace kapitza::kinds
