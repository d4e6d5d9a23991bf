#pragma once

#include <optional>

#include "checkpoint.hpp"
#include "evolution_record.hpp"

namespace kapitza::kinds {

/// A run in time in mid-course: what it takes to find the stationary state, which comes first, and then where the evolution is.
struct UnfinishedEvolution {
  UnfinishedBoltzmann stationary;  ///< of a run without it, the parameters alone
  EvolutionRecord record;
  std::optional<boltzmann::EvolutionSnapshot> now;  ///< nothing before the first step

  /// The stationary state, if it was solved for.
  const boltzmann::Solution* aim() const {
    return stationary.solutions.empty() ? nullptr : &stationary.solutions.front();
  }
};

io::CheckpointRecords checkpoint_records(const Communicator& world, const BoltzmannProblem& problem,
                                         const UnfinishedEvolution& unfinished);
/// `with_stationary`: whether the case has one. Throws what read_unfinished() does.
UnfinishedEvolution read_unfinished_evolution(const Communicator& world,
                                              const BoltzmannProblem& problem, bool with_stationary,
                                              const io::CheckpointReader& file);

}  // namespace kapitza::kinds
