#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/boltzmann/engine.hpp"
#include "kapitza/io/checkpoint.hpp"
#include "problem.hpp"

namespace kapitza::kinds {

/// A run of kind "boltzmann" in mid-course: the parameters of its collision integral, what is solved, and where the solver is.
struct UnfinishedBoltzmann {
  collision::CollisionParameters parameters;
  std::vector<boltzmann::Solution> solutions;  ///< ascending in Lambda
  boltzmann::Snapshot
      snapshot;  ///< of the engine, which is given only the Lambda without a solution
};

/// The records of a checkpoint, which refer to `unfinished`. Each rank gives its own points.
io::CheckpointRecords checkpoint_records(const Communicator& world, const BoltzmannProblem& problem,
                                         const UnfinishedBoltzmann& unfinished);

/// What the checkpoint of the same case holds, each rank taking its own points of any number of ranks. Throws
/// InputOutputFailure for a record that does not fit, NumericalFailure for an n that is not finite or far below zero, with its place.
UnfinishedBoltzmann read_unfinished(const Communicator& world, const BoltzmannProblem& problem,
                                    const io::CheckpointReader& file);

/// The states of a result or a checkpoint, to which more Lambda are added, ascending. Throws InvalidInput if it is not of this case, but for defect.Lambda, or
/// holds a Lambda that is not `asked` for; what reading it throws. Collective.
std::vector<boltzmann::Solution> read_extended(const Communicator& world,
                                               const BoltzmannProblem& problem,
                                               const io::CaseIdentity& of,
                                               std::span<const double> asked,
                                               const std::filesystem::path& file);

}  // namespace kapitza::kinds
