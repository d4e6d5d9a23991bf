#pragma once

#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/io/checkpoint.hpp"
#include "kapitza/micro/relaxing/relaxing_ensemble.hpp"
#include "prediction.hpp"
#include "problem.hpp"
#include "result.hpp"

namespace kapitza::kinds {

/// A run of kind "relaxation" in mid-course: the ensembles of its rows, all but the last complete, and FFTW's plans, on which the last bits
/// depend. The kinetic equation is solved anew.
struct UnfinishedRelaxation {
  std::vector<micro::IndependentState> rows;
  std::string wisdom;
};

io::CheckpointRecords checkpoint_records(const Communicator& world,
                                         const UnfinishedRelaxation& unfinished);
/// The same on all ranks. Throws InputOutputFailure for a record that is missing or not finite.
UnfinishedRelaxation read_unfinished(const Communicator& world, const RelaxationProblem& problem,
                                     const io::CheckpointReader& file);

/// The rows that have been begun, and how far that is: "2 of 5 rows, the last with 40 of 100 realisations".
struct PartialRelaxation {
  std::vector<RelaxationRecord> rows;
  std::string progress;
};
PartialRelaxation measured_so_far(const RelaxationProblem& problem, const Prediction& prediction,
                                  const UnfinishedRelaxation& unfinished);

}  // namespace kapitza::kinds
