#pragma once

#include <filesystem>
#include <span>

#include "kapitza/base/communicator.hpp"
#include "kapitza/io/case_identity.hpp"
#include "kapitza/io/destination.hpp"
#include "kapitza/io/result_file.hpp"

namespace kapitza::kinds {

/// Where a run or a merge puts its result, judged before any work.
class Output {
 public:
  /// Throws InvalidInput if what has that name would be lost (io/destination.hpp); `read`: files that are read meanwhile.
  Output(const std::filesystem::path& name, std::span<const std::filesystem::path> read,
         bool overwrite);
  /// The same, judged by the first rank. Collective.
  Output(const Communicator& world, const std::filesystem::path& name,
         std::span<const std::filesystem::path> read, bool overwrite);

  const std::filesystem::path& file() const noexcept { return there_.file; }

  /// What becomes of the result that has the name: the same case again replaces it, but not a complete one by a partial one, and
  /// --overwrite replaces any; else it is kept under another name. On the first rank.
  io::Former former(const io::CaseIdentity& of, bool complete) const;

 private:
  io::Destination there_;
  bool overwrite_;
};

}  // namespace kapitza::kinds
