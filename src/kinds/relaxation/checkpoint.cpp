#include "checkpoint.hpp"

#include <fmt/format.h>

#include "kapitza/base/timing.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
UnfinishedEnsembles read_unfinished(const Communicator& world, const RelaxationProblem& problem,
                                    const io::CheckpointReader& file) {
  std::vector<Asked> asked;
  for (const RelaxationRow& row : problem.rows())
    asked.push_back({row.realisations, micro::RelaxingEnsemble::numbers(
                                           problem.fractions().size(),
                                           static_cast<std::size_t>(problem.grid().size()))});
  return read_unfinished(world, file, asked);
}

PartialRelaxation measured_so_far(const RelaxationProblem& problem, const Prediction& prediction,
                                  const UnfinishedEnsembles& unfinished) {
  PartialRelaxation partial;
  for (std::size_t i = 0; i < unfinished.ensembles.size(); ++i) {
    const micro::IndependentState& state = unfinished.ensembles[i];
    if (state.realisations_done < least_independent) break;
    partial.rows.push_back(record_of(problem, prediction, i, state));
  }
  const std::size_t begun = partial.rows.size(), all = problem.rows().size();
  partial.progress = fmt::format("{} of {} rows", begun, all);
  if (begun > 0)
    partial.progress +=
        fmt::format(", the last with {} of {} realisations", partial.rows.back().realisations_done,
                    problem.rows()[begun - 1].realisations);
  return partial;
}

Recovered recover_relaxation(const Recovery& recovery, const RelaxationCase& input) {
  const Communicator self = Communicator::alone();
  const RelaxationProblem problem{input};
  const UnfinishedEnsembles unfinished = read_unfinished(self, problem, recovery.from);
  Timing timing;
  const Prediction prediction = predict(self, problem, timing);
  const PartialRelaxation partial = measured_so_far(problem, prediction, unfinished);
  if (partial.rows.empty()) return {partial.progress, false};
  write_relaxation(self, recovery.to, problem, prediction, partial.rows, recovery.from.owner(),
                   recovery.provenance, {}, recovery.former, partial.progress);
  return {partial.progress, true};
}

}  // namespace kapitza::kinds
