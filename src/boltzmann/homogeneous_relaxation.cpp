#include "kapitza/boltzmann/homogeneous_relaxation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kapitza/base/error.hpp"
#include "kapitza/base/petsc.hpp"

namespace kapitza::boltzmann {

namespace {

struct Context {
  collision::RelaxationRate& rate;
  Trampoline trampoline;
  long long evaluations = 0;
};

PetscErrorCode evaluate(TS, PetscReal, Vec n, Vec f, void* context) {
  auto& self = *static_cast<Context*>(context);
  return self.trampoline.call([&] {
    const auto K = static_cast<std::size_t>(self.rate.size());
    const double* state = nullptr;
    double* rates = nullptr;
    check(VecGetArrayRead(n, &state));
    check(VecGetArray(f, &rates));
    self.rate.evaluate({state, K}, {rates, K});
    check(VecRestoreArray(f, &rates));
    check(VecRestoreArrayRead(n, &state));
    ++self.evaluations;
  });
}

PetscTS make_solver() {
  PetscTS ts;
  check(TSCreate(PETSC_COMM_SELF, ts.out()));
  check(TSSetProblemType(ts.get(), TS_NONLINEAR));
  check(TSSetType(ts.get(), TSRK));
  check(TSRKSetType(ts.get(), TSRK5DP));
  check(TSSetExactFinalTime(ts.get(), TS_EXACTFINALTIME_MATCHSTEP));
  check(TSSetMaxSteps(ts.get(), std::numeric_limits<PetscInt>::max()));
  return ts;
}

void require_occupation(const model::MomentumGrid& grid, std::span<const double> n, double t) {
  for (int k = 0; k < grid.size(); ++k)
    if (!(n[k] >= 0.0 && std::isfinite(n[k])))
      throw NumericalFailure(fmt::format(
          "n({:.4f}) = {:g} at t = {:g}; allowed: not negative and finite", grid[k], n[k], t));
}

}  // namespace

std::vector<std::vector<double>> relax(const model::MomentumGrid& grid,
                                       collision::RelaxationRate& rate, std::span<const double> n,
                                       std::span<const double> times, double tolerance,
                                       RelaxationWork* work) {
  const PetscInt K = grid.size();
  Context context{rate, {}};
  PetscVec state;
  check(VecCreateSeq(PETSC_COMM_SELF, K, state.out()));
  double* values = nullptr;
  check(VecGetArray(state.get(), &values));
  std::ranges::copy(n, values);
  check(VecRestoreArray(state.get(), &values));

  const PetscTS ts = make_solver();
  check(TSSetRHSFunction(ts.get(), nullptr, &evaluate, &context));
  const double scale = std::ranges::max(n);
  check(TSSetTolerances(ts.get(), tolerance * scale, nullptr, 0.0, nullptr));
  if (!times.empty()) check(TSSetTimeStep(ts.get(), 0.1 * times.back()));
  check(TSSetFromOptions(ts.get()));

  std::vector<std::vector<double>> all;
  double now = 0.0;
  for (const double t : times) {
    if (t > now) {
      check(TSSetMaxTime(ts.get(), t));
      context.trampoline.check(TSSolve(ts.get(), state.get()));
      TSConvergedReason reason = TS_CONVERGED_ITERATING;
      check(TSGetConvergedReason(ts.get(), &reason));
      if (reason < 0)
        throw NumericalFailure(fmt::format(
            "PETSc's TS gave up between t = {:g} and {:g}: {}; a weaker lambda, or another "
            "-ts_type, may help",
            now, t, TSConvergedReasons[reason]));
      now = t;
    }
    const double* reached = nullptr;
    check(VecGetArrayRead(state.get(), &reached));
    all.emplace_back(reached, reached + K);
    check(VecRestoreArrayRead(state.get(), &reached));
    require_occupation(grid, all.back(), t);
  }
  if (work) {
    PetscInt steps = 0, rejected = 0;
    check(TSGetStepNumber(ts.get(), &steps));
    check(TSGetStepRejections(ts.get(), &rejected));
    work->steps += steps;
    work->rejected += rejected;
    work->evaluations += context.evaluations;
  }
  return all;
}

void acknowledge_relaxation_options() {
  check(TSSetFromOptions(make_solver().get()));
}

}  // namespace kapitza::boltzmann
