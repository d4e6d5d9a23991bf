#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "../independent_run.hpp"
#include "kapitza/base/communicator.hpp"
#include "kapitza/io/checkpoint.hpp"
#include "problem.hpp"
#include "quench_result.hpp"

namespace kapitza::kinds {

/// As kinds::read_unfinished. Collective.
UnfinishedEnsembles read_unfinished_quench(const Communicator& world, const MicroProblem& problem,
                                           const io::CheckpointReader& file);

/// The ensembles of a result, complete or partial, to which more realisations are added, to the bits of one run of all of them. Throws
/// InvalidInput if it is not of this case, but for ensemble.realisations, or holds more realisations than are asked for; what ResultReader
/// throws. Collective.
UnfinishedEnsembles read_extended_quench(const Communicator& world, const MicroProblem& problem,
                                         const io::CaseIdentity& of,
                                         const std::filesystem::path& file);

/// The defects that have two realisations or more, and how far that is: "40 of 100 realisations".
struct PartialQuench {
  std::vector<QuenchRecord> records;
  std::string progress;
};
PartialQuench measured_so_far(const MicroProblem& problem, const UnfinishedEnsembles& unfinished);

}  // namespace kapitza::kinds
