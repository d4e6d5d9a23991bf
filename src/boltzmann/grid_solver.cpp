#include "grid_solver.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/sampling.hpp"

namespace kapitza::boltzmann {

namespace {

std::vector<double> velocities(const model::MomentumGrid& grid,
                               const model::Dispersion& dispersion) {
  std::vector<double> v;
  for (const double k : grid.points())
    v.push_back(dispersion.velocity(k));
  return v;
}

}  // namespace

GridSolver::GridSolver(const Communicator& comm, const SpatialScheme& scheme,
                       const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                       collision::CollisionIntegral& collision, const model::Injected& injection,
                       const InjectedCurrent& current, const SteadyOptions& options,
                       const Barrier* barrier, const NextOrderTerm* next)
    : comm_{comm},
      grid_{grid},
      dispersion_{dispersion},
      current_{current},
      collision_error_{options.collision_error},
      transport_{comm, scheme, velocities(grid, dispersion), injection},
      problem_{comm, transport_, grid, collision, current.number, barrier, next},
      continuation_{problem_, solver(options.method), options},
      estimator_{problem_} {}

Continuation::Solver GridSolver::solver(SteadyMethod method) {
  const auto report = [this](int step, double dt, double residual) {
    continuation_.note_step(step, march_ ? march_->pace() : Pace{dt, true});
    if (on_step) on_step(step, dt, residual);
  };
  if (method == SteadyMethod::Pseudo) {
    pseudo_ = std::make_unique<TwoStageSolver>(problem_, report);
    return [this](Vec n, double tolerance, int steps, bool to_floor, const Pace& pace) {
      return pseudo_->solve(n, tolerance, steps, to_floor, pace.time_step);
    };
  }
  march_ = std::make_unique<March>(problem_, report);
  return [this](Vec n, double tolerance, int steps, bool, const Pace& pace) {
    return march_->solve(n, tolerance, steps, pace);
  };
}

Resolution GridSolver::resolution() {
  ResolutionEstimator::LinearSolver linear;
  if (pseudo_ && problem_.has_rough()) problem_.use_rough(continuation_.state());
  if (pseudo_) linear = [this](Vec n, Vec r, Vec d) { return pseudo_->solve_linearised(n, r, d); };
  const Resolution resolution = estimator_(continuation_.state(), linear);
  problem_.use_exact();
  return resolution;
}

StationaryState GridSolver::solve(double Lambda, double tolerance, bool to_floor) {
  const double start = MPI_Wtime();
  const SteadyOutcome outcome = continuation_.advance(Lambda, tolerance, to_floor);
  if (!outcome.converged)
    throw NumericalFailure(fmt::format("{} points: {}", transport_.points(), outcome.reason));
  StationaryState state =
      sample_state(problem_, continuation_.state(), grid_, dispersion_, current_);
  state.momentum_shift = problem_.conservation_shift(continuation_.state());
  state.resolution = resolution();
  state.collision_error = collision_error_;
  set_errors(comm_, state, grid_, dispersion_);
  state.residual = outcome.residual;
  state.steps = outcome.steps;
  state.linear_iterations = outcome.linear_iterations;
  state.factorisations = outcome.factorisations;
  state.reason = outcome.reason;
  state.seconds = comm_.max(MPI_Wtime() - start);
  return state;
}

}  // namespace kapitza::boltzmann
