#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/base/timing_report.hpp"
#include "kapitza/io/case_identity.hpp"
#include "kapitza/io/fields.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/micro/ensemble/ensemble.hpp"
#include "problem.hpp"

namespace kapitza::kinds {

/// What was measured of one defect.
struct MeasuredDefect {
  MicroSetup setup;
  micro::EnsembleResult measured;
};
/// What a result holds of it, but for its parameters; `several`: whether there are other defects beside it.
io::Fields<MeasuredDefect> defect_fields(bool several, bool step_compared);

/// What distinguishes the defects of a product of lists: datasets /case_<name> of several, attributes <name> of a single one.
io::Fields<MeasuredDefect> parameter_fields();
std::vector<std::string> parameter_names();

/// Bytes of the result of a case, generously.
std::size_t result_size(const MicroProblem& problem);

/// Write what was measured of every defect with its provenance and the timing (timing.hpp).
/// Collective; see ResultFile for what is guaranteed. Throws InputOutputFailure on all ranks or on none.
void write_micro(const Communicator& comm, const std::filesystem::path& file,
                 const MicroProblem& problem, std::span<const MeasuredDefect> defects,
                 const io::CaseIdentity& of, const Provenance& provenance,
                 const TimingReport& timing, io::Former former = io::Former::Replaced);

}  // namespace kapitza::kinds
