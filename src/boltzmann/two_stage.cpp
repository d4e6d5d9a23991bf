#include "kapitza/boltzmann/two_stage.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/secant_history.hpp"
#include "vectors.hpp"

namespace kapitza::boltzmann {

namespace {

constexpr double rough_reduction =
    1e-3;  // of the exact residual, below which its correction is not worth more
constexpr int allowed_rough_failures = 3;
constexpr std::size_t mixing_depth = 8;
constexpr double expected_gain = 0.3;     // of a step of the mixing
constexpr double growth_when_mixing = 2;  // of the residual in one of them
constexpr int most_mixing_steps = 60;
constexpr int standstill_when_mixing = 6;  // steps without halving the residual

}  // namespace

TwoStageSolver::TwoStageSolver(SteadyProblem& problem, OnStep on_step)
    : problem_{problem},
      on_step_{std::move(on_step)},
      pseudo_{problem, [this](int step, double dt, double residual) {
                time_step_ = dt;
                report(steps_before_ + step, residual);
              }} {}

void TwoStageSolver::report(int step, double residual) {
  if (on_step_) on_step_(step, time_step_, residual);
}

SteadyOutcome TwoStageSolver::solve(Vec n, double tolerance, int max_steps, bool to_floor,
                                    double time_step) {
  steps_before_ = 0;
  time_step_ = time_step;
  problem_.use_exact();
  problem_.keep_symmetry(n);  // a guess may come from another grid
  if (!problem_.has_rough() || problem_.thin_layers())
    return pseudo_.solve(n, tolerance, max_steps, to_floor, time_step);

  const Goal goal{tolerance, to_floor, max_steps};
  SteadyOutcome outcome;
  const double residual = problem_.residual_norm(n);
  if (residual <= tolerance && (!to_floor || residual <= problem_.rounding_floor(n)))
    return pseudo_.solve(n, tolerance, max_steps, to_floor, time_step);
  const PetscVec start = copy(n);
  const bool served = solve_rough(n, residual, time_step, goal, outcome);
  if (!served && ++rough_failures_ < allowed_rough_failures) return outcome;
  if (served) {
    rough_failures_ = 0;
    if (mix(n, goal, outcome)) return outcome;
  } else {
    check(VecCopy(start.get(), n));
  }
  spdlog::warn("Lambda = {:g}: {}; the exact Newton steps take over", problem_.Lambda(),
               outcome.reason);
  steps_before_ = outcome.steps;
  SteadyOutcome exact =
      pseudo_.solve(n, tolerance, std::max(1, max_steps - outcome.steps), to_floor, time_step);
  exact.steps += outcome.steps;
  exact.linear_iterations += outcome.linear_iterations;
  exact.factorisations += outcome.factorisations;
  return exact;
}

bool TwoStageSolver::solve_rough(Vec n, double residual, double time_step, const Goal& goal,
                                 SteadyOutcome& outcome) {
  problem_.use_rough(n);
  const double wanted = std::max(rough_reduction * residual, problem_.rounding_floor(n));
  outcome = pseudo_.solve(n, wanted, goal.max_steps, false, time_step);
  problem_.use_exact();
  const bool served = outcome.converged;
  outcome.converged = false;
  outcome.reason = "the rough problem, " + outcome.reason;
  return served;
}

bool TwoStageSolver::mix(Vec n, const Goal& goal, SteadyOutcome& outcome) {
  SecantHistory history{mixing_depth};
  double floor = problem_.rounding_floor(n), tolerance = goal.tolerance;
  PetscVec F = like(n), next = like(n), step = like(n), rest = like(n), scratch = like(n);
  problem_.residual(n, F.get());
  double residual = norm(F.get()), previous = 10 * residual, best = residual;
  int steps_with_factors = 0, since_best = 0;
  bool stale = true,
       crept = false;  // below the tolerance by a step that gained too little to tell the floor by
  const auto finished = [&] {
    outcome.residual = residual;
    outcome.converged = residual <= tolerance;
    const bool at_floor = residual > 0.5 * previous || residual < floor;
    return outcome.converged && (at_floor || !goal.to_floor);
  };
  for (int mixed = 0; !finished(); ++mixed) {
    if (mixed == most_mixing_steps || since_best > standstill_when_mixing ||
        outcome.steps >= goal.max_steps) {
      outcome.reason = fmt::format("mixing stands still, residual {:.2e} above tolerance {:.2e}",
                                   residual, tolerance);
      return outcome.converged && !crept;
    }
    if (stale) {
      pseudo_.factorise(n);
      ++outcome.factorisations;
      floor = problem_.rounding_floor(n);
      tolerance = problem_.reachable(n, goal.tolerance);
      steps_with_factors = 0;
      stale = false;
    }
    check(VecCopy(F.get(), rest.get()));
    history.project(rest.get(), step.get());
    pseudo_.precondition(rest.get(), scratch.get());
    check(VecAXPY(step.get(), -1, scratch.get()));
    problem_.keep_symmetry(step.get());
    check(VecScale(step.get(), -1));  // what is to be subtracted, and back
    check(VecScale(step.get(), -problem_.longest_step(n, step.get()).fraction));
    check(VecWAXPY(next.get(), 1, step.get(), n));
    problem_.residual(next.get(), scratch.get());
    const double reached = norm(scratch.get());
    PetscVec change = copy(scratch.get());
    check(VecAXPY(change.get(), -1, F.get()));
    ++outcome.steps;
    ++steps_with_factors;
    const double gain = reached / residual;
    if (!(gain <= growth_when_mixing)) history.clear();
    history.add(copy(step.get()), std::move(change));
    if (residual > tolerance && reached <= tolerance) crept = gain > expected_gain;
    if (gain <= growth_when_mixing) {
      previous = std::exchange(residual, reached);
      check(VecCopy(next.get(), n));
      std::swap(F, scratch);
    }
    since_best = residual < 0.5 * best ? 0 : since_best + 1;
    best = std::min(best, residual);
    if (gain > expected_gain && residual > tolerance) {
      if (steps_with_factors == 1 && mixed > 0) problem_.refine_rough();
      stale = true;
    }
    report(outcome.steps, residual);
  }
  if (crept && goal.to_floor) {
    outcome.reason = "mixing gains too little";
    return false;
  }
  outcome.reason = fmt::format("converged: residual {:.2e} below tolerance {:.2e}{}", residual,
                               tolerance, goal.to_floor ? ", continued to the rounding floor" : "");
  return true;
}

}  // namespace kapitza::boltzmann
