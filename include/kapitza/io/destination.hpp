#pragma once

#include <filesystem>
#include <optional>
#include <span>

#include "kapitza/io/case_identity.hpp"

namespace kapitza::io {

/// A file name that is to be given to a result, and the result that has that name already.
struct Destination {
  struct Present {
    CaseIdentity of;
    bool complete;
  };
  std::filesystem::path file;      ///< links are followed
  std::optional<Present> present;  ///< nothing if there is no such file
};

/// Throws InvalidInput if a result under that name would destroy what is there: anything but a regular file, one of the files
/// that are read meanwhile, a file without permission to write, a file that is not a result of kapitza. Not collective.
Destination find_destination(const std::filesystem::path& name,
                             std::span<const std::filesystem::path> read);

}  // namespace kapitza::io
