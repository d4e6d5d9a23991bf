#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <string>
#include <vector>

#include "../independent_run.hpp"
#include "../plans.hpp"
#include "../run_control.hpp"
#include "checkpoint.hpp"
#include "kapitza/base/progress.hpp"
#include "kapitza/base/stop_request.hpp"
#include "kapitza/base/timing.hpp"
#include "kapitza/base/timing_report.hpp"
#include "prediction.hpp"
#include "problem.hpp"
#include "result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

double all_site_steps(const RelaxationProblem& problem) {
  double sum = 0;
  for (const RelaxationRow& row : problem.rows())
    sum += problem.site_steps(row);
  return sum;
}

/// All rows, one after the other, from where `behind` ends. Collective.
std::vector<RelaxationRecord> measure(const Communicator& world, RunControl& control,
                                      const RelaxationProblem& problem,
                                      const Prediction& prediction, UnfinishedEnsembles& behind,
                                      Plans& plans, Progress::Style style, Timing& timing) {
  std::vector<RelaxationRecord> records;
  IndependentRun run{world, control, behind, all_site_steps(problem), style, timing};
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
    plans.remember();
    run.run(ensemble, row.realisations, problem.site_steps(row), row.name(),
            i + 1 == problem.rows().size());
    records.push_back(record_of(problem, prediction, i, ensemble.state()));
  }
  run.finish(fmt::format("{} row(s)", records.size()));
  plans.finish();
  return records;
}

}  // namespace

ExitCode run_relaxation(const Session& session, const RunRequest& request,
                        const Provenance& provenance, const RelaxationCase& input) {
  const Communicator& world = session.world();
  const Output output = find_output(world, request, input);
  Timing timing;
  const RelaxationProblem problem = timing.during(
      "set-up", [&] { return world.collectively([&] { return RelaxationProblem{input}; }); });
  RunControl control{world,  request,
                     input,  {"relaxation", resolved_text(problem.input()), ""},
                     output, relaxation_size(problem)};
  UnfinishedEnsembles unfinished;
  if (const auto checkpoint = control.checkpoint())
    unfinished = read_unfinished(world, problem, *checkpoint);
  else if (request.extend)
    unfinished = read_extended(world, problem, control.identity(), *request.extend);
  for (const std::string& warning : problem.warnings())
    spdlog::warn("{}", warning);
  Plans plans{world, input.planning, unfinished.wisdom};
  auto nothing_to_lose = control.nothing_to_lose();
  const Prediction prediction =
      timing.during("kinetic equation", [&] { return predict(world, problem, timing); });
  session.require_options_used();
  nothing_to_lose.reset();
  for (const std::string& warning : prediction.warnings(problem))
    spdlog::warn("{}", warning);
  std::vector<RelaxationRecord> rows;
  try {
    rows = measure(world, control, problem, prediction, unfinished, plans,
                   Progress::suitable_style(world.root() && !request.quiet, request.log_format),
                   timing);
  } catch (const StopRequested&) {
    const TimingReport report = collect(world, timing);
    control.leave_partial([&] {
      const PartialRelaxation partial = measured_so_far(problem, prediction, unfinished);
      if (partial.rows.empty()) return std::string{};
      write_relaxation(Communicator::alone(), output.file(), problem, prediction, partial.rows,
                       control.identity(), provenance, report, control.former(false),
                       partial.progress);
      return partial.progress;
    });
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
