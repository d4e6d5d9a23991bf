#include "kapitza/boltzmann/continuation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace kapitza::boltzmann {

namespace {

constexpr double tolerance_on_the_way = 1e-6;
constexpr double smallest_ratio =
    1.05;  // of successive Lambda; closer states mean that no continuation will help
constexpr int most_failures = 12;
constexpr double trusted_fraction = 0.2;  // of n that an extrapolated guess must keep

PetscVec copy(Vec v) {
  PetscVec result;
  check(VecDuplicate(v, result.out()));
  check(VecCopy(v, result.get()));
  return result;
}

}  // namespace

Continuation::Continuation(SteadyProblem& problem, Solver solver, const SteadyOptions& options)
    : problem_{problem}, solver_{std::move(solver)}, options_{options} {
  states_.push_back({0, problem.transport().free_streaming()});
}

PetscVec Continuation::extrapolated(double Lambda) const {
  if (states_.size() < 2 || states_.front().Lambda == 0) return {};
  const State &before = states_.front(), &last = states_.back();
  const double slope = std::log(Lambda / last.Lambda) / std::log(last.Lambda / before.Lambda);
  PetscVec n = copy(last.n.get()), ratio = copy(last.n.get());
  check(VecAXPBY(n.get(), -slope, 1 + slope, before.n.get()));
  check(VecPointwiseDivide(ratio.get(), n.get(), last.n.get()));
  double smallest = 0;
  check(VecMin(ratio.get(), nullptr, &smallest));
  return smallest > trusted_fraction ? std::move(n) : PetscVec{};
}

PetscVec Continuation::guess(double Lambda) const {
  PetscVec line = extrapolated(Lambda);
  if (line && problem_.residual_norm(line.get()) < problem_.residual_norm(state())) return line;
  return copy(state());
}

double Continuation::between(double Lambda) const {
  const double last = states_.back().Lambda;
  return last == 0 ? Lambda / 4 : std::sqrt(last * Lambda);
}

SteadyOutcome Continuation::advance(double Lambda) {
  SteadyOutcome total;
  double aim = Lambda;
  for (int failures = 0;;) {
    problem_.set_Lambda(aim);
    PetscVec n = guess(aim);
    const bool arrived = aim == Lambda;
    const double tolerance =
        arrived ? options_.tolerance : std::max(options_.tolerance, tolerance_on_the_way);
    const SteadyOutcome outcome =
        solver_(n.get(), tolerance, options_.max_steps - total.steps, arrived);
    total.steps += outcome.steps;
    total.linear_iterations += outcome.linear_iterations;
    total.factorisations += outcome.factorisations;
    total.residual = outcome.residual;
    total.converged = outcome.converged && arrived;
    total.reason = outcome.reason;
    if (outcome.converged) {
      states_.push_back({aim, std::move(n)});
      if (states_.size() > 2) states_.erase(states_.begin());
      if (arrived) return total;
      aim = Lambda;
      continue;
    }
    const double last = states_.back().Lambda;
    aim = between(aim);
    if (++failures > most_failures || aim < smallest_ratio * last ||
        total.steps >= options_.max_steps) {
      total.reason = fmt::format("stopped between Lambda = {:.6g} and {:.6g}: {}", last,
                                 problem_.Lambda(), outcome.reason);
      return total;
    }
  }
}

}  // namespace kapitza::boltzmann
