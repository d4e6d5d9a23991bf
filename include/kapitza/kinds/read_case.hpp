#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "kapitza/kinds/kind.hpp"

namespace kapitza::kinds {

/// The text of an input file. Throws InvalidInput unless it is a regular, non-empty file that can be read.
/// In a parallel run one rank reads and broadcasts; every rank then calls parse_case on the same text.
std::string read_text(const std::filesystem::path& file);

/// The case that a TOML text and a list of overrides "table.key=value" (or "table={...}", a whole table) describe.
///
/// `name` is the file that the text came from: it appears in messages, and table files are relative to its folder. A value of
/// an override is TOML; a key that holds text also takes it without quotes. An override replaces what the file says.
///
/// Everything that is wrong is collected in one pass and thrown as one InvalidInput with one line per finding:
///   file:line:column: table.key: what was found; what is allowed; did you mean "..."?
std::unique_ptr<Case> parse_case(std::string_view text, std::string_view name,
                                 std::span<const std::string> overrides = {});

/// parse_case(read_text(file), file, overrides).
std::unique_ptr<Case> read_case(const std::filesystem::path& file,
                                std::span<const std::string> overrides = {});

}  // namespace kapitza::kinds
