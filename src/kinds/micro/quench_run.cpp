#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <string>
#include <utility>
#include <vector>

#include "../run_control.hpp"
#include "kapitza/base/progress.hpp"
#include "kapitza/base/stop_request.hpp"
#include "kapitza/base/timing.hpp"
#include "kapitza/base/timing_report.hpp"
#include "kapitza/micro/transform/wisdom.hpp"
#include "problem.hpp"
#include "quench_checkpoint.hpp"
#include "quench_result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

/// All defects, one after the other, from where `behind` ends. Collective.
std::vector<QuenchRecord> measure(const Communicator& world, RunControl& control,
                                  const MicroProblem& problem, UnfinishedQuench& behind,
                                  Progress::Style style, Timing& timing) {
  const MicroCase& input = problem.input();
  const int realisations = input.ensemble.realisations;
  const std::vector<MicroSetup>& setups = problem.setups();
  double all = 0;
  for (const MicroSetup& setup : setups)
    all += problem.site_steps(setup);
  Progress display{"run", all, style};
  CheckpointClock clock{world, control.times()};
  double done_before = 0;
  bool begun = false, plans_kept = true;
  std::vector<QuenchRecord> records;
  for (std::size_t e = 0; e < setups.size(); ++e) {
    const MicroSetup& setup = setups[e];
    const std::string name = setups.size() > 1 ? setup.name() + ": " : "";
    auto ensemble = timing.during("planning", [&] {
      return micro::QuenchEnsemble{world,
                                   setup.system,
                                   problem.initial(setup.system.sites),
                                   problem.dispersion(),
                                   problem.schedule(),
                                   realisations,
                                   static_cast<std::uint32_t>(input.ensemble.first),
                                   input.planning};
    });
    if (input.planning == micro::Planning::Measure)
      plans_kept = micro::wisdom::save_cache(world) && plans_kept;
    if (e < behind.ensembles.size())
      ensemble.restore(behind.ensembles[e]);
    else
      behind.ensembles.emplace_back();
    const int continued = ensemble.state().realisations_done;
    const auto obey = [&](Demand demand, const std::string& done) {
      if (demand == Demand::Continue) return;
      behind.ensembles[e] = ensemble.state();
      behind.wisdom = micro::wisdom::exported();
      timing.during("checkpoints", [&] {
        control.obey(
            demand, clock, [&] { return checkpoint_records(world, behind); }, done);
      });
    };
    const auto look_up = [&](int done) {
      const double now = done_before + problem.site_steps(setup) * done / realisations;
      const std::string said = fmt::format("{}{} of {} realisations", name, done, realisations);
      if (!std::exchange(begun, true)) display.begin(now);
      display.update(now, said);
      obey(clock.poll(), said + " done");
      return false;
    };
    timing.during("realisations", [&] { return ensemble.run(look_up); });
    if (e + 1 < setups.size()) obey(clock.poll_finished(), setup.name() + " done");
    behind.ensembles[e] = ensemble.state();
    done_before += problem.site_steps(setup);
    records.push_back(record_of(problem, setup, behind.ensembles[e]));
    timing.count("realisations", world.root() ? realisations - continued : 0);
    timing.count("steps", ensemble.work().steps);
    timing.count("FFTs", ensemble.work().transforms);
  }
  display.finish(fmt::format("{} defect(s)", setups.size()));
  if (!plans_kept)
    spdlog::warn("FFTW's plans could not be kept: the last bits may differ in another run");
  return records;
}

/// What a stopped run has measured, under the name of the result, which the finished run will replace. The checkpoint is written: a failure
/// here costs nothing.
void leave_partial(const Communicator& world, const RunControl& control, const Output& output,
                   const MicroProblem& problem, const UnfinishedQuench& unfinished,
                   const Provenance& provenance, const Timing& timing) {
  const TimingReport report = collect(world, timing);
  try {
    world.collectively([&] {
      if (!world.root()) return;
      const PartialQuench partial = measured_so_far(problem, unfinished);
      if (partial.records.empty()) {
        spdlog::info("nothing is measured yet: no result is written");
        return;
      }
      write_quench(Communicator::alone(), output.file(), problem, partial.records,
                   control.identity(), provenance, report, control.former(false), partial.progress);
      spdlog::info("{} written to {}", partial.progress, output.file().string());
    });
  } catch (const InputOutputFailure& failure) {
    spdlog::warn("no partial result: {}", failure.what());
  }
}

}  // namespace

ExitCode run_quench(const Session& session, const RunRequest& request, const Provenance& provenance,
                    const MicroCase& input) {
  const Communicator& world = session.world();
  session.require_options_used();  // there is no solver that could ask for any
  const Output output = find_output(world, request, input, tables(input.left, input.right));
  Timing timing;
  const MicroProblem problem = timing.during(
      "set-up", [&] { return world.collectively([&] { return MicroProblem{input}; }); });
  RunControl control{
      world,
      request,
      input,
      {"micro", resolved_text(problem.input()),
       fingerprint("injection.left", input.left) + fingerprint("injection.right", input.right)},
      output,
      quench_size(problem)};
  for (const std::string& warning : problem.warnings())
    spdlog::warn("{}", warning);
  UnfinishedQuench unfinished;
  if (const auto checkpoint = control.checkpoint())
    unfinished = read_unfinished_quench(world, problem, *checkpoint);
  else if (request.extend)
    unfinished = read_extended_quench(world, problem, control.identity(), *request.extend);
  if (input.planning == micro::Planning::Measure) {
    if (!unfinished.wisdom.empty()) micro::wisdom::replace(world, unfinished.wisdom);
    micro::wisdom::load_cache(world);
  }
  std::vector<QuenchRecord> records;
  try {
    records = measure(world, control, problem, unfinished,
                      Progress::suitable_style(world.root() && !request.quiet, request.log_format),
                      timing);
  } catch (const StopRequested&) {
    leave_partial(world, control, output, problem, unfinished, provenance, timing);
    throw;
  }
  const TimingReport report = collect(world, timing);
  world.collectively([&] {  // what all ranks hold, one writes
    if (!world.root()) return;
    write_quench(Communicator::alone(), output.file(), problem, records, control.identity(),
                 provenance, report, control.former(true));
  });
  spdlog::info("{} defect(s) written to {}", records.size(), output.file().string());
  control.complete();
  return ExitCode::Done;
}

}  // namespace kapitza::kinds
