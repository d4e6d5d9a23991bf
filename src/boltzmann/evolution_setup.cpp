// What PETSc is given to integrate an Evolution: matrices, vectors, the stepper and its linear solver.

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "evolution_impl.hpp"
#include "vectors.hpp"

namespace kapitza::boltzmann {

namespace {

constexpr int sums = 4;  // behind the last n
/// GMRES, against the error of a step: increments are a tenth of n at most.
constexpr double linear_share = 0.01, loosest_linear = 1e-4, tightest_linear = 1e-10;
constexpr double untested = 1e100;  // the error that a sum may have

}  // namespace

Evolution::Impl::Impl(const Communicator& world, const SpatialScheme& scheme,
                      std::vector<double> masses, const model::MomentumGrid& momenta,
                      const model::Dispersion& band, collision::CollisionIntegral& integral,
                      const model::Injected& injection, double strength,
                      const EvolutionOptions& asked, const Barrier* barrier,
                      const NextOrderTerm* next)
    : comm{world},
      grid{momenta},
      dispersion{band},
      options{asked},
      mass{std::move(masses)},
      current{injected_current(injection, grid, dispersion)},
      transport{comm, scheme, velocities(grid, dispersion), injection},
      // Where nothing enters, the norm of the residual has no natural unit.
      problem{comm,    transport, grid, integral, current.number > 0 ? current.number : 1,
              barrier, next},
      balance{comm, transport, grid, dispersion, mass},
      has_force{barrier != nullptr},
      has_next{barrier && next},
      shortest_mass{*std::ranges::min_element(mass)} {
  problem.set_Lambda(strength);
  create_matrices();
  configure();
}

void Evolution::Impl::create_matrices() {
  const PointBlock& block = transport.block();
  const int K = transport.momenta(), first = block.first;
  const PetscInt width = K, inner = block.count * width, inner_total = transport.points() * width;
  linearised = problem.create_jacobian(sums);
  std::vector<double> zeros;
  for (int x = first; x < first + block.count; ++x)
    for (int k = 0; k < K; ++k) {
      const PetscInt row = x * width + k;
      const std::vector<PetscInt> columns = problem.jacobian_columns(x, k);
      zeros.assign(columns.size(), 0);
      check(MatSetValues(linearised.get(), 1, &row, static_cast<PetscInt>(columns.size()),
                         columns.data(), zeros.data(), INSERT_VALUES));
    }
  const bool last = comm.rank() == comm.size() - 1;
  for (PetscInt s = 0; last && s < sums; ++s)
    check(MatSetValue(linearised.get(), inner_total + s, inner_total + s, 0, INSERT_VALUES));
  check(MatAssemblyBegin(linearised.get(), MAT_FINAL_ASSEMBLY));
  check(MatAssemblyEnd(linearised.get(), MAT_FINAL_ASSEMBLY));
  check(MatDuplicate(linearised.get(), MAT_DO_NOT_COPY_VALUES, matrix.out()));
  check(MatCreateVecs(linearised.get(), nullptr, u.out()));
  for (PetscVec* v : {&scratch, &row_scale})
    check(VecDuplicate(u.get(), v->out()));
  for (PetscVec* v : {&n_view, &f_view})
    check(VecCreateMPIWithArray(comm.get(), 1, inner, inner_total, nullptr, v->out()));
  check(VecSet(row_scale.get(), 1));
  double* scale = nullptr;
  check(VecGetArray(row_scale.get(), &scale));
  for (int x = first; x < first + block.count; ++x)
    for (int k = 0; k < K; ++k)
      scale[(x - first) * K + k] = 1 / (problem.scale(x, k) * mass[x]);
  check(VecRestoreArray(row_scale.get(), &scale));
}

void Evolution::Impl::configure() {
  check(TSCreate(comm.get(), ts.out()));
  check(TSSetOptionsPrefix(ts.get(), "time_"));
  check(TSSetType(ts.get(), TSROSW));
  check(TSRosWSetType(ts.get(), TSROSWRA34PW2));
  check(TSSetApplicationContext(ts.get(), this));
  check(TSSetIFunction(ts.get(), nullptr, &function, this));
  check(TSSetIJacobian(ts.get(), matrix.get(), matrix.get(), &jacobian, this));
  check(TSSetPostStep(ts.get(), &after_step));
  check(TSSetExactFinalTime(ts.get(), TS_EXACTFINALTIME_MATCHSTEP));
  check(TSSetMaxSNESFailures(ts.get(), -1));
  check(TSSetErrorIfStepFails(ts.get(), PETSC_FALSE));  // reason() tells
  default_option("-time_ts_adapt_wnormtype", "infinity");
  SNES snes = nullptr;
  KSP ksp = nullptr;
  PC pc = nullptr;
  check(TSGetSNES(ts.get(), &snes));
  check(SNESGetKSP(snes, &ksp));
  check(KSPSetType(ksp, KSPGMRES));
  check(KSPSetPCSide(ksp, PC_RIGHT));
  const double rtol = std::clamp(linear_share * options.tolerance, tightest_linear, loosest_linear);
  check(KSPSetTolerances(ksp, rtol, PETSC_DEFAULT, PETSC_DEFAULT, 60));
  check(KSPGMRESSetRestart(ksp, 60));
  check(KSPSetPostSolve(ksp, &after_linear_solve, this));
  check(KSPGetPC(ksp, &pc));
  check(PCSetType(pc, PCLU));
  check(PCFactorSetMatSolverType(pc, MATSOLVERMUMPS));
  default_option("-time_mat_mumps_icntl_14", "60");
  check(TSSetFromOptions(ts.get()));
  check(TSARKIMEXSetFullyImplicit(ts.get(), PETSC_TRUE));  // of no effect on another type
}

void Evolution::Impl::set_tolerances() {
  PetscBool given = PETSC_FALSE;
  check(PetscOptionsHasName(nullptr, "time_", "-ts_rtol", &given));
  double rtol = 0;
  if (given) check(TSGetTolerances(ts.get(), nullptr, nullptr, &rtol, nullptr));
  PetscVec allowed_error = like(u.get());  // TS keeps it
  check(VecSet(allowed_error.get(), untested));
  double* allowed = nullptr;
  check(VecGetArray(allowed_error.get(), &allowed));
  std::fill_n(allowed, accepted_n.size(), options.tolerance / error_safety * accepted.largest);
  check(VecRestoreArray(allowed_error.get(), &allowed));
  check(TSSetTolerances(ts.get(), PETSC_DEFAULT, allowed_error.get(), rtol, nullptr));
}

}  // namespace kapitza::boltzmann
