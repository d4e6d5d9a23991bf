#include <fmt/core.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>
#include <system_error>
#include <thread>

#include "commands.hpp"
#include "kapitza/base/blas.hpp"
#include "kapitza/base/hdf5.hpp"

namespace kapitza::app {

void report_error(const char* message, LogFormat format) {
  print_to_stderr(error_line(message, format));
}

namespace {

/// Whether a launcher has started this process as another rank than the first; known before MPI is.
bool is_secondary_rank() {
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"})
    if (const char* rank = std::getenv(name)) return std::string_view{rank} != "0";
  return false;
}

struct Dispatch {
  const CommandLine& line;
  ExitCode operator()(const RunCommand& command) const { return run(command, line); }
  ExitCode operator()(const CheckCommand& command) const { return check(command); }
  ExitCode operator()(const ShowCommand& command) const { return show(command); }
  ExitCode operator()(const KeysCommand& command) const { return keys(command); }
  ExitCode operator()(const ContentsCommand& command) const { return contents(command); }
  ExitCode operator()(const MergeCommand& command) const { return app::merge(command); }
  ExitCode operator()(const RecoverCommand& command) const { return app::recover(command); }
  ExitCode operator()(const VersionCommand&) const { return print_version(); }
  ExitCode operator()(const HelpCommand& command) const {
    fmt::print("{}", command.text);
    return ExitCode::Done;
  }
};

/// Commands that need one process: where a launcher has started several, only the first speaks.
void silence_secondary_rank(const CommandLine& line) {
  if (!is_secondary_rank() || std::holds_alternative<RunCommand>(line.command)) return;
  if (!std::freopen("/dev/null", "w", stdout)) std::fclose(stdout);
}

/// An error that every rank meets before MPI has started is told by the first. Another one that ended sooner would have the launcher
/// kill that before it has spoken.
void tell(const char* message) {
  constexpr std::chrono::seconds start{1};
  if (is_secondary_rank())
    std::this_thread::sleep_for(start);
  else
    report_error(message);
}

/// What a full disk or a closed pipe swallows is no success.
void flush_standard_output() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    throw InputOutputFailure{fmt::format("standard output: cannot be written: {}",
                                         std::generic_category().message(errno))};
}

ExitCode guarded(int argc, char** argv) {
  try {
    const CommandLine line = parse_command_line(argc, argv);
    silence_secondary_rank(line);
    silence_hdf5();
    const ExitCode code = std::visit(Dispatch{line}, line.command);
    flush_standard_output();
    return code;
  } catch (const Error& error) {
    tell(error.what());
    return error.exit_code();
  } catch (const std::system_error& error) {  // as fmt::print throws
    tell(error.what());
    return ExitCode::InputOutputFailure;
  } catch (const std::exception& error) {
    tell(error.what());
    return ExitCode::NumericalFailure;
  }
}

}  // namespace
}  // namespace kapitza::app

int main(int argc, char** argv) {
  kapitza::restart_with_fast_blas(argv);
  return static_cast<int>(kapitza::app::guarded(argc, argv));
}
