#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "../run_control.hpp"
#include "collective.hpp"
#include "evolution_checkpoint.hpp"
#include "evolution_result.hpp"
#include "kapitza/base/progress.hpp"
#include "kapitza/base/timing_report.hpp"
#include "mean_field.hpp"
#include "problem.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

constexpr std::size_t expected_steps = 1000;  // for the space that a result is to have

/// A run in time: the stationary state, which gives the cells in X and the aim, unless the case goes without, and then the evolution.
class TimeRun {
 public:
  TimeRun(const Session& session, const RunRequest& request, RunControl& control,
          const BoltzmannCase& input, const BoltzmannProblem& problem, const Collisions& collisions,
          Timing& timing, UnfinishedEvolution& unfinished)
      : session_{session},
        request_{request},
        control_{control},
        input_{input},
        problem_{problem},
        collisions_{collisions},
        timing_{timing},
        unfinished_{unfinished} {}

  void find_stationary_state();
  boltzmann::Evolution::Work evolve();

 private:
  void solve_for_stationary_state();
  Progress display(const std::string& title, double total) const {
    return {title, total,
            Progress::suitable_style(world().root() && !request_.quiet, request_.log_format)};
  }
  const Communicator& world() const { return session_.world(); }
  void obey(Demand demand, CheckpointClock& clock, const std::string& done) {
    if (demand == Demand::Continue) return;
    const auto scope = timing_.phase("checkpoints");
    control_.obey(
        demand, clock, [&] { return checkpoint_records(world(), problem_, unfinished_); }, done);
  }

  const Session& session_;
  const RunRequest& request_;
  RunControl& control_;
  const BoltzmannCase& input_;
  const BoltzmannProblem& problem_;
  const Collisions& collisions_;
  Timing& timing_;
  UnfinishedEvolution& unfinished_;
};

void TimeRun::find_stationary_state() {
  if (!input_.time.stationary.value() || unfinished_.aim()) return;
  try {
    solve_for_stationary_state();
  } catch (const NumericalFailure& failure) {
    throw NumericalFailure(
        fmt::format("the stationary state: {}; the way in time can be followed without it, with "
                    "time.stationary = false",
                    failure.what()));
  }
}

void TimeRun::solve_for_stationary_state() {
  UnfinishedBoltzmann& stationary = unfinished_.stationary;
  const auto engine = make_engine(world(), problem_, *collisions_.I, collisions_.next());
  Progress progress = display("stationary state", 1.0);
  CheckpointClock clock{world(), control_.times()};
  const auto stop_or_write = [&](Demand demand) {
    if (demand != Demand::Continue) stationary.snapshot = engine->snapshot();
    obey(demand, clock, "the stationary state is being solved for");
  };
  if (!stationary.snapshot.grids.empty()) engine->resume(std::exchange(stationary.snapshot, {}));
  engine->solve(
      input_.Lambda,
      [&](const boltzmann::Solution& solution) { stationary.solutions.push_back(solution); },
      [&](const boltzmann::StepReport& report) {
        progress.update(report.fraction,
                        fmt::format("step {}, residual {:.1e}", report.step, report.residual));
        stop_or_write(clock.poll());
      },
      [&] {
        if (clock.must_stop()) stop_or_write(Demand::WriteAndStop);
      });
  stationary.snapshot = {};
  progress.finish();
}

boltzmann::Evolution::Work TimeRun::evolve() {
  const boltzmann::Solution* stationary = unfinished_.aim();
  const boltzmann::SpatialScheme scheme = evolution_scheme(problem_, stationary);
  const InTime& time = input_.time;
  const auto next = collisions_.next();
  boltzmann::Evolution evolution{world(),
                                 scheme,
                                 std::vector<double>(scheme.X.size(), 1.0),
                                 problem_.grid,
                                 problem_.dispersion,
                                 *collisions_.I,
                                 problem_.injection,
                                 input_.Lambda.front(),
                                 {time.tolerance.value(), time.max_steps.value()},
                                 problem_.barrier ? &*problem_.barrier : nullptr,
                                 next ? &*next : nullptr};
  EvolutionRecord& record = unfinished_.record;
  const auto note_time = [&] {
    record.times.push_back({record.steps.size() - 1, evolution.snapshot().n});
    const StepRecord& step = record.steps.back();
    if (const auto doubt = beyond_trust(problem_, evolution.state()); !doubt.empty())
      spdlog::warn("t = {:.4g}, {}", step.time, doubt);
  };
  if (unfinished_.now) {
    evolution.resume(*unfinished_.now);
  } else {
    const std::vector<double> k = initial_occupation(input_, problem_);
    std::vector<double> n;
    for (int x = 0; x < evolution.block().count; ++x)
      n.insert(n.end(), k.begin(), k.end());
    evolution.start(n);
    record.steps.push_back(record_of(world(), problem_, evolution, stationary));
    if (time.times.front() == 0) note_time();
  }

  Progress progress = display("time", *time.end);
  progress.begin(evolution.time());
  CheckpointClock clock{world(), control_.times()};
  const auto stop_or_write = [&](Demand demand) {
    if (demand != Demand::Continue) unfinished_.now = evolution.snapshot();
    obey(demand, clock, fmt::format("t = {:.4g} of {:g}", evolution.time(), *time.end));
  };
  const auto on_step = [&](const boltzmann::EvolutionStep& step) {
    StepRecord& now =
        record.steps.emplace_back(record_of(world(), problem_, evolution, stationary));
    now.time_step = step.time_step;
    now.change = step.change;
    progress.update(step.time,
                    fmt::format("t = {:.4g}, step {}, {}", step.time, step.step,
                                stationary ? fmt::format("{:.1e} from stationary", now.distance)
                                           : fmt::format("change per time {:.1e}", now.change)));
    // At the end of a time asked for, n is kept before anything is written.
    if (step.time < time.times[record.times.size()]) stop_or_write(clock.poll());
  };
  const auto on_work = [&] {
    if (clock.must_stop()) stop_or_write(Demand::WriteAndStop);
  };
  while (record.times.size() < time.times.size()) {
    evolution.advance(time.times[record.times.size()], on_step, on_work);
    note_time();
  }
  progress.finish(fmt::format("{} steps", evolution.work().steps));
  return evolution.work();
}

void report(const UnfinishedEvolution& unfinished, const boltzmann::Evolution::Work& work,
            double tolerance) {
  const StepRecord& last = unfinished.record.steps.back();
  spdlog::info("{} steps, {} rejected; error of n by them at most {:.1e}, {}", work.steps,
               work.rejected, last.error,
               unfinished.aim() ? fmt::format("{:.1e} from the stationary state", last.distance)
                                : fmt::format("changing by {:.1e} per time at last", last.change));
  if (!unfinished.aim()) return;
  if (const auto fit = fitted_relaxation(unfinished.record, tolerance))
    spdlog::info("relaxation time {:.4g} +- {:.1g}, fitted from t = {:.4g} to {:.4g}",
                 1 / fit->rate, fit->error / (fit->rate * fit->rate), fit->from, fit->to);
}

}  // namespace

ExitCode run_evolution(const Session& session, const RunRequest& request,
                       const Provenance& provenance, const std::string& resolved,
                       const BoltzmannCase& input) {
  const Communicator& world = session.world();
  if (request.extend)
    throw InvalidInput(
        "--extend adds values of defect.Lambda, of which a case with [time] has one");
  auto files = tables(input.left, input.right);
  if (input.time.initial)
    for (const auto& file : tables(*input.time.initial, *input.time.initial))
      files.push_back(file);
  const Output output = find_output(world, request, input, files);
  Timing timing;
  const BoltzmannProblem problem = timing.during(
      "set-up", [&] { return world.collectively([&] { return BoltzmannProblem{input}; }); });
  world.collectively([&] { initial_occupation(input, problem); });
  RunControl control{world,
                     request,
                     input,
                     {"boltzmann", resolved, evolution_fingerprint(input)},
                     output,
                     evolution_file_size(expected_steps, input.time.times.size(),
                                         static_cast<std::size_t>(problem.points()),
                                         static_cast<std::size_t>(problem.grid.size()))};

  UnfinishedEvolution unfinished;
  auto nothing_to_lose = control.nothing_to_lose();
  Plans plans{world, Planning::Measure, ""};
  if (const auto checkpoint = control.checkpoint())
    unfinished =
        read_unfinished_evolution(world, problem, input.time.stationary.value(), *checkpoint);
  else
    unfinished.stationary.parameters = timing.during(
        "collision parameters", [&] { return agreed_parameters(world, input, problem); });
  const collision::CollisionParameters& parameters = unfinished.stationary.parameters;
  if (!problem.doubt.empty()) spdlog::warn(problem.doubt);
  const Collisions collisions = timing.during(
      "collision tables", [&] { return planned_collisions(plans, input, problem, parameters); });
  nothing_to_lose.reset();
  TimeRun run{session, request, control, input, problem, collisions, timing, unfinished};
  timing.during("stationary state", [&] { run.find_stationary_state(); });
  const auto work = timing.during("evolution", [&] { return run.evolve(); });
  session.require_options_used();
  report(unfinished, work, input.time.tolerance.value());
  count_work(timing, collisions.I->work());
  if (collisions.J) timing.count("evaluations of the next order", collisions.J->work().evaluations);
  timing.count("time steps", work.steps);
  timing.count("rejected time steps", work.rejected);
  timing.count("linear iterations in time", work.linear_iterations);
  timing.count("linearisations in time", work.linearisations);
  timing.count("factorisations in time", work.factorisations);
  const TimingReport timings = collect(world, timing);
  write_evolution(world, output.file(), problem, input, unfinished,
                  {provenance, control.identity(), describe(input, parameters), "",
                   control.former(true), timings});
  spdlog::info("{} times written to {}", unfinished.record.times.size(), output.file().string());
  control.complete();
  return ExitCode::Done;
}

}  // namespace kapitza::kinds
