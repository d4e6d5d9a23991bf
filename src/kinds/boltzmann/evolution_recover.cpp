#include <fmt/format.h>

#include "../run_control.hpp"
#include "evolution_checkpoint.hpp"
#include "evolution_result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {

Recovered recover_evolution(const Recovery& recovery, const BoltzmannCase& input) {
  require_same_tables(recovery.from, evolution_fingerprint(input));
  const Communicator self = Communicator::alone();
  const BoltzmannProblem problem{input};
  const UnfinishedEvolution unfinished =
      read_unfinished_evolution(self, problem, input.time.stationary.value(), recovery.from);
  if (!unfinished.now) return {"nothing in time", false};
  const std::string progress =
      fmt::format("t = {:.4g} of {:g}", unfinished.now->time, *input.time.end);
  if (unfinished.record.times.empty()) return {progress, false};
  write_evolution(self, recovery.to, problem, input, unfinished,
                  {recovery.provenance,
                   recovery.from.owner(),
                   describe(input, unfinished.stationary.parameters),
                   progress,
                   recovery.former,
                   {}});
  return {progress, true};
}

}  // namespace kapitza::kinds
