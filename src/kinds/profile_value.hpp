#pragma once

#include <optional>
#include <string>

#include "kapitza/config/keys.hpp"
#include "kapitza/kinds/profile.hpp"

namespace kapitza::config {

/// A formula in y that can be evaluated, or one of the two words.
template <>
struct Value<kinds::ProfileShape> {
  static constexpr auto type = "\"smooth\", \"box\", or a formula in y as a string";
  static constexpr bool has_range = false, takes_text = true;
  static std::optional<kinds::ProfileShape> read(Reader& reader, const Key& key,
                                                 const document::Node& node);
  static std::optional<std::string> text(const kinds::ProfileShape& value) {
    return document::toml_string(value.text);
  }
};

}  // namespace kapitza::config
