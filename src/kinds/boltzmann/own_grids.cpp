#include "own_grids.hpp"

#include <algorithm>

#include "kapitza/boltzmann/adaptive_grid.hpp"

namespace kapitza::kinds {

using boltzmann::Solution;
using boltzmann::StationaryState;

namespace {

/// What is kept of the cells of one Lambda.
struct OwnGrid {
  explicit OwnGrid(const std::string& group)
      : face{group + "/face", {}, "1", "faces of the cells chosen for this Lambda"},
        X{group + "/X", {}, "1", "nodes of these cells"},
        n{group + "/n", {X.path, "/k"}, "1", "occupation as it was solved for"},
        n_error{group + "/n_error", {X.path, "/k"}, "1", "bound of the error of n"},
        correction{
            group + "/correction", {X.path, "/k"}, "1", "minus the error of n, to first order"},
        number_current{group + "/number_current", {X.path}, "hopping", "number current"},
        energy_current{group + "/energy_current", {X.path}, "hopping^2", "energy current"},
        Lambda{group + "/Lambda", {}, "1", "interaction strength"},
        cell{group + "/cell", {}, "1", "centre X of a cell"},
        cell_indicator{
            group + "/cell_indicator", {cell.path}, "1", "share that the cell sends wrong"} {}

  io::Description face, X, n, n_error, correction, number_current, energy_current, Lambda, cell,
      cell_indicator;
};

std::string group_of(const std::string& i) {
  return "/space/grid=" + i;
}

}  // namespace

std::string own_grid(std::size_t i) {
  return group_of(std::to_string(i));
}

void write_own_grid(io::ResultFile& file, const StationaryState& state, std::size_t i) {
  const OwnGrid grid{own_grid(i)};
  file.scale(grid.face, state.faces);
  file.scale(grid.X, state.X);
  const io::Slab slab{0, static_cast<std::size_t>(state.block.first),
                      static_cast<std::size_t>(state.block.count)};
  file.write(grid.n, state.n, slab);
  file.write(grid.n_error, state.n_error, slab);
  file.write(grid.correction, state.resolution.inside, slab);
  file.write(grid.number_current, state.number_current);
  file.write(grid.energy_current, state.energy_current);
  file.write(grid.Lambda, std::vector{state.Lambda});
  std::vector<double> centres;
  for (std::size_t c = 0; c + 1 < state.faces.size(); ++c)
    centres.push_back((state.faces[c] + state.faces[c + 1]) / 2);
  file.scale(grid.cell, centres);
  file.write(grid.cell_indicator, state.resolution.cells);
}

void add_own_grid(io::Contents& contents, const std::string& condition) {
  const OwnGrid grid{group_of("<i>")};
  contents.scale(grid.face, condition);
  contents.scale(grid.X, condition);
  for (const io::Description& one : {grid.n, grid.n_error, grid.correction, grid.number_current,
                                     grid.energy_current, grid.Lambda})
    contents.dataset(one, condition);
  contents.scale(grid.cell, condition);
  contents.dataset(grid.cell_indicator, condition);
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
