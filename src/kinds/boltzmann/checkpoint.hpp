#pragma once

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
  std::vector<boltzmann::Solution> solutions;
  boltzmann::Snapshot snapshot;
};

/// The records of a checkpoint, which refer to `unfinished`. Each rank gives its own points.
io::CheckpointRecords checkpoint_records(const Communicator& world, const BoltzmannProblem& problem,
                                         const UnfinishedBoltzmann& unfinished);

/// What the checkpoint of the same case holds, each rank taking its own points of any number of ranks. Throws
/// InputOutputFailure for a record that does not fit, NumericalFailure for an n that is not finite and positive, with its place.
UnfinishedBoltzmann read_unfinished(const Communicator& world, const BoltzmannProblem& problem,
                                    const io::CheckpointReader& file);

}  // namespace kapitza::kinds
