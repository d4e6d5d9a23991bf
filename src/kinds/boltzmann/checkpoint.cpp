#include "checkpoint.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <span>
#include <string>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"
#include "state_fields.hpp"

namespace kapitza::kinds {
namespace {

using boltzmann::StationaryState;

/// Adds records to a checkpoint; what every rank holds alike, the first one gives.
class Writer {
 public:
  Writer(const Communicator& world, std::size_t momenta) : world_{world}, K_{momenta} {}

  void number(const std::string& name, double value) {
    if (world_.root()) records.add(name, value);
  }
  void integer(const std::string& name, std::int64_t value) {
    if (world_.root()) records.add(name, value);
  }
  void local(const std::string& name, const std::vector<double>& n, int points) {
    const auto first = static_cast<std::size_t>(boltzmann::point_block(points, world_).first);
    records.add(name, n, first * K_, static_cast<std::size_t>(points) * K_);
  }
  void cost(const std::string& name, const boltzmann::SteadyOutcome& cost) {
    if (!world_.root()) return;
    records.add(name,
                std::vector<std::int64_t>{cost.steps, cost.linear_iterations, cost.factorisations});
  }
  void state(const std::string& name, const StationaryState& state) {
    local(name + "/n", state.n, static_cast<int>(state.X.size()));
    local(name + "/n_error", state.n_error, static_cast<int>(state.X.size()));
    local(name + "/space/correction", state.resolution.inside, static_cast<int>(state.X.size()));
    local(name + "/collision/difference", state.collision_difference.inside,
          static_cast<int>(state.X.size()));
    if (!world_.root()) return;
    state_fields().put(records, name, state);
    records.add_text(name + "/reason", state.reason);
  }
  void grid(const std::string& name, const boltzmann::GridSnapshot& grid, int nodes) {
    const auto points = [nodes](const std::vector<double>& faces) {
      return static_cast<int>(faces.size() - 1) * nodes;
    };
    if (!grid.faces.empty()) {
      if (world_.root()) records.add(name + "/faces", grid.faces);
      integer(name + "/refinements", grid.refinements);
      number(name + "/made_for", grid.made_for);
    }
    for (std::size_t s = 0; s < grid.states.size(); ++s)
      if (world_.root())
        records.add(fmt::format("{}/state/{}/faces", name, s), grid.states[s].faces);
    states(name, grid, [&](const std::vector<double>& faces) { return points(faces); });
  }
  template <class Points>
  void states(const std::string& name, const boltzmann::GridSnapshot& grid, const Points& points) {
    integer(name + "/states", static_cast<std::int64_t>(grid.states.size()));
    for (std::size_t s = 0; s < grid.states.size(); ++s) {
      const std::string path = fmt::format("{}/state/{}", name, s);
      number(path + "/Lambda", grid.states[s].Lambda);
      local(path + "/n", grid.states[s].n, points(grid.states[s].faces));
    }
    if (!grid.under_way) return;
    const std::string path = name + "/under_way";
    number(path + "/aim", grid.under_way->aim);
    number(path + "/time_step", grid.under_way->pace.time_step);
    integer(path + "/split", grid.under_way->pace.split ? 1 : 0);
    integer(path + "/failures", grid.under_way->failures);
    cost(path + "/cost", grid.under_way->cost);
    if (grid.under_way->attempted) local(path + "/n", grid.under_way->n, points(grid.faces));
  }

  io::CheckpointRecords records;

 private:
  const Communicator& world_;
  std::size_t K_;
};

/// The counterpart.
class Reader {
 public:
  Reader(const Communicator& world, const BoltzmannProblem& problem,
         const io::CheckpointReader& file)
      : world_{world}, problem_{problem}, file_{file} {}

  /// Of [X, k] the points of this rank.
  std::vector<double> rows(const std::string& name, std::size_t points) const {
    const auto K = static_cast<std::size_t>(problem_.grid.size());
    if (file_.size(name) != points * K)
      throw InputOutputFailure{file_.file().string() + ": " + name + " does not fit the grid"};
    const auto [first, count] = boltzmann::point_block(static_cast<int>(points), world_);
    return file_.numbers(name, static_cast<std::size_t>(first) * K,
                         static_cast<std::size_t>(count) * K);
  }
  std::vector<double> local(const std::string& name, std::span<const double> X,
                            double Lambda) const {
    const auto K = static_cast<std::size_t>(problem_.grid.size());
    std::vector<double> n = rows(name, X.size());
    const auto offset =
        static_cast<std::size_t>(boltzmann::point_block(static_cast<int>(X.size()), world_).first) *
        K;
    for (std::size_t at = 0; at < n.size(); at += K)
      if (const auto k = boltzmann::first_unphysical(std::span{n}.subspan(at, K)))
        throw NumericalFailure{fmt::format(
            "{}: n = {:.6g} at X = {:.6g}, k = {:.6g}, Lambda = {:.6g}", file_.file().string(),
            n[at + *k], X[(offset + at) / K], problem_.grid[*k], Lambda)};
    return n;
  }
  boltzmann::SteadyOutcome cost(const std::string& name) const {
    const auto counts = file_.integers(name, 0, 3);
    return {.steps = static_cast<int>(counts[0]),
            .linear_iterations = static_cast<int>(counts[1]),
            .factorisations = static_cast<int>(counts[2]),
            .reason = {}};
  }
  StationaryState state(const std::string& name) const {
    StationaryState state = state_fields().get(file_, name);
    state.block = boltzmann::point_block(static_cast<int>(state.X.size()), world_);
    state.n = local(name + "/n", state.X, state.Lambda);
    state.n_error = rows(name + "/n_error", state.X.size());
    state.resolution.inside = rows(name + "/space/correction", state.X.size());
    state.collision_difference.inside = rows(name + "/collision/difference", state.X.size());
    state.reason = file_.text(name + "/reason");
    return state;
  }
  std::vector<StationaryState> states(const std::string& name) const {
    std::vector<StationaryState> all;
    while (file_.contains(fmt::format("{}/{}", name, all.size())))
      all.push_back(state(fmt::format("{}/{}", name, all.size())));
    return all;
  }
  boltzmann::GridSnapshot grid(const std::string& name, std::span<const double> given) const {
    boltzmann::GridSnapshot grid;
    std::vector<double> X(given.begin(), given.end());
    const auto chosen = [&](const std::string& path) {
      std::vector<double> faces = file_.numbers(path, 0, file_.size(path));
      if (faces.size() < 2 ||
          std::ranges::adjacent_find(faces, std::ranges::greater_equal{}) != faces.end())
        throw InputOutputFailure{file_.file().string() + ": " + path + " are no cells"};
      X = boltzmann::make_discontinuous_galerkin(faces, problem_.adaptive->nodes).X;
      return faces;
    };
    const auto states = static_cast<std::size_t>(file_.integer(name + "/states"));
    for (std::size_t s = 0; s < states; ++s) {
      const std::string path = fmt::format("{}/state/{}", name, s);
      const double Lambda = file_.number(path + "/Lambda");
      std::vector<double> faces;
      if (problem_.adaptive) faces = chosen(path + "/faces");
      grid.states.push_back({Lambda, local(path + "/n", X, Lambda), std::move(faces)});
    }
    if (problem_.adaptive && file_.contains(name + "/faces")) {
      grid.faces = chosen(name + "/faces");
      grid.refinements = static_cast<int>(file_.integer(name + "/refinements"));
      grid.made_for = file_.number(name + "/made_for");
    }
    const std::string path = name + "/under_way";
    if (!file_.contains(path)) return grid;
    boltzmann::UnfinishedAdvance& under_way = grid.under_way.emplace();
    under_way.aim = file_.number(path + "/aim");
    under_way.pace.time_step = file_.number(path + "/time_step");
    under_way.pace.split = file_.integer(path + "/split") != 0;
    under_way.failures = static_cast<int>(file_.integer(path + "/failures"));
    under_way.cost = cost(path + "/cost");
    under_way.attempted = file_.contains(path + "/n");
    if (under_way.attempted) under_way.n = local(path + "/n", X, under_way.aim);
    return grid;
  }

 private:
  const Communicator& world_;
  const BoltzmannProblem& problem_;
  const io::CheckpointReader& file_;
};

}  // namespace

io::CheckpointRecords checkpoint_records(const Communicator& world, const BoltzmannProblem& problem,
                                         const UnfinishedBoltzmann& unfinished) {
  Writer to{world, static_cast<std::size_t>(problem.grid.size())};
  const collision::CollisionParameters& p = unfinished.parameters;
  to.number("collision/tau_max", p.tau_max);
  to.number("collision/tau_step", p.tau_step);
  to.integer("collision/least_lattice", p.least_lattice);
  to.integer("collision/margin", p.margin);
  to.integer("collision/pair_nodes", p.pair_nodes);
  to.integer("collision/momenta", p.momenta);
  to.integer("collision/limited_by_grid", p.limited_by_grid ? 1 : 0);
  for (std::size_t s = 0; s < unfinished.solutions.size(); ++s) {
    const boltzmann::Solution& solution = unfinished.solutions[s];
    to.state(fmt::format("solution/{}", s), solution.state);
    to.integer(fmt::format("solution/{}/index", s), static_cast<std::int64_t>(solution.index));
    for (std::size_t r = 0; r < solution.resolutions.size(); ++r)
      to.state(fmt::format("solution/{}/resolution/{}", s, r), solution.resolutions[r]);
  }
  for (std::size_t r = 0; r < unfinished.snapshot.resolved.size(); ++r)
    to.state(fmt::format("resolved/{}", r), unfinished.snapshot.resolved[r]);
  for (std::size_t g = 0; g < unfinished.snapshot.grids.size(); ++g)
    if (problem.adaptive)
      to.grid(fmt::format("grid/{}", g), unfinished.snapshot.grids[g], problem.adaptive->nodes);
    else
      to.states(fmt::format("grid/{}", g), unfinished.snapshot.grids[g],
                [&](const std::vector<double>&) { return problem.schemes[g].size(); });
  return std::move(to.records);
}

UnfinishedBoltzmann read_unfinished(const Communicator& world, const BoltzmannProblem& problem,
                                    const io::CheckpointReader& file) {
  return world.collectively([&] {
    const Reader from{world, problem, file};
    UnfinishedBoltzmann unfinished;
    collision::CollisionParameters& p = unfinished.parameters;
    p.tau_max = file.number("collision/tau_max");
    p.tau_step = file.number("collision/tau_step");
    p.least_lattice = static_cast<int>(file.integer("collision/least_lattice"));
    p.margin = static_cast<int>(file.integer("collision/margin"));
    p.pair_nodes = static_cast<int>(file.integer("collision/pair_nodes"));
    p.momenta = static_cast<int>(file.integer("collision/momenta"));
    p.limited_by_grid = file.integer("collision/limited_by_grid") != 0;
    auto states = from.states("solution");
    for (std::size_t s = 0; s < states.size(); ++s)
      unfinished.solutions.push_back(
          {static_cast<std::size_t>(file.integer(fmt::format("solution/{}/index", s))),
           std::move(states[s]), from.states(fmt::format("solution/{}/resolution", s))});
    unfinished.snapshot.resolved = from.states("resolved");
    // Without grids all is solved, and only the errors were missing.
    const std::size_t grids = file.contains("grid/0/states") ? problem.schemes.size() : 0;
    for (std::size_t g = 0; g < grids; ++g)
      unfinished.snapshot.grids.push_back(
          from.grid(fmt::format("grid/{}", g), problem.schemes[g].X));
    return unfinished;
  });
}

}  // namespace kapitza::kinds
