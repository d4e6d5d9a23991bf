#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <optional>
#include <span>

#include "boltzmann_output.hpp"
#include "boltzmann_problem.hpp"
#include "commands.hpp"
#include "failure.hpp"
#include "kapitza/base/log.hpp"
#include "kapitza/base/progress.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/base/session.hpp"
#include "kapitza/config/read_case.hpp"
#include "kapitza/io/result_file.hpp"

namespace kapitza::app {
namespace {

/// One rank reads the file, all parse the same text.
config::Case read_case(const Communicator& world, const RunCommand& command) {
  const std::string text = world.broadcast(world.collectively(
      [&] { return world.root() ? config::read_text(command.input) : std::string{}; }));
  return world.collectively(
      [&] { return config::parse_case(text, command.input.string(), command.overrides); });
}

std::filesystem::path output_file(const RunCommand& command, const config::BoltzmannCase& input) {
  if (command.output) return *command.output;
  if (input.output_file) return *input.output_file;
  return command.input.stem().concat(".h5");
}

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
  return p;
}

/// Solutions as far as they were reached, and what stopped the rest.
struct Outcome {
  std::vector<boltzmann::Solution> solutions;
  std::optional<NumericalFailure> failure;
};

Outcome solve(const Session& session, const BoltzmannProblem& problem,
              collision::CollisionIntegral& collision, std::span<const double> Lambda, bool quiet) {
  const Communicator& world = session.world();
  boltzmann::Engine engine{world,     problem.schemes,   problem.grid,  problem.dispersion,
                           collision, problem.injection, problem.steady};
  Progress progress{"solve", 1.0, Progress::suitable_style(world.root() && !quiet)};
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

ExitCode run_boltzmann(const Session& session, const RunCommand& command,
                       const config::BoltzmannCase& input, const Provenance& provenance) {
  const Communicator& world = session.world();
  const std::filesystem::path file = output_file(command, input);
  const BoltzmannProblem problem = world.collectively([&] { return BoltzmannProblem{input}; });
  const auto K = static_cast<std::size_t>(problem.grid.size());
  const auto points = static_cast<std::size_t>(
      problem.schemes.size() > 1 ? problem.points() + problem.result_points() : problem.points());
  io::require_writable(world, file, io::boltzmann_file_size(input.Lambda.size(), points, K));

  const collision::CollisionParameters parameters = agreed_parameters(world, input, problem);
  const auto collision =
      world.collectively([&] { return make_collision(input, problem, parameters); });
  const Outcome outcome = solve(session, problem, *collision, input.Lambda, command.quiet);
  if (!outcome.solutions.empty()) {
    io::BoltzmannResult result = world.collectively(
        [&] { return make_result(problem, outcome.solutions, !outcome.failure); });
    result.collision = describe(input, parameters);
    io::write_boltzmann(world, file, result, provenance, config::resolved_text(input));
    spdlog::info("{} of {} Lambda written to {}", outcome.solutions.size(), input.Lambda.size(),
                 file.string());
  }
  if (outcome.failure) throw *outcome.failure;
  return ExitCode::Done;
}

ExitCode run_case(const Session& session, const RunCommand& command, const CommandLine& line) {
  const Communicator& world = session.world();
  const Provenance provenance = collect_provenance(world, line.arguments);
  const config::Case input = read_case(world, command);
  return run_boltzmann(session, command, std::get<config::BoltzmannCase>(input), provenance);
}

/// Every rank comes here with the error it met; one speaks for all if it is the same failure everywhere.
ExitCode fail(const Communicator& world, const MeetingPoint& meeting, ExitCode code,
              const char* message) {
  constexpr double patience = 20;
  if (meeting.all_arrive(patience)) {
    if (world.root()) report_error(message);
    code = static_cast<ExitCode>(world.max(static_cast<int>(code)));
    if (io::has_abandoned_file()) abort_all(code);
    return code;
  }
  report_error(fmt::format("{} (on rank {} only)", message, world.rank()).c_str());
  abort_all(code);
}

}  // namespace

ExitCode run(const RunCommand& command, const CommandLine& line) {
  const Session session{line.petsc_options};
  const Communicator& world = session.world();
  const MeetingPoint meeting{world};
  set_up_log(world.root(), command.quiet ? Verbosity::Quiet : Verbosity::Normal);
  try {
    return run_case(session, command, line);
  } catch (const Error& error) {
    return fail(world, meeting, error.exit_code(), error.what());
  } catch (const std::exception& error) {
    return fail(world, meeting, ExitCode::NumericalFailure, error.what());
  }
}

}  // namespace kapitza::app
