#include "checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "kapitza/base/error.hpp"
#include "kapitza/base/timing.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

/// Below it there are no standard errors.
constexpr int least_realisations = 2;

std::string row_path(std::size_t i) {
  return fmt::format("row/{}", i);
}

}  // namespace

io::CheckpointRecords checkpoint_records(const Communicator& world,
                                         const UnfinishedRelaxation& unfinished) {
  io::CheckpointRecords records;
  if (!world.root()) return records;
  records.add_text("fftw_wisdom", unfinished.wisdom);
  for (std::size_t i = 0; i < unfinished.rows.size(); ++i) {
    const micro::RelaxingState& state = unfinished.rows[i];
    records.add(row_path(i) + "/realisations_done", std::int64_t{state.realisations_done});
    records.add(row_path(i) + "/moments", std::span<const double>{state.moments});
  }
  return records;
}

UnfinishedRelaxation read_unfinished(const Communicator& world, const RelaxationProblem& problem,
                                     const io::CheckpointReader& file) {
  return world.collectively([&] {
    UnfinishedRelaxation unfinished;
    unfinished.wisdom = file.text("fftw_wisdom");
    for (std::size_t i = 0; i < problem.rows().size() && file.contains(row_path(i)); ++i) {
      micro::RelaxingState& state = unfinished.rows.emplace_back();
      state.realisations_done = static_cast<int>(file.integer(row_path(i) + "/realisations_done"));
      state.moments = file.numbers(row_path(i) + "/moments");
      const std::size_t expected = micro::RelaxingEnsemble::numbers(
          problem.fractions().size(), static_cast<std::size_t>(problem.grid().size()));
      if (2 * expected != state.moments.size() || state.realisations_done < 0 ||
          state.realisations_done > problem.rows()[i].realisations ||
          !std::ranges::all_of(state.moments, [](double x) { return std::isfinite(x); }))
        throw InputOutputFailure{fmt::format("{}: {} is not of this case, or not finite",
                                             file.file().string(), row_path(i))};
    }
    return unfinished;
  });
}

PartialRelaxation measured_so_far(const RelaxationProblem& problem, const Prediction& prediction,
                                  const UnfinishedRelaxation& unfinished) {
  PartialRelaxation partial;
  for (std::size_t i = 0; i < unfinished.rows.size(); ++i) {
    const micro::RelaxingState& state = unfinished.rows[i];
    if (state.realisations_done < least_realisations) break;
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
