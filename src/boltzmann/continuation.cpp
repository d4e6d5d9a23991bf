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

double Continuation::halfway(double Lambda) const {
  const double last = states_.back().Lambda;
  return last == 0 ? Lambda / 4 : std::sqrt(last * Lambda);
}

double Continuation::stride() const {
  const double before = states_.front().Lambda, last = states_.back().Lambda;
  return before == 0 ? 4 : std::pow(last / before, 2);
}

SteadyOutcome Continuation::advance(double Lambda) {
  SteadyOutcome total;
  double aim = Lambda;
  for (int failures = 0;;) {
    PetscVec n = attempt(aim, aim == Lambda, total);
    const double last = states_.back().Lambda;
    if (n) {
      states_.push_back({aim, std::move(n)});
      if (states_.size() > 2) states_.erase(states_.begin());
      if (aim == Lambda) return total;
      aim = std::min(Lambda, aim * stride());
      continue;
    }
    const double failed = std::exchange(aim, halfway(aim));
    if (++failures > most_failures || aim < smallest_ratio * last ||
        total.steps >= options_.max_steps) {
      total.reason =
          fmt::format("stopped between Lambda = {:.6g} and {:.6g}: {}", last, failed, total.reason);
      return total;
    }
  }
}

PetscVec Continuation::attempt(double Lambda, bool arrives, SteadyOutcome& total) {
  problem_.set_Lambda(Lambda);
  PetscVec n = guess(Lambda);
  const double tolerance =
      arrives ? options_.tolerance : std::max(options_.tolerance, tolerance_on_the_way);
  const SteadyOutcome outcome =
      solver_(n.get(), tolerance, options_.max_steps - total.steps, arrives);
  total.steps += outcome.steps;
  total.linear_iterations += outcome.linear_iterations;
  total.factorisations += outcome.factorisations;
  total.residual = outcome.residual;
  total.converged = outcome.converged && arrives;
  total.reason = outcome.reason;
  return outcome.converged ? std::move(n) : PetscVec{};
}

}  // namespace kapitza::boltzmann
