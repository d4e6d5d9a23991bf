#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kapitza::config {

/// One key of the input as reading, checking, `kapitza keys` and the resolved text see it. Keys<Case> makes it from the one
/// declaration that also names the member it fills.
struct Key {
  std::string table;  ///< empty for a key above all tables
  std::string name;
  std::string type;         ///< "an integer", "one of", ...
  bool has_range = false;   ///< whether min and max say anything about it
  bool takes_text = false;  ///< an override then needs no quotes
  bool takes_list = false;  ///< several values, from which a product or a scan is made
  std::string fallback;  ///< "required"; or, in round brackets, what an absent key means; or TOML
  std::string unit;
  double min = -std::numeric_limits<double>::infinity();  ///< of every number in the value
  double max = std::numeric_limits<double>::infinity();
  bool above_min = false;          ///< min itself is not allowed
  std::vector<std::string> words;  ///< the only ones allowed, if there are any
  std::string condition;           ///< a further one, in words
  std::string meaning;
  std::vector<std::string> formerly;  ///< paths that it had in older versions

  /// "table.key".
  std::string path() const;
  bool required() const { return fallback == "required"; }
};

/// Everything that may stand in the input of one kind of case, in the order of the documentation.
struct Grammar {
  std::string_view kind;
  std::string_view meaning;  ///< of the kind, after its name: "is the stationary state ..."
  std::span<const Key> keys;
};

/// The kinds of case that a program knows; the first one is assumed where a text does not tell.
class Catalogue {
 public:
  explicit Catalogue(std::vector<Grammar> kinds);

  std::span<const Grammar> kinds() const noexcept { return kinds_; }
  /// Throws InvalidInput for an unknown kind, with the nearest that exists.
  const Grammar& find(std::string_view kind) const;
  bool contains(std::string_view kind) const noexcept;
  /// The key that every case begins with; its words are the kinds.
  const Key& kind_key() const noexcept { return kind_key_; }

 private:
  std::vector<Grammar> kinds_;
  Key kind_key_;
};

/// "at least 8 and at most 65536", "one of "dg", "upwind"", ... : what a key accepts, as messages and the listing say it.
std::string allowed_values(const Key& key);

/// The listing of `kapitza keys`: one paragraph per key with type, default, unit, allowed values and meaning.
std::string describe_keys(const Key& kind_key, std::span<const Key> keys);

/// The candidate nearest to a word by edit distance, or empty if none is near enough to be meant.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace kapitza::config
