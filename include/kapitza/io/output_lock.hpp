#pragma once

#include <filesystem>

#include "kapitza/base/communicator.hpp"

namespace kapitza::io {

/// Keeps a second run from the same result and its checkpoints while it lives: FILE.lock beside the result FILE, locked with
/// flock() by the first rank. The kernel drops the lock with its process, however that ends; a file that a killed run leaves
/// behind hinders nobody, and the next run removes it. NFS and parallel file systems pass the lock on to other hosts if they
/// are mounted so (NFS: with its lock service; Lustre: with `flock`); on one that refuses locks there is none, and a warning.
class OutputLock {
 public:
  /// Throws InputOutputFailure on all ranks, with what is known of the owner, if another run holds the lock. Does nothing where
  /// the file cannot be created: require_writable says why. Collective.
  OutputLock(const Communicator& comm, const std::filesystem::path& result);
  ~OutputLock();
  /// FILE.lock
  static std::filesystem::path file_of(std::filesystem::path result);
  OutputLock(const OutputLock&) = delete;
  OutputLock& operator=(const OutputLock&) = delete;
};

}  // namespace kapitza::io
