#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "../extension.hpp"
#include "checkpoint.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/io/result_reader.hpp"
#include "own_grids.hpp"
#include "points.hpp"
#include "state_fields.hpp"

namespace kapitza::kinds {
namespace {

using boltzmann::Solution;
using boltzmann::StationaryState;

const std::array<std::string, 1> free_keys{"defect.Lambda"};

std::vector<Solution> read_solutions(const Communicator& world, const BoltzmannProblem& problem,
                                     const io::ResultReader& file) {
  const auto K = static_cast<std::size_t>(problem.grid.size());
  const auto Lambda = file.numbers("/Lambda"), n = file.numbers("/n"),
             error = file.numbers("/n_error"), correction = file.numbers("/space/correction"),
             difference = file.numbers("/collision/difference");
  std::vector<StationaryState> states = state_fields().read(file, Lambda.size());
  const auto reasons = std::get<std::vector<std::string>>(file.attribute("converged_reason"));
  std::vector<Solution> solutions;
  for (std::size_t i = 0; i < Lambda.size(); ++i) {
    states[i].Lambda = Lambda[i];
    states[i].reason = reasons.at(i);
    if (problem.adaptive) {
      read_own_grid(states[i], world, file, i);
    } else {
      place(states[i], problem.schemes.front(), world);
      states[i].n = own_occupation(file, "/n", n, i, states[i], K);
      states[i].n_error = own_rows(file, "/n_error", error, i, states[i], K);
      states[i].resolution.inside =
          own_rows(file, "/space/correction", correction, i, states[i], K);
      states[i].collision_difference.inside =
          own_rows(file, "/collision/difference", difference, i, states[i], K);
      if (problem.barrier) {
        const auto W = file.numbers("/W");
        const auto first = W.begin() + static_cast<std::ptrdiff_t>(i * states[i].X.size());
        states[i].mean_field.assign(first, first + std::ssize(states[i].X));
      }
      if (problem.next.wanted()) {
        const auto relative = file.numbers("/next_order");
        const auto first = relative.begin() + static_cast<std::ptrdiff_t>(i * states[i].X.size());
        states[i].next_order.assign(first, first + std::ssize(states[i].X));
      }
    }
    if (problem.barrier) states[i].coupling = problem.barrier->coupling(Lambda[i]);
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
      state.n = own_occupation(file, path, resolved, i, state, K);
      solutions[i].resolutions.push_back(std::move(state));
    }
  }
  return solutions;
}

std::vector<double> all_Lambda(std::span<const Solution> solutions) {
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
  const std::vector<double> held = all_Lambda(solutions);
  world.collectively([&] { require_held_are_asked(file.string(), "defect.Lambda", held, asked); });
  spdlog::info("extending {}, of {} Lambda", file.string(), held.size());
  return solutions;
}

}  // namespace kapitza::kinds
