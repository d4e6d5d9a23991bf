#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "kapitza/boltzmann/continuation.hpp"
#include "kapitza/boltzmann/march.hpp"
#include "kapitza/boltzmann/resolution_estimator.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"
#include "kapitza/boltzmann/transport.hpp"
#include "kapitza/boltzmann/two_stage.hpp"

namespace kapitza::boltzmann {

/// Everything that belongs to one spatial grid and is kept from one Lambda to the next.
class GridSolver {
 public:
  GridSolver(const Communicator& comm, const SpatialScheme& scheme, const model::MomentumGrid& grid,
             const model::Dispersion& dispersion, collision::CollisionIntegral& collision,
             const model::Injected& injection, const InjectedCurrent& current,
             const SteadyOptions& options, const Barrier* barrier, const NextOrderTerm* next);
  GridSolver(const GridSolver&) = delete;
  GridSolver& operator=(const GridSolver&) = delete;

  /// The state at Lambda, what the grid leaves out of it, and how it was reached. Throws NumericalFailure if it was not.
  StationaryState solve(double Lambda, double tolerance, bool to_floor);

  /// Fill in what the discretisation of the collision integral leaves out of the state that was solved for last, and its errors.
  void add_collision_difference(StationaryState& state);

  std::function<void(int step, double time_step, double residual)> on_step;

  const Transport& transport() const noexcept { return transport_; }
  SteadyProblem& problem() noexcept { return problem_; }
  Continuation& continuation() noexcept { return continuation_; }

 private:
  Continuation::Solver solver(SteadyMethod method);
  Resolution resolution();

  const Communicator& comm_;
  const model::MomentumGrid& grid_;
  const model::Dispersion& dispersion_;
  InjectedCurrent current_;
  double collision_error_;
  Transport transport_;
  SteadyProblem problem_;
  std::unique_ptr<TwoStageSolver> pseudo_;
  std::unique_ptr<March> march_;
  Continuation continuation_;
  ResolutionEstimator estimator_;
};

}  // namespace kapitza::boltzmann
