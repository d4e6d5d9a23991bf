#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "kapitza/kinds/kind.hpp"

namespace kapitza::kinds {

/// `kapitza recover`.
struct RecoverRequest {
  std::filesystem::path checkpoint, output;
  bool overwrite = false;              ///< a result of another case may be replaced
  std::vector<std::string> arguments;  ///< of the command line, for the provenance
};

/// Make a result, with status = "partial", of what is finished in a checkpoint; that stays as it is, and so does the run that may be at work on it.
/// Throws what reading a checkpoint (io/checkpoint.hpp), finding a destination (io/destination.hpp) and writing a result throw. Needs MPI, of
/// one rank.
Recovered recover(const RecoverRequest& request);

/// A partial result of a checkpoint, in a folder for temporary files, for as long as the object lives.
class RecoveredFile {
 public:
  explicit RecoveredFile(const std::filesystem::path& checkpoint);
  ~RecoveredFile();
  RecoveredFile(const RecoveredFile&) = delete;
  RecoveredFile& operator=(const RecoveredFile&) = delete;

  const Recovered& recovered() const noexcept { return recovered_; }
  const std::filesystem::path& file() const noexcept { return file_; }

 private:
  std::filesystem::path folder_, file_;
  Recovered recovered_;
};

}  // namespace kapitza::kinds
