#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/boltzmann/barrier.hpp"
#include "kapitza/boltzmann/carrier_balance.hpp"
#include "kapitza/boltzmann/next_order_rate.hpp"
#include "kapitza/boltzmann/spatial_scheme.hpp"
#include "kapitza/boltzmann/stationary_state.hpp"
#include "kapitza/collision/collision_integral.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::boltzmann {

struct EvolutionOptions {
  /// Error of n in one step (EvolutionStep::error), the largest over X and k.
  double tolerance = 1e-4;
  int max_steps = 100000;
};

/// An accepted step, on all ranks alike.
struct EvolutionStep {
  int step;          ///< counts from 1
  double time;       ///< at its end
  double time_step;  ///< that it took
  double error;      ///< of n in this step: twice the estimate, over the largest n at the beginning
  double
      change;  ///< of n per time at its end, in the norm of StationaryState::residual: how far from stationary
};

/// Where an evolution stands: what it takes to go on in another process.
struct EvolutionSnapshot {
  double time = 0;
  double time_step = 0;     ///< of the next step; 0: not chosen yet
  std::vector<double> n;    ///< this rank's points x K, X-major
  Amounts left{}, right{};  ///< what has left since the beginning
  Amounts initial{};        ///< content at the beginning
  double largest = 0;       ///< max n at the beginning
  int steps = 0;
  double error = 0;  ///< Evolution::error
};

/// The inhomogeneous Boltzmann equation in time,
///   m(X) d_t n + v(k) d_X n = Lambda I_k[n],      n_0(v > 0) and n_1(v < 0) injected,
/// t in units of L (sites) over the unit of v, and m = dy/dX, y = x/L: 1 for a box (docs/theory.md, "In time"); behind a Barrier with - W'(X) d_k n
/// on the left (force.hpp) and, if asked for, the next order of the collisions on the right (next_order_rate.hpp).
///
/// Discretised in X as the stationary equation, it is integrated by PETSc's TS in steps whose error is controlled. The usual method
/// is TSROSW "ra34pw2": four stages of order 3, L-stable, which stays of order 3 with any approximate Jacobian. That is the
/// rough linearisation, made again when n has moved, behind a barrier in each step; it is factorised by MUMPS, and the factors are kept while GMRES, on the
/// matrix itself, converges in a few iterations.
/// - Number and energy: every linear system is solved with the two sums right to rounding (CarrierBalance::enforce), and
///   what leaves is integrated by the same stages as n. Hence content - initial = entering t - left - right, to rounding. Behind a barrier
///   that holds for the number; the energy, that of the mean field included (MeanField::energy), is balanced to the errors of X and t.
/// - The next order is held while n moves by 5 % of its largest value, and not half as long again as it has gone on
///   (SteadyProblem::hold_next_order_at). By what the rate has changed at the end of such a while, `error` grows.
/// - A step whose n is no occupation is rejected and repeated with a shorter one.
///
/// Options have the prefix "time_": -time_ts_type arkimex, -time_ts_rosw_type, -time_ts_rtol, -time_ts_monitor,
/// -time_ts_adapt_monitor, -time_ksp_rtol, -time_pc_type, ...
class Evolution {
 public:
  /// `mass`: m at the nodes of the scheme. All references must outlive the object. Collective. Throws InvalidInput for sizes that do
  /// not fit, an m or an injected n that is not finite or not positive, a Lambda < 0, a collision integral without linearisation, or
  /// a next order without a barrier; and what Force does.
  Evolution(const Communicator& comm, const SpatialScheme& scheme, std::vector<double> mass,
            const model::MomentumGrid& grid, const model::Dispersion& dispersion,
            collision::CollisionIntegral& collision, model::Injected injection, double Lambda,
            const EvolutionOptions& options, const Barrier* barrier = nullptr,
            const NextOrderTerm* next = nullptr);
  ~Evolution();
  Evolution(const Evolution&) = delete;
  Evolution& operator=(const Evolution&) = delete;

  /// The X points of this rank.
  PointBlock block() const noexcept;

  /// Begin at t = 0 with n on this rank's points. Throws InvalidInput for an n that is not finite or negative, with its place. Collective.
  void start(std::span<const double> n);
  /// Begin where another one stood. Collective.
  void resume(const EvolutionSnapshot& snapshot);
  /// At the end of the last step, also when asked from a callback. Not collective.
  EvolutionSnapshot snapshot() const;

  /// Called on all ranks; they may throw, on all ranks alike, to abandon the evolution. Either may be empty.
  using OnStep = std::function<void(const EvolutionStep&)>;
  /// Called often within a step, before each longer piece of work.
  using OnWork = std::function<void()>;
  /// Go on to t = `until`, which a step ends at. Throws NumericalFailure with the time if no step is short enough, or if all
  /// steps are used up. Collective.
  void advance(double until, const OnStep& on_step = {}, const OnWork& on_work = {});

  // At the end of the last step, also from its callback.
  double time() const noexcept;
  /// Sum of the errors of all steps: a bound of the error of n in time, over the largest n at the beginning, where perturbations do
  /// not grow. Collisions and walls make them fall.
  double error() const noexcept;
  /// n at the nodes, at both ends and at the centre, and the currents. Collective.
  StationaryState state() const;
  /// Number, and energy with that of the mean field. Collective.
  Amounts content() const;
  CarrierBalance::Leaving leaving() const;      ///< per unit of time; collective
  CarrierBalance::Leaving left_so_far() const;  ///< since the beginning
  const Amounts& entering() const noexcept;     ///< per unit of time
  /// |content - initial - entering t + what has left|, over initial + entering t. Collective.
  Amounts imbalance() const;

  struct Work {
    int steps = 0, rejected = 0, linear_iterations = 0, linearisations = 0, factorisations = 0;
  };
  Work work() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kapitza::boltzmann
