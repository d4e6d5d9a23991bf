#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "../run_control.hpp"
#include "checkpoint.hpp"
#include "collective.hpp"
#include "gaps.hpp"
#include "kapitza/base/progress.hpp"
#include "kapitza/base/timing_report.hpp"
#include "kapitza/io/result_file.hpp"
#include "mean_field.hpp"
#include "momentum_errors.hpp"
#include "momentum_watch.hpp"
#include "problem.hpp"
#include "resolution_advice.hpp"
#include "result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

/// Warns of the states that the grid in X does not resolve. What it takes to advise is computed when it is needed.
class ResolutionWatch {
 public:
  ResolutionWatch(const Communicator& world, const BoltzmannProblem& problem,
                  collision::CollisionIntegral& collision)
      : world_{world}, problem_{problem}, collision_{collision} {}

  /// Collective.
  void judge(const boltzmann::StationaryState& state) {
    judge_sign(state);
    if (world_.root())
      if (const auto doubt = beyond_trust(problem_, state); !doubt.empty()) spdlog::warn(doubt);
    if (problem_.adaptive) {
      const double wrong = state.resolution.worst(boltzmann::largest_occupation(world_, state));
      if (world_.root() && wrong > problem_.adaptive->accuracy)
        spdlog::warn(unreached(state, wrong, *problem_.adaptive));
      return;
    }
    const double indicator = state.resolution.indicator;
    if (!(indicator > largest_indicator)) return;
    world_.collectively([&] {
      if (!world_.root()) return;
      if (!advice_) advice_.emplace(problem_, collision_);
      spdlog::warn(unresolved(state.Lambda, indicator, advice_->cure(state.Lambda, indicator)));
    });
  }

 private:
  void judge_sign(const boltzmann::StationaryState& state) {
    constexpr double visible = 1e-4;  // of the largest n
    double least = 0, largest = 0;
    std::string place;
    for (std::size_t i = 0; i < state.n.size(); ++i) {
      largest = std::max(largest, state.n[i]);
      if (state.n[i] >= least) continue;
      least = state.n[i];
      const int k = static_cast<int>(i) % problem_.grid.size();
      const int x = state.block.first + static_cast<int>(i) / problem_.grid.size();
      place = fmt::format("X = {:.4g}, k = {:.4g}", state.X[x], problem_.grid[k]);
    }
    const double lowest = world_.min(least), depth = lowest / world_.max(largest);
    if (depth > -visible) return;
    place = world_.broadcast(place, world_.min(least == lowest ? world_.rank() : world_.size()));
    if (world_.root())
      spdlog::warn(
          "Lambda = {:g}: n falls below zero, to {:.1e} of its largest value, at {}: the layer "
          "there is thinner than the cells in X, or the momenta are too few",
          state.Lambda, depth, place);
  }

  const Communicator& world_;
  const BoltzmannProblem& problem_;
  collision::CollisionIntegral& collision_;
  std::optional<ResolutionAdvice> advice_;
};

/// Solve what `unfinished` does not hold yet, writing checkpoints on the way; it then holds all that was reached, and the result
/// is what stopped the rest.
std::optional<NumericalFailure> solve(const Session& session, RunControl& control,
                                      const BoltzmannProblem& problem, const Collisions& collisions,
                                      std::span<const double> Lambda, const RunRequest& request,
                                      Timing& timing, UnfinishedBoltzmann& unfinished) {
  const Communicator& world = session.world();
  const auto owner = make_engine(world, problem, *collisions.I, collisions.next());
  boltzmann::Engine& engine = *owner;
  Progress display{"solve", 1.0,
                   Progress::suitable_style(world.root() && !request.quiet, request.log_format)};
  CheckpointClock clock{world, control.times()};
  const auto obey = [&](Demand demand) {
    if (demand == Demand::Continue) return;
    const auto scope = timing.phase("checkpoints");
    const auto records = [&] {
      unfinished.snapshot = engine.snapshot();
      return checkpoint_records(world, problem, unfinished);
    };
    control.obey(demand, clock, records,
                 fmt::format("{} of {} Lambda done", unfinished.solutions.size(), Lambda.size()));
  };
  // What is continued may need no step, and then PETSc has looked at none of its options.
  bool stepped = problem.steady.method == boltzmann::SteadyMethod::March, options_checked = false;
  ResolutionWatch watch{world, problem, *collisions.I};
  const auto missing = gaps(Lambda, unfinished.solutions);
  const auto held = static_cast<double>(unfinished.solutions.size());
  const double all = static_cast<double>(Lambda.size()) - held;
  double behind = 0, at_work = 0;  // of them
  for (const boltzmann::Solution& solution : unfinished.solutions)
    watch.judge(solution.state);
  const auto on_solution = [&](const boltzmann::Solution& solution) {
    watch.judge(solution.state);
    if (stepped && !std::exchange(options_checked, true)) session.require_options_used();
    insert(unfinished.solutions, solution);
    if (unfinished.solutions.size() < Lambda.size()) obey(clock.poll_finished());
  };
  const auto on_step = [&](const boltzmann::StepReport& report) {
    stepped = true;
    display.update((behind + report.fraction * at_work) / all,
                   fmt::format("Lambda = {:g}, step {}, residual {:.1e}", report.Lambda,
                               report.step, report.residual));
    obey(clock.poll());
  };
  const auto on_work = [&] {
    if (clock.must_stop()) obey(Demand::WriteAndStop);
  };
  try {
    for (const std::vector<double>& gap : missing) {
      if (unfinished.snapshot.grids.empty())
        unfinished.snapshot =
            start_below(gap.front(), unfinished.solutions, problem.schemes.size());
      if (!unfinished.snapshot.grids.empty()) engine.resume(std::exchange(unfinished.snapshot, {}));
      at_work = static_cast<double>(gap.size());
      engine.solve(gap, on_solution, on_step, on_work);
      behind += at_work;
      unfinished.snapshot = {};
    }
    display.finish(fmt::format("{} Lambda", unfinished.solutions.size()));
  } catch (const NumericalFailure& failure) {
    return failure;
  }
  return std::nullopt;
}

/// The errors by the momenta of all that is solved; stops on demand as solve() does. `slow`: whether setting up takes so long that what is
/// solved is kept before. Returns what the collision integral has done for it.
collision::CollisionWork estimate_errors(const Session& session, RunControl& control,
                                         const BoltzmannCase& input,
                                         const BoltzmannProblem& problem, const RunRequest& request,
                                         bool slow, UnfinishedBoltzmann& unfinished) {
  const Communicator& world = session.world();
  Progress display{"errors", 1.0,
                   Progress::suitable_style(world.root() && !request.quiet, request.log_format)};
  CheckpointClock clock{world, control.times()};
  const auto write = [&](Demand demand) {
    control.obey(
        demand, clock, [&] { return checkpoint_records(world, problem, unfinished); },
        fmt::format("{} Lambda done, their errors not", unfinished.solutions.size()));
  };
  std::unique_ptr<NothingToLose> kept;
  if (slow && std::isfinite(control.times().interval)) {
    write(Demand::Write);
    kept = control.nothing_to_lose();
  }
  const auto obey = [&](Demand demand) {
    kept.reset();
    if (demand == Demand::WriteAndStop) write(demand);
  };
  const auto on_step = [&](const boltzmann::StepReport& report) {
    display.update(report.fraction, fmt::format("fewer momenta, Lambda = {:g}", report.Lambda));
    obey(clock.poll());
  };
  const auto on_work = [&] {
    if (clock.must_stop()) obey(Demand::WriteAndStop);
  };
  const auto work = estimate_momentum_errors(world, input, problem, unfinished.parameters,
                                             unfinished.solutions, on_step, on_work);
  display.finish(fmt::format("{} Lambda", unfinished.solutions.size()));
  return work;
}

}  // namespace

void count_work(Timing& timing, const collision::CollisionWork& work) {
  timing.count("collision evaluations", work.evaluations);
  timing.count("rough collision evaluations", work.rough_evaluations);
  timing.count("fine collision evaluations", work.fine_evaluations);
  timing.count("collision linearisations", work.linearisations);
  timing.count("linearisations applied", work.applications);
  timing.count("FFTs", work.transforms);
}

ExitCode run_boltzmann(const Session& session, const RunRequest& request,
                       const Provenance& provenance, const std::string& resolved,
                       const BoltzmannCase& input) {
  const Communicator& world = session.world();
  const Output output = find_output(world, request, input, tables(input.left, input.right));
  Timing timing;
  const BoltzmannProblem problem = timing.during(
      "set-up", [&] { return world.collectively([&] { return BoltzmannProblem{input}; }); });
  const auto K = static_cast<std::size_t>(problem.grid.size());
  const auto points = static_cast<std::size_t>(
      problem.schemes.size() > 1 ? problem.points() + problem.result_points() : problem.points());
  RunControl control{
      world,
      request,
      input,
      {"boltzmann", resolved,
       fingerprint("injection.left", input.left) + fingerprint("injection.right", input.right)},
      output,
      boltzmann_file_size(input.Lambda.size(), points, K)};

  UnfinishedBoltzmann unfinished;
  auto nothing_to_lose = control.nothing_to_lose();
  Plans plans{world, Planning::Measure, ""};
  const auto set_up = std::chrono::steady_clock::now();
  if (const auto checkpoint = control.checkpoint())
    unfinished = read_unfinished(world, problem, *checkpoint);
  else {
    if (request.extend)
      unfinished.solutions =
          read_extended(world, problem, control.identity(), input.Lambda, *request.extend);
    unfinished.parameters = timing.during("collision parameters",
                                          [&] { return agreed_parameters(world, input, problem); });
  }
  const collision::CollisionParameters& parameters = unfinished.parameters;
  if (!problem.doubt.empty()) spdlog::warn(problem.doubt);
  if (parameters.limited_by_grid)
    spdlog::warn("collision.accuracy = {:g} is out of reach with {} momenta: their grid limits it",
                 input.collision.accuracy, problem.grid.size());
  const Collisions collisions = timing.during(
      "collision tables", [&] { return planned_collisions(plans, input, problem, parameters); });
  nothing_to_lose.reset();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - set_up;
  const bool slow = world.max(took.count()) > 0.5;
  const auto failure = timing.during("solve", [&] {
    return solve(session, control, problem, collisions, input.Lambda, request, timing, unfinished);
  });
  count_work(timing, collisions.I->work());
  if (collisions.J) timing.count("evaluations of the next order", collisions.J->work().evaluations);
  if (fewer_tell_errors(input, problem.grid.size()) && !unfinished.solutions.empty())
    timing.during("errors", [&] {
      const auto work =
          estimate_errors(session, control, input, problem, request, slow, unfinished);
      timing.count("collision evaluations, fewer momenta", work.evaluations);
    });
  for (const boltzmann::Solution& solution : unfinished.solutions)
    if (const auto doubt = unresolved_momenta(problem, solution.state, input.momentum.accuracy);
        !doubt.empty())
      spdlog::warn(doubt);
  if (!unfinished.solutions.empty()) {
    timing.during("thermal fits", [&] { evaluate_profiles(problem, unfinished.solutions); });
    const TimingReport report = collect(world, timing);
    write_boltzmann(
        world, output.file(), problem, unfinished.solutions,
        {provenance, control.identity(), describe(input, parameters),
         failure ? fmt::format("{} of {} Lambda", unfinished.solutions.size(), input.Lambda.size())
                 : "",
         control.former(!failure), report});
    spdlog::info("{} of {} Lambda written to {}", unfinished.solutions.size(), input.Lambda.size(),
                 output.file().string());
  }
  if (failure) throw *failure;
  control.complete();
  return ExitCode::Done;
}

}  // namespace kapitza::kinds
