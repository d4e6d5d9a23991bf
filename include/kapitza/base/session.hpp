#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"

namespace kapitza {

/// MPI, PETSc and the settings of the libraries below them: the first object in main and the last to die.
///
/// - MPI is initialised for one calling thread per rank.
/// - PETSc sees the given options and those of the environment variable PETSC_OPTIONS; it never sees the program's command
///   line (it would consume -h and --help) and reads no .petscrc. Its signal handlers stay out, so a crash reaches the
///   launcher and a sanitizer, and its errors become exceptions (petsc.hpp) instead of a trace on stderr.
/// - BLAS runs on one thread unless OMP_NUM_THREADS or OPENBLAS_NUM_THREADS says otherwise: the ranks are the parallelism.
///   FFTW is linked without its thread library.
/// - HDF5 prints no error stacks; checked() of hdf5.hpp reads them.
class Session {
 public:
  /// Options as they follow `--` on the command line: {"-ts_max_steps", "50", "-snes_monitor"}. Throws InvalidInput, before
  /// MPI is started, if one is neither an option nor the value of one.
  explicit Session(const std::vector<std::string>& petsc_options = {});
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const Communicator& world() const noexcept { return *world_; }

  /// Throws InvalidInput with the names of those PETSc options that nothing has asked for: misspelt ones. Collective;
  /// call it once the solvers have been configured and used.
  void require_options_used() const;

 private:
  std::optional<Communicator> world_;
};

/// End the whole job at once, from one rank: for an error that the other ranks do not share.
[[noreturn]] void abort_all(ExitCode code) noexcept;

}  // namespace kapitza
