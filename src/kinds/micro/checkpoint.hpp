#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/io/checkpoint.hpp"
#include "kapitza/micro/ensemble/ensemble.hpp"
#include "problem.hpp"
#include "result.hpp"

namespace kapitza::kinds {

/// A run of kind "micro" in mid-course: the ensembles of its defects, all but the last complete, and the plans that FFTW has
/// made for them, on which the last bits depend.
struct UnfinishedMicro {
  std::vector<micro::EnsembleState> ensembles;
  std::string wisdom;
};

/// The records of a checkpoint, which refer to `unfinished`. Each rank gives its own sites.
io::CheckpointRecords checkpoint_records(const Communicator& world, const MicroProblem& problem,
                                         const UnfinishedMicro& unfinished);

/// What the checkpoint of the same case holds, dealt to any number of ranks: micro::Ensemble::restore brings every part to
/// where it belongs. Throws InputOutputFailure for a record that is missing or does not
/// fit, NumericalFailure for a number that is not finite, with its realisation, time and site.
UnfinishedMicro read_unfinished(const Communicator& world, const MicroProblem& problem,
                                const io::CheckpointReader& file);

/// What an unfinished run has measured, defect by defect in their order as far as there is something, and how far that is:
/// "3 of 16 realisations".
struct PartialMicro {
  std::vector<MeasuredDefect> defects;
  std::string progress;
};
/// From what the first rank holds. Not collective.
PartialMicro measured_so_far(const MicroProblem& problem, const UnfinishedMicro& unfinished);

/// The ensembles of a result, complete or partial, to which more realisations are added: those that one run of all of them would have held at that
/// point, bit for bit. Throws InvalidInput if it is not of this case, but for ensemble.realisations and ensemble.target, or holds
/// more realisations than are asked for; what ResultReader throws. Collective.
UnfinishedMicro read_extended(const Communicator& world, const MicroProblem& problem,
                              const io::CaseIdentity& of, const std::filesystem::path& file);

}  // namespace kapitza::kinds
