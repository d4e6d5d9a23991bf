#include "grid_solver.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <cmath>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/sampling.hpp"
#include "vectors.hpp"

namespace kapitza::boltzmann {

namespace {

/// Where nothing is compared: a thousandth off in I_k moved slow carriers by three thousandths.
Difference assumed_difference(const StationaryState& state, double collision_error) {
  constexpr double safety = 4;
  const auto part = [&](const std::vector<double>& n) {
    std::vector<double> size;
    for (const double value : n)
      size.push_back(safety * collision_error * std::abs(value));
    return size;
  };
  return {part(state.n_left), part(state.n_center), part(state.n_right), part(state.n)};
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

void GridSolver::add_collision_difference(StationaryState& state) {
  if (!pseudo_ || !(collision_error_ > 0)) return;
  const Vec n = continuation_.state();
  const PetscVec defect = zero_like(n), d = zero_like(n);
  if (!problem_.fine_defect(n, defect.get())) return;
  if (problem_.has_rough()) problem_.use_rough(n);
  const bool solved = pseudo_->solve_linearised(n, defect.get(), d.get());
  problem_.use_exact();
  if (!solved) return;
  const Difference change = sample_change(problem_, d.get());
  constexpr double of_fine = 2;  // CollisionIntegral::evaluate_finely
  // What the lattice leaves shows in no longer T: measured 1.5e-6 of the largest n in equilibrium, 1e-5 next to the zone boundary.
  constexpr double of_lattice = 0.2, of_lattice_at_boundary = 1, boundary = 3.1;
  const double unit = collision_error_ * largest_occupation(comm_, state);
  const auto K = static_cast<std::size_t>(grid_.size());
  const auto size = [&](const std::vector<double>& of) {
    std::vector<double> sizes = size_with_neighbours(of, K);
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const bool outermost = std::abs(grid_[static_cast<int>(i % K)]) > boundary;
      sizes[i] =
          std::max(of_fine * sizes[i], unit * (outermost ? of_lattice_at_boundary : of_lattice));
    }
    return sizes;
  };
  state.collision_difference = {size(change.left), size(change.center), size(change.right),
                                size(change.inside)};
  set_errors(comm_, state, grid_, dispersion_);
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
  state.collision_difference = assumed_difference(state, collision_error_);
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
