#pragma once

#include <string>
#include <string_view>

namespace kapitza::fuzz {

/// What every text whatsoever must satisfy, given to the program as an input file or as a formula:
/// it is refused by InvalidInput, in words that name where it comes from, or it is a case whose resolved text reads back to
/// an equal case and whose injections can be evaluated or are refused in the same way.
///
/// A text that begins with "formula " is a formula in k. A line "#set X" of any other is a comment in TOML and, at the same
/// time, the override `--set X`.
///
/// Returns what is violated, or nothing. Exceptions of any other type than InvalidInput pass through.
std::string examine(std::string_view text);

}  // namespace kapitza::fuzz
