#include "own_grids.hpp"

#include <algorithm>

#include "kapitza/boltzmann/adaptive_grid.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "points.hpp"

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
        difference{group + "/collision_difference",
                   {X.path, "/k"},
                   "1",
                   "how far the discretisation of I_k may move n"},
        number_current{group + "/number_current", {X.path}, "hopping", "number current"},
        energy_current{group + "/energy_current", {X.path}, "hopping^2", "energy current"},
        Lambda{group + "/Lambda", {}, "1", "interaction strength"},
        cell{group + "/cell", {}, "1", "centre X of a cell"},
        cell_indicator{
            group + "/cell_indicator", {cell.path}, "1", "share that the cell sends wrong"},
        W{group + "/W", {X.path}, "hopping", "mean field"},
        next_order{group + "/next_order", {X.path}, "1", "correction by the next order"} {}

  io::Description face, X, n, n_error, correction, difference, number_current, energy_current,
      Lambda, cell, cell_indicator, W, next_order;
};

std::string group_of(const std::string& i) {
  return "/space/grid=" + i;
}

}  // namespace

std::vector<double> cell_centres(std::span<const double> faces) {
  std::vector<double> centres;
  for (std::size_t c = 0; c + 1 < faces.size(); ++c)
    centres.push_back((faces[c] + faces[c + 1]) / 2);
  return centres;
}

std::string own_grid(std::size_t i) {
  return group_of(std::to_string(i));
}

bool has_own_grids(const io::ResultReader& file) {
  return file.contains(own_grid(0) + "/face");
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
  file.write(grid.difference, state.collision_difference.inside, slab);
  file.write(grid.number_current, state.number_current);
  file.write(grid.energy_current, state.energy_current);
  file.write(grid.Lambda, std::vector{state.Lambda});
  file.scale(grid.cell, cell_centres(state.faces));
  file.write(grid.cell_indicator, state.resolution.cells);
  if (!state.mean_field.empty()) file.write(grid.W, state.mean_field);
  if (!state.next_order.empty()) file.write(grid.next_order, state.next_order);
}

void add_own_grid(io::Contents& contents, const std::string& condition) {
  const OwnGrid grid{group_of("<i>")};
  contents.scale(grid.face, condition);
  contents.scale(grid.X, condition);
  for (const io::Description& one : {grid.n, grid.n_error, grid.correction, grid.difference,
                                     grid.number_current, grid.energy_current, grid.Lambda})
    contents.dataset(one, condition);
  contents.scale(grid.cell, condition);
  contents.dataset(grid.cell_indicator, condition);
  contents.dataset(grid.W, condition + " and defect.length is given");
  contents.dataset(grid.next_order, condition + " and collision.order = \"next\"");
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
  state.collision_difference.inside =
      own_rows(file, group + "/collision_difference", file.numbers(group + "/collision_difference"),
               0, state, K);
  state.number_current = file.numbers(group + "/number_current");
  state.energy_current = file.numbers(group + "/energy_current");
  state.resolution.cells = file.numbers(group + "/cell_indicator");
  if (file.contains(group + "/W")) state.mean_field = file.numbers(group + "/W");
  if (file.contains(group + "/next_order")) state.next_order = file.numbers(group + "/next_order");
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
