#include "kapitza/boltzmann/march.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "kapitza/base/error.hpp"
#include "vectors.hpp"

namespace kapitza::boltzmann {

namespace {

constexpr double courant_number = 0.9;
constexpr double kept_fraction = 0.5;  // of each n in one step
constexpr double smallest_time_step = 1e-12;
constexpr double splitting_floor =
    0.1;  // change per time, relative to the residual, where splitting has done its part
constexpr int report_interval = 100;

}  // namespace

March::March(SteadyProblem& problem, OnStep on_step)
    : problem_{problem}, on_step_{std::move(on_step)} {
  const Transport& transport = problem.transport();
  if (transport.scheme().name != "upwind")
    throw InvalidInput("method \"march\" needs scheme \"upwind\", not \"" +
                       transport.scheme().name + "\"");
  double speed = 0;
  for (int k = 0; k < transport.momenta(); ++k)
    speed = std::max(speed, std::abs(transport.velocity(k)));
  time_step_ = courant_number / ((transport.points() + 1) * speed);
  for (PetscVec* v : {&streamed_, &rate_, &next_})
    check(VecDuplicate(transport.source(), v->out()));
}

bool March::step(Vec n, bool split) {
  const Transport& transport = problem_.transport();
  const Vec streamed = streamed_.get(), rate = rate_.get(), next = next_.get();
  // (31)
  check(MatMult(transport.matrix(), n, streamed));
  check(VecAXPY(streamed, -1, transport.source()));
  check(VecAYPX(streamed, -time_step_, n));
  // (32)
  problem_.collide(split ? streamed : n, rate);
  check(VecWAXPY(next, time_step_ * problem_.Lambda(), rate, streamed));

  check(VecPointwiseDivide(rate, next, n));
  double smallest = 0;
  check(VecMin(rate, nullptr, &smallest));
  return smallest > kept_fraction;
}

double March::change_per_time(Vec n) const {
  check(VecWAXPY(rate_.get(), -1, n, next_.get()));
  check(VecSet(streamed_.get(), 0));
  problem_.add_scaled(rate_.get(), 1 / time_step_, streamed_.get());
  return norm(streamed_.get());
}

SteadyOutcome March::solve(Vec n, double tolerance, int max_steps, const Pace& pace) {
  if (pace.time_step > 0) time_step_ = pace.time_step;
  SteadyOutcome outcome;
  split_ = pace.split;
  outcome.residual = problem_.residual_norm(n);
  while (outcome.residual > tolerance && outcome.steps < max_steps) {
    if (!step(n, split_)) {
      time_step_ /= 2;
      if (time_step_ < smallest_time_step) break;
      continue;
    }
    ++outcome.steps;
    const double change = change_per_time(n);
    if (!split_) outcome.residual = change;  // that of n before the step
    check(VecCopy(next_.get(), n));
    if (outcome.steps % report_interval == 0) {
      if (split_) {
        outcome.residual = problem_.residual_norm(n);
        split_ = change > splitting_floor * outcome.residual;
      }
      if (on_step_) on_step_(outcome.steps, time_step_, outcome.residual);
    }
  }
  outcome.residual = problem_.residual_norm(n);
  outcome.converged = outcome.residual <= tolerance;
  outcome.reason =
      fmt::format("{}: residual {:.2e}, tolerance {:.2e}, time step {:.2e}{}",
                  outcome.converged ? "converged" : "not converged", outcome.residual, tolerance,
                  time_step_, outcome.steps >= max_steps ? ", all steps used up" : "");
  if (!outcome.converged)
    if (const std::string obstacle = problem_.obstacle(n, outcome.residual); !obstacle.empty())
      outcome.reason += "; " + obstacle;
  return outcome;
}

}  // namespace kapitza::boltzmann
