#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/base/timing_report.hpp"
#include "kapitza/boltzmann/engine.hpp"
#include "kapitza/boltzmann/stationary_state.hpp"
#include "kapitza/io/case_identity.hpp"
#include "kapitza/io/fields.hpp"
#include "kapitza/io/result_file.hpp"
#include "problem.hpp"

namespace kapitza::kinds {

/// A grid of an extrapolation in N points, and n on it as it was solved for.
io::Description resolution_X(const std::string& N);
io::Description resolution_n(const std::string& N);

/// The thermal prediction (5) for what leaves on one side; NaN where the injected currents allow none.
struct OutgoingThermal {
  double beta = 0, mu = 0;
  std::vector<double> n;  ///< [k]
};
const io::Fields<OutgoingThermal>& prediction_fields();

/// Bytes that a file of so many Lambda, points X and momenta takes, generously.
std::size_t boltzmann_file_size(std::size_t Lambdas, std::size_t points, std::size_t momenta);

/// What is written beside the solutions themselves.
struct ResultNotes {
  const Provenance& provenance;
  const io::CaseIdentity& of;
  std::string collision;  ///< how the collision integral was computed, in words
  std::string
      progress;  ///< what is there of it, if these are not all Lambda that were asked for: "2 of 5 Lambda"
  io::Former former;  ///< what becomes of a file under the name
  const TimingReport& timing;
};

/// Profiles of the solutions that are written as they are; those on chosen cells get theirs on the X that they share.
void evaluate_profiles(const BoltzmannProblem& problem, std::span<boltzmann::Solution> solutions);

/// Write finished solutions, ascending in Lambda, as the project's contract lays it out (docs: Results). Collective; see
/// ResultFile for what is guaranteed. Throws InputOutputFailure on all ranks or on none.
void write_boltzmann(const Communicator& comm, const std::filesystem::path& file,
                     const BoltzmannProblem& problem,
                     std::span<const boltzmann::Solution> solutions, const ResultNotes& notes);

}  // namespace kapitza::kinds
