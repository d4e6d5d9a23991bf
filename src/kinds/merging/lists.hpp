#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "merged_file.hpp"
#include "part.hpp"

namespace kapitza::kinds {

/// The values of a coordinate that the parts have one after the other, as one list.
class JoinedList {
 public:
  /// In the order of the parts, or ascending. Throws InvalidInput for a value that two parts have.
  JoinedList(Parts parts, const std::string& scale, bool ascending);

  /// Which of all values, those of the first part before those of the second, stands at each place.
  const std::vector<std::size_t>& order() const noexcept { return order_; }
  /// A dataset whose first axis is the coordinate, in this order. Throws InvalidInput if its rows are not of one shape.
  std::vector<double> rows(const std::string& path) const;
  /// Write it if it is one, or the coordinate itself; whether it is.
  bool copy_rows(MergedFile& output, const std::string& path) const;
  /// Give the file what belongs to the single run of them all, and its name; says what came from where.
  std::string finish(MergedFile& output, const std::string& key) const;

 private:
  std::vector<const Part*> parts_;
  std::string scale_;
  std::vector<std::size_t> order_;
};

}  // namespace kapitza::kinds
