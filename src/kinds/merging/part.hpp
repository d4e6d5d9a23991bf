#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "kapitza/io/result_reader.hpp"

namespace kapitza::kinds {

/// A result that is to be merged, open for reading.
class Part {
 public:
  /// Throws InvalidInput for what is no result of kapitza, InputOutputFailure for a damaged file.
  explicit Part(const std::filesystem::path& path);

  const std::string& path() const noexcept { return path_; }
  const io::ResultReader& file() const noexcept { return file_; }
  const std::string& kind() const noexcept { return kind_; }
  /// The resolved input.
  const std::string& input() const noexcept { return input_; }
  /// The TOML text of a key's value, empty if it has none.
  std::string value(const std::string& key) const;
  /// The entries of a number or list of numbers, as they are written.
  std::vector<std::string> listed(const std::string& key) const;
  const std::map<std::string, std::string>& values() const noexcept { return values_; }

 private:
  std::string path_;
  io::ResultReader file_;
  std::string kind_, input_;
  std::map<std::string, std::string> values_;
};

using Parts = std::span<const Part* const>;

/// Root attributes that belong to a run and not to its result.
bool is_provenance(const std::string& attribute);
/// The group that differs from run to run.
bool is_timing(const std::string& path);
/// Paths of a part's datasets without timings, those first that others refer to.
std::vector<std::string> scales_first(const Part& part);

/// "a.h5: 1, b.h5: 2".
template <class Describe>
std::string told(Parts parts, const Describe& describe) {
  std::string text;
  for (const Part* part : parts)
    text += (text.empty() ? "" : ", ") + part->path() + ": " + describe(*part);
  return text;
}

/// The keys in which the inputs differ. Throws InvalidInput if there is none.
std::vector<std::string> differing_keys(Parts parts);
/// What the parts have for these keys, for people.
std::string told_apart(Parts parts, std::span<const std::string> keys);

/// Throw InvalidInput, with both parts and what they have, where parts differ: in kind (and version and revision), in what
/// attributes hold, in which datasets there are, and in the values of one, but for rounding.
void require_same_program(Parts parts, bool any_revision);
void require_same_attributes(Parts parts, std::span<const std::string> but = {});
void require_same_datasets(Parts parts);
void require_same_values(Parts parts, const std::string& dataset);

}  // namespace kapitza::kinds
