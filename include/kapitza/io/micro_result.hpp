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

/// Numbers with their standard errors.
struct Measured {
  std::vector<double> mean, standard_error;
};

/// What was measured of one defect.
struct MicroState {
  int length = 0, sites = 0;
  double lambda = 0, Lambda = 0;
  bool renormalised = false;
  double A = 0;

  int realisations_done = 0;
  double relative_error = 0;                ///< of the outgoing flux, the larger of both leads
  double left_x = 0, right_x = 0;           ///< centres of the windows in the leads
  Measured left, right;                     ///< n(k) in the leads, [k]
  std::vector<double> wigner_x;             ///< [window]
  Measured wigner;                          ///< [window,k]
  Measured number_current, energy_current;  ///< [side]
  Measured imbalance;                       ///< current left - right: number, energy
  Measured outgoing;                        ///< outgoing flux, [side]
  Measured density;                         ///< [1]

  // Second half of the measurement minus the first.
  Measured density_drift;            ///< [1]
  Measured outgoing_drift;           ///< [side]
  Measured left_drift, right_drift;  ///< [k]

  Measured left_step_difference, right_step_difference;  ///< [k], or empty
  Measured density_trace;                                ///< [t]
  std::vector<double> moments;                           ///< [row,component]
};

/// Everything that a result of kind "micro" holds: one state for each case of the product of lists.
struct MicroResult {
  std::vector<double> k;
  std::vector<double> trace_t;
  std::vector<double> injected_left, injected_right;  ///< [k]
  std::vector<std::string> moment_rows;               ///< names
  double Gamma = 0;                                   ///< sum_x gamma_x
  double transmission = 0;      ///< of the reservoir, for the fastest carriers
  double reflecting_below = 0;  ///< |k| below which its onset reflects more than 1 %
  double step = 0, settle = 0, measure = 0;
  long long seed = 0, first = 0;
  std::vector<MicroState> states;
  bool complete = true;
};

/// Bytes that a file of so many cases takes, generously. `components`: numbers in a sample of micro::Observables.
std::size_t micro_file_size(std::size_t cases, std::size_t momenta, std::size_t windows,
                            std::size_t trace_points, std::size_t moment_rows,
                            std::size_t components);

/// Write a result as the project's contract lays it out (docs: Results), with its provenance, the resolved text of
/// the case and the timing (timing.hpp). With several cases every dataset that depends on them has a leading dimension /case, whose coordinates are
/// /case_length, /case_sites, /case_lambda, /case_Lambda, /case_renormalised, /case_A; with one case it has none, and these
/// numbers are root attributes. Collective; see ResultFile for what is guaranteed. Throws InputOutputFailure on all ranks
/// or on none.
void write_micro(const Communicator& comm, const std::filesystem::path& file,
                 const MicroResult& result, const Provenance& provenance, const std::string& input,
                 const TimingReport& timing = {});

}  // namespace kapitza::io
