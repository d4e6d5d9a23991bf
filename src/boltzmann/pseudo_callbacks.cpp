#include <utility>

#include "pseudo_transient_impl.hpp"

namespace kapitza::boltzmann {

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
    self.fresh = self.stale;
    if (!self.stale) return;
    self.problem.fill_jacobian(n, shift, J);
    self.estimate_rounding(n);
    self.stale = false;
    ++self.factorisations;
  });
}

PetscErrorCode PseudoTransient::Impl::multiply(Mat shell, Vec x, Vec y) {
  void* context = nullptr;
  if (const PetscErrorCode code = MatShellGetContext(shell, &context)) return code;
  auto& self = *static_cast<Impl*>(context);
  return self.trampoline.call(
      self.problem.comm(), [&] { self.problem.apply_jacobian(self.base.get(), self.shift, x, y); });
}

PetscErrorCode PseudoTransient::Impl::time_step(TS ts, PetscReal* dt, void* context) {
  auto& self = *static_cast<Impl*>(context);
  return self.trampoline.call([&] {
    check(TSPseudoTimeStepDefault(ts, dt, nullptr));
    PetscInt step = 0;
    check(TSGetStepNumber(ts, &step));
    if (step == 0) *dt = self.first_time_step;  // PETSc compared with the solve before
    if (!self.adaptive_forcing) return;
    check(KSPSetTolerances(self.linear_solver(), self.forcing_term(), PETSC_DEFAULT, PETSC_DEFAULT,
                           PETSC_DEFAULT));
  });
}

PetscErrorCode PseudoTransient::Impl::verify(TS ts, Vec candidate, void* context, PetscReal* dt,
                                             PetscBool* accepted) {
  auto& self = *static_cast<Impl*>(context);
  return self.trampoline.call([&] {
    self.stale = self.slow_linear_solve();
    if (self.stale && self.fresh)
      self.problem.linearise_exactly();  // a new one as rough would not help
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
    if (self.on_step) self.on_step(static_cast<int>(step), dt, self.residual);
    self.finish_if_done();
  });
}

PetscErrorCode PseudoTransient::Impl::shorten(SNESLineSearch, Vec n, Vec update, PetscBool* changed,
                                              void* context) {
  auto& self = *static_cast<Impl*>(context);
  return self.trampoline.call([&] {
    self.problem.keep_symmetry(update);
    *changed = PETSC_TRUE;
    // the new state is n - update
    const auto longest = self.problem.longest_step(n, update);
    self.length = longest.fraction;
    if (!(self.length < 1)) return;
    check(VecScale(update, self.length));
    self.limited_by = self.problem.place(longest.unknown);
  });
}

PetscErrorCode PseudoTransient::Impl::one_iteration(SNES, PetscInt iteration, PetscReal, PetscReal,
                                                    PetscReal, SNESConvergedReason* reason, void*) {
  *reason = iteration > 0 ? SNES_CONVERGED_ITS : SNES_CONVERGED_ITERATING;
  return 0;
}

}  // namespace kapitza::boltzmann
