#include "kapitza/boltzmann/pseudo_transient.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "pseudo_transient_impl.hpp"

namespace kapitza::boltzmann {

namespace {

constexpr double usual_time_step = 10;
constexpr double largest_time_step = 1e12;
constexpr double allowed_growth = 10;       // of the residual in one step
constexpr int allowed_standstill = 15;      // steps without halving the residual
constexpr double shortest_fraction = 0.1;   // of an update that may be taken
constexpr double iterations_per_digit = 3;  // of GMRES, that a stale factorisation may cost
/// Relative tolerance of GMRES; on panels products are differences, and the preconditioner is rough.
struct Forcing {
  double loosest, tightest;
};
constexpr Forcing on_uniform{1e-2, 1e-4}, on_panels{5e-2, 1e-3};
constexpr double linearised_solve = 1e-5;

}  // namespace

PseudoTransient::Impl::Impl(SteadyProblem& steady_problem, OnStep callback)
    : problem{steady_problem}, on_step{std::move(callback)} {
  const Vec like = problem.transport().source();
  check(VecDuplicate(like, base.out()));
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
  check(TSSetTimeStep(ts.get(), usual_time_step));
  check(TSPseudoSetMaxTimeStep(ts.get(), largest_time_step));
  check(TSSetMaxTime(ts.get(), std::numeric_limits<double>::max()));
  check(TSSetExactFinalTime(ts.get(), TS_EXACTFINALTIME_STEPOVER));
  check(TSSetMaxSNESFailures(ts.get(), -1));
  check(TSSetErrorIfStepFails(ts.get(), PETSC_FALSE));  // reason() tells
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

/// Eisenstat and Walker's second choice: as accurate as the quadratic convergence seen can use, and no more than the rounding
/// floor allows.
double PseudoTransient::Impl::forcing_term() const {
  const double reduction = residual / previous_residual;
  const double useful = std::max(reduction * reduction, 0.1 * rounding_floor / residual);
  const Forcing& allowed = problem.grid().is_uniform() ? on_uniform : on_panels;
  return std::clamp(useful, allowed.tightest, allowed.loosest);
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
  return static_cast<double>(iterations) > -iterations_per_digit * std::log10(tolerance_used);
}

bool PseudoTransient::Impl::acceptable(double candidate_residual) const {
  return candidate_residual <= allowed_growth * residual && length >= shortest_fraction;
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
  if (length < 1) text += ", last step limited by n < 0 at " + limited_by;
  if (!obstacle.empty()) text += "; " + obstacle;
  return "not converged: " + text;
}

void PseudoTransient::Impl::estimate_rounding(Vec n) {
  rounding_floor = problem.rounding_floor(n);
  tolerance = problem.reachable(n, wanted);
}

void PseudoTransient::Impl::start(Vec n, double asked, bool down_to_floor) {
  wanted = asked;
  to_floor = down_to_floor;
  length = 1;
  obstacle.clear();
  residual = previous_residual = best_residual = problem.residual_norm(n);
  estimate_rounding(n);
  steps_since_best = 0;
  stalled = false;
}

PseudoTransient::PseudoTransient(SteadyProblem& problem, OnStep on_step)
    : impl_{std::make_unique<Impl>(problem, std::move(on_step))} {}

PseudoTransient::~PseudoTransient() = default;

SteadyOutcome PseudoTransient::solve(Vec n, double tolerance, int max_steps, bool to_floor,
                                     double time_step) {
  Impl& self = *impl_;
  const TS ts = self.ts.get();
  self.start(n, tolerance, to_floor);
  SteadyOutcome outcome;
  if (self.residual > (to_floor ? self.rounding_floor : self.tolerance)) {
    const int factorisations_before = self.factorisations;
    check(TSSetStepNumber(ts, 0));
    check(TSSetTime(ts, 0));
    self.first_time_step = time_step > 0 ? time_step : self.initial_time_step;
    check(TSSetTimeStep(ts, self.first_time_step));
    check(TSSetMaxSteps(ts, std::min<PetscInt>(max_steps, self.option_max_steps)));
    self.trampoline.check(TSSolve(ts, n));
    self.residual = self.problem.residual_norm(n);  // whatever the options made of the iteration
    PetscInt steps = 0, iterations = 0;
    check(TSGetStepNumber(ts, &steps));
    check(TSGetKSPIterations(ts, &iterations));
    outcome.steps = static_cast<int>(steps);
    outcome.linear_iterations = static_cast<int>(iterations);
    outcome.factorisations = self.factorisations - factorisations_before;
  }
  outcome.residual = self.residual;
  outcome.converged = self.residual <= self.tolerance;
  if (!outcome.converged && !self.problem.is_rough())
    self.obstacle = self.problem.obstacle(n, self.residual);
  outcome.reason = self.reason();
  return outcome;
}

void PseudoTransient::factorise(Vec n) {
  Impl& self = *impl_;
  check(VecCopy(n, self.base.get()));
  self.shift = 0;
  self.problem.fill_jacobian(n, 0, self.matrix.get());
  self.stale = false;
  ++self.factorisations;
  const KSP ksp = self.linear_solver();
  check(KSPSetOperators(ksp, self.shell.get(), self.matrix.get()));
  check(KSPSetUp(ksp));
}

void PseudoTransient::precondition(Vec r, Vec d) {
  PC pc = nullptr;
  check(KSPGetPC(impl_->linear_solver(), &pc));
  check(PCApply(pc, r, d));
}

bool PseudoTransient::solve_linearised(Vec n, Vec r, Vec d) {
  Impl& self = *impl_;
  const bool fresh = self.stale;
  if (fresh) factorise(n);
  check(VecCopy(n, self.base.get()));
  self.shift = 0;
  const KSP ksp = self.linear_solver();
  check(KSPSetOperators(ksp, self.shell.get(), self.matrix.get()));
  if (self.adaptive_forcing)
    check(KSPSetTolerances(ksp, linearised_solve, PETSC_DEFAULT, PETSC_DEFAULT, PETSC_DEFAULT));
  self.problem.keep_symmetry(r);  // rounding is of neither kind
  const auto solved = [&] {
    self.trampoline.check(KSPSolve(ksp, r, d));
    KSPConvergedReason reason = KSP_CONVERGED_ITERATING;
    check(KSPGetConvergedReason(ksp, &reason));
    return reason > 0;
  };
  bool reached = solved();
  if (!reached && !fresh) {
    factorise(n);
    check(VecZeroEntries(d));
    reached = solved();
  }
  self.problem.keep_symmetry(d);
  return reached;
}

}  // namespace kapitza::boltzmann
