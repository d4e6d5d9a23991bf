#pragma once

#include <span>
#include <string>
#include <vector>

#include "kapitza/base/petsc.hpp"
#include "kapitza/boltzmann/evolution.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"

namespace kapitza::boltzmann {

/// PETSc's unknowns u: n of this rank's points and, behind those of the last rank, what has left so far: number and energy on the
/// left, then on the right. F(t, u, u') = u' + f(u), the mass divided out.
struct Evolution::Impl {
  /// Times its estimate, the error of a step: one longer than all that decays in it is off by as much as the estimate, and behind a barrier
  /// those of hundreds of steps add up.
  static constexpr double error_safety = 2;

  Impl(const Communicator& world, const SpatialScheme& scheme, std::vector<double> masses,
       const model::MomentumGrid& momenta, const model::Dispersion& band,
       collision::CollisionIntegral& integral, const model::Injected& injection, double strength,
       const EvolutionOptions& asked, const Barrier* barrier, const NextOrderTerm* next);

  void configure();
  void create_matrices();
  /// A step to begin with, from the rate of change at u.
  double first_time_step();
  void set_tolerances();
  void begin(const EvolutionSnapshot& snapshot);
  /// Whether n is further than `allowed` times the largest n from another one.
  bool moved(Vec u_now, std::span<const double> from, double allowed) const;
  double step_error(TS stepper);
  double change();
  std::string reason() const;
  /// F <- S (A n - b - Lambda I), behind a barrier with its force.
  void rate(Vec n, Vec F);
  /// Of u: number, and energy with that of the mean field.
  Amounts content();
  /// Whether n, or the time, has moved so far that the next order is to be taken anew.
  bool next_order_has_aged() const;
  /// Take the next order of u, and note the error that having held the last one has made.
  void renew_next_order();

  // The callbacks of PETSc: `self` is this object.
  static PetscErrorCode function(TS, PetscReal, Vec u, Vec rate, Vec F, void* self);
  static PetscErrorCode jacobian(TS, PetscReal, Vec u, Vec, PetscReal shift, Mat, Mat J,
                                 void* self);
  static PetscErrorCode after_linear_solve(KSP, Vec b, Vec x, void* self);
  static PetscErrorCode after_step(TS);

  const Communicator& comm;
  const model::MomentumGrid& grid;
  const model::Dispersion& dispersion;
  EvolutionOptions options;
  std::vector<double> mass;  // of all points
  InjectedCurrent current;
  Transport transport;
  SteadyProblem problem;
  CarrierBalance balance;
  OnStep on_step;
  bool has_force, has_next;
  double shortest_mass;
  double until = 0;
  bool between_steps = false;  // a step is accepted, and not yet told of
  Trampoline trampoline;

  PetscTS ts;
  PetscMat linearised;  // (A - Lambda dI/dn) / m
  PetscMat matrix;      // shift + linearised
  PetscVec u, scratch;
  PetscVec
      row_scale;  // 1 / (S m), what residual() of the problem has too much; 1 behind the last n
  PetscVec n_view, f_view;            // without storage of their own
  std::vector<double> linearised_at;  // n
  bool linearised_once = false;
  double shift = 0;                // of the matrix
  double factored_shift = 0;       // of its factors
  bool slow = true;                // which no longer serve
  std::vector<double> renewed_at;  // n of the next order
  double renewed = 0;              // the time of it

  EvolutionSnapshot accepted;  // all but n, which is u
  std::vector<double> accepted_n;
  std::string trouble;  // why the last trial was no occupation
  Work done;
};

/// n, or a residual of it, as a Vec of its own while the object lives: the first part of u.
class Part {
 public:
  Part(Vec of, Vec view) : of_{of}, view_{view} {
    check(VecGetArrayRead(of_, &values_));
    check(VecPlaceArray(view_, values_));
  }
  ~Part() {
    static_cast<void>(VecResetArray(view_));
    static_cast<void>(VecRestoreArrayRead(of_, &values_));
  }
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;

  Vec get() const noexcept { return view_; }

 private:
  Vec of_, view_;
  const double* values_ = nullptr;
};

/// The same, to be written.
class MutablePart {
 public:
  MutablePart(Vec of, Vec view) : of_{of}, view_{view} {
    check(VecGetArray(of_, &values_));
    check(VecPlaceArray(view_, values_));
  }
  ~MutablePart() {
    static_cast<void>(VecResetArray(view_));
    static_cast<void>(VecRestoreArray(of_, &values_));
  }
  MutablePart(const MutablePart&) = delete;
  MutablePart& operator=(const MutablePart&) = delete;

  Vec get() const noexcept { return view_; }
  double* values() const noexcept { return values_; }

 private:
  Vec of_, view_;
  double* values_ = nullptr;
};

}  // namespace kapitza::boltzmann
