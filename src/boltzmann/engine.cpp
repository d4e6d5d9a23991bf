#include "kapitza/boltzmann/engine.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/continuation.hpp"
#include "kapitza/boltzmann/extrapolation.hpp"
#include "kapitza/boltzmann/march.hpp"
#include "kapitza/boltzmann/resolution_estimator.hpp"
#include "kapitza/boltzmann/sampling.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"
#include "kapitza/boltzmann/transport.hpp"
#include "kapitza/boltzmann/two_stage.hpp"

namespace kapitza::boltzmann {

namespace {

std::vector<double> velocities(const model::MomentumGrid& grid,
                               const model::Dispersion& dispersion) {
  std::vector<double> v;
  for (const double k : grid.points())
    v.push_back(dispersion.velocity(k));
  return v;
}

void require_sizes(const model::MomentumGrid& grid, const collision::CollisionIntegral& collision,
                   const model::Injected& injection) {
  const std::size_t K = grid.size();
  if (collision.size() != grid.size() || injection.left.size() != K || injection.right.size() != K)
    throw InvalidInput(
        fmt::format("momentum grid of {} points, collision integral of {}, injection of {} and {}: "
                    "all must be equal",
                    K, collision.size(), injection.left.size(), injection.right.size()));
}

void require_physical(const model::Injected& injection, const model::MomentumGrid& grid,
                      const model::Dispersion& dispersion) {
  for (int k = 0; k < grid.size(); ++k) {
    const bool from_left = dispersion.velocity(grid[k]) > 0;
    const double n = (from_left ? injection.left : injection.right)[k];
    if (!(n >= 0) || !std::isfinite(n))
      throw InvalidInput(fmt::format(
          "injection from the {}: n = {:.6g} at k = {:.6g}, must be finite and not negative",
          from_left ? "left" : "right", n, grid[k]));
  }
}

}  // namespace

/// Everything that belongs to one spatial grid and is kept from one Lambda to the next.
struct GridSolver {
  GridSolver(const Communicator& comm, const SpatialScheme& scheme, const model::MomentumGrid& grid,
             const model::Dispersion& dispersion, collision::CollisionIntegral& collision,
             const model::Injected& injection, double current, const SteadyOptions& options)
      : transport{comm, scheme, velocities(grid, dispersion), injection},
        problem{comm, transport, grid, collision, current},
        continuation{problem, solver(options.method), options},
        estimator{problem} {}

  Continuation::Solver solver(SteadyMethod method) {
    const auto report = [this](int step, double dt, double residual) {
      continuation.note_step(step, march ? march->pace() : Pace{dt, true});
      if (on_step) on_step(step, dt, residual);
    };
    if (method == SteadyMethod::Pseudo) {
      pseudo = std::make_unique<TwoStageSolver>(problem, report);
      return [this](Vec n, double tolerance, int steps, bool to_floor, const Pace& pace) {
        return pseudo->solve(n, tolerance, steps, to_floor, pace.time_step);
      };
    }
    march = std::make_unique<March>(problem, report);
    return [this](Vec n, double tolerance, int steps, bool, const Pace& pace) {
      return march->solve(n, tolerance, steps, pace);
    };
  }

  Resolution resolution() {
    ResolutionEstimator::LinearSolver linear;
    if (pseudo && problem.has_rough()) problem.use_rough(continuation.state());
    if (pseudo) linear = [this](Vec n, Vec r, Vec d) { pseudo->solve_linearised(n, r, d); };
    const Resolution resolution = estimator(continuation.state(), linear);
    problem.use_exact();
    return resolution;
  }

  Transport transport;
  SteadyProblem problem;
  std::unique_ptr<TwoStageSolver> pseudo;
  std::unique_ptr<March> march;
  std::function<void(int, double, double)> on_step;
  Continuation continuation;
  ResolutionEstimator estimator;
};

struct Engine::Impl {
  StationaryState solve_on(GridSolver& solver, double Lambda);
  Solution solve_one(std::size_t index, double Lambda);
  void report_to(const OnStep& on_step, std::size_t done, std::size_t total);

  const Communicator& comm;
  const model::MomentumGrid& grid;
  const model::Dispersion& dispersion;
  model::Injected injection;
  SteadyOptions options;
  InjectedCurrent current{};
  std::vector<std::unique_ptr<GridSolver>> grids;
  double fraction = 0;
  bool resumed = false;                   // the next solve goes on from what follows
  std::size_t finished = 0;               // Lambda of the list
  std::vector<StationaryState> resolved;  // at the Lambda under way
};

Engine::Engine(const Communicator& comm, std::vector<SpatialScheme> schemes,
               const model::MomentumGrid& grid, const model::Dispersion& dispersion,
               collision::CollisionIntegral& collision, model::Injected injection,
               const SteadyOptions& options)
    : impl_{new Impl{
          comm, grid, dispersion, std::move(injection), options, {}, {}, 0, false, 0, {}}} {
  require_sizes(grid, collision, impl_->injection);
  require_physical(impl_->injection, grid, dispersion);
  if (schemes.empty()) throw InvalidInput("no spatial scheme given");
  for (const SpatialScheme& scheme : schemes)
    if (schemes.size() > 1 && scheme.name != "upwind")
      throw InvalidInput("several grids are extrapolated, which needs scheme \"upwind\", not \"" +
                         scheme.name + "\"");
  std::vector<int> N;
  for (const SpatialScheme& scheme : schemes)
    N.push_back(scheme.size());
  static_cast<void>(extrapolation_weights(N));  // throws unless they ascend
  if (options.method == SteadyMethod::Pseudo &&
      !dynamic_cast<collision::DifferentiableCollisionIntegral*>(&collision))
    throw InvalidInput(
        "method \"pseudo\" needs a collision integral with a linearisation: use \"march\"");
  impl_->current = injected_current(impl_->injection, grid, dispersion);
  for (const SpatialScheme& scheme : schemes)
    impl_->grids.push_back(std::make_unique<GridSolver>(comm, scheme, grid, dispersion, collision,
                                                        impl_->injection, impl_->current.number,
                                                        options));
}

Engine::~Engine() = default;

StationaryState Engine::Impl::solve_on(GridSolver& solver, double Lambda) {
  const double start = MPI_Wtime();
  const SteadyOutcome outcome = solver.continuation.advance(Lambda);
  if (!outcome.converged)
    throw NumericalFailure(fmt::format("{} points: {}", solver.transport.points(), outcome.reason));
  StationaryState state =
      sample_state(solver.problem, solver.continuation.state(), grid, dispersion, current);
  state.momentum_shift = solver.problem.conservation_shift(solver.continuation.state());
  state.resolution = solver.resolution();
  state.residual = outcome.residual;
  state.steps = outcome.steps;
  state.linear_iterations = outcome.linear_iterations;
  state.factorisations = outcome.factorisations;
  state.reason = outcome.reason;
  state.seconds = comm.max(MPI_Wtime() - start);
  return state;
}

Solution Engine::Impl::solve_one(std::size_t index, double Lambda) {
  while (resolved.size() < grids.size())
    resolved.push_back(solve_on(*grids[resolved.size()], Lambda));
  std::vector<StationaryState> states = std::exchange(resolved, {});
  if (states.size() == 1) return {index, std::move(states.front()), {}};
  StationaryState limit = extrapolate(comm, states, injection, grid, dispersion);
  return {index, std::move(limit), std::move(states)};
}

void Engine::Impl::report_to(const OnStep& on_step, std::size_t done, std::size_t total) {
  for (std::size_t g = 0; g < grids.size(); ++g) {
    GridSolver& solver = *grids[g];
    solver.on_step = [this, &on_step, &solver, g, done, total](int step, double dt,
                                                               double residual) {
      if (!on_step) return;
      const double digits = std::log(options.tolerance);
      const double here = std::clamp(std::log(residual) / digits, 0.0, 1.0);
      const auto share = static_cast<double>(grids.size());
      const double now = (static_cast<double>(done) + (static_cast<double>(g) + here) / share) /
                         static_cast<double>(total);
      fraction = std::max(fraction, now);
      on_step({solver.problem.Lambda(), solver.transport.points(), step, dt, residual, fraction});
    };
  }
}

Snapshot Engine::snapshot() const {
  Snapshot snapshot{impl_->finished, impl_->resolved, {}};
  for (const auto& solver : impl_->grids)
    snapshot.grids.push_back(solver->continuation.snapshot());
  return snapshot;
}

void Engine::resume(Snapshot snapshot) {
  if (snapshot.grids.size() != impl_->grids.size() ||
      snapshot.resolved.size() >= impl_->grids.size())
    throw InvalidInput("the state to go on from belongs to other grids");
  for (std::size_t g = 0; g < impl_->grids.size(); ++g)
    impl_->grids[g]->continuation.resume(snapshot.grids[g]);
  impl_->finished = snapshot.finished;
  impl_->resolved = std::move(snapshot.resolved);
  impl_->resumed = true;
}

void Engine::solve(std::span<const double> Lambda, const OnSolution& on_solution,
                   const OnStep& on_step, const OnWork& on_work) {
  if (Lambda.empty()) throw InvalidInput("empty list of Lambda");
  for (const double value : Lambda)
    if (!(value > 0) || !std::isfinite(value))
      throw InvalidInput(fmt::format("Lambda = {}: must be finite and positive", value));
  std::vector<std::size_t> order(Lambda.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return Lambda[a] < Lambda[b]; });
  impl_->fraction = 0;
  for (const auto& solver : impl_->grids)
    solver->problem.set_on_work(on_work);
  if (!std::exchange(impl_->resumed, false)) {
    impl_->finished = 0;
    impl_->resolved.clear();
  }
  while (impl_->finished < order.size()) {
    const std::size_t i = impl_->finished;
    impl_->report_to(on_step, i, order.size());
    Solution solution{};
    try {
      solution = impl_->solve_one(order[i], Lambda[order[i]]);
    } catch (const NumericalFailure& failure) {
      std::string message = fmt::format("Lambda = {:.6g}, {}", Lambda[order[i]], failure.what());
      if (i + 1 < order.size()) message += "; not attempted:";
      for (std::size_t j = i + 1; j < order.size(); ++j)
        message += fmt::format(" {:.6g}", Lambda[order[j]]);
      throw NumericalFailure(message);
    }
    ++impl_->finished;
    if (on_solution) on_solution(solution);
  }
}

}  // namespace kapitza::boltzmann
