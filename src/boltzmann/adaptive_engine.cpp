// The engine where it chooses the cells in X for each Lambda itself.

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine_impl.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"

namespace kapitza::boltzmann {

namespace {

/// To which residual a state is solved that only shows where cells are missing, relative to the accuracy asked of them.
constexpr double share_of_draft = 1e-2;
constexpr double accuracy_on_the_way = 1e-2;
constexpr double free_paths_of_layer = 8;
constexpr double thinnest_of_barrier = 1e-3;  // cell, to begin with
/// What leaves has a cusp where carriers graze the barrier, which no number of cells resolves.
constexpr int refinements_of_barrier = 1;

/// The last state as the start of one more solve at its Lambda.
GridSnapshot once_more(GridSnapshot snapshot) {
  UnfinishedAdvance& again = snapshot.under_way.emplace();
  again.aim = snapshot.states.back().Lambda;
  again.attempted = true;
  again.n = std::move(snapshot.states.back().n);
  snapshot.faces = snapshot.states.back().faces;
  snapshot.states.pop_back();
  return snapshot;
}

/// What a state has cost beside what those before it have.
void add_cost(StationaryState& state, const StationaryState& before) {
  state.steps += before.steps;
  state.linear_iterations += before.linear_iterations;
  state.factorisations += before.factorisations;
  state.seconds += before.seconds;
}

}  // namespace

void Engine::Impl::go_on_with(const GridSnapshot& snapshot, const std::vector<double>& faces,
                              const Stretch& stretch) {
  const SpatialScheme scheme = make_discontinuous_galerkin(faces, adaptive->nodes);
  grids.clear();  // before the next one needs its memory
  grids.push_back(solver_on(scheme));
  tie_reports();
  if (snapshot.states.empty()) return;
  grids.front()->continuation().resume(
      prolonged(comm, snapshot, static_cast<std::size_t>(grid.size()), scheme, stretch));
}

GridSnapshot Engine::Impl::grid_snapshot() const {
  if (carried) return *carried;
  if (grids.empty()) return {};
  GridSnapshot snapshot = grids.front()->continuation().snapshot();
  snapshot.faces = grids.front()->transport().scheme().faces();
  snapshot.refinements = refinements;
  snapshot.made_for = made_for;
  for (StateAtLambda& state : snapshot.states)
    state.faces = snapshot.faces;
  return snapshot;
}

std::vector<double> Engine::Impl::first_faces(double Lambda) {
  std::vector<double> faces = graded_faces(injected_layer(), Lambda);
  return barrier ? faces_for(*barrier, std::move(faces), thinnest_of_barrier) : faces;
}

double Engine::Impl::begin(double Lambda) {
  GridSnapshot before = grid_snapshot();
  carried.reset();
  const double last = before.states.empty() ? 0 : before.states.back().Lambda;
  if (last == Lambda && !before.under_way)
    before = once_more(std::move(before));  // stopped while its errors were estimated
  if (before.under_way) {
    refinements = before.refinements;
    made_for = before.made_for;
    go_on_with(before, before.faces);
    return made_for;
  }
  refinements = 0;
  made_for = next_stop(last, Lambda, injected_layer().rate);
  Stretch stretch;
  if (const double rate = injected_layer().rate; last > 0 && rate > 0)
    stretch = {made_for / last, std::min(0.5, free_paths_of_layer / (last * rate))};
  go_on_with(before, first_faces(made_for), stretch);
  return made_for;
}

bool Engine::Impl::refine(const StationaryState& state, double excess) {
  const int most = barrier ? refinements_of_barrier : adaptive->most_refinements;
  if (refinements == most) return false;
  const std::vector<double> finer =
      refined_faces(state.faces, state.resolution.cells, excess, *adaptive);
  if (finer.size() == state.faces.size()) return false;
  ++refinements;
  go_on_with(once_more(grid_snapshot()), finer);
  return true;
}

StationaryState Engine::Impl::draft(double Lambda, double accuracy) {
  const double tolerance = std::max(options.tolerance, share_of_draft * accuracy);
  StationaryState state = grids.front()->solve(Lambda, tolerance, false);
  const auto excess = [&] {
    return state.resolution.worst(largest_occupation(comm, state)) / accuracy;
  };
  for (double over = excess(); over > 1; over = excess()) {
    const GridSnapshot coarse = grid_snapshot();
    try {
      if (!refine(state, over)) break;
      StationaryState better = grids.front()->solve(Lambda, tolerance, false);
      add_cost(better, state);
      state = std::move(better);
    } catch (const NumericalFailure&) {
      // What the coarser cells gave is a solution, and its resolution says how good.
      go_on_with(coarse, coarse.faces);
      break;
    }
  }
  return state;
}

StationaryState Engine::Impl::solve_adaptive(double Lambda) {
  StationaryState before;
  while (begin(Lambda) < Lambda) {
    StationaryState stop = draft(made_for, std::max(adaptive->accuracy, accuracy_on_the_way));
    add_cost(stop, before);
    before = std::move(stop);
  }
  StationaryState drafted = draft(Lambda, adaptive->accuracy);
  add_cost(drafted, before);
  grids.front()->continuation().resume(once_more(grid_snapshot()));
  StationaryState state = grids.front()->solve(Lambda, options.tolerance, options.to_floor);
  grids.front()->add_collision_difference(state);
  add_cost(state, drafted);
  return state;
}

}  // namespace kapitza::boltzmann
