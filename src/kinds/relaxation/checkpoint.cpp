#include "checkpoint.hpp"

#include <fmt/format.h>

#include "../independent_records.hpp"
#include "kapitza/base/timing.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

std::string row_path(std::size_t i) {
  return fmt::format("row/{}", i);
}

}  // namespace

io::CheckpointRecords checkpoint_records(const Communicator& world,
                                         const UnfinishedRelaxation& unfinished) {
  io::CheckpointRecords records;
  if (!world.root()) return records;
  records.add_text("fftw_wisdom", unfinished.wisdom);
  for (std::size_t i = 0; i < unfinished.rows.size(); ++i)
    add_independent(records, row_path(i), unfinished.rows[i]);
  return records;
}

UnfinishedRelaxation read_unfinished(const Communicator& world, const RelaxationProblem& problem,
                                     const io::CheckpointReader& file) {
  return world.collectively([&] {
    UnfinishedRelaxation unfinished;
    unfinished.wisdom = file.text("fftw_wisdom");
    for (std::size_t i = 0; i < problem.rows().size() && has_independent(file, row_path(i)); ++i)
      unfinished.rows.push_back(read_independent(
          file, row_path(i), problem.rows()[i].realisations,
          micro::RelaxingEnsemble::numbers(problem.fractions().size(),
                                           static_cast<std::size_t>(problem.grid().size()))));
    return unfinished;
  });
}

PartialRelaxation measured_so_far(const RelaxationProblem& problem, const Prediction& prediction,
                                  const UnfinishedRelaxation& unfinished) {
  PartialRelaxation partial;
  for (std::size_t i = 0; i < unfinished.rows.size(); ++i) {
    const micro::IndependentState& state = unfinished.rows[i];
    if (state.realisations_done < least_independent) break;
    partial.rows.push_back(
        record_of(problem, prediction, i,
                  micro::measured(state, problem.fractions().size(),
                                  static_cast<std::size_t>(problem.grid().size()))));
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
  const UnfinishedRelaxation unfinished = read_unfinished(self, problem, recovery.from);
  Timing timing;
  const Prediction prediction = predict(self, problem, timing);
  const PartialRelaxation partial = measured_so_far(problem, prediction, unfinished);
  if (partial.rows.empty()) return {partial.progress, false};
  write_relaxation(self, recovery.to, problem, prediction, partial.rows, recovery.from.owner(),
                   recovery.provenance, {}, recovery.former, partial.progress);
  return {partial.progress, true};
}

}  // namespace kapitza::kinds
