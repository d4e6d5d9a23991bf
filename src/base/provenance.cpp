#include "kapitza/base/provenance.hpp"

#include <fftw3.h>
#include <fmt/chrono.h>
#include <hdf5.h>
#include <mpi.h>
#include <petscsys.h>

#include <algorithm>
#include <array>

#include "kapitza/base/blas.hpp"
#include "kapitza/base/revision.hpp"

namespace kapitza {
namespace {

std::string mpi_version() {
  std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
  int length = 0;
  MPI_Get_library_version(text.data(), &length);
  const std::string_view all(text.data(), std::max(length, 0));
  return std::string{all.substr(0, all.find_first_of(",\n"))};  // the rest tells who built it
}

std::string petsc_version() {
  PetscInt major = 0, minor = 0, subminor = 0, release = 0;
  PetscGetVersionNumber(&major, &minor, &subminor, &release);
  return fmt::format("{}.{}.{}", major, minor, subminor);
}

std::string hdf5_version() {
  unsigned major = 0, minor = 0, patch = 0;
  H5get_libversion(&major, &minor, &patch);
  return fmt::format("{}.{}.{}", major, minor, patch);
}

std::string quoted(const std::string& argument) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
  if (!argument.empty() && argument.find_first_not_of(plain) == std::string::npos) return argument;
  std::string text = "'";
  for (const char c : argument)
    text += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return text + "'";
}

}  // namespace

std::string version() {
  return KAPITZA_VERSION;
}

std::string revision() {
  return KAPITZA_REVISION;
}

std::string compiler() {
  return KAPITZA_COMPILER;
}

std::vector<std::pair<std::string, std::string>> library_versions() {
  std::vector<std::pair<std::string, std::string>> found{{"MPI", mpi_version()},
                                                         {"PETSc", petsc_version()},
                                                         {"FFTW", fftw_version},
                                                         {"HDF5", hdf5_version()}};
  if (const std::string kernels = blas_kernels(); !kernels.empty())
    found.emplace_back("OpenBLAS", openblas_version() + " for " + kernels);
  return found;
}

std::string utc_timestamp(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

Provenance collect_provenance(const Communicator& world, std::span<const std::string> arguments) {
  std::string command_line;
  for (const std::string& argument : arguments) {
    command_line += (command_line.empty() ? "" : " ") + quoted(argument);
  }
  const Communicator host = world.split_by_host();
  return {.version = version(),
          .revision = revision(),
          .compiler = compiler(),
          .libraries = library_versions(),
          .command_line = world.broadcast(command_line),
          .ranks = world.size(),
          .hosts = world.sum(host.root() ? 1 : 0),
          .start_time = world.broadcast(utc_timestamp())};
}

}  // namespace kapitza
