#pragma once

#include <functional>
#include <memory>

#include "kapitza/boltzmann/steady_options.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"

namespace kapitza::boltzmann {

/// The stationary state as the limit of implicit pseudo-time, d_t n + F(n) = 0 row by row, by PETSc's TSPSEUDO.
///
/// Each step is one Newton step of the backward Euler equation (SNESNEWTONLS, full steps), so that with dt -> infinity the
/// steps become Newton's on F = 0. How TSPSEUDO is steered:
/// - dt starts at 10 (transit times of a carrier of velocity 1) and grows as the residual falls
///   (TSPseudoTimeStepDefault); a step whose residual grows tenfold, or of which positivity leaves less than a tenth, is
///   rejected (TSPseudoSetVerifyTimeStep) and repeated with dt / 10.
/// - Positivity: a pre-check of the line search shortens the update so that no n loses more than 9/10 of its value.
/// - Linear systems: GMRES on the exact Jacobian, applied without its matrix, preconditioned by a MUMPS factorisation of the
///   Jacobian of some earlier step, which is kept across steps and Lambda until GMRES needs more than 3 iterations per digit.
///   The tolerance of GMRES follows Eisenstat and Walker between 1e-2 and 1e-4, unless -ksp_rtol is given.
/// - The end: once the residual meets the tolerance (SteadyProblem::reachable), steps go on until it is at the rounding floor or no longer halves, so
///   that the state depends neither on the number of ranks nor on the path. An attempt whose residual has not halved for
///   15 steps is given up; continuation in Lambda (continuation.hpp) then takes a shorter way.
///
/// Everything can be changed by PETSc options without prefix, e.g. -ts_dt, -ts_pseudo_increment, -ts_pseudo_max_dt,
/// -ts_max_reject, -snes_linesearch_type, -ksp_type, -ksp_rtol, -pc_type, -pc_factor_mat_solver_type, -mat_mumps_icntl_14,
/// -ts_monitor_pseudo, -snes_monitor. Options that end the iteration early do not make it converged: the tolerance decides.
class PseudoTransient {
 public:
  /// Called after each accepted step, on all ranks: step, dt, residual.
  using OnStep = std::function<void(int, double, double)>;

  PseudoTransient(SteadyProblem& problem, OnStep on_step);
  ~PseudoTransient();
  PseudoTransient(const PseudoTransient&) = delete;
  PseudoTransient& operator=(const PseudoTransient&) = delete;

  /// Improve n at the problem's Lambda. The outcome says whether the residual met `tolerance`, or what rounding leaves; n is changed in any case.
  /// `to_floor`: go on to the rounding floor. `time_step`: to begin with, 0 for the usual one. Throws NumericalFailure if n or the collision integral is not finite.
  SteadyOutcome solve(Vec n, double tolerance, int max_steps, bool to_floor, double time_step = 0);

  /// Solve J d = r, J the exact Jacobian at n, to 1e-5 of |r|, by the factorisation that the steps have left or a new one. d is
  /// zero to begin with. Of a problem that is its own mirror image r must be one, too. Whether GMRES reached it.
  bool solve_linearised(Vec n, Vec r, Vec d);

  /// Factorise the Jacobian at n as linearise_roughly makes it.
  void factorise(Vec n);
  /// d <- what the last factorisation takes for J^-1 r.
  void precondition(Vec r, Vec d);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kapitza::boltzmann
