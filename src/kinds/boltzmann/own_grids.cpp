#include "own_grids.hpp"

#include <algorithm>

#include "kapitza/boltzmann/adaptive_grid.hpp"

namespace kapitza::kinds {

using boltzmann::Solution;
using boltzmann::StationaryState;

std::string own_grid(std::size_t i) {
  return "/space/grid=" + std::to_string(i);
}

void write_own_grid(io::ResultFile& file, const StationaryState& state, std::size_t i) {
  const std::string group = own_grid(i);
  file.scale({group + "/face", {}, "1", "faces of the cells chosen for this Lambda"}, state.faces);
  file.scale({group + "/X", {}, "1", "nodes of these cells"}, state.X);
  file.write({group + "/n", {group + "/X", "/k"}, "1", "occupation as it was solved for"}, state.n,
             io::Slab{0, static_cast<std::size_t>(state.block.first),
                      static_cast<std::size_t>(state.block.count)});
  file.write({group + "/n_error", {group + "/X", "/k"}, "1", "bound of the error of n"},
             state.n_error,
             io::Slab{0, static_cast<std::size_t>(state.block.first),
                      static_cast<std::size_t>(state.block.count)});
  file.write(
      {group + "/correction", {group + "/X", "/k"}, "1", "minus the error of n, to first order"},
      state.resolution.inside,
      io::Slab{0, static_cast<std::size_t>(state.block.first),
               static_cast<std::size_t>(state.block.count)});
  file.write({group + "/number_current", {group + "/X"}, "hopping", "number current"},
             state.number_current);
  file.write({group + "/energy_current", {group + "/X"}, "hopping^2", "energy current"},
             state.energy_current);
  file.write({group + "/Lambda", {}, "1", "interaction strength"}, std::vector{state.Lambda});
  const std::vector<double>& shares = state.resolution.cells;
  std::vector<double> centres;
  for (std::size_t c = 0; c + 1 < state.faces.size(); ++c)
    centres.push_back((state.faces[c] + state.faces[c + 1]) / 2);
  file.scale({group + "/cell", {}, "1", "centre X of a cell"}, centres);
  file.write({group + "/cell_indicator", {group + "/cell"}, "1", "share that the cell sends wrong"},
             shares);
}

Shared share(const Communicator& comm, const BoltzmannProblem& problem,
             std::span<const Solution> solutions) {
  std::vector<std::vector<double>> grids;
  Shared shared;
  for (const Solution& solution : solutions) {
    grids.push_back(solution.state.X);
    if (solution.state.faces.size() > shared.faces.size()) shared.faces = solution.state.faces;
  }
  shared.X = boltzmann::common_points(grids);
  for (const Solution& solution : solutions) {
    StationaryState state = boltzmann::sampled_at(comm, solution.state, shared.X);
    boltzmann::evaluate_profiles(state, problem.grid, problem.dispersion);
    // Each shared cell shows the own one that its centre lies in.
    std::vector<double> cells;
    for (std::size_t c = 0; c + 1 < shared.faces.size(); ++c) {
      const double centre = (shared.faces[c] + shared.faces[c + 1]) / 2;
      const auto after = std::ranges::upper_bound(state.faces, centre) - state.faces.begin();
      cells.push_back(state.resolution.cells[static_cast<std::size_t>(after - 1)]);
    }
    state.resolution.cells = std::move(cells);
    shared.states.push_back(std::move(state));
  }
  return shared;
}

}  // namespace kapitza::kinds
