#pragma once

#include <mpi.h>

#include "kapitza/base/communicator.hpp"

namespace kapitza::app {

/// Where the ranks meet after a failure. An error that all ranks share brings all of them here, and the job can end in
/// order; if one rank waits in vain, the others do not know of its error and only MPI_Abort can end the job.
class MeetingPoint {
 public:
  explicit MeetingPoint(const Communicator& world) : comm_{world.duplicate()} {}

  /// True if all ranks arrive within `seconds`.
  bool all_arrive(double seconds) const {
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Ibarrier(comm_.get(), &request);
    int arrived = 0;
    for (const double start = MPI_Wtime(); !arrived && MPI_Wtime() - start < seconds;)
      MPI_Test(&request, &arrived, MPI_STATUS_IGNORE);
    return arrived != 0;
  }

 private:
  Communicator comm_;
};

}  // namespace kapitza::app
