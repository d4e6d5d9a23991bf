#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "../extension.hpp"
#include "checkpoint.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"
#include "kapitza/io/result_reader.hpp"
#include "own_grids.hpp"
#include "result.hpp"

namespace kapitza::kinds {
namespace {

using boltzmann::Solution;
using boltzmann::StationaryState;

const std::array<std::string, 1> free_keys{"defect.Lambda"};

/// Of [Lambda, X, k] the points of this rank at one Lambda.
std::vector<double> own_rows(const io::ResultReader& file, const std::string& path,
                             std::span<const double> all, std::size_t i,
                             const StationaryState& state, std::size_t K) {
  const std::size_t size = state.X.size() * K;
  if (all.size() < (i + 1) * size)
    throw InputOutputFailure{file.name() + ": " + path + " does not fit the grid"};
  const auto rows = all.subspan(i * size + static_cast<std::size_t>(state.block.first) * K,
                                static_cast<std::size_t>(state.block.count) * K);
  return {rows.begin(), rows.end()};
}

/// The same of n.
std::vector<double> own_part(const io::ResultReader& file, const std::string& path,
                             std::span<const double> all, std::size_t i,
                             const StationaryState& state, std::size_t K) {
  std::vector<double> rows = own_rows(file, path, all, i, state, K);
  const std::span<const double> n{rows};
  for (std::size_t at = 0; at < n.size(); at += K)
    if (const auto k = boltzmann::first_unphysical(n.subspan(at, K)))
      throw NumericalFailure{fmt::format("{}: {} holds n = {:.6g} at Lambda = {:.6g}", file.name(),
                                         path, n[at + *k], state.Lambda)};
  return rows;
}

/// What the state of the i-th Lambda is on its own cells.
void take_own_grid(StationaryState& state, const boltzmann::AdaptiveGrid& adaptive,
                   const Communicator& world, const io::ResultReader& file, std::size_t i,
                   std::size_t K) {
  const std::string group = own_grid(i);
  state.faces = file.numbers(group + "/face");
  const auto scheme = boltzmann::make_discontinuous_galerkin(state.faces, adaptive.nodes);
  state.X = scheme.X;
  state.weights = scheme.weights;
  state.block = boltzmann::point_block(scheme.size(), world);
  state.n = own_part(file, group + "/n", file.numbers(group + "/n"), 0, state, K);
  state.n_error = own_rows(file, group + "/n_error", file.numbers(group + "/n_error"), 0, state, K);
  state.resolution.inside =
      own_rows(file, group + "/correction", file.numbers(group + "/correction"), 0, state, K);
  state.number_current = file.numbers(group + "/number_current");
  state.energy_current = file.numbers(group + "/energy_current");
  state.resolution.cells = file.numbers(group + "/cell_indicator");
}

void place(StationaryState& state, const boltzmann::SpatialScheme& scheme,
           const Communicator& world) {
  state.X = scheme.X;
  state.weights = scheme.weights;
  state.faces = scheme.faces();
  state.block = boltzmann::point_block(scheme.size(), world);
}

std::vector<Solution> read_solutions(const Communicator& world, const BoltzmannProblem& problem,
                                     const io::ResultReader& file) {
  const auto K = static_cast<std::size_t>(problem.grid.size());
  const auto Lambda = file.numbers("/Lambda"), n = file.numbers("/n"),
             error = file.numbers("/n_error"), correction = file.numbers("/space/correction");
  std::vector<StationaryState> states = state_fields().read(file, Lambda.size());
  const auto reasons = std::get<std::vector<std::string>>(file.attribute("converged_reason"));
  std::vector<Solution> solutions;
  for (std::size_t i = 0; i < Lambda.size(); ++i) {
    states[i].Lambda = Lambda[i];
    states[i].reason = reasons.at(i);
    if (problem.adaptive) {
      take_own_grid(states[i], *problem.adaptive, world, file, i, K);
    } else {
      place(states[i], problem.schemes.front(), world);
      states[i].n = own_part(file, "/n", n, i, states[i], K);
      states[i].n_error = own_rows(file, "/n_error", error, i, states[i], K);
      states[i].resolution.inside =
          own_rows(file, "/space/correction", correction, i, states[i], K);
    }
    solutions.push_back({i, std::move(states[i]), {}});
  }
  if (problem.schemes.size() == 1) return solutions;
  for (const boltzmann::SpatialScheme& scheme : problem.schemes) {
    const std::string path = fmt::format("/resolution/N={}/n", scheme.size());
    const auto resolved = file.numbers(path);
    for (std::size_t i = 0; i < Lambda.size(); ++i) {
      StationaryState state;
      state.Lambda = Lambda[i];
      place(state, scheme, world);
      state.n = own_part(file, path, resolved, i, state, K);
      solutions[i].resolutions.push_back(std::move(state));
    }
  }
  return solutions;
}

std::vector<double> Lambda_of(std::span<const Solution> solutions) {
  std::vector<double> Lambda;
  for (const Solution& solution : solutions)
    Lambda.push_back(solution.state.Lambda);
  return Lambda;
}

}  // namespace

std::vector<Solution> read_extended(const Communicator& world, const BoltzmannProblem& problem,
                                    const io::CaseIdentity& of, std::span<const double> asked,
                                    const std::filesystem::path& file) {
  std::vector<Solution> solutions;
  if (io::is_checkpoint(file)) {
    const io::CheckpointReader checkpoint{world, file};
    world.collectively([&] { require_same_but(file.string(), checkpoint.owner(), of, free_keys); });
    solutions = read_unfinished(world, problem, checkpoint).solutions;
  } else {
    world.collectively([&] {
      const io::ResultReader result{file};
      require_same_but(result, of, free_keys);
      solutions = read_solutions(world, problem, result);
    });
  }
  const std::vector<double> held = Lambda_of(solutions);
  world.collectively([&] { require_held_are_asked(file.string(), "defect.Lambda", held, asked); });
  spdlog::info("extending {}, of {} Lambda", file.string(), held.size());
  return solutions;
}

}  // namespace kapitza::kinds
