#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <utility>
#include <vector>

#include "../run_control.hpp"
#include "checkpoint.hpp"
#include "kapitza/base/progress.hpp"
#include "kapitza/base/stop_request.hpp"
#include "kapitza/base/timing.hpp"
#include "kapitza/base/timing_report.hpp"
#include "kapitza/micro/transform/wisdom.hpp"
#include "prediction.hpp"
#include "problem.hpp"
#include "result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

/// FFTW's plans: those of the run that is continued, and those remembered from earlier runs on this machine.
void recall_plans(const Communicator& world, const UnfinishedRelaxation& unfinished) {
  if (!unfinished.wisdom.empty()) micro::wisdom::replace(world, unfinished.wisdom);
  micro::wisdom::load_cache(world);
}

double all_site_steps(const RelaxationProblem& problem) {
  double sum = 0;
  for (const RelaxationRow& row : problem.rows())
    sum += problem.site_steps(row);
  return sum;
}

/// All rows, one after the other, from where `behind` ends. Collective.
std::vector<RelaxationRecord> measure(const Communicator& world, RunControl& control,
                                      const RelaxationProblem& problem,
                                      const Prediction& prediction, UnfinishedRelaxation& behind,
                                      Progress::Style style, Timing& timing) {
  std::vector<RelaxationRecord> records;
  Progress display{"run", all_site_steps(problem), style};
  CheckpointClock clock{world, control.times()};
  const bool measured_plans = problem.input().planning == micro::Planning::Measure;
  double done_before = 0;
  bool begun = false;
  for (std::size_t i = 0; i < problem.rows().size(); ++i) {
    const RelaxationRow& row = problem.rows()[i];
    auto ensemble = timing.during("planning", [&] {
      const auto nothing_to_lose = i == 0 ? control.nothing_to_lose() : nullptr;
      return micro::RelaxingEnsemble{world,
                                     problem.system(row),
                                     problem.dispersion(),
                                     problem.schedule(row),
                                     {.realisations = row.realisations,
                                      .early = row.half,
                                      .late = row.looks.size() - 1,
                                      .direction = prediction.direction(row)},
                                     problem.input().planning};
    });
    if (measured_plans && !micro::wisdom::save_cache(world) && i == 0)
      spdlog::warn("FFTW's plans could not be kept: the last bits may differ in another run");
    if (i < behind.rows.size())
      ensemble.restore(behind.rows[i]);
    else
      behind.rows.emplace_back();
    const int continued = ensemble.state().realisations_done;
    const auto obey = [&](Demand demand, const std::string& done) {
      if (demand == Demand::Continue) return;
      behind.rows[i] = ensemble.state();
      behind.wisdom = micro::wisdom::exported();
      timing.during("checkpoints", [&] {
        control.obey(
            demand, clock, [&] { return checkpoint_records(world, behind); }, done);
      });
    };
    const auto look_up = [&](int done) {
      const double share = static_cast<double>(done) / row.realisations;
      const double behind_us = done_before + share * problem.site_steps(row);
      if (!std::exchange(begun, true)) display.begin(behind_us);
      display.update(behind_us,
                     fmt::format("{}, {} of {} realisations", row.name(), done, row.realisations));
      obey(clock.poll(),
           fmt::format("{}: {} of {} realisations done", row.name(), done, row.realisations));
      return false;
    };
    timing.during("realisations", [&] { return ensemble.run(look_up); });
    if (i + 1 < problem.rows().size()) obey(clock.poll_finished(), row.name() + " done");
    behind.rows[i] = ensemble.state();
    done_before += problem.site_steps(row);
    records.push_back(record_of(problem, prediction, i, ensemble.result()));
    timing.count("realisations", world.root() ? row.realisations - continued : 0);
    timing.count("steps", ensemble.work().steps);
    timing.count("FFTs", ensemble.work().transforms);
  }
  display.finish(fmt::format("{} row(s)", records.size()));
  return records;
}

/// What a stopped run has measured, under the name of the result, which the finished run will replace. The checkpoint is written: a failure
/// here costs nothing.
void leave_partial(const Communicator& world, const RunControl& control, const Output& output,
                   const RelaxationProblem& problem, const Prediction& prediction,
                   const UnfinishedRelaxation& unfinished, const Provenance& provenance,
                   const Timing& timing) {
  const TimingReport report = collect(world, timing);
  try {
    world.collectively([&] {
      if (!world.root()) return;
      const PartialRelaxation partial = measured_so_far(problem, prediction, unfinished);
      if (partial.rows.empty()) {
        spdlog::info("nothing is measured yet: no result is written");
        return;
      }
      write_relaxation(Communicator::alone(), output.file(), problem, prediction, partial.rows,
                       control.identity(), provenance, report, control.former(false),
                       partial.progress);
      spdlog::info("{} written to {}", partial.progress, output.file().string());
    });
  } catch (const InputOutputFailure& failure) {
    spdlog::warn("no partial result: {}", failure.what());
  }
}

}  // namespace

ExitCode run_relaxation(const Session& session, const RunRequest& request,
                        const Provenance& provenance, const RelaxationCase& input) {
  const Communicator& world = session.world();
  if (request.extend)
    throw InvalidInput{
        "--extend: a case of kind \"relaxation\" cannot be extended; run it with more "
        "realisations from the beginning"};
  const Output output = find_output(world, request, input);
  Timing timing;
  const RelaxationProblem problem = timing.during(
      "set-up", [&] { return world.collectively([&] { return RelaxationProblem{input}; }); });
  RunControl control{world,  request,
                     input,  {"relaxation", resolved_text(problem.input()), ""},
                     output, relaxation_size(problem)};
  UnfinishedRelaxation unfinished;
  if (const auto checkpoint = control.checkpoint())
    unfinished = read_unfinished(world, problem, *checkpoint);
  for (const std::string& warning : problem.warnings())
    spdlog::warn("{}", warning);
  if (input.planning == micro::Planning::Measure) recall_plans(world, unfinished);
  auto nothing_to_lose = control.nothing_to_lose();
  const Prediction prediction =
      timing.during("kinetic equation", [&] { return predict(world, problem, timing); });
  session.require_options_used();
  nothing_to_lose.reset();
  for (const std::string& warning : prediction.warnings(problem))
    spdlog::warn("{}", warning);
  std::vector<RelaxationRecord> rows;
  try {
    rows = measure(world, control, problem, prediction, unfinished,
                   Progress::suitable_style(world.root() && !request.quiet, request.log_format),
                   timing);
  } catch (const StopRequested&) {
    leave_partial(world, control, output, problem, prediction, unfinished, provenance, timing);
    throw;
  }
  const TimingReport report = collect(world, timing);
  world.collectively([&] {  // what all ranks hold, one writes
    if (!world.root()) return;
    write_relaxation(Communicator::alone(), output.file(), problem, prediction, rows,
                     control.identity(), provenance, report, control.former(true));
  });
  spdlog::info("{} row(s) written to {}", rows.size(), output.file().string());
  control.complete();
  return ExitCode::Done;
}

}  // namespace kapitza::kinds
