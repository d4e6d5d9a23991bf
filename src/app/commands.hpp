#pragma once

#include "command_line.hpp"
#include "kapitza/base/error.hpp"

namespace kapitza::app {

/// The sub-commands. They return the exit code or throw kapitza::Error; run() starts MPI and reports its
/// own errors, because the ranks have to agree; merge() and recover(), and show() of a checkpoint, start it for one rank.
ExitCode run(const RunCommand& command, const CommandLine& line);
ExitCode check(const CheckCommand& command);
ExitCode recover(const RecoverCommand& command);
ExitCode show(const ShowCommand& command);
ExitCode keys(const KeysCommand& command);
ExitCode contents(const ContentsCommand& command);
ExitCode merge(const MergeCommand& command);
ExitCode print_version();

/// Write error_line() (log.hpp) to stderr.
void report_error(const char* message, LogFormat format = LogFormat::Text);

}  // namespace kapitza::app
