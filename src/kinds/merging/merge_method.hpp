#pragma once

#include <functional>
#include <string>
#include <vector>

#include "merged_file.hpp"
#include "part.hpp"

namespace kapitza::kinds {

/// How results of a kind are merged that differ in one key.
struct MergeMethod {
  std::string key;
  std::vector<std::string> companions;  ///< keys that may differ beside it
  /// Writes the merged file to its end, and says what there is to tell.
  std::function<std::string(MergedFile& output, std::vector<const Part*> parts,
                            const std::string& key)>
      merge;
};

/// Concatenate everything that has the coordinate as its first axis, and require the rest to be the same. `ascending`: the
/// result is in the order of the coordinate, otherwise in that of the parts.
MergeMethod along(const std::string& key, const std::string& scale, bool ascending);

}  // namespace kapitza::kinds
