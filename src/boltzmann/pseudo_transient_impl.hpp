#pragma once

#include <string>

#include "kapitza/base/petsc.hpp"
#include "kapitza/boltzmann/pseudo_transient.hpp"

namespace kapitza::boltzmann {

/// TSPSEUDO, the operators and vectors it works with, and what steers it. The callbacks are in pseudo_callbacks.cpp, the
/// decisions in pseudo_transient.cpp.
struct PseudoTransient::Impl {
  Impl(SteadyProblem& steady_problem, OnStep callback);

  void configure_stepper();
  void configure_newton();

  // The callbacks of PETSc: `self` is this object.
  static PetscErrorCode function(TS, PetscReal, Vec n, Vec rate, Vec F, void* self);
  static PetscErrorCode jacobian(TS, PetscReal, Vec n, Vec, PetscReal shift, Mat, Mat J,
                                 void* self);
  static PetscErrorCode multiply(Mat shell, Vec x, Vec y);
  static PetscErrorCode time_step(TS, PetscReal* dt, void* self);
  static PetscErrorCode verify(TS, Vec candidate, void* self, PetscReal* dt, PetscBool* accepted);
  static PetscErrorCode after_stage(TS, PetscReal, PetscInt, Vec* candidate);
  static PetscErrorCode after_step(TS);
  static PetscErrorCode shorten(SNESLineSearch, Vec n, Vec update, PetscBool* changed, void* self);
  static PetscErrorCode one_iteration(SNES, PetscInt iteration, PetscReal, PetscReal, PetscReal,
                                      SNESConvergedReason* reason, void*);

  void estimate_rounding(Vec n);
  void start(Vec n, double asked, bool down_to_floor);
  double forcing_term() const;
  KSP linear_solver() const;
  bool slow_linear_solve() const;
  bool acceptable(double candidate_residual) const;
  void finish_if_done();
  std::string reason() const;

  SteadyProblem& problem;
  OnStep on_step;
  Trampoline trampoline;
  PetscTS ts;
  PetscMat shell, matrix;
  PetscVec base;     // the state at which the Jacobian is taken
  double shift = 0;  // 1/dt in the Jacobian

  double initial_time_step = 0;  // of every solve that is not told another one
  double first_time_step = 0;    // of this solve
  PetscInt option_max_steps = 0;
  double wanted = 0, tolerance = 0;  // asked for, and what rounding allows
  bool to_floor = true;
  bool stale = true;   // the factorisation no longer serves
  bool fresh = false;  // it was made for the step under way
  int factorisations = 0;
  bool adaptive_forcing = true;
  double residual = 0, previous_residual = 0, best_residual = 0, rounding_floor = 0;
  int steps_since_best = 0;
  bool stalled = false;
  double length = 1;       // fraction of the last update that positivity left
  std::string limited_by;  // where
  std::string obstacle;    // what keeps the residual up, if that can be told
};

}  // namespace kapitza::boltzmann
