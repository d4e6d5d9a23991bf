#pragma once

#include <functional>

#include "kapitza/base/petsc.hpp"
#include "kapitza/boltzmann/steady_options.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"

namespace kapitza::boltzmann {

/// The paper's own way to the stationary state: explicit steps of (29) split as
///   n' = n - dt (A n - b)   (31),      n <- n' + dt Lambda I[n']   (32),
/// with dt = 0.9 dX / max|v|. A step that takes more than half of some n is repeated with half dt, which stays: this finds
/// the limit that fast loss sets.
///
/// The fixed point of the splitting solves (30) only up to O(dt Lambda), because I is taken at n' and not at n. Once the
/// remaining change of n per unit time is a tenth of the residual of (30), the same step is continued with I[n] instead,
/// whose fixed point is exact. Needs no linearisation; costs one I per X point and step.
///
/// The steps are those of PETSc's TSEULER of the rate (n - dt (A n - b) + dt Lambda I - n)/dt, which knows dt. Options have no
/// prefix: -ts_monitor, -ts_max_steps, -ts_dt.
class March {
 public:
  /// `on_step(step, dt, residual)` is called every 100 steps, on all ranks.
  using OnStep = std::function<void(int, double, double)>;

  /// Throws InvalidInput unless the scheme is upwind (collocated dG is not stable under forward Euler steps).
  March(SteadyProblem& problem, OnStep on_step);
  March(const March&) = delete;
  March& operator=(const March&) = delete;

  /// Improve n at the problem's Lambda until the residual meets the tolerance or `max_steps` are used up. `pace`: to go on
  /// with; without a time step, that of the solve before.
  SteadyOutcome solve(Vec n, double tolerance, int max_steps, const Pace& pace = {});
  Pace pace() const noexcept { return {time_step_, split_}; }

 private:
  // The callbacks of PETSc: the context is this object.
  static PetscErrorCode evaluate(TS, PetscReal, Vec n, Vec rate, void* self);
  static PetscErrorCode keeps_enough(TS, PetscReal, Vec next, PetscBool* accepted);
  static PetscErrorCode after_step(TS);

  void configure();
  /// Go on until PETSc has a reason to stop, with shorter and shorter steps where one takes too much.
  void step_on(Vec n);
  /// The norm of the last rate, as a residual's.
  double change_per_time() const;

  SteadyProblem& problem_;
  OnStep on_step_;
  double time_step_, tolerance_ = 0, residual_ = 0;
  PetscInt option_max_steps_ = 0;
  bool split_ = true;
  Trampoline trampoline_;
  PetscTS ts_;
  PetscVec streamed_, rate_, scratch_;  // n' or A n - b, the last rate, whatever
};

}  // namespace kapitza::boltzmann
