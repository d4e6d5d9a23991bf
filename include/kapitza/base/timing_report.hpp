#pragma once

#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/timing.hpp"

namespace kapitza {

/// A number of each rank, reduced over the ranks.
struct Spread {
  double least = 0, total = 0, most = 0;
};

/// The timing of all ranks.
struct TimingReport {
  struct Row {
    std::string name;
    Spread seconds, calls;
  };
  std::vector<Row> phases;
  std::vector<Row> counters;  ///< seconds are zero
  std::vector<Row> events;    ///< of PETSc; an event contains the events inside it
  int ranks = 1;
};

/// Collective. A phase or counter that a rank does not know counts as zero there; those that the first rank knows come first.
/// The events are what PETSc itself has measured so far (petsc_events in petsc.hpp).
/// Cost: a few reductions, and one broadcast per rank where the ranks know different names.
TimingReport collect(const Communicator& comm, const Timing& timing);

}  // namespace kapitza
