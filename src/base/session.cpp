#include "kapitza/base/session.hpp"

#include <mpi.h>
#include <petscsys.h>

#include <cstdlib>
#include <string_view>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#include "kapitza/base/hdf5.hpp"
#include "kapitza/base/petsc.hpp"
#include "petsc_errors.hpp"

// Present if the BLAS in use is OpenBLAS, or if something in the program was built with OpenMP.
extern "C" {
[[gnu::weak]] void openblas_set_num_threads(int);
[[gnu::weak]] void omp_set_num_threads(int);
}

namespace kapitza {
namespace {

bool is_option(const std::string& word) {
  PetscBool valid = PETSC_FALSE;
  PetscOptionsValidKey(word.c_str(), &valid);
  return valid == PETSC_TRUE;
}

// PETSc drops words that it cannot place without a message.
void require_well_formed(const std::vector<std::string>& options) {
  bool value_may_follow = false;
  for (const std::string& word : options) {
    const bool option = is_option(word);
    if (!option && !value_may_follow) {
      throw InvalidInput{"PETSc options: found '" + word +
                         "' where an option such as -ts_max_steps must stand"};
    }
    value_may_follow = option;
  }
}

void one_thread_for_blas() noexcept {
  const bool asked = std::getenv("OMP_NUM_THREADS") || std::getenv("OPENBLAS_NUM_THREADS");
  if (asked) return;
  if (openblas_set_num_threads) openblas_set_num_threads(1);
  if (omp_set_num_threads) omp_set_num_threads(1);
}

/// Without a daemon beside it, which only a process that starts others needs: half of the time that a start takes. Open MPI 4 reads
/// this where a process was not started by mpirun.
void alone_without_daemon() noexcept {
  ::setenv("OMPI_MCA_ess_singleton_isolated", "1", 0);
}

}  // namespace

Session::Session(const std::vector<std::string>& petsc_options) {
#ifdef __SANITIZE_ADDRESS__
  const __lsan::ScopedDisabler what_MPI_and_PETSc_keep;  // is no leak of ours
#endif
  require_well_formed(petsc_options);
  alone_without_daemon();
  int provided = 0;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
  world_.emplace(Communicator::world());

  std::vector<std::string> words{"kapitza", "-skip_petscrc", "-no_signal_handler"};
  words.insert(words.end(), petsc_options.begin(), petsc_options.end());
  std::vector<char*> arguments;
  for (std::string& word : words)
    arguments.push_back(word.data());
  int count = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  char** argv = arguments.data();
  if (PetscInitialize(&count, &argv, nullptr, nullptr) != 0) {
    MPI_Finalize();
    throw InvalidInput{"PETSc could not be started with the options given"};
  }
  keep_petsc_errors();
  PetscBool logging = PETSC_FALSE;
  check(PetscLogIsActive(&logging));  // an option such as -log_view has begun it
  if (!logging) check(PetscLogDefaultBegin());
  one_thread_for_blas();
  silence_hdf5();
}

Session::~Session() {
  world_.reset();
  PetscFinalize();
  MPI_Finalize();
}

void Session::require_options_used() const {
  PetscInt count = 0;
  char** names = nullptr;
  char** values = nullptr;
  check(PetscOptionsLeftGet(nullptr, &count, &names, &values));
  std::string unused;
  for (PetscInt i = 0; i < count; ++i)
    unused += std::string{unused.empty() ? "-" : ", -"} + names[i];
  check(PetscOptionsLeftRestore(nullptr, &count, &names, &values));
  if (!world_->agree(unused.empty())) {
    throw InvalidInput{"PETSc options that no solver of this run knows: " + unused};
  }
}

void abort_all(ExitCode code) noexcept {
  MPI_Abort(MPI_COMM_WORLD, static_cast<int>(code));
  std::abort();
}

}  // namespace kapitza
