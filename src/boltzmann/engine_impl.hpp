#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "grid_solver.hpp"
#include "kapitza/boltzmann/edge_layer.hpp"
#include "kapitza/boltzmann/engine.hpp"

namespace kapitza::boltzmann {

struct Engine::Impl {
  Impl(const Communicator& world, const model::MomentumGrid& momenta, const model::Dispersion& band,
       collision::CollisionIntegral& integral, model::Injected injected, const SteadyOptions& asked,
       std::optional<Barrier> mean_field, const std::optional<NextOrderTerm>& next_order);

  Solution solve_one(std::size_t index, double Lambda);
  void tie_reports();
  std::unique_ptr<GridSolver> solver_on(const SpatialScheme& scheme);
  /// Of what is injected on both sides; on all ranks alike.
  const EdgeLayer& injected_layer();
  /// Of the first cells for a Lambda.
  std::vector<double> first_faces(double Lambda);

  // adaptive_engine.cpp
  StationaryState solve_adaptive(double Lambda);
  /// The cells and the guess for the Lambda that it gives back, which is on the way to `Lambda`.
  double begin(double Lambda);
  /// Solve until the cells serve.
  StationaryState draft(double Lambda, double accuracy);
  /// Whether there are new cells for the same Lambda.
  bool refine(const StationaryState& state, double excess);
  void go_on_with(const GridSnapshot& snapshot, const std::vector<double>& faces,
                  const Stretch& stretch = {});
  GridSnapshot grid_snapshot() const;

  const Communicator& comm;
  const model::MomentumGrid& grid;
  const model::Dispersion& dispersion;
  collision::CollisionIntegral& collision;
  model::Injected injection;
  SteadyOptions options;
  std::optional<Barrier> barrier;
  std::optional<NextOrderTerm> next;
  InjectedCurrent current;
  std::optional<AdaptiveGrid> adaptive;
  std::vector<std::unique_ptr<GridSolver>> grids;
  std::optional<EdgeLayer> layer;

  OnStep on_step;
  OnWork on_work;
  double fraction = 0;
  std::size_t done = 0, total = 1;        // Lambda of the list, for the reports
  bool resumed = false;                   // the next solve goes on from what follows
  std::size_t finished = 0;               // Lambda of the list
  std::vector<StationaryState> resolved;  // at the Lambda under way

  // Of the cells that are chosen.
  std::optional<GridSnapshot> carried;  // what the next Lambda starts from
  double made_for = 0;                  // Lambda
  int refinements = 0;
};

}  // namespace kapitza::boltzmann
