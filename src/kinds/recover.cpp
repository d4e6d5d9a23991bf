#include "kapitza/kinds/recover.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>

#include "kapitza/base/error.hpp"
#include "kapitza/kinds/read_case.hpp"
#include "output.hpp"

namespace kapitza::kinds {
namespace {

std::filesystem::path temporary_folder() {
  // mkdtemp() puts letters of its own in the place of the last six.
  std::string name =
      (std::filesystem::temp_directory_path() / "kapitza_").string() + std::string(6, 'X');
  if (::mkdtemp(name.data()) == nullptr)
    throw InputOutputFailure{name + ": cannot be made: " + std::strerror(errno)};
  return name;
}

}  // namespace

Recovered recover(const RecoverRequest& request) {
  const Communicator self = Communicator::alone();
  const io::CheckpointReader checkpoint{self, request.checkpoint};
  const std::array read{request.checkpoint};
  const Output output{request.output, read, request.overwrite};
  io::require_writable(self, output.file());
  const Provenance provenance = collect_provenance(self, request.arguments);
  const auto its_case = parse_case(checkpoint.owner().input, request.checkpoint.string());
  return its_case->recover(
      {checkpoint, output.file(), provenance, output.former(checkpoint.owner(), false)});
}

RecoveredFile::RecoveredFile(const std::filesystem::path& checkpoint)
    : folder_{temporary_folder()}, file_{folder_ / "partial.h5"} {
  try {
    recovered_ = recover({checkpoint, file_, false, {}});
  } catch (...) {
    std::error_code code;
    std::filesystem::remove_all(folder_, code);
    throw;
  }
}

RecoveredFile::~RecoveredFile() {
  std::error_code code;
  std::filesystem::remove_all(folder_, code);
}

}  // namespace kapitza::kinds
