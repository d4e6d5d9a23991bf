#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "evolution_impl.hpp"
#include "kapitza/base/error.hpp"

namespace kapitza::boltzmann {

namespace {

constexpr double kept_linearisation = 0.05;  // change of n, over the largest n
constexpr double kept_next_order = 0.05;     // the same
constexpr double kept_while = 1.5;           // the next order, times the age at which it was taken,
constexpr double kept_for_ever = 0.1;        // but for a change of so many tolerances
constexpr double kept_shift = 1.5;           // factor between the shifts of factors and matrix
constexpr double rounding_of_times = 1e-13;
constexpr int iterations_at_most = 8;  // of GMRES, before new factors

}  // namespace

PetscErrorCode Evolution::Impl::function(TS, PetscReal, Vec u, Vec rate, Vec F, void* context) {
  auto& self = *static_cast<Impl*>(context);
  return self.trampoline.call([&] {
    const Part n{u, self.n_view.get()};
    try {
      self.rate(n.get(), F);
    } catch (const NumericalFailure& failure) {
      // No occupation: the linear solver finds no finite residual, and the step is repeated with a shorter one.
      self.trouble = failure.what();
      check(VecSet(F, std::numeric_limits<double>::quiet_NaN()));
      return;
    }
    check(VecPointwiseMult(F, F, self.row_scale.get()));
    const double* values = nullptr;
    check(VecGetArrayRead(u, &values));
    const std::size_t size = self.accepted_n.size();
    const auto out = self.balance.leaving(std::span{values, size});
    check(VecRestoreArrayRead(u, &values));
    if (self.comm.rank() == self.comm.size() - 1) {
      double* f = nullptr;
      check(VecGetArray(F, &f));
      for (int a = 0; a < 2; ++a) {
        f[size + a] = -out.left[a];
        f[size + 2 + a] = -out.right[a];
      }
      check(VecRestoreArray(F, &f));
    }
    check(VecAXPY(F, 1, rate));
  });
}

bool Evolution::Impl::moved(Vec u_now, std::span<const double> from, double allowed) const {
  const double* n = nullptr;
  double way = from.size() == accepted_n.size() ? 0 : std::numeric_limits<double>::max();
  check(VecGetArrayRead(u_now, &n));
  for (std::size_t i = 0; i < from.size(); ++i)
    way = std::max(way, std::abs(n[i] - from[i]));
  check(VecRestoreArrayRead(u_now, &n));
  return comm.max(way) > allowed * accepted.largest;
}

bool Evolution::Impl::next_order_has_aged() const {
  return moved(
      u.get(), renewed_at,
      accepted.time > kept_while * renewed ? kept_for_ever * options.tolerance : kept_next_order);
}

void Evolution::Impl::renew_next_order() {
  const Part n{u.get(), n_view.get()};
  const double change = problem.hold_next_order_at(n.get()) / shortest_mass;
  // It has grown to this since the last time.
  accepted.error += 0.5 * problem.Lambda() * change * (accepted.time - renewed) / accepted.largest;
  renewed_at = accepted_n;
  renewed = accepted.time;
}

PetscErrorCode Evolution::Impl::jacobian(TS ts, PetscReal, Vec u, Vec, PetscReal shift, Mat, Mat J,
                                         void* context) {
  auto& self = *static_cast<Impl*>(context);
  return self.trampoline.call([&] {
    // The force is as stiff as the transport in the thinnest cells, where only its own derivative serves.
    const bool anew = !self.linearised_once ||
                      self.moved(u, self.linearised_at, self.has_force ? 0 : kept_linearisation);
    if (anew) {
      const Part n{u, self.n_view.get()};
      self.problem.fill_jacobian(n.get(), 0, self.linearised.get());
      check(MatDiagonalScale(self.linearised.get(), self.row_scale.get(), nullptr));
      const double* values = nullptr;
      check(VecGetArrayRead(u, &values));
      self.linearised_at.assign(values, values + self.accepted_n.size());
      check(VecRestoreArrayRead(u, &values));
      self.linearised_once = true;
      ++self.done.linearisations;
    }
    if (anew || shift != self.shift) {
      check(MatCopy(self.linearised.get(), J, SAME_NONZERO_PATTERN));
      check(MatShift(J, shift));
      self.shift = shift;
    }
    const double ratio = shift / self.factored_shift;
    const bool serves = !self.slow && ratio < kept_shift && ratio > 1 / kept_shift;
    SNES snes = nullptr;
    check(TSGetSNES(ts, &snes));
    check(SNESSetLagPreconditioner(snes, serves ? -1 : 1));
    if (serves) return;
    self.slow = false;
    self.factored_shift = shift;
    ++self.done.factorisations;
  });
}

PetscErrorCode Evolution::Impl::after_linear_solve(KSP ksp, Vec b, Vec x, void* context) {
  auto& self = *static_cast<Impl*>(context);
  return self.trampoline.call([&] {
    KSPConvergedReason why = KSP_CONVERGED_ITERATING;
    PetscInt iterations = 0;
    check(KSPGetConvergedReason(ksp, &why));
    check(KSPGetIterationNumber(ksp, &iterations));
    self.done.linear_iterations += static_cast<int>(iterations);
    self.slow = self.slow || iterations > iterations_at_most || why < 0;
    if (why < 0) return;
    const std::size_t size = self.accepted_n.size();
    const double* right = nullptr;
    check(VecGetArrayRead(b, &right));
    const Amounts wanted = self.balance.content(std::span{right, size});
    {
      MutablePart n{x, self.n_view.get()};
      self.problem.keep_symmetry(n.get());
      const std::span values{n.values(), size};
      if (self.has_force)
        self.balance.enforce_number(self.shift, wanted[0], values);
      else
        self.balance.enforce(self.shift, wanted, values);
      const auto out = self.balance.leaving(values);
      if (self.comm.rank() == self.comm.size() - 1)
        for (int a = 0; a < 2; ++a) {
          n.values()[size + a] = (right[size + a] + out.left[a]) / self.shift;
          n.values()[size + 2 + a] = (right[size + 2 + a] + out.right[a]) / self.shift;
        }
    }
    check(VecRestoreArrayRead(b, &right));
  });
}

/// max |n - n of the embedded method| over max n, times error_safety.
double Evolution::Impl::step_error(TS stepper) {
  TSAdapt adapt = nullptr;
  PetscInt candidates = 0;
  const PetscInt* order = nullptr;
  PetscBool done_here = PETSC_FALSE;
  check(TSGetAdapt(stepper, &adapt));
  check(TSAdaptCandidatesGet(adapt, &candidates, &order, nullptr, nullptr, nullptr));
  if (candidates > 0) check(TSEvaluateStep(stepper, order[0] - 1, scratch.get(), &done_here));
  if (!done_here) return std::numeric_limits<double>::quiet_NaN();
  const double *lower = nullptr, *n = nullptr;
  double error = 0;
  check(VecGetArrayRead(scratch.get(), &lower));
  check(VecGetArrayRead(u.get(), &n));
  for (std::size_t i = 0; i < accepted_n.size(); ++i)
    error = std::max(error, std::abs(n[i] - lower[i]));
  check(VecRestoreArrayRead(u.get(), &n));
  check(VecRestoreArrayRead(scratch.get(), &lower));
  return error_safety * comm.max(error) / accepted.largest;
}

double Evolution::Impl::change() {
  const Part n{u.get(), n_view.get()};
  return problem.residual_norm(n.get());
}

PetscErrorCode Evolution::Impl::after_step(TS ts) {
  void* context = nullptr;
  if (const PetscErrorCode code = TSGetApplicationContext(ts, &context)) return code;
  auto& self = *static_cast<Impl*>(context);
  return self.trampoline.call([&] {
    double before = 0;
    check(TSGetPrevTime(ts, &before));
    check(TSGetTime(ts, &self.accepted.time));
    if (std::abs(self.accepted.time - self.until) <= rounding_of_times * self.until) {
      self.accepted.time = self.until;
      check(TSSetConvergedReason(ts, TS_CONVERGED_TIME));
    }
    check(TSGetTimeStep(ts, &self.accepted.time_step));
    const double* values = nullptr;
    const std::size_t size = self.accepted_n.size();
    check(VecGetArrayRead(self.u.get(), &values));
    self.accepted_n.assign(values, values + size);
    std::array<double, 4> behind{};
    if (self.comm.rank() == self.comm.size() - 1) std::copy_n(values + size, 4, behind.begin());
    check(VecRestoreArrayRead(self.u.get(), &values));
    self.comm.broadcast(behind, self.comm.size() - 1);
    self.accepted.left = {behind[0], behind[1]};
    self.accepted.right = {behind[2], behind[3]};
    const double error = self.step_error(ts);
    self.accepted.error += error;
    ++self.accepted.steps;
    self.trouble.clear();
    self.between_steps = true;
    if (self.has_next && self.next_order_has_aged()) self.renew_next_order();
    self.between_steps = false;
    if (!self.on_step) return;
    self.between_steps = true;
    const double change = self.change();
    self.between_steps = false;
    self.on_step(
        {self.accepted.steps, self.accepted.time, self.accepted.time - before, error, change});
  });
}

}  // namespace kapitza::boltzmann
