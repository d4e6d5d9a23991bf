#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <optional>
#include <span>

#include "boltzmann_output.hpp"
#include "boltzmann_problem.hpp"
#include "kapitza/base/progress.hpp"
#include "kapitza/base/timing_report.hpp"
#include "kapitza/config/read_case.hpp"
#include "kapitza/io/result_file.hpp"
#include "run_kinds.hpp"

namespace kapitza::app {
namespace {

/// The choice of one rank, which another might make differently by a rounding error.
collision::CollisionParameters agreed_parameters(const Communicator& world,
                                                 const config::BoltzmannCase& input,
                                                 const BoltzmannProblem& problem) {
  collision::CollisionParameters p = world.collectively([&] {
    return world.root() ? choose_parameters(input, problem) : collision::CollisionParameters{};
  });
  p.tau_max = world.broadcast(p.tau_max);
  p.tau_step = world.broadcast(p.tau_step);
  p.least_lattice = world.broadcast(p.least_lattice);
  p.margin = world.broadcast(p.margin);
  p.pair_nodes = world.broadcast(p.pair_nodes);
  p.limited_by_grid = world.broadcast(p.limited_by_grid ? 1 : 0) != 0;
  return p;
}

/// Solutions as far as they were reached, and what stopped the rest.
struct Outcome {
  std::vector<boltzmann::Solution> solutions;
  std::optional<NumericalFailure> failure;
};

Outcome solve(const Session& session, const BoltzmannProblem& problem,
              collision::CollisionIntegral& collision, std::span<const double> Lambda,
              const RunCommand& command) {
  const Communicator& world = session.world();
  boltzmann::Engine engine{world,     problem.schemes,   problem.grid,  problem.dispersion,
                           collision, problem.injection, problem.steady};
  Progress progress{"solve", 1.0,
                    Progress::suitable_style(world.root() && !command.quiet, command.log_format)};
  Outcome outcome;
  const auto on_solution = [&](const boltzmann::Solution& solution) {
    if (outcome.solutions.empty()) session.require_options_used();
    outcome.solutions.push_back(solution);
  };
  const auto on_step = [&](const boltzmann::StepReport& report) {
    progress.update(report.fraction, fmt::format("Lambda = {:g}, step {}, residual {:.1e}",
                                                 report.Lambda, report.step, report.residual));
  };
  try {
    engine.solve(Lambda, on_solution, on_step);
    progress.finish(fmt::format("{} Lambda", outcome.solutions.size()));
  } catch (const NumericalFailure& failure) {
    outcome.failure = failure;
  }
  return outcome;
}

void count_work(Timing& timing, const collision::CollisionWork& work) {
  timing.count("collision evaluations", work.evaluations);
  timing.count("collision linearisations", work.linearisations);
  timing.count("linearisations applied", work.applications);
  timing.count("FFTs", work.transforms);
}

}  // namespace

ExitCode run_kind(const Session& session, const RunCommand& command,
                  const config::BoltzmannCase& input, const Provenance& provenance) {
  const Communicator& world = session.world();
  const std::filesystem::path file = output_file(command, input.output_file);
  Timing timing;
  const BoltzmannProblem problem = timing.during(
      "set-up", [&] { return world.collectively([&] { return BoltzmannProblem{input}; }); });
  const auto K = static_cast<std::size_t>(problem.grid.size());
  const auto points = static_cast<std::size_t>(
      problem.schemes.size() > 1 ? problem.points() + problem.result_points() : problem.points());
  io::require_writable(world, file, io::boltzmann_file_size(input.Lambda.size(), points, K));

  const collision::CollisionParameters parameters = timing.during(
      "collision parameters", [&] { return agreed_parameters(world, input, problem); });
  if (parameters.limited_by_grid)
    spdlog::warn(
        "collision.accuracy = {:g} is out of reach with momentum.points = {}: the momentum grid "
        "limits it",
        input.collision.accuracy, input.points);
  const auto collision = timing.during("collision tables", [&] {
    return world.collectively([&] { return make_collision(input, problem, parameters); });
  });
  const Outcome outcome = timing.during(
      "solve", [&] { return solve(session, problem, *collision, input.Lambda, command); });
  count_work(timing, collision->work());
  if (!outcome.solutions.empty()) {
    io::BoltzmannResult result = timing.during("thermal fits", [&] {
      return world.collectively(
          [&] { return make_result(problem, outcome.solutions, !outcome.failure); });
    });
    result.collision = describe(input, parameters);
    io::write_boltzmann(world, file, result, provenance, config::resolved_text(input),
                        collect(world, timing));
    spdlog::info("{} of {} Lambda written to {}", outcome.solutions.size(), input.Lambda.size(),
                 file.string());
  }
  if (outcome.failure) throw *outcome.failure;
  return ExitCode::Done;
}

}  // namespace kapitza::app
