#include "own_grids.hpp"

#include <algorithm>

#include "kapitza/boltzmann/adaptive_grid.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "points.hpp"

namespace kapitza::kinds {

using boltzmann::Solution;
using boltzmann::StationaryState;

std::vector<double> cell_centres(std::span<const double> faces) {
  std::vector<double> centres;
  for (std::size_t c = 0; c + 1 < faces.size(); ++c)
    centres.push_back((faces[c] + faces[c + 1]) / 2);
  return centres;
}

std::string own_grid(std::size_t i) {
  return "/space/grid=" + std::to_string(i);
}

bool has_own_grids(const io::ResultReader& file) {
  return file.contains(own_grid(0) + "/face");
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
  file.scale({group + "/cell", {}, "1", "centre X of a cell"}, cell_centres(state.faces));
  file.write({group + "/cell_indicator", {group + "/cell"}, "1", "share that the cell sends wrong"},
             shares);
}

void read_own_grid(StationaryState& state, const Communicator& comm, const io::ResultReader& file,
                   std::size_t i) {
  const std::string group = own_grid(i);
  state.faces = file.numbers(group + "/face");
  const auto nodes = file.shape(group + "/X").front() / (state.faces.size() - 1);
  place(state, boltzmann::make_discontinuous_galerkin(state.faces, static_cast<int>(nodes)), comm);
  const std::size_t K = state.n_left.size();
  state.n = own_occupation(file, group + "/n", file.numbers(group + "/n"), 0, state, K);
  state.n_error = own_rows(file, group + "/n_error", file.numbers(group + "/n_error"), 0, state, K);
  state.resolution.inside =
      own_rows(file, group + "/correction", file.numbers(group + "/correction"), 0, state, K);
  state.number_current = file.numbers(group + "/number_current");
  state.energy_current = file.numbers(group + "/energy_current");
  state.resolution.cells = file.numbers(group + "/cell_indicator");
}

Shared share(const Communicator& comm, const model::MomentumGrid& grid,
             const model::Dispersion& dispersion, std::span<const Solution> solutions) {
  std::vector<std::vector<double>> grids;
  for (const Solution& solution : solutions)
    grids.push_back(solution.state.faces);
  const StationaryState& first = solutions.front().state;
  const auto nodes = static_cast<int>(first.X.size() / (first.faces.size() - 1));
  Shared shared;
  shared.faces = boltzmann::common_faces(grids);
  shared.X = boltzmann::make_discontinuous_galerkin(shared.faces, nodes).X;
  shared.X.insert(shared.X.begin(), 0);
  shared.X.push_back(1);
  for (const Solution& solution : solutions) {
    StationaryState state = boltzmann::sampled_at(comm, solution.state, shared.X);
    boltzmann::evaluate_profiles(state, grid, dispersion);
    // Each shared cell shows the own one that it lies in.
    std::vector<double> cells;
    for (const double centre : cell_centres(shared.faces)) {
      const auto after = std::ranges::upper_bound(state.faces, centre) - state.faces.begin();
      cells.push_back(state.resolution.cells[static_cast<std::size_t>(after - 1)]);
    }
    state.resolution.cells = std::move(cells);
    shared.states.push_back(std::move(state));
  }
  return shared;
}

}  // namespace kapitza::kinds
