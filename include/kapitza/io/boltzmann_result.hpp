#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/base/timing_report.hpp"

namespace kapitza::io {

/// The points X of a spatial scheme and those that this rank holds, `count` from `first` on.
struct Points {
  std::vector<double> X;
  std::size_t first = 0;
  std::size_t count = 0;
};

/// The stationary state at one Lambda. "local" arrays have one row for each point of this rank; the others are the same on
/// all ranks.
struct BoltzmannState {
  double Lambda = 0;
  std::vector<double> n;                               ///< local [X,k]
  std::vector<double> n_left, n_right, n_center;       ///< [k] at X = 0, 1, 1/2
  std::vector<double> density, energy;                 ///< local [X]
  std::vector<double> number_current, energy_current;  ///< [X]
  std::vector<double> beta, mu, deviation;  ///< local [X], thermal fit; NaN where there is none
  double residual = 0;
  double number_flatness = 0, energy_flatness = 0;
  int steps = 0;
  double seconds = 0;
  std::string reason;
};

/// The thermal prediction (5) for what leaves on one side; NaN where the injected currents allow none.
struct OutgoingThermal {
  double beta, mu;
  std::vector<double> n;  ///< [k]
};

/// One N of an extrapolation, kept as it was solved.
struct Resolution {
  int N;
  Points points;
  std::vector<std::vector<double>> n;  ///< for each Lambda of the result: local [X,k]
};

/// Everything that a result of kind "boltzmann" holds. `states` ascend as in the input; those that did not converge are left
/// out, and then `complete` is false.
struct BoltzmannResult {
  std::vector<double> k;
  Points points;
  std::vector<double> injected_left, injected_right;  ///< [k]
  OutgoingThermal outgoing_left, outgoing_right;
  std::vector<BoltzmannState> states;
  std::vector<Resolution> resolutions;
  std::string collision;  ///< how the collision integral was computed, in words
  bool complete = true;
};

/// Bytes that a file of so many Lambda, points X and momenta takes, generously.
std::size_t boltzmann_file_size(std::size_t Lambdas, std::size_t points, std::size_t momenta);

/// Write a result as the project's contract lays it out (docs: Results), together with its provenance, the resolved text
/// of the case and the timing (timing.hpp). Collective; see ResultFile for what is guaranteed. Throws InputOutputFailure on all ranks or on none.
void write_boltzmann(const Communicator& comm, const std::filesystem::path& file,
                     const BoltzmannResult& result, const Provenance& provenance,
                     const std::string& input, const TimingReport& timing = {});

}  // namespace kapitza::io
