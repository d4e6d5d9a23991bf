#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kapitza/config/case.hpp"

namespace kapitza::config {

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
Case parse_case(std::string_view text, std::string_view name,
                std::span<const std::string> overrides = {});

/// parse_case(read_text(file), file, overrides).
Case read_case(const std::filesystem::path& file, std::span<const std::string> overrides = {});

/// The case as a complete TOML text, every key with its value in force. Reading it again gives an equal case, from any
/// folder: table files are written with absolute paths.
std::string resolved_text(const Case& input);

/// A key that two resolved texts do not agree about, and what each says.
struct Difference {
  std::string key, first, second;
};

/// What makes two resolved texts different cases: every key but those that do not change the result, output.file and
/// checkpoint.every.
std::vector<Difference> differences(std::string_view first, std::string_view second);

}  // namespace kapitza::config
