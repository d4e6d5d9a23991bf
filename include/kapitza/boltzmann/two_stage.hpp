#pragma once

#include <functional>

#include "kapitza/base/petsc.hpp"
#include "kapitza/boltzmann/pseudo_transient.hpp"
#include "kapitza/boltzmann/steady_options.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"

namespace kapitza::boltzmann {

/// The stationary state by few evaluations of the exact collision integral, where there is a rough one:
/// 1. PseudoTransient on the rough problem, corrected at the state that it starts from (SteadyProblem::use_rough);
/// 2. Anderson mixing, 8 deep, of exact residuals, preconditioned by the factorised Jacobian of the rough problem. Each step takes one
///    evaluation per point and gains 1 to 1.5 digits. A step that gains less than a factor 0.3 is followed by a new factorisation,
///    and if that one is new already, the rough integral is refined.
/// Without a rough integral it is PseudoTransient on the exact problem. So it is, with a warning, where the mixing fails, or the rough
/// problem three times in a row.
class TwoStageSolver {
 public:
  using OnStep = PseudoTransient::OnStep;

  TwoStageSolver(SteadyProblem& problem, OnStep on_step);

  /// As PseudoTransient::solve.
  SteadyOutcome solve(Vec n, double tolerance, int max_steps, bool to_floor, double time_step = 0);

  /// As PseudoTransient::solve_linearised, of the problem that is in use.
  bool solve_linearised(Vec n, Vec r, Vec d) { return pseudo_.solve_linearised(n, r, d); }

 private:
  struct Goal {
    double tolerance;
    bool to_floor;
    int max_steps;
  };
  // Both count their steps on from `outcome`.
  bool solve_rough(Vec n, double residual, double time_step, const Goal& goal,
                   SteadyOutcome& outcome);
  bool mix(Vec n, const Goal& goal, SteadyOutcome& outcome);
  void report(int step, double residual);

  SteadyProblem& problem_;
  OnStep on_step_;
  int steps_before_ = 0;    // of this solve, before PseudoTransient began
  double time_step_ = 0;    // its last one
  int rough_failures_ = 0;  // in a row
  PseudoTransient pseudo_;
};

}  // namespace kapitza::boltzmann
