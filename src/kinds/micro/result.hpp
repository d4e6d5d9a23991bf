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

/// What a result holds of it, but for its parameters.
struct DefectRecord {
  int realisations_done = 0;
  double left_x = 0, right_x = 0;                   ///< of the windows in the leads
  io::Measured n_left, n_right;                     ///< [k]
  std::vector<double> wigner_x;                     ///< [window]
  io::Measured wigner;                              ///< [window,k]
  io::Measured number_current, energy_current;      ///< [side]
  io::Measured number_imbalance, energy_imbalance;  ///< left minus right
  io::Measured outgoing;                            ///< [side]
  double relative_error = 0;                        ///< of it
  io::Measured density, density_drift, outgoing_drift;
  double density_z = 0;
  std::vector<double> outgoing_z, left_z, right_z;
  io::Measured trace;                      ///< [t]
  std::vector<double> trace_squares{};     ///< [t]
  io::Measured step_left{}, step_right{};  ///< [k]; empty unless the step is compared
  std::vector<double> moments;
};
DefectRecord record_of(const micro::EnsembleResult& measured);
/// A difference over its standard error, 0 where there is none.
double z_score(const io::Measured& difference, std::size_t i = 0);
/// What speaks against a stationary state: drifts, and currents of the leads that differ, by more than their errors. In a
/// stationary state both are zero in the mean; the error of a difference of currents is that of its own series, because both
/// leads fluctuate together. Each doubt says what to change.
std::vector<std::string> doubts(const DefectRecord& defect);

/// `several`: whether there are other defects beside it.
io::Fields<DefectRecord> defect_fields(bool several, bool step_compared);

/// Bytes of the result of a case, generously.
std::size_t result_size(const MicroProblem& problem);

/// Write what was measured of every defect with its provenance and the timing (timing.hpp); of a run that was stopped of the defects
/// that it has begun, in their order, with its `progress` (root_attributes.hpp).
/// Collective; see ResultFile for what is guaranteed. Throws InputOutputFailure on all ranks or on none.
void write_micro(const Communicator& comm, const std::filesystem::path& file,
                 const MicroProblem& problem, std::span<const MeasuredDefect> defects,
                 const io::CaseIdentity& of, const Provenance& provenance,
                 const TimingReport& timing, io::Former former = io::Former::Replaced,
                 const std::string& progress = "");

}  // namespace kapitza::kinds
