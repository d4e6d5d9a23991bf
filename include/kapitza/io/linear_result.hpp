#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/base/timing_report.hpp"

namespace kapitza::io {

/// Numbers of the two conserved quantities, in the order number, energy.
using Pair = std::array<double, 2>;
/// [effect][cause]: conductivity, current per gradient; resistance, jump per current.
using Pair2x2 = std::array<Pair, 2>;

/// The response of a slab at one Lambda.
struct LinearState {
  double Lambda = 0;
  std::vector<double> reflected,
      transmitted;              ///< [k] at X = 0, k < 0 and X = 1, k > 0; zero elsewhere
  std::vector<double> delta_n;  ///< [X,k]; empty without points X
  double number_current = 0, energy_current = 0;
  double entropy_production = 0;
  double reflected_deviation = 0, transmitted_deviation = 0;
  Pair2x2 total_resistance{};
  double slab_law_difference = 0;
};

/// The half-space problem.
struct HalfSpaceResult {
  std::array<std::vector<double>, 2> weight, profile;  ///< [k]
  Pair profile_deviation{};
};

/// How well the exact laws hold.
struct ConsistencyResult {
  double conductivity_asymmetry = 0, resistance_asymmetry = 0;
  Pair conductivity_eigenvalues{}, resistance_eigenvalues{};
  double conservation = 0, detailed_balance = 0, reciprocity = 0;
  double invariant_defect = 0;
};

/// Conductivity and resistance at another chemical potential.
struct ScanPoint {
  double mu = 0;
  Pair2x2 conductivity{}, resistance{};
  double conductivity_asymmetry = 0, resistance_asymmetry = 0;
};

/// Everything that a result of kind "linear" holds, the same on all ranks.
struct LinearResult {
  std::vector<double> k;
  std::vector<double> X;  ///< of the profiles; may be empty
  double beta = 0, mu = 0;
  std::vector<double> background;                     ///< [k]
  std::vector<double> injected_left, injected_right;  ///< [k]
  Pair2x2 conductivity{}, resistance{};
  HalfSpaceResult half_space;
  ConsistencyResult consistency;
  std::vector<LinearState> states;
  std::vector<ScanPoint> scan;
};

/// Bytes that a file of so many Lambda, points X, momenta and scanned mu takes, generously.
std::size_t linear_file_size(std::size_t Lambdas, std::size_t points, std::size_t momenta,
                             std::size_t scanned);

/// Write a result with its provenance, the resolved text of the case and the timing (timing.hpp). Collective; see ResultFile for what is guaranteed.
/// Throws InputOutputFailure on all ranks or on none.
void write_linear(const Communicator& comm, const std::filesystem::path& file,
                  const LinearResult& result, const Provenance& provenance,
                  const std::string& input, const TimingReport& timing = {});

}  // namespace kapitza::io
