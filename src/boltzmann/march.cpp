#include "kapitza/boltzmann/march.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "kapitza/base/error.hpp"
#include "vectors.hpp"

namespace kapitza::boltzmann {

namespace {

constexpr double courant_number = 0.9;
constexpr double kept_in_a_step = 0.5;  // of each n
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
  for (PetscVec* v : {&streamed_, &rate_, &scratch_})
    check(VecDuplicate(transport.source(), v->out()));
  configure();
}

void March::configure() {
  check(TSCreate(problem_.comm().get(), ts_.out()));
  const TS ts = ts_.get();
  check(TSSetType(ts, TSEULER));
  check(TSSetApplicationContext(ts, this));
  check(TSSetRHSFunction(ts, nullptr, &evaluate, this));
  check(TSSetFunctionDomainError(ts, &keeps_enough));
  check(TSSetPostStep(ts, &after_step));
  check(TSSetTimeStep(ts, time_step_));
  check(TSSetMaxTime(ts, std::numeric_limits<double>::max()));
  check(TSSetMaxSteps(ts, std::numeric_limits<PetscInt>::max()));
  check(TSSetExactFinalTime(ts, TS_EXACTFINALTIME_STEPOVER));
  check(TSSetErrorIfStepFails(ts, PETSC_FALSE));  // step_on() takes a shorter one
  check(TSSetFromOptions(ts));
  check(TSGetTimeStep(ts, &time_step_));
  check(TSGetMaxSteps(ts, &option_max_steps_));
}

PetscErrorCode March::evaluate(TS ts, PetscReal, Vec n, Vec rate, void* context) {
  auto& self = *static_cast<March*>(context);
  return self.trampoline_.call([&] {
    const Transport& transport = self.problem_.transport();
    const Vec streamed = self.streamed_.get(), I = self.rate_.get();
    double dt = 0;
    check(TSGetTimeStep(ts, &dt));
    check(MatMult(transport.matrix(), n, rate));
    check(VecAXPY(rate, -1, transport.source()));
    check(VecWAXPY(streamed, -dt, rate, n));  // (31)
    self.problem_.collide(self.split_ ? streamed : n, I);
    check(VecAXPBY(rate, self.problem_.Lambda(), -1, I));  // (32)
    check(VecCopy(rate, self.rate_.get()));
  });
}

PetscErrorCode March::keeps_enough(TS ts, PetscReal, Vec next, PetscBool* accepted) {
  void* context = nullptr;
  if (const PetscErrorCode code = TSGetApplicationContext(ts, &context)) return code;
  auto& self = *static_cast<March*>(context);
  return self.trampoline_.call([&] {
    Vec n = nullptr;
    double least = 0;
    check(TSGetSolution(ts, &n));
    check(VecWAXPY(self.scratch_.get(), -kept_in_a_step, n, next));
    check(VecMin(self.scratch_.get(), nullptr, &least));
    *accepted = least >= 0 ? PETSC_TRUE : PETSC_FALSE;
  });
}

PetscErrorCode March::after_step(TS ts) {
  void* context = nullptr;
  if (const PetscErrorCode code = TSGetApplicationContext(ts, &context)) return code;
  auto& self = *static_cast<March*>(context);
  return self.trampoline_.call([&] {
    TSConvergedReason why = TS_CONVERGED_ITERATING;
    check(TSGetConvergedReason(ts, &why));
    if (why < 0) return;  // there was no step
    PetscInt step = 0;
    Vec n = nullptr;
    check(TSGetStepNumber(ts, &step));
    check(TSGetSolution(ts, &n));
    const double change = self.change_per_time();
    if (!self.split_) self.residual_ = change;  // that of n before the step
    if (step % report_interval == 0) {
      if (self.split_) {
        self.residual_ = self.problem_.residual_norm(n);
        self.split_ = change > splitting_floor * self.residual_;
      }
      if (self.on_step_) self.on_step_(static_cast<int>(step), self.time_step_, self.residual_);
    }
    if (self.residual_ <= self.tolerance_) check(TSSetConvergedReason(ts, TS_CONVERGED_USER));
  });
}

double March::change_per_time() const {
  check(VecSet(scratch_.get(), 0));
  problem_.add_scaled(rate_.get(), 1, scratch_.get());
  return norm(scratch_.get());
}

void March::step_on(Vec n) {
  const TS ts = ts_.get();
  for (;; time_step_ /= 2) {
    check(TSSetTimeStep(ts, time_step_));
    trampoline_.check(TSSolve(ts, n));
    TSConvergedReason why = TS_CONVERGED_ITERATING;
    check(TSGetConvergedReason(ts, &why));
    if (why != TS_DIVERGED_STEP_REJECTED || time_step_ < 2 * smallest_time_step) return;
  }
}

SteadyOutcome March::solve(Vec n, double tolerance, int max_steps, const Pace& pace) {
  if (pace.time_step > 0) time_step_ = pace.time_step;
  split_ = pace.split;
  tolerance_ = tolerance;
  residual_ = problem_.residual_norm(n);
  max_steps = static_cast<int>(std::min<PetscInt>(max_steps, option_max_steps_));
  SteadyOutcome outcome;
  if (residual_ > tolerance && max_steps > 0) {
    check(TSSetStepNumber(ts_.get(), 0));
    check(TSSetTime(ts_.get(), 0));
    check(TSSetMaxSteps(ts_.get(), max_steps));
    step_on(n);
    PetscInt steps = 0;
    check(TSGetStepNumber(ts_.get(), &steps));
    outcome.steps = static_cast<int>(steps);
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
