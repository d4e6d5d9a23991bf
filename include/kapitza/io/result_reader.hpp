#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "kapitza/base/hdf5.hpp"
#include "kapitza/io/attribute.hpp"
#include "kapitza/io/description.hpp"

namespace kapitza::io {

/// Serial access to an HDF5 file by the paths of its datasets.
///
/// Throws InvalidInput, naming the file and the object, for whatever is missing or of another type; a file that exists and
/// is not HDF5 or is damaged is an InputOutputFailure.
class ResultReader {
 public:
  explicit ResultReader(const std::filesystem::path& file);
  /// The same for a file that messages call otherwise.
  ResultReader(const std::filesystem::path& file, std::string name);

  const std::string& name() const noexcept { return name_; }
  bool contains(const std::string& path) const;

  /// Attributes of the root group; `otherwise` if there is none of that name.
  std::string text_attribute(const std::string& name, const std::string& otherwise = "") const;
  long long integer_attribute(const std::string& name, long long otherwise = 0) const;
  /// NaN if there is none.
  double number_attribute(const std::string& name) const;

  /// A root attribute as it stands, and the names of all.
  Attribute attribute(const std::string& name) const;
  std::vector<std::string> attributes() const;

  /// The attribute `labels` of a coordinate, a list of texts.
  std::vector<std::string> labels(const std::string& path) const;

  std::vector<std::size_t> shape(const std::string& path) const;
  /// All values of a numeric dataset, row-major.
  std::vector<double> numbers(const std::string& path) const;
  /// What a dataset is: its path, the paths of its dimension scales, units and long_name.
  Description description(const std::string& path) const;
  bool is_scale(const std::string& path) const;
  bool is_integer(const std::string& path) const;
  /// Paths of all datasets, in alphabetic order.
  std::vector<std::string> datasets() const;

  /// Paths of the objects in a group ("" for the root), in alphabetic order; empty if there is no such group.
  std::vector<std::string> members(const std::string& group) const;

  hid_t get() const noexcept { return h5_.get(); }

 private:
  Hdf5Dataset open(const std::string& path) const;

  std::string name_;
  Hdf5File h5_;
};

}  // namespace kapitza::io
