#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "kapitza/boltzmann/stationary_state.hpp"
#include "kapitza/boltzmann/steady_options.hpp"

/// Where a solve of Engine stands: what it takes to go on in another process, on any number of ranks.
namespace kapitza::boltzmann {

/// n at one Lambda, on this rank's points: point_block(P, comm).count x K, X-major.
struct StateAtLambda {
  double Lambda = 0;
  std::vector<double> n;
  std::vector<double> faces = {};  ///< of its cells, if the engine chooses them
};

/// A continuation on its way to the next Lambda of the list.
struct UnfinishedAdvance {
  double aim = 0;          ///< Lambda of the attempt at work
  int failures = 0;        ///< attempts given up so far
  SteadyOutcome cost;      ///< steps and so on, those of the attempt at work included
  bool attempted = false;  ///< whether there is a state of the attempt
  std::vector<double> n;   ///< that state, on this rank's points
  Pace pace;               ///< its steps
};

/// What one spatial grid keeps from one Lambda to the next.
struct GridSnapshot {
  std::vector<StateAtLambda> states;  ///< the last one or two solutions
  std::optional<UnfinishedAdvance> under_way;
  std::vector<double> faces = {};  ///< of the cells under way, if the engine chooses them
  double made_for = 0;             ///< the Lambda that they are for
  int refinements = 0;             ///< of those cells so far
};

struct Snapshot {
  std::size_t finished = 0;  ///< Lambda of the list, in ascending order
  std::vector<StationaryState>
      resolved;  ///< grids done at the Lambda under way, if there are several grids
  std::vector<GridSnapshot> grids;  ///< as the engine's schemes
};

}  // namespace kapitza::boltzmann
