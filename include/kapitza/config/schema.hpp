#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kapitza::config {

/// What a key holds.
enum class ValueType {
  Integer,       ///< one integer
  Number,        ///< one real number
  Word,          ///< one of a list of words
  Text,          ///< any non-empty string
  Duration,      ///< a string such as "10min", or "never"
  Integers,      ///< an integer or a list of them
  Numbers,       ///< a number or a list of them
  Boolean,       ///< true or false
  Booleans,      ///< true, false, or a list of both
  Profile,       ///< a formula in y = x/L or a word
  Coefficients,  ///< a table from the order l, a quoted integer, to a number
  Injection,     ///< a formula, a thermal state or a table in a file
  Thermal,       ///< a thermal state
  Perturbation,  ///< a formula or a table in a file, of any sign
};

/// One key of the input, declared once: reading, checking and the listing of `kapitza keys` all follow from it.
struct Key {
  std::string_view table;  ///< empty for a key above all tables
  std::string_view name;
  ValueType type;
  std::string_view
      fallback;  ///< the default, as written in TOML; "required"; or, in round brackets, what an absent key means
  std::string_view unit;
  double min, max;         ///< of every number in the value
  bool above_min = false;  ///< min itself is not allowed
  std::string_view
      allowed;  ///< words, separated by one blank (Word), or a further condition in words
  std::string_view meaning;

  /// "table.key".
  std::string path() const;
};

/// The kinds of case that exist: the values of the key `kind`.
std::span<const std::string_view> kinds();

/// Every key of a kind, in the order of the documentation. Throws InvalidInput for an unknown kind.
std::span<const Key> schema(std::string_view kind);

/// "at least 8 and at most 65536", "one of "dg", "upwind"", ... : what a key accepts, as messages and the listing say it.
std::string allowed_values(const Key& key);

/// The listing of `kapitza keys`: one paragraph per key with type, default, unit, allowed values and meaning.
std::string describe_keys(std::string_view kind);

/// The candidate nearest to a word by edit distance, or empty if none is near enough to be meant.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace kapitza::config
