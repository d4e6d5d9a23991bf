#pragma once

#include <optional>

#include "checkpoint.hpp"
#include "evolution_record.hpp"

namespace kapitza::kinds {

/// A run in time in mid-course: what it takes to find the stationary state, which comes first, and then where the evolution is.
struct UnfinishedEvolution {
  UnfinishedBoltzmann stationary;
  EvolutionRecord record;
  std::optional<boltzmann::EvolutionSnapshot> now;  ///< nothing before the first step
};

io::CheckpointRecords checkpoint_records(const Communicator& world, const BoltzmannProblem& problem,
                                         const UnfinishedEvolution& unfinished);
/// Throws what read_unfinished() does.
UnfinishedEvolution read_unfinished_evolution(const Communicator& world,
                                              const BoltzmannProblem& problem,
                                              const io::CheckpointReader& file);

}  // namespace kapitza::kinds
