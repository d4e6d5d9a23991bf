#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "kapitza/base/log.hpp"

namespace kapitza::app {

struct RunCommand {
  std::filesystem::path input;
  std::vector<std::string> overrides;            ///< --set table.key=value
  std::optional<std::filesystem::path> output;   ///< -o
  std::optional<std::filesystem::path> restart;  ///< --restart
  std::optional<double> time_limit;              ///< --time-limit, s
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  bool quiet = false;
  LogFormat log_format = LogFormat::Text;  ///< --log-format
};
struct CheckCommand {
  std::filesystem::path input;
  std::vector<std::string> overrides;
};
struct ShowCommand {
  std::filesystem::path file;
  bool linear = false;  ///< --linear
};
struct KeysCommand {
  std::optional<std::string> kind;
};
struct VersionCommand {};
struct HelpCommand {
  std::string text;
};

using Command =
    std::variant<RunCommand, CheckCommand, ShowCommand, KeysCommand, VersionCommand, HelpCommand>;

struct CommandLine {
  Command command;
  std::vector<std::string> arguments;      ///< all of them, the program's name first
  std::vector<std::string> petsc_options;  ///< what follows `--`
};

/// Throws InvalidInput for whatever is not understood. Needs neither MPI nor PETSc.
CommandLine parse_command_line(int argc, const char* const* argv);

}  // namespace kapitza::app
