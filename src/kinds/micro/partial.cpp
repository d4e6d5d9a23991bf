#include <fmt/format.h>

#include "../run_control.hpp"
#include "checkpoint.hpp"
#include "result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {

PartialMicro measured_so_far(const MicroProblem& problem, const UnfinishedMicro& unfinished) {
  const micro::EnsembleSettings& settings = problem.settings();
  PartialMicro partial;
  for (std::size_t e = 0; e < unfinished.ensembles.size(); ++e) {
    const MicroSetup& setup = problem.setups()[e];
    auto measured = micro::measured_so_far(setup.system, settings, unfinished.ensembles[e]);
    if (!measured) break;
    partial.defects.push_back({setup, std::move(*measured)});
  }
  const std::size_t all = problem.setups().size(), begun = partial.defects.size();
  if (all > 1) partial.progress = fmt::format("{} of {} defects", begun, all);
  if (begun == 0) {
    if (all == 1) partial.progress = fmt::format("0 of {} realisations", settings.realisations);
    return partial;
  }
  const micro::EnsembleResult& last = partial.defects.back().measured;
  partial.progress += fmt::format(
      "{}{}", all > 1 ? ", the last of them " : "",
      last.blocks_done > 0
          ? fmt::format("{} of {} blocks of the first realisation of {}", last.blocks_done,
                        settings.blocks, settings.realisations)
          : fmt::format("{} of {} realisations", last.realisations_done, settings.realisations));
  return partial;
}

Recovered recover_micro(const Recovery& recovery, const MicroCase& input) {
  require_same_tables(recovery.from, fingerprint("injection.left", input.left) +
                                         fingerprint("injection.right", input.right));
  const Communicator self = Communicator::alone();
  const MicroProblem problem{input};
  const PartialMicro partial =
      measured_so_far(problem, read_unfinished(self, problem, recovery.from));
  if (partial.defects.empty()) return {partial.progress, false};
  write_micro(self, recovery.to, problem, partial.defects, recovery.from.owner(),
              recovery.provenance, {}, recovery.former, partial.progress);
  return {partial.progress, true};
}

}  // namespace kapitza::kinds
