#include "kapitza/boltzmann/engine.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/continuation.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/edge_layer.hpp"
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
  StationaryState solve_adaptive(double Lambda);
  void begin(double Lambda);
  std::vector<double> first_faces(double Lambda);
  void go_on_with(GridSnapshot snapshot, const std::vector<double>& faces);
  GridSnapshot grid_snapshot() const;
  StationaryState solve_on(GridSolver& solver, double Lambda);
  Solution solve_one(std::size_t index, double Lambda);
  void report();

  Impl(const Communicator& world, const model::MomentumGrid& momenta, const model::Dispersion& band,
       collision::CollisionIntegral& integral, model::Injected injected, const SteadyOptions& asked)
      : comm{world},
        grid{momenta},
        dispersion{band},
        collision{integral},
        injection{std::move(injected)},
        options{asked} {}
  std::unique_ptr<GridSolver> solver_on(const SpatialScheme& scheme) {
    return std::make_unique<GridSolver>(comm, scheme, grid, dispersion, collision, injection,
                                        current.number, options);
  }

  const Communicator& comm;
  const model::MomentumGrid& grid;
  const model::Dispersion& dispersion;
  collision::CollisionIntegral& collision;
  model::Injected injection;
  SteadyOptions options;
  std::optional<AdaptiveGrid> adaptive;
  InjectedCurrent current{};
  std::vector<std::unique_ptr<GridSolver>> grids;
  double fraction = 0;
  std::optional<EdgeLayer> layer;
  std::optional<GridSnapshot> carried;  // adaptive: what the next Lambda starts from
  int refinements = 0;                  // of the grid under way
  OnStep on_step;
  OnWork on_work;
  std::size_t done = 0, total = 1;        // Lambda of the list, for the reports
  bool resumed = false;                   // the next solve goes on from what follows
  std::size_t finished = 0;               // Lambda of the list
  std::vector<StationaryState> resolved;  // at the Lambda under way
};

Engine::Engine(const Communicator& comm, std::vector<SpatialScheme> schemes,
               const model::MomentumGrid& grid, const model::Dispersion& dispersion,
               collision::CollisionIntegral& collision, model::Injected injection,
               const SteadyOptions& options)
    : impl_{make(comm, grid, dispersion, collision, std::move(injection), options)} {
  if (schemes.empty()) throw InvalidInput("no spatial scheme given");
  for (const SpatialScheme& scheme : schemes)
    if (schemes.size() > 1 && scheme.name != "upwind")
      throw InvalidInput("several grids are extrapolated, which needs scheme \"upwind\", not \"" +
                         scheme.name + "\"");
  std::vector<int> N;
  for (const SpatialScheme& scheme : schemes)
    N.push_back(scheme.size());
  static_cast<void>(extrapolation_weights(N));  // throws unless they ascend
  for (const SpatialScheme& scheme : schemes)
    impl_->grids.push_back(impl_->solver_on(scheme));
}

Engine::Engine(const Communicator& comm, const AdaptiveGrid& adaptive,
               const model::MomentumGrid& grid, const model::Dispersion& dispersion,
               collision::CollisionIntegral& collision, model::Injected injection,
               const SteadyOptions& options)
    : impl_{make(comm, grid, dispersion, collision, std::move(injection), options)} {
  impl_->adaptive = adaptive;
}

std::unique_ptr<Engine::Impl> Engine::make(const Communicator& comm,
                                           const model::MomentumGrid& grid,
                                           const model::Dispersion& dispersion,
                                           collision::CollisionIntegral& collision,
                                           model::Injected injection,
                                           const SteadyOptions& options) {
  require_sizes(grid, collision, injection);
  require_physical(injection, grid, dispersion);
  if (options.method == SteadyMethod::Pseudo &&
      !dynamic_cast<collision::DifferentiableCollisionIntegral*>(&collision))
    throw InvalidInput(
        "method \"pseudo\" needs a collision integral with a linearisation: use \"march\"");
  auto impl =
      std::make_unique<Impl>(comm, grid, dispersion, collision, std::move(injection), options);
  impl->current = injected_current(impl->injection, grid, dispersion);
  return impl;
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
  const auto largest = std::ranges::max_element(state.n);
  set_errors(state, comm.max(largest == state.n.end() ? 0.0 : *largest), grid, dispersion);
  state.residual = outcome.residual;
  state.steps = outcome.steps;
  state.linear_iterations = outcome.linear_iterations;
  state.factorisations = outcome.factorisations;
  state.reason = outcome.reason;
  state.seconds = comm.max(MPI_Wtime() - start);
  return state;
}

/// The grid before anything is known but what enters on both sides.
std::vector<double> Engine::Impl::first_faces(double Lambda) {
  if (!layer) {
    std::vector<double> n(injection.left);
    for (int k = 0; k < grid.size(); ++k)
      if (dispersion.velocity(grid[k]) < 0) n[k] = injection.right[k];
    comm.collectively([&] { layer = edge_layer(collision, grid, dispersion, n); });
    layer->rate = comm.broadcast(layer->rate);
  }
  return graded_faces(layer->rate > 0 ? 1 / (Lambda * layer->rate) : 1);
}

void Engine::Impl::go_on_with(GridSnapshot snapshot, const std::vector<double>& faces) {
  const SpatialScheme scheme = make_discontinuous_galerkin(faces, adaptive->nodes);
  grids.clear();  // before the next one needs its memory
  grids.push_back(solver_on(scheme));
  report();
  if (snapshot.states.empty()) return;
  grids.front()->continuation.resume(
      prolonged(comm, snapshot, static_cast<std::size_t>(grid.size()), scheme));
}

GridSnapshot Engine::Impl::grid_snapshot() const {
  if (carried) return *carried;
  if (grids.empty()) return {};
  GridSnapshot snapshot = grids.front()->continuation.snapshot();
  snapshot.faces = grids.front()->transport.scheme().faces();
  snapshot.refinements = refinements;
  for (StateAtLambda& state : snapshot.states)
    state.faces = snapshot.faces;
  return snapshot;
}

/// The last state as the start of one more solve at its Lambda.
static GridSnapshot once_more(GridSnapshot snapshot) {
  UnfinishedAdvance& again = snapshot.under_way.emplace();
  again.aim = snapshot.states.back().Lambda;
  again.attempted = true;
  again.n = std::move(snapshot.states.back().n);
  snapshot.faces = snapshot.states.back().faces;
  snapshot.states.pop_back();
  return snapshot;
}

void Engine::Impl::begin(double Lambda) {
  GridSnapshot before = grid_snapshot();
  carried.reset();
  if (before.states.size() > 1 && before.states.back().Lambda == Lambda && !before.under_way)
    before = once_more(std::move(before));  // stopped while its errors were estimated
  if (before.under_way) {
    refinements = before.refinements;
    const std::vector<double> faces = before.faces;
    go_on_with(std::move(before), faces);
    return;
  }
  refinements = 0;
  go_on_with(std::move(before), first_faces(Lambda));
}

StationaryState Engine::Impl::solve_adaptive(double Lambda) {
  begin(Lambda);
  StationaryState state = solve_on(*grids.front(), Lambda);
  while (state.resolution.indicator > adaptive->accuracy &&
         refinements < adaptive->most_refinements) {
    const GridSnapshot coarse = grid_snapshot();
    const std::vector<double> finer = refined_faces(state.faces, state.resolution, *adaptive);
    if (finer.size() == state.faces.size()) break;
    ++refinements;
    try {
      go_on_with(once_more(coarse), finer);
      StationaryState better = solve_on(*grids.front(), Lambda);
      better.steps += state.steps;
      better.linear_iterations += state.linear_iterations;
      better.factorisations += state.factorisations;
      better.seconds += state.seconds;
      state = std::move(better);
    } catch (const NumericalFailure&) {
      // What the coarser cells gave is a solution, and its resolution says how good.
      go_on_with(coarse, coarse.faces);
      break;
    }
  }
  return state;
}

Solution Engine::Impl::solve_one(std::size_t index, double Lambda) {
  if (adaptive) return {index, solve_adaptive(Lambda), {}};
  while (resolved.size() < grids.size())
    resolved.push_back(solve_on(*grids[resolved.size()], Lambda));
  std::vector<StationaryState> states = std::exchange(resolved, {});
  if (states.size() == 1) return {index, std::move(states.front()), {}};
  StationaryState limit = extrapolate(comm, states, injection, grid, dispersion);
  return {index, std::move(limit), std::move(states)};
}

/// Ties the solvers to who asked.
void Engine::Impl::report() {
  for (std::size_t g = 0; g < grids.size(); ++g) {
    GridSolver& solver = *grids[g];
    solver.problem.set_on_work(on_work);
    solver.on_step = [this, &solver, g](int step, double dt, double residual) {
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
  if (impl_->adaptive) {
    snapshot.grids.push_back(impl_->grid_snapshot());
    return snapshot;
  }
  for (const auto& solver : impl_->grids)
    snapshot.grids.push_back(solver->continuation.snapshot());
  return snapshot;
}

void Engine::resume(Snapshot snapshot) {
  const std::size_t grids = impl_->adaptive ? 1 : impl_->grids.size();
  if (snapshot.grids.size() != grids || snapshot.resolved.size() >= grids)
    throw InvalidInput("the state to go on from belongs to other grids");
  if (impl_->adaptive)
    impl_->carried = std::move(snapshot.grids.front());
  else
    for (std::size_t g = 0; g < grids; ++g)
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
  impl_->on_step = on_step;
  impl_->on_work = on_work;
  if (!std::exchange(impl_->resumed, false)) {
    impl_->finished = 0;
    impl_->resolved.clear();
  }
  while (impl_->finished < order.size()) {
    const std::size_t i = impl_->finished;
    impl_->done = i;
    impl_->total = order.size();
    impl_->report();
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
