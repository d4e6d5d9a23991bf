#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <cmath>
#include <set>
#include <string>
#include <utility>

#include "../plans.hpp"
#include "../run_control.hpp"
#include "checkpoint.hpp"
#include "kapitza/base/progress.hpp"
#include "kapitza/base/stop_request.hpp"
#include "kapitza/base/timing.hpp"
#include "kapitza/base/timing_report.hpp"
#include "kapitza/micro/transform/wisdom.hpp"
#include "problem.hpp"
#include "result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

/// Throws InvalidInput, with the keys, if a ring cannot be split over the ranks that share it. Collective.
void require_splittable(const Communicator& world, const MicroCase& input) {
  const int share = input.ensemble.ranks_per_realisation;
  if (share == 1) return;
  const Communicator group = world.split(world.rank() / share, world.rank());
  config::Findings findings;
  for (const int sites : std::set<int>(input.sites.begin(), input.sites.end())) {
    try {
      micro::distributed_transform(sites, group, micro::Planning::Estimate);
    } catch (const InvalidInput& error) {
      findings.add(input.where("lattice.sites"), "lattice.sites",
                   fmt::format("{}; ensemble.ranks_per_realisation = {}", error.what(), share));
    }
  }
  findings.throw_if_any(input.where.file);
}

/// The display of a run over all its defects, in site-steps.
class RunDisplay {
 public:
  RunDisplay(const MicroProblem& problem, Progress::Style style)
      : problem_{problem}, bar_{"run", total(problem), style} {}

  void begin(const MicroSetup& setup) {
    behind_ += current_;
    current_ = micro::Ensemble::site_steps(setup.system, problem_.settings());
    name_ = problem_.setups().size() > 1 ? setup.name() + ", " : "";
  }
  void update(const micro::EnsembleStatus& status) {
    const std::string error =
        std::isnan(status.relative_error)
            ? "error not known yet"
            : fmt::format("outgoing flux to {:.2g} %", 100 * status.relative_error);
    const double done = behind_ + status.done * current_;
    if (!std::exchange(begun_, true))
      bar_.begin(done);  // planning is behind, and so is a part that is continued
    bar_.update(done, fmt::format("{}{} of {} realisations, {}", name_, status.realisations_done,
                                  problem_.settings().realisations, error));
  }
  void finish() { bar_.finish(fmt::format("{} defect(s)", problem_.setups().size())); }

 private:
  static double total(const MicroProblem& problem) {
    double sum = 0;
    for (const MicroSetup& setup : problem.setups())
      sum += micro::Ensemble::site_steps(setup.system, problem.settings());
    return sum;
  }

  const MicroProblem& problem_;
  Progress bar_;
  std::string name_;
  bool begun_ = false;
  double behind_ = 0, current_ = 0;
};

void count_work(Timing& timing, const micro::EnsembleWork& work) {
  timing.count("steps", work.steps);
  timing.count("samples", work.samples);
  timing.count("noise draws", work.noise_draws);
  timing.count("FFTs", work.transforms);
}

/// All defects, one after the other, from where `behind` ends. Collective; complete on every rank.
std::vector<MeasuredDefect> measure(const Communicator& world, RunControl& control,
                                    const MicroProblem& problem, UnfinishedMicro& behind,
                                    Plans& plans, Progress::Style style, Timing& timing) {
  std::vector<MeasuredDefect> defects;
  RunDisplay display{problem, style};
  CheckpointClock clock{world, control.times()};
  for (std::size_t e = 0; e < problem.setups().size(); ++e) {
    const MicroSetup& setup = problem.setups()[e];
    display.begin(setup);
    auto ensemble = timing.during("planning", [&] {
      const auto nothing_to_lose = e == 0 ? control.nothing_to_lose() : nullptr;
      return micro::Ensemble{world, setup.system, problem.dispersion(),
                             [&](int points) { return problem.spectrum(points); },
                             problem.settings()};
    });
    plans.remember();
    const int done_before = e < behind.ensembles.size() ? behind.ensembles[e].realisations_done : 0;
    if (e < behind.ensembles.size())
      ensemble.restore(std::exchange(behind.ensembles[e], {}));
    else
      behind.ensembles.emplace_back();
    const auto records = [&] {
      behind.ensembles[e] = ensemble.state();
      behind.wisdom = micro::wisdom::exported();
      return checkpoint_records(world, problem, behind);
    };
    const auto obey = [&](Demand demand, const std::string& done) {
      if (demand == Demand::Continue) return;
      timing.during("checkpoints", [&] { control.obey(demand, clock, records, done); });
    };
    const auto look_up = [&](const micro::EnsembleStatus& now) {
      if (world.root()) display.update(now);
      obey(clock.poll_now(), fmt::format("{}{} of {} realisations done",
                                         problem.setups().size() > 1 ? setup.name() + ": " : "",
                                         now.realisations_done, problem.settings().realisations));
      return false;
    };
    timing.during("realisations", [&] { return ensemble.run(look_up); });
    defects.push_back({setup, ensemble.result()});
    if (e + 1 < problem.setups().size()) obey(clock.poll_finished(), setup.name() + " done");
    behind.ensembles[e] = ensemble.state();
    timing.count("realisations",
                 world.root() ? defects.back().measured.realisations_done - done_before : 0);
    count_work(timing, ensemble.work());
  }
  display.finish();
  return defects;
}

}  // namespace

ExitCode run_micro(const Session& session, const RunRequest& request, const Provenance& provenance,
                   const MicroCase& input) {
  const Communicator& world = session.world();
  session.require_options_used();  // there is no solver that could ask for any
  const Output output = find_output(world, request, input, tables(input.left, input.right));
  Timing timing;
  const MicroProblem problem = timing.during("set-up", [&] {
    return world.collectively([&] { return MicroProblem{input, world.size()}; });
  });
  require_splittable(world, input);
  RunControl control{
      world,
      request,
      input,
      {"micro", resolved_text(problem.input()),
       fingerprint("injection.left", input.left) + fingerprint("injection.right", input.right)},
      output,
      result_size(problem)};
  for (const std::string& warning : problem.warnings())
    spdlog::warn("{}", warning);
  UnfinishedMicro unfinished;
  if (const auto checkpoint = control.checkpoint())
    unfinished = read_unfinished(world, problem, *checkpoint);
  else if (request.extend)
    unfinished = read_extended(world, problem, control.identity(), *request.extend);
  Plans plans{world, input.planning, unfinished.wisdom};
  std::vector<MeasuredDefect> defects;
  try {
    defects = measure(world, control, problem, unfinished, plans,
                      Progress::suitable_style(world.root() && !request.quiet, request.log_format),
                      timing);
  } catch (const StopRequested&) {
    const TimingReport report = collect(world, timing);
    control.leave_partial([&] {
      const PartialMicro partial = measured_so_far(problem, unfinished);
      if (partial.defects.empty()) return std::string{};
      write_micro(Communicator::alone(), output.file(), problem, partial.defects,
                  control.identity(), provenance, report, control.former(false), partial.progress);
      return partial.progress;
    });
    throw;
  }
  plans.finish();
  const TimingReport report = collect(world, timing);
  world.collectively([&] {  // what one rank holds, one rank writes
    if (!world.root()) return;
    write_micro(Communicator::alone(), output.file(), problem, defects, control.identity(),
                provenance, report, control.former(true));
  });
  spdlog::info("{} defect(s) written to {}", defects.size(), output.file().string());
  for (const MeasuredDefect& defect : defects)
    for (const std::string& doubt : doubts(record_of(defect.measured)))
      spdlog::warn("{}{}", defects.size() > 1 ? defect.setup.name() + ": " : "", doubt);
  control.complete();
  return ExitCode::Done;
}

}  // namespace kapitza::kinds
