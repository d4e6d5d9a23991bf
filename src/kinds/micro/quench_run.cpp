#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <string>
#include <vector>

#include "../independent_run.hpp"
#include "../plans.hpp"
#include "../run_control.hpp"
#include "kapitza/base/progress.hpp"
#include "kapitza/base/timing.hpp"
#include "kapitza/base/timing_report.hpp"
#include "problem.hpp"
#include "quench_checkpoint.hpp"
#include "quench_result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

/// All defects, one after the other, from where `behind` ends. Collective.
std::vector<QuenchRecord> measure(const Communicator& world, RunControl& control,
                                  const MicroProblem& problem, UnfinishedEnsembles& behind,
                                  Progress::Style style, Timing& timing) {
  const MicroCase& input = problem.input();
  const std::vector<MicroSetup>& setups = problem.setups();
  double all = 0;
  for (const MicroSetup& setup : setups)
    all += problem.site_steps(setup);
  Plans plans{world, input.planning, behind.wisdom};
  IndependentRun run{world, control, behind, all, style, timing};
  std::vector<QuenchRecord> records;
  for (const MicroSetup& setup : setups) {
    auto ensemble = timing.during("planning", [&] {
      const auto nothing_to_lose = records.empty() ? control.nothing_to_lose() : nullptr;
      return micro::QuenchEnsemble{world,
                                   setup.system,
                                   problem.initial(setup.system.sites),
                                   problem.dispersion(),
                                   problem.schedule(),
                                   input.ensemble.realisations,
                                   static_cast<std::uint32_t>(input.ensemble.first),
                                   input.planning};
    });
    plans.remember();
    run.run(ensemble, input.ensemble.realisations, problem.site_steps(setup),
            setups.size() > 1 ? setup.name() : "", &setup == &setups.back());
    records.push_back(record_of(problem, setup, ensemble.state()));
  }
  run.finish(fmt::format("{} defect(s)", setups.size()));
  plans.finish();
  return records;
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
  UnfinishedEnsembles unfinished;
  if (const auto checkpoint = control.checkpoint())
    unfinished = read_unfinished_quench(world, problem, *checkpoint);
  else if (request.extend)
    unfinished = read_extended_quench(world, problem, control.identity(), *request.extend);
  std::vector<QuenchRecord> records;
  try {
    records = measure(world, control, problem, unfinished,
                      Progress::suitable_style(world.root() && !request.quiet, request.log_format),
                      timing);
  } catch (const StopRequested&) {
    const TimingReport report = collect(world, timing);
    control.leave_partial([&] {
      const PartialQuench partial = measured_so_far(problem, unfinished);
      if (partial.records.empty()) return std::string{};
      write_quench(Communicator::alone(), output.file(), problem, partial.records,
                   control.identity(), provenance, report, control.former(false), partial.progress);
      return partial.progress;
    });
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
