#include "kapitza/boltzmann/pseudo_transient.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "kapitza/base/petsc.hpp"

namespace kapitza::boltzmann {

namespace {

constexpr double first_time_step = 10;
constexpr double largest_time_step = 1e12;
constexpr double allowed_growth = 10;      // of the residual in one step
constexpr double kept_fraction = 0.1;      // of each n in one step
constexpr int allowed_standstill = 30;     // steps without halving the residual
constexpr double shortest_fraction = 0.1;  // of an update that positivity leaves
constexpr double patience = 3;  // GMRES iterations per digit that a stale factorisation may cost
constexpr double loosest_solve = 1e-2, tightest_solve = 1e-4;  // relative tolerance of GMRES

/// The default of an option for which PETSc has no function, unless the user has set it.
void default_option(const char* name, const char* value) {
  PetscBool given = PETSC_FALSE;
  check(PetscOptionsHasName(nullptr, nullptr, name, &given));
  if (!given) check(PetscOptionsSetValue(nullptr, name, value));
}

}  // namespace

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

  void start(Vec n, double wanted, bool down_to_floor);
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
  PetscVec base, scratch;  // the state at which the Jacobian is taken
  double shift = 0;        // 1/dt in the Jacobian

  double initial_time_step = first_time_step;
  PetscInt option_max_steps = 0;
  double tolerance = 0;
  bool to_floor = true;
  bool stale = true;  // the factorisation no longer serves
  int factorisations = 0;
  bool adaptive_forcing = true;
  double residual = 0, previous_residual = 0, best_residual = 0, rounding_floor = 0;
  int steps_since_best = 0;
  bool stalled = false;
  double length = 1;       // fraction of the last update that positivity left
  std::string limited_by;  // where
};

PseudoTransient::Impl::Impl(SteadyProblem& steady_problem, OnStep callback)
    : problem{steady_problem}, on_step{std::move(callback)} {
  const Vec like = problem.transport().source();
  check(VecDuplicate(like, base.out()));
  check(VecDuplicate(like, scratch.out()));
  matrix = problem.create_jacobian();
  PetscInt local = 0, total = 0;
  check(VecGetLocalSize(like, &local));
  check(VecGetSize(like, &total));
  const MPI_Comm comm = problem.comm().get();
  check(MatCreateShell(comm, local, local, total, total, this, shell.out()));
  check(MatShellSetOperation(shell.get(), MATOP_MULT, reinterpret_cast<void (*)()>(&multiply)));
  check(TSCreate(comm, ts.out()));
  configure_stepper();
  configure_newton();
  check(TSSetFromOptions(ts.get()));
  check(TSGetTimeStep(ts.get(), &initial_time_step));
  check(TSGetMaxSteps(ts.get(), &option_max_steps));
}

void PseudoTransient::Impl::configure_stepper() {
  check(TSSetType(ts.get(), TSPSEUDO));
  check(TSSetApplicationContext(ts.get(), this));
  check(TSSetIFunction(ts.get(), nullptr, &function, this));
  check(TSSetIJacobian(ts.get(), shell.get(), matrix.get(), &jacobian, this));
  check(TSPseudoSetTimeStep(ts.get(), &time_step, this));
  check(TSPseudoSetVerifyTimeStep(ts.get(), &verify, this));
  check(TSSetPostStage(ts.get(), &after_stage));
  check(TSSetPostStep(ts.get(), &after_step));
  check(TSSetTimeStep(ts.get(), first_time_step));
  check(TSPseudoSetMaxTimeStep(ts.get(), largest_time_step));
  check(TSSetMaxTime(ts.get(), std::numeric_limits<double>::max()));
  check(TSSetExactFinalTime(ts.get(), TS_EXACTFINALTIME_STEPOVER));
  check(TSSetMaxSNESFailures(ts.get(), -1));
  // finish_if_done() ends the iteration; PETSc's own test compares with the first solve this TS has ever made.
  default_option("-ts_pseudo_frtol", "1e-50");
}

void PseudoTransient::Impl::configure_newton() {
  SNES snes = nullptr;
  check(TSGetSNES(ts.get(), &snes));
  check(SNESSetType(snes, SNESNEWTONLS));
  check(SNESSetConvergenceTest(snes, &one_iteration, nullptr, nullptr));
  // An inexact linear solve is still a step; verify() judges it.
  check(SNESSetMaxLinearSolveFailures(snes, std::numeric_limits<PetscInt>::max()));
  SNESLineSearch search = nullptr;
  check(SNESGetLineSearch(snes, &search));
  check(SNESLineSearchSetType(search, SNESLINESEARCHBASIC));
  check(SNESLineSearchSetPreCheck(search, &shorten, this));
  KSP ksp = nullptr;
  check(SNESGetKSP(snes, &ksp));
  check(KSPSetType(ksp, KSPGMRES));
  check(KSPSetPCSide(ksp, PC_RIGHT));
  check(KSPSetTolerances(ksp, PETSC_DEFAULT, PETSC_DEFAULT, PETSC_DEFAULT, 40));
  PetscBool given = PETSC_FALSE;
  check(PetscOptionsHasName(nullptr, nullptr, "-ksp_rtol", &given));
  adaptive_forcing = !given;
  check(KSPGMRESSetRestart(ksp, 40));
  PC pc = nullptr;
  check(KSPGetPC(ksp, &pc));
  check(PCSetType(pc, PCLU));
  check(PCFactorSetMatSolverType(pc, MATSOLVERMUMPS));
  default_option("-mat_mumps_icntl_14", "60");
}

PetscErrorCode PseudoTransient::Impl::function(TS, PetscReal, Vec n, Vec rate, Vec F,
                                               void* context) {
  auto& self = *static_cast<Impl*>(context);
  return self.trampoline.call([&] {
    self.problem.residual(n, F);
    self.problem.add_scaled(rate, 1, F);
  });
}

PetscErrorCode PseudoTransient::Impl::jacobian(TS, PetscReal, Vec n, Vec, PetscReal shift, Mat,
                                               Mat J, void* context) {
  auto& self = *static_cast<Impl*>(context);
  return self.trampoline.call([&] {
    check(VecCopy(n, self.base.get()));
    self.shift = shift;
    if (!self.stale) return;
    self.problem.fill_jacobian(n, shift, J);
    self.stale = false;
    ++self.factorisations;
  });
}

PetscErrorCode PseudoTransient::Impl::multiply(Mat shell, Vec x, Vec y) {
  void* context = nullptr;
  if (const PetscErrorCode code = MatShellGetContext(shell, &context)) return code;
  auto& self = *static_cast<Impl*>(context);
  return self.trampoline.call(
      [&] { self.problem.apply_jacobian(self.base.get(), self.shift, x, y); });
}

PetscErrorCode PseudoTransient::Impl::time_step(TS ts, PetscReal* dt, void* context) {
  auto& self = *static_cast<Impl*>(context);
  return self.trampoline.call([&] {
    check(TSPseudoTimeStepDefault(ts, dt, nullptr));
    PetscInt step = 0;
    check(TSGetStepNumber(ts, &step));
    if (step == 0) *dt = self.initial_time_step;  // PETSc compared with the solve before
    if (!self.adaptive_forcing) return;
    check(KSPSetTolerances(self.linear_solver(), self.forcing_term(), PETSC_DEFAULT, PETSC_DEFAULT,
                           PETSC_DEFAULT));
  });
}

/// Eisenstat and Walker's second choice: as accurate as the quadratic convergence seen can use, and no more than the rounding
/// floor allows.
double PseudoTransient::Impl::forcing_term() const {
  const double reduction = residual / previous_residual;
  const double useful = std::max(reduction * reduction, 0.1 * rounding_floor / residual);
  return std::clamp(useful, tightest_solve, loosest_solve);
}

KSP PseudoTransient::Impl::linear_solver() const {
  SNES snes = nullptr;
  KSP ksp = nullptr;
  check(TSGetSNES(ts.get(), &snes));
  check(SNESGetKSP(snes, &ksp));
  return ksp;
}

/// GMRES needed too many iterations per digit in the last step.
bool PseudoTransient::Impl::slow_linear_solve() const {
  PetscInt iterations = 0;
  double tolerance_used = 0;
  const KSP ksp = linear_solver();
  check(KSPGetIterationNumber(ksp, &iterations));
  check(KSPGetTolerances(ksp, &tolerance_used, nullptr, nullptr, nullptr));
  return iterations > -patience * std::log10(tolerance_used);
}

bool PseudoTransient::Impl::acceptable(double candidate_residual) const {
  return candidate_residual <= allowed_growth * residual && length >= shortest_fraction;
}

PetscErrorCode PseudoTransient::Impl::verify(TS ts, Vec candidate, void* context, PetscReal* dt,
                                             PetscBool* accepted) {
  auto& self = *static_cast<Impl*>(context);
  return self.trampoline.call([&] {
    self.stale = self.slow_linear_solve();
    const double candidate_residual = self.problem.residual_norm(candidate);
    *accepted = self.acceptable(candidate_residual) ? PETSC_TRUE : PETSC_FALSE;
    if (*accepted) {
      self.previous_residual = std::exchange(self.residual, candidate_residual);
    } else {
      Vec start = nullptr;
      check(TSGetSolution(ts, &start));
      check(VecCopy(start, candidate));
      *dt /= 10;
    }
  });
}

PetscErrorCode PseudoTransient::Impl::after_stage(TS ts, PetscReal, PetscInt, Vec* candidate) {
  void* context = nullptr;
  if (const PetscErrorCode code = TSGetApplicationContext(ts, &context)) return code;
  auto& self = *static_cast<Impl*>(context);
  return self.trampoline.call([&] {
    SNES snes = nullptr;
    SNESConvergedReason why = SNES_CONVERGED_ITERATING;
    check(TSGetSNES(ts, &snes));
    check(SNESGetConvergedReason(snes, &why));
    if (why >= 0) return;
    self.stale = true;
    Vec start = nullptr;  // the step will be repeated from here with a shorter dt
    check(TSGetSolution(ts, &start));
    check(VecCopy(start, *candidate));
  });
}

PetscErrorCode PseudoTransient::Impl::after_step(TS ts) {
  void* context = nullptr;
  if (const PetscErrorCode code = TSGetApplicationContext(ts, &context)) return code;
  auto& self = *static_cast<Impl*>(context);
  return self.trampoline.call([&] {
    PetscInt step = 0;
    double dt = 0;
    check(TSGetStepNumber(ts, &step));
    check(TSGetTimeStep(ts, &dt));
    if (self.on_step) self.on_step(step, dt, self.residual);
    self.finish_if_done();
  });
}

void PseudoTransient::Impl::finish_if_done() {
  if (residual < 0.5 * best_residual) {
    best_residual = residual;
    steps_since_best = 0;
  } else if (++steps_since_best > allowed_standstill) {
    stalled = true;
    check(TSSetConvergedReason(ts.get(), TS_CONVERGED_USER));
  }
  if (residual > tolerance) return;
  const bool at_floor = residual > 0.5 * previous_residual || residual < rounding_floor;
  if (at_floor || !to_floor) check(TSSetConvergedReason(ts.get(), TS_CONVERGED_USER));
}

PetscErrorCode PseudoTransient::Impl::shorten(SNESLineSearch, Vec n, Vec update, PetscBool* changed,
                                              void* context) {
  auto& self = *static_cast<Impl*>(context);
  return self.trampoline.call([&] {
    // the new state is n - update
    const Vec ratio = self.scratch.get();
    check(VecPointwiseDivide(ratio, update, n));
    PetscInt index = 0;
    double largest = 0;
    check(VecMax(ratio, &index, &largest));
    self.length = largest > 1 - kept_fraction ? (1 - kept_fraction) / largest : 1;
    *changed = self.length < 1 ? PETSC_TRUE : PETSC_FALSE;
    if (!*changed) return;
    check(VecScale(update, self.length));
    self.limited_by = self.problem.place(index);
  });
}

PetscErrorCode PseudoTransient::Impl::one_iteration(SNES, PetscInt iteration, PetscReal, PetscReal,
                                                    PetscReal, SNESConvergedReason* reason, void*) {
  *reason = iteration > 0 ? SNES_CONVERGED_ITS : SNES_CONVERGED_ITERATING;
  return 0;
}

std::string PseudoTransient::Impl::reason() const {
  if (residual <= tolerance)
    return fmt::format("converged: residual {:.2e} below tolerance {:.2e}{}", residual, tolerance,
                       to_floor ? ", continued to the rounding floor" : "");
  TSConvergedReason why = TS_CONVERGED_ITERATING;
  check(TSGetConvergedReason(ts.get(), &why));
  std::string text = stalled                            ? "residual stands still"
                     : why == TS_CONVERGED_ITS          ? "all steps used up"
                     : why == TS_DIVERGED_STEP_REJECTED ? "step rejected too often"
                                                        : TSConvergedReasons[why];
  text += fmt::format(", residual {:.2e} above tolerance {:.2e}", residual, tolerance);
  if (length < 1) text += ", last step limited by n <= 0 at " + limited_by;
  return "not converged: " + text;
}

void PseudoTransient::Impl::start(Vec n, double wanted, bool down_to_floor) {
  tolerance = wanted;
  to_floor = down_to_floor;
  length = 1;
  residual = previous_residual = best_residual = problem.residual_norm(n);
  rounding_floor = problem.rounding_floor(n);
  steps_since_best = 0;
  stalled = false;
}

PseudoTransient::PseudoTransient(SteadyProblem& problem, OnStep on_step)
    : impl_{std::make_unique<Impl>(problem, std::move(on_step))} {}

PseudoTransient::~PseudoTransient() = default;

SteadyOutcome PseudoTransient::solve(Vec n, double tolerance, int max_steps, bool to_floor) {
  Impl& self = *impl_;
  const TS ts = self.ts.get();
  self.start(n, tolerance, to_floor);
  SteadyOutcome outcome;
  if (self.residual > (to_floor ? self.rounding_floor : tolerance)) {
    const int factorisations_before = self.factorisations;
    check(TSSetStepNumber(ts, 0));
    check(TSSetTime(ts, 0));
    check(TSSetTimeStep(ts, self.initial_time_step));
    check(TSSetMaxSteps(ts, std::min<PetscInt>(max_steps, self.option_max_steps)));
    self.trampoline.check(TSSolve(ts, n));
    self.residual = self.problem.residual_norm(n);  // whatever the options made of the iteration
    PetscInt steps = 0, iterations = 0;
    check(TSGetStepNumber(ts, &steps));
    check(TSGetKSPIterations(ts, &iterations));
    outcome.steps = steps;
    outcome.linear_iterations = iterations;
    outcome.factorisations = self.factorisations - factorisations_before;
  }
  outcome.residual = self.residual;
  outcome.converged = self.residual <= tolerance;
  outcome.reason = self.reason();
  return outcome;
}

}  // namespace kapitza::boltzmann
