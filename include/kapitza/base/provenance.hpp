#pragma once

#include <chrono>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kapitza/base/communicator.hpp"

namespace kapitza {

/// Of this program, "0.1.0".
std::string version();
/// Git commit of the sources at build time, with "-dirty" if tracked files differed from it; "unknown" outside git.
std::string revision();
/// Compiler, build type and architecture flags.
std::string compiler();
/// {name, version} of MPI, PETSc, FFTW and HDF5 as loaded at run time; FFTW's string names its instruction sets, that of OpenBLAS the
/// processor for which its kernels are.
std::vector<std::pair<std::string, std::string>> library_versions();

/// ISO 8601 in UTC to the second: 2024-02-29T12:00:00Z.
std::string utc_timestamp(
    std::chrono::system_clock::time_point time = std::chrono::system_clock::now());

/// The circumstances of a run, for the root attributes of a result.
struct Provenance {
  std::string version;
  std::string revision;
  std::string compiler;
  std::vector<std::pair<std::string, std::string>> libraries;
  std::string command_line;  ///< arguments quoted as a shell would need them
  int ranks;
  int hosts;
  std::string start_time;  ///< utc_timestamp() of the call
};

/// Collective; the same on all ranks, the command line and the time being those of rank 0.
Provenance collect_provenance(const Communicator& world, std::span<const std::string> arguments);

}  // namespace kapitza
