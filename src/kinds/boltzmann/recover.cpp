#include <fmt/format.h>

#include "../run_control.hpp"
#include "checkpoint.hpp"
#include "problem.hpp"
#include "result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {

Recovered recover_boltzmann(const Recovery& recovery, const BoltzmannCase& input) {
  require_same_tables(recovery.from, fingerprint("injection.left", input.left) +
                                         fingerprint("injection.right", input.right));
  const Communicator self = Communicator::alone();
  const BoltzmannProblem problem{input};
  UnfinishedBoltzmann unfinished = read_unfinished(self, problem, recovery.from);
  const std::string progress =
      fmt::format("{} of {} Lambda", unfinished.solutions.size(), input.Lambda.size());
  if (unfinished.solutions.empty()) return {progress, false};
  evaluate_profiles(problem, unfinished.solutions);
  write_boltzmann(self, recovery.to, problem, unfinished.solutions,
                  {recovery.provenance,
                   recovery.from.owner(),
                   describe(input, unfinished.parameters),
                   progress,
                   recovery.former,
                   {}});
  return {progress, true};
}

}  // namespace kapitza::kinds
