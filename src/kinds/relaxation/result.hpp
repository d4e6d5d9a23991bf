#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/base/timing_report.hpp"
#include "kapitza/io/case_identity.hpp"
#include "kapitza/io/fields.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/micro/relaxing/relaxing_ensemble.hpp"
#include "prediction.hpp"
#include "problem.hpp"

namespace kapitza::kinds {

/// A prediction of the kinetic equation beside what the field does.
struct Comparison {
  std::vector<double> n;       ///< [fraction,k]
  std::vector<double> change;  ///< [k], from end/2 to end
  double slope = 0;            ///< of the change
  double z = 0;                ///< of the measured slope
  double chi2 = 0;             ///< per momentum, of the measured change
};

/// What a result holds of one row.
struct RelaxationRecord {
  double lambda = 0, end = 0;
  int realisations_done = 0;
  std::vector<double> time;     ///< [fraction]
  io::Measured n;               ///< [fraction,k]
  io::Measured change;          ///< [k]
  io::Measured slope;           ///< one number
  Comparison leading, next;     ///< next is empty at leading order
  double correction = 0;        ///< c lambda at t = 0
  std::vector<double> moments;  ///< IndependentState, from which more are added
};

/// Row `i` of which so much has been measured.
RelaxationRecord record_of(const RelaxationProblem& problem, const Prediction& prediction,
                           std::size_t i, const micro::IndependentState& state);

/// `with_next`: whether the next order was taken.
io::Fields<RelaxationRecord> relaxation_fields(bool with_next);

/// Bytes of the result of a case, generously.
std::size_t relaxation_size(const RelaxationProblem& problem);

/// Write the rows that are given, the first ones of the case, with their provenance and the timing (timing.hpp); `progress` of a run that was
/// stopped. Collective; see ResultFile for what is guaranteed. Throws InputOutputFailure on all ranks or on none.
void write_relaxation(const Communicator& comm, const std::filesystem::path& file,
                      const RelaxationProblem& problem, const Prediction& prediction,
                      const std::vector<RelaxationRecord>& rows, const io::CaseIdentity& of,
                      const Provenance& provenance, const TimingReport& timing, io::Former former,
                      const std::string& progress = "");

}  // namespace kapitza::kinds
