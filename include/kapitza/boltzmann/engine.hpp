#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/boltzmann/adaptive_grid.hpp"
#include "kapitza/boltzmann/barrier.hpp"
#include "kapitza/boltzmann/next_order_rate.hpp"
#include "kapitza/boltzmann/snapshot.hpp"
#include "kapitza/boltzmann/spatial_scheme.hpp"
#include "kapitza/boltzmann/stationary_state.hpp"
#include "kapitza/boltzmann/steady_options.hpp"
#include "kapitza/collision/collision_integral.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::boltzmann {

/// One Lambda, finished.
struct Solution {
  std::size_t index;      ///< place of its Lambda in the list given to solve()
  StationaryState state;  ///< extrapolated to 1/N -> 0 if there is more than one grid
  std::vector<StationaryState>
      resolutions;  ///< with more than one grid: the state of each, coarsest first
};

/// Stationary inhomogeneous Boltzmann equation in the scaling limit (12),
///   v(k) d_X n_X(k) = Lambda I_k[n_X],  X in [0, 1],  n_0(v > 0) and n_1(v < 0) injected,
/// for a list of Lambda, in parallel over X; or, behind a Barrier, the stationary (6) with the force of the mean field,
///   v(k) d_X n_X(k) - W'(X) d_k n_X(k) = Lambda I_k[n_X],
/// on cells of "dg" and panels of momenta, whose limit of long defects the former is; with a NextOrderTerm to the next order in lambda.
///
/// Lambda is treated in ascending order, each state starting from those before it; intermediate values are inserted where a
/// step proves too large, down to Lambda = 0, whose solution is free streaming. Nothing has to be tuned.
class Engine {
 public:
  /// One scheme is solved as it is; several upwind schemes of ascending N are solved each and extrapolated (extrapolation.hpp).
  /// `collision` is this rank's own object, of size K = grid.size(). All references must outlive the engine. Collective.
  /// Throws InvalidInput for an injected n that is not finite or negative, sizes that do not fit, no scheme, method
  /// Pseudo with a collision integral that has no linearisation, or a next order without a barrier.
  Engine(const Communicator& comm, std::vector<SpatialScheme> schemes,
         const model::MomentumGrid& grid, const model::Dispersion& dispersion,
         collision::CollisionIntegral& collision, model::Injected injection,
         const SteadyOptions& options, std::optional<Barrier> barrier = {},
         std::optional<NextOrderTerm> next = {});
  /// The cells in X are chosen for each Lambda: graded towards both ends by the free path of what is injected, then divided where
  /// the estimator asks, the state so far being the start on the new cells. What stays above the accuracy says so in its resolution.
  Engine(const Communicator& comm, const AdaptiveGrid& adaptive, const model::MomentumGrid& grid,
         const model::Dispersion& dispersion, collision::CollisionIntegral& collision,
         model::Injected injection, const SteadyOptions& options,
         std::optional<Barrier> barrier = {}, std::optional<NextOrderTerm> next = {});
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Called on all ranks. They may throw, on all ranks alike, to abandon the solve. Either may be empty.
  using OnSolution = std::function<void(const Solution&)>;
  using OnStep = std::function<void(const StepReport&)>;
  /// Called often within a step, before each longer piece of work.
  using OnWork = std::function<void()>;

  /// Solve for each Lambda > 0 of the list; each Solution is handed over as soon as it is finished (ascending Lambda).
  /// Throws NumericalFailure naming the Lambda that could not be reached, why, and those not attempted for that reason; the
  /// solutions handed over before stay valid. Throws InvalidInput for an empty list or a Lambda not finite and positive.
  void solve(std::span<const double> Lambda, const OnSolution& on_solution,
             const OnStep& on_step = {}, const OnWork& on_work = {});

  /// Where solve() stands; to be called from its callbacks. Within a step it is the state before that step. Not collective.
  Snapshot snapshot() const;
  /// Let the next solve(), of the same list, go on from there; it hands over the solutions that were not finished. The state
  /// agrees with that of an uninterrupted solve to the rounding floor (march: to the tolerance). Throws InvalidInput if the
  /// snapshot belongs to other schemes, NumericalFailure for an n in it that is not finite or far below zero, with its place.
  /// Collective.
  void resume(Snapshot snapshot);

 private:
  struct Impl;
  static std::unique_ptr<Impl> make(const Communicator& comm, const model::MomentumGrid& grid,
                                    const model::Dispersion& dispersion,
                                    collision::CollisionIntegral& collision,
                                    model::Injected injection, const SteadyOptions& options,
                                    std::optional<Barrier> barrier,
                                    const std::optional<NextOrderTerm>& next);
  std::unique_ptr<Impl> impl_;
};

}  // namespace kapitza::boltzmann
