#include "quench_checkpoint.hpp"

#include <fmt/format.h>

#include "../run_control.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
UnfinishedEnsembles read_unfinished_quench(const Communicator& world, const MicroProblem& problem,
                                           const io::CheckpointReader& file) {
  const Asked asked{problem.input().ensemble.realisations,
                    micro::QuenchEnsemble::numbers(problem.schedule())};
  return read_unfinished(world, file, std::vector(problem.setups().size(), asked));
}

PartialQuench measured_so_far(const MicroProblem& problem, const UnfinishedEnsembles& unfinished) {
  PartialQuench partial;
  for (std::size_t e = 0; e < unfinished.ensembles.size(); ++e) {
    if (unfinished.ensembles[e].realisations_done < least_independent) break;
    partial.records.push_back(record_of(problem, problem.setups()[e], unfinished.ensembles[e]));
  }
  const std::size_t all = problem.setups().size(), begun = partial.records.size();
  const int asked = problem.input().ensemble.realisations;
  if (all > 1) partial.progress = fmt::format("{} of {} defects", begun, all);
  if (begun > 0)
    partial.progress += fmt::format("{}{} of {} realisations", all > 1 ? ", the last of them " : "",
                                    partial.records.back().realisations_done, asked);
  else if (all == 1)
    partial.progress = fmt::format("0 of {} realisations", asked);
  return partial;
}

Recovered recover_quench(const Recovery& recovery, const MicroCase& input) {
  require_same_tables(recovery.from, fingerprint("injection.left", input.left) +
                                         fingerprint("injection.right", input.right));
  const Communicator self = Communicator::alone();
  const MicroProblem problem{input};
  const PartialQuench partial =
      measured_so_far(problem, read_unfinished_quench(self, problem, recovery.from));
  if (partial.records.empty()) return {partial.progress, false};
  write_quench(self, recovery.to, problem, partial.records, recovery.from.owner(),
               recovery.provenance, {}, recovery.former, partial.progress);
  return {partial.progress, true};
}

}  // namespace kapitza::kinds
