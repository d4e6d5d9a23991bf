#include <fmt/core.h>

#include "commands.hpp"
#include "kapitza/config/schema.hpp"

namespace kapitza::app {

ExitCode keys(const KeysCommand& command) {
  if (command.kind) {
    fmt::print("{}", config::describe_keys(*command.kind));
    return ExitCode::Done;
  }
  for (const std::string_view kind : config::kinds())
    fmt::print("kind = \"{}\"\n\n{}", kind, config::describe_keys(kind));
  return ExitCode::Done;
}

}  // namespace kapitza::app
