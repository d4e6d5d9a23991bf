#pragma once

#include <string>
#include <string_view>

namespace kapitza {

enum class Verbosity { Quiet, Normal };

/// Text: lines for people. Json: one JSON object per line with `time` (UTC, ISO 8601), `level` and `message`; lines about
/// progress (progress.hpp) have more fields.
enum class LogFormat { Text, Json };

/// Send the messages of spdlog (spdlog::info, warn, error, debug) to stderr, from the rank that speaks only. Quiet keeps
/// warnings and errors.
void set_up_log(bool speaks, Verbosity verbosity = Verbosity::Normal,
                LogFormat format = LogFormat::Text);

/// The line that an error which ends the program leaves on stderr, whoever speaks: "kapitza: error: <message>", or JSON.
std::string error_line(std::string_view message, LogFormat format);

/// That of a run that stops on request: "kapitza: <message>", or JSON.
std::string stop_line(std::string_view message, LogFormat format);

/// A line on stderr, in one piece. That it cannot be written, because its reader has gone, is no failure.
void print_to_stderr(std::string line);

}  // namespace kapitza
