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
#include "kapitza/io/contents.hpp"
#include "kapitza/io/fields.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/micro/quench/quench_ensemble.hpp"
#include "problem.hpp"

namespace kapitza::kinds {

/// What a result in time holds of one defect, but for its parameters.
struct QuenchRecord {
  int realisations_done = 0;
  std::vector<double> wigner_x;                 ///< [window]
  io::Measured n;                               ///< [time,window,k]
  io::Measured number_current, energy_current;  ///< [time,window]
  io::Measured density;                         ///< likewise
  io::Measured number, energy;                  ///< [time], changes since t = 0
  std::vector<double> moments;                  ///< IndependentState, from which more are added
};
/// How many numbers it has.
struct QuenchShape {
  std::size_t times = 0;
  int points = 0, windows = 0;
};
/// All but wigner_x.
QuenchRecord record_of(const QuenchShape& shape, const micro::IndependentState& state);
QuenchRecord record_of(const MicroProblem& problem, const MicroSetup& setup,
                       const micro::IndependentState& state);

/// `several`: whether there are other defects beside it.
io::Fields<QuenchRecord> quench_fields(bool several);
io::Contents quench_contents();

/// Bytes of the result of a case, generously.
std::size_t quench_size(const MicroProblem& problem);

/// Write the first defects of the case, as many as there are records. As write_micro().
void write_quench(const Communicator& comm, const std::filesystem::path& file,
                  const MicroProblem& problem, std::span<const QuenchRecord> records,
                  const io::CaseIdentity& of, const Provenance& provenance,
                  const TimingReport& timing, io::Former former = io::Former::Replaced,
                  const std::string& progress = "");

}  // namespace kapitza::kinds
