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
class March {
 public:
  /// `on_step(step, dt, residual)` is called every 100 steps, on all ranks.
  using OnStep = std::function<void(int, double, double)>;

  /// Throws InvalidInput unless the scheme is upwind (collocated dG is not stable under forward Euler steps).
  March(SteadyProblem& problem, OnStep on_step);

  /// Improve n at the problem's Lambda until the residual meets the tolerance or `max_steps` are used up. `pace`: to go on
  /// with; without a time step, that of the solve before.
  SteadyOutcome solve(Vec n, double tolerance, int max_steps, const Pace& pace = {});
  Pace pace() const noexcept { return {time_step_, split_}; }

 private:
  bool step(Vec n, bool split);
  /// r <- (n_new - n) / dt of the last step; its norm as the residual's.
  double change_per_time(Vec n) const;

  SteadyProblem& problem_;
  OnStep on_step_;
  double time_step_;
  bool split_ = true;
  PetscVec streamed_, rate_, next_;  // n', I, n of the next step
};

}  // namespace kapitza::boltzmann
