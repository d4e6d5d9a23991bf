#pragma once

namespace kapitza {

enum class Verbosity { Quiet, Normal, Debug };

/// Send the messages of spdlog (spdlog::info, warn, error, debug) to stderr, from the rank that speaks only. Quiet keeps
/// warnings and errors.
void set_up_log(bool speaks, Verbosity verbosity = Verbosity::Normal);

}  // namespace kapitza
