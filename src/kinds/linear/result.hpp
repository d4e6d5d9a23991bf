#pragma once

#include <array>
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
#include "kapitza/io/result_reader.hpp"
#include "kapitza/linear/linear_response.hpp"

namespace kapitza::kinds {

/// The response of a slab at one Lambda.
struct SlabResponse {
  double Lambda = 0;
  std::vector<double> reflected,
      transmitted;                        ///< [k] at X = 0, k < 0 and X = 1, k > 0; zero elsewhere
  std::vector<double> reflected_thermal;  ///< [k], the thermal perturbation nearest to it
  std::vector<double> delta_n;            ///< [X,k]; empty without points X
  linear::Pair current{};
  double entropy_production = 0;
  double reflected_deviation = 0, transmitted_deviation = 0;
  linear::Pair2x2 total_resistance{};
  double slab_law_difference = 0;
  // Bounds of the errors, as the values; nan where there are none.
  std::vector<double> reflected_error, transmitted_error, delta_n_error;
  linear::Pair current_error{};
  double entropy_production_error = 0;
  double reflected_deviation_error = 0, transmitted_deviation_error = 0;
  linear::Pair2x2 total_resistance_error{};
};
/// `profiles`: whether there are points X.
io::Fields<SlabResponse> slab_fields(bool profiles);

/// Conductivity and resistance at another chemical potential.
struct ScanPoint {
  double mu = 0;
  linear::Pair2x2 conductivity{}, resistance{};
  double conductivity_asymmetry = 0, resistance_asymmetry = 0;
  linear::Pair2x2 conductivity_error{}, resistance_error{};  ///< bounds of the errors
};
const io::Fields<ScanPoint>& scan_fields();

/// The thermal state, its bulk and its walls: what does not depend on Lambda.
struct Junction {
  double beta = 0, mu = 0;
  std::vector<double> background;                     ///< [k]
  std::vector<double> injected_left, injected_right;  ///< [k]
  linear::Pair2x2 conductivity{}, resistance{};
  std::array<std::vector<double>, 2> weight, profile;  ///< [k], of the half-space
  std::array<std::vector<double>, 2>
      profile_thermal;  ///< [k], the thermal perturbation nearest to it
  linear::Pair profile_deviation{};
  linear::Consistency laws{};  ///< how well the exact laws hold
  double invariant_defect = 0;
  linear::Pair2x2 conductivity_error{}, resistance_error{};  ///< bounds of the errors
  std::array<std::vector<double>, 2> weight_error, profile_error;
  linear::Pair profile_deviation_error{};
};
const io::Fields<Junction>& junction_fields();

/// Everything that a result of kind "linear" holds, the same on all ranks.
struct LinearResult {
  std::vector<double> X;  ///< of the profiles; may be empty
  Junction junction;
  std::vector<SlabResponse> states;
  std::vector<ScanPoint> scan;
};

/// Bytes that a file of so many Lambda, points X, momenta and scanned mu takes, generously.
std::size_t linear_file_size(std::size_t Lambdas, std::size_t points, std::size_t momenta,
                             std::size_t scanned);

/// Write a result with its provenance and the timing (timing.hpp). Collective; see ResultFile
/// for what is guaranteed. Throws InputOutputFailure on all ranks or on none.
void write_linear(const Communicator& comm, const std::filesystem::path& file,
                  const model::MomentumGrid& grid, const LinearResult& result,
                  const io::CaseIdentity& of, const Provenance& provenance,
                  const TimingReport& timing = {}, io::Former former = io::Former::Replaced);

}  // namespace kapitza::kinds
