#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kapitza/config/key.hpp"

namespace kapitza::config {

/// A key of a case with its value in TOML, if it has one.
struct ResolvedKey {
  const Key* key;
  bool in_use;
  std::optional<std::string> value;
};

/// The complete TOML text of a case, every key with its value in force.
std::string resolved_text(std::string_view kind, std::span<const ResolvedKey> keys);

/// The TOML text of every value in a resolved text, by the path of its key; keys without a value are left out.
std::map<std::string, std::string> values_of(std::string_view resolved);
/// A resolved text with another value for one key that has one.
std::string with_value(std::string_view resolved, std::string_view path, std::string_view value);

/// A key that two resolved texts do not agree about, and what each says.
struct Difference {
  std::string key, first, second;
};

/// Whether a key has no influence on the numbers: output.file, checkpoint.every.
bool is_incidental(std::string_view path);

/// What makes two resolved texts different cases: every key but the incidental ones.
std::vector<Difference> differences(std::string_view first, std::string_view second);

/// The default as the listing of the keys says it: a list of one without its brackets, numbers without needless digits.
std::string brief_default(std::string_view toml);
/// A number as messages say it: 25 for 25.0, 1e-5 for 1e-05.
std::string plain_text(std::string_view toml);
/// "found ... twice; allowed: every value once".
std::string found_twice(std::string_view value);

}  // namespace kapitza::config
