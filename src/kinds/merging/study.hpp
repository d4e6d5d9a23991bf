#pragma once

#include <string>
#include <vector>

#include "kapitza/io/contents.hpp"
#include "merge_method.hpp"

namespace kapitza::kinds {

/// One case at several resolutions, from the coarsest to the finest.
struct Study {
  /// Throws InvalidInput unless the key is one number in every part, and the parts hold the same datasets and Lambda.
  Study(std::vector<const Part*> parts, const std::string& key);

  std::string key, name;  ///< "space.points", "points"
  std::vector<const Part*> parts;
  std::vector<double> sizes;  ///< value of the key in each part

  const Part& finest() const { return *parts.back(); }
  /// The coordinate /study/<name>.
  std::string axis() const { return "/study/" + name; }
  void write_axis(MergedFile& output) const;
  static io::Description axis_of(const std::string& name, const std::string& key);
  /// " (2.0)", log(error ratio) / log(size ratio) of row i and the one before; nothing where that has no meaning.
  std::string order(const std::vector<double>& errors, std::size_t i) const;
};

/// The methods of a kind that keeps the part of the highest resolution and tables all, for each key that sets a resolution.
/// `table` writes the group /study and returns it as text.
std::vector<MergeMethod> study_methods(std::string (*table)(MergedFile& output,
                                                            const Study& study));

/// The same as it is listed; what study_methods() writes with its table, and its condition.
constexpr auto if_study = "of a study, merged by a key of the resolution";
void add_study_axis(io::Contents& contents);

/// The rows of a table, columns to the right.
std::string aligned(const std::vector<std::vector<std::string>>& rows);

/// The attribute converged_reason of a part, if it has one.
std::vector<std::string> reasons_of(const Part& part);

}  // namespace kapitza::kinds
