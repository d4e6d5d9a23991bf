#pragma once

#include <cstddef>
#include <string_view>

namespace kapitza::config {

/// Bytes of the UTF-8 character that `text` begins with (table 3-7 of the Unicode standard): 1 to 4; 0 if it begins with none, such as a lone
/// continuation, an overlong form, a surrogate or what lies beyond U+10FFFF.
std::size_t utf8_length(std::string_view text) noexcept;

}  // namespace kapitza::config
