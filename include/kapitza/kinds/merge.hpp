#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kapitza::kinds {

/// `kapitza merge`.
struct MergeRequest {
  std::vector<std::filesystem::path> parts;
  std::filesystem::path output;
  bool overwrite = false;              ///< a result of other parts may be replaced
  bool any_revision = false;           ///< parts of different versions of the program are allowed
  std::vector<std::string> arguments;  ///< of the command line, for the provenance
};

/// Join results whose inputs differ in one key into the result of the single run; each kind says by which keys it can be done
/// (merge_method.hpp). Returns what there is to tell: a table of a study, or what the parts brought.
///
/// Throws InvalidInput for parts that do not fit together, NumericalFailure for an extrapolation that is unphysical,
/// InputOutputFailure if the result cannot be written; a file under that name is then as before. Needs MPI, of one rank.
std::string merge(const MergeRequest& request);

}  // namespace kapitza::kinds
