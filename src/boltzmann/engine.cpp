#include "kapitza/boltzmann/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "engine_impl.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/extrapolation.hpp"

namespace kapitza::boltzmann {

namespace {

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

Engine::Impl::Impl(const Communicator& world, const model::MomentumGrid& momenta,
                   const model::Dispersion& band, collision::CollisionIntegral& integral,
                   model::Injected injected, const SteadyOptions& asked,
                   std::optional<Barrier> mean_field,
                   const std::optional<NextOrderTerm>& next_order)
    : comm{world},
      grid{momenta},
      dispersion{band},
      collision{integral},
      injection{std::move(injected)},
      options{asked},
      barrier{std::move(mean_field)},
      next{next_order},
      current{injected_current(injection, grid, dispersion)} {}

std::unique_ptr<GridSolver> Engine::Impl::solver_on(const SpatialScheme& scheme) {
  auto solver =
      std::make_unique<GridSolver>(comm, scheme, grid, dispersion, collision, injection, current,
                                   options, barrier ? &*barrier : nullptr, next ? &*next : nullptr);
  solver->problem().set_layer_rate(injected_layer().rate);
  return solver;
}

const EdgeLayer& Engine::Impl::injected_layer() {
  if (layer) return *layer;
  std::vector<double> n(injection.left);
  for (int k = 0; k < grid.size(); ++k)
    if (dispersion.velocity(grid[k]) < 0) n[k] = injection.right[k];
  comm.collectively([&] { layer = edge_layer(collision, grid, dispersion, n); });
  layer->rate = comm.broadcast(layer->rate);
  return *layer;
}

Engine::Engine(const Communicator& comm, std::vector<SpatialScheme> schemes,
               const model::MomentumGrid& grid, const model::Dispersion& dispersion,
               collision::CollisionIntegral& collision, model::Injected injection,
               const SteadyOptions& options, std::optional<Barrier> barrier,
               std::optional<NextOrderTerm> next)
    : impl_{make(comm, grid, dispersion, collision, std::move(injection), options,
                 std::move(barrier), next)} {
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
               const SteadyOptions& options, std::optional<Barrier> barrier,
               std::optional<NextOrderTerm> next)
    : impl_{make(comm, grid, dispersion, collision, std::move(injection), options,
                 std::move(barrier), next)} {
  impl_->adaptive = adaptive;
}

std::unique_ptr<Engine::Impl> Engine::make(const Communicator& comm,
                                           const model::MomentumGrid& grid,
                                           const model::Dispersion& dispersion,
                                           collision::CollisionIntegral& collision,
                                           model::Injected injection, const SteadyOptions& options,
                                           std::optional<Barrier> barrier,
                                           const std::optional<NextOrderTerm>& next) {
  require_sizes(grid, collision, injection);
  require_physical(injection, grid, dispersion);
  if (options.method == SteadyMethod::Pseudo &&
      !dynamic_cast<collision::DifferentiableCollisionIntegral*>(&collision))
    throw InvalidInput(
        "method \"pseudo\" needs a collision integral with a linearisation: use \"march\"");
  if (barrier && options.method != SteadyMethod::Pseudo)
    throw InvalidInput("method \"march\" knows no mean field: use \"pseudo\"");
  if (next && !barrier)
    throw InvalidInput(
        "the next order of the collisions has no place in the scaling limit, where lambda -> 0: "
        "give a barrier of finite length");
  if (next && next->J.size() != grid.size())
    throw InvalidInput(fmt::format("momentum grid of {} points, next order of {}: must be equal",
                                   grid.size(), next->J.size()));
  return std::make_unique<Impl>(comm, grid, dispersion, collision, std::move(injection), options,
                                std::move(barrier), next);
}

Engine::~Engine() = default;

Solution Engine::Impl::solve_one(std::size_t index, double Lambda) {
  if (adaptive) return {index, solve_adaptive(Lambda), {}};
  while (resolved.size() < grids.size()) {
    GridSolver& solver = *grids[resolved.size()];
    StationaryState state = solver.solve(Lambda, options.tolerance, options.to_floor);
    if (resolved.empty()) solver.add_collision_difference(state);  // which an extrapolation takes
    resolved.push_back(std::move(state));
  }
  std::vector<StationaryState> states = std::exchange(resolved, {});
  if (states.size() == 1) return {index, std::move(states.front()), {}};
  StationaryState limit = extrapolate(comm, states, injection, grid, dispersion);
  return {index, std::move(limit), std::move(states)};
}

/// Ties the solvers to who asked.
void Engine::Impl::tie_reports() {
  for (std::size_t g = 0; g < grids.size(); ++g) {
    GridSolver& solver = *grids[g];
    solver.problem().set_on_work(on_work);
    solver.on_step = [this, &solver, g](int step, double dt, double residual) {
      if (!on_step) return;
      const double digits = std::log(options.tolerance);
      const double here = std::clamp(std::log(residual) / digits, 0.0, 1.0);
      const auto share = static_cast<double>(grids.size());
      const double now = (static_cast<double>(done) + (static_cast<double>(g) + here) / share) /
                         static_cast<double>(total);
      fraction = std::max(fraction, now);
      on_step(
          {solver.problem().Lambda(), solver.transport().points(), step, dt, residual, fraction});
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
    snapshot.grids.push_back(solver->continuation().snapshot());
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
      impl_->grids[g]->continuation().resume(snapshot.grids[g]);
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
    impl_->tie_reports();
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
