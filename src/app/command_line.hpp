#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "kapitza/kinds/merge.hpp"
#include "kapitza/kinds/recover.hpp"
#include "kapitza/kinds/run_request.hpp"

namespace kapitza::app {

using RunCommand = kinds::RunRequest;
struct CheckCommand {
  std::filesystem::path input;
  std::vector<std::string> overrides;
  int setup = 0;  ///< --setup: number of sites, 0 for the estimate
};
struct ShowCommand {
  std::filesystem::path file;
  bool linear = false;  ///< --linear
  bool timing = false;  ///< --timing
  int table = 0;        ///< --table: number of momenta, 0 for the summary
};
struct KeysCommand {
  std::optional<std::string> kind;
};
struct ContentsCommand {
  std::optional<std::string> kind;
};
using RecoverCommand = kinds::RecoverRequest;
using MergeCommand = kinds::MergeRequest;
struct VersionCommand {};
struct HelpCommand {
  std::string text;
};

using Command = std::variant<RunCommand, CheckCommand, ShowCommand, KeysCommand, ContentsCommand,
                             MergeCommand, RecoverCommand, VersionCommand, HelpCommand>;

struct CommandLine {
  Command command;
  std::vector<std::string> arguments;      ///< all of them, the program's name first
  std::vector<std::string> petsc_options;  ///< what follows `--`
};

/// Throws InvalidInput for whatever is not understood. Needs neither MPI nor PETSc.
CommandLine parse_command_line(int argc, const char* const* argv);

}  // namespace kapitza::app
