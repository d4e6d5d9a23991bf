#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "../independent_run.hpp"
#include "kapitza/base/communicator.hpp"
#include "kapitza/io/case_identity.hpp"
#include "kapitza/io/checkpoint.hpp"
#include "kapitza/micro/relaxing/relaxing_ensemble.hpp"
#include "prediction.hpp"
#include "problem.hpp"
#include "result.hpp"

namespace kapitza::kinds {

/// As kinds::read_unfinished; the kinetic equation is solved anew. Collective.
UnfinishedEnsembles read_unfinished(const Communicator& world, const RelaxationProblem& problem,
                                    const io::CheckpointReader& file);

/// What `file` holds of the case `of`, whose rows must be its first ones: `kapitza run --extend`. Throws InvalidInput, naming what differs, for
/// another case. Collective.
UnfinishedEnsembles read_extended(const Communicator& world, const RelaxationProblem& problem,
                                  const io::CaseIdentity& of, const std::filesystem::path& file);

/// The rows that have been begun, and how far that is: "2 of 5 rows, the last with 40 of 100 realisations".
struct PartialRelaxation {
  std::vector<RelaxationRecord> rows;
  std::string progress;
};
PartialRelaxation measured_so_far(const RelaxationProblem& problem, const Prediction& prediction,
                                  const UnfinishedEnsembles& unfinished);

}  // namespace kapitza::kinds
