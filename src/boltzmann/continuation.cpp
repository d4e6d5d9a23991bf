#include "kapitza/boltzmann/continuation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "kapitza/base/error.hpp"
#include "vectors.hpp"

namespace kapitza::boltzmann {

namespace {

constexpr double tolerance_on_the_way = 1e-6;
constexpr double smallest_ratio =
    1.05;  // of successive Lambda; closer states mean that no continuation will help
constexpr int most_failures = 12;
constexpr double first_thickness = 30;  // in free paths, that is reached from nothing
constexpr double longest_way = 10;      // times the last Lambda, from there on

}  // namespace

double next_stop(double last, double Lambda, double layer_rate) {
  const double weak = layer_rate > 0 ? first_thickness / layer_rate : Lambda;
  if (Lambda <= weak) return Lambda;
  const double from = std::max(last, weak / longest_way);
  const double stops = std::ceil(std::log(Lambda / from) / std::log(longest_way) - 1e-9);
  return stops <= 1 ? Lambda : from * std::pow(Lambda / from, 1 / stops);
}

Continuation::Continuation(SteadyProblem& problem, Solver solver, const SteadyOptions& options)
    : problem_{problem}, solver_{std::move(solver)}, options_{options} {
  states_.push_back({0, problem.transport().free_streaming()});
}

PetscVec Continuation::extrapolated(double Lambda) const {
  if (states_.size() < 2) return {};
  const State &before = states_.front(), &last = states_.back();
  if (before.Lambda == 0 || before.Lambda >= last.Lambda) return {};
  const double slope = std::log(Lambda / last.Lambda) / std::log(last.Lambda / before.Lambda);
  PetscVec change = copy(before.n.get());  // to be subtracted
  check(VecAXPBY(change.get(), -slope, slope, last.n.get()));
  if (problem_.longest_step(last.n.get(), change.get()).fraction < 1) return {};
  PetscVec n = copy(last.n.get());
  check(VecAXPY(n.get(), -1, change.get()));
  return n;
}

PetscVec Continuation::guess(double Lambda) const {
  PetscVec line = extrapolated(Lambda);
  if (line && problem_.residual_norm(line.get()) < problem_.residual_norm(state())) return line;
  return copy(state());
}

double Continuation::stop(double Lambda) const {
  return options_.method == SteadyMethod::Pseudo
             ? next_stop(states_.back().Lambda, Lambda, problem_.layer_rate())
             : Lambda;
}

double Continuation::halfway(double Lambda) const {
  const double last = states_.back().Lambda;
  return last == 0 ? Lambda / 4 : std::sqrt(last * Lambda);
}

double Continuation::stride() const {
  const double before = states_.front().Lambda, last = states_.back().Lambda;
  return before == 0 ? 4 : std::pow(last / before, 2);
}

SteadyOutcome Continuation::advance(double Lambda, double tolerance, bool to_floor) {
  if (!way_) way_.emplace(Way{.aim = stop(Lambda), .total = {}, .n = {}, .pace = {}});
  way_->tolerance = tolerance;
  way_->to_floor = to_floor;
  try {
    go(*way_, Lambda);
  } catch (...) {
    way_.reset();
    throw;
  }
  SteadyOutcome total = std::move(way_->total);
  way_.reset();
  return total;
}

void Continuation::go(Way& way, double Lambda) {
  for (;;) {
    const bool arrives = way.aim == Lambda;
    PetscVec n = attempt(way, arrives);
    const double last = states_.back().Lambda;
    if (n) {
      states_.push_back({way.aim, std::move(n)});
      if (states_.size() > 2) states_.erase(states_.begin());
      if (arrives) return;
      way.aim = std::min(stop(Lambda), way.aim * stride());
      continue;
    }
    const double failed = std::exchange(way.aim, halfway(way.aim));
    if (++way.failures > most_failures || way.aim < smallest_ratio * last ||
        way.total.steps >= options_.max_steps) {
      way.total.reason = fmt::format("stopped between Lambda = {:.6g} and {:.6g}: {}", last, failed,
                                     way.total.reason);
      return;
    }
  }
}

PetscVec Continuation::attempt(Way& way, bool arrives) {
  problem_.set_Lambda(way.aim);
  if (!way.n) way.n = guess(way.aim);
  const double tolerance =
      arrives ? way.tolerance : std::max(options_.tolerance, tolerance_on_the_way);
  const SteadyOutcome outcome =
      solver_(way.n.get(), tolerance, options_.max_steps - way.total.steps, arrives && way.to_floor,
              way.pace);
  way.total.steps += outcome.steps;
  way.total.linear_iterations += outcome.linear_iterations;
  way.total.factorisations += outcome.factorisations;
  way.total.residual = outcome.residual;
  way.total.converged = outcome.converged && arrives;
  way.total.reason = outcome.reason;
  way.pace = {};
  way.steps = 0;
  PetscVec n = std::move(way.n);
  return outcome.converged ? std::move(n) : PetscVec{};
}

void Continuation::note_step(int step, const Pace& pace) noexcept {
  if (!way_) return;
  way_->steps = step;
  way_->pace = pace;
}

GridSnapshot Continuation::snapshot() const {
  const auto local = [](Vec v) {
    PetscInt size = 0;
    const double* data = nullptr;
    check(VecGetLocalSize(v, &size));
    check(VecGetArrayRead(v, &data));
    std::vector<double> n(data, data + size);
    check(VecRestoreArrayRead(v, &data));
    return n;
  };
  GridSnapshot snapshot;
  for (const State& state : states_)
    snapshot.states.push_back({state.Lambda, local(state.n.get()), {}});
  if (!way_) return snapshot;
  UnfinishedAdvance& under_way = snapshot.under_way.emplace();
  under_way.aim = way_->aim;
  under_way.failures = way_->failures;
  under_way.cost = way_->total;
  under_way.cost.steps += way_->steps;
  under_way.pace = way_->pace;
  under_way.attempted = static_cast<bool>(way_->n);
  if (under_way.attempted) under_way.n = local(way_->n.get());
  return snapshot;
}

void Continuation::require_usable(const StateAtLambda& state) const {
  const PointBlock& block = problem_.transport().block();
  const int K = problem_.transport().momenta();
  if (std::ssize(state.n) != 1L * block.count * K)
    throw InvalidInput{"the state to go on from belongs to another grid"};
  for (int local = 0; local < block.count; ++local) {
    const auto n = std::span{state.n}.subspan(std::size_t(local) * K, K);
    const auto k = first_unphysical(n);
    if (!k) continue;
    const std::int64_t unknown = std::int64_t{block.first + local} * K + *k;
    throw NumericalFailure(fmt::format("the state to go on from: n = {:.6g} at {}", n[*k],
                                       problem_.place(unknown, state.Lambda)));
  }
}

PetscVec Continuation::vector(const std::vector<double>& n) const {
  PetscVec v;
  check(VecDuplicate(problem_.transport().source(), v.out()));
  double* data = nullptr;
  check(VecGetArrayWrite(v.get(), &data));
  std::ranges::copy(n, data);
  check(VecRestoreArrayWrite(v.get(), &data));
  return v;
}

void Continuation::resume(const GridSnapshot& snapshot) {
  const auto& under_way = snapshot.under_way;
  const bool attempted = under_way && under_way->attempted;
  problem_.comm().collectively([&] {
    if (snapshot.states.empty() || snapshot.states.size() > 2)
      throw InvalidInput{"one or two states are needed to go on from"};
    for (const StateAtLambda& state : snapshot.states)
      require_usable(state);
    if (attempted) require_usable({under_way->aim, under_way->n});
  });
  states_.clear();
  for (const StateAtLambda& state : snapshot.states)
    states_.push_back({state.Lambda, vector(state.n)});
  way_.reset();
  if (!under_way) return;
  way_.emplace(Way{.aim = under_way->aim,
                   .failures = under_way->failures,
                   .total = under_way->cost,
                   .n = {},
                   .pace = {}});
  if (!attempted) return;
  way_->n = vector(under_way->n);
  way_->pace = under_way->pace;
}

}  // namespace kapitza::boltzmann
