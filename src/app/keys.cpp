#include <fmt/core.h>

#include "commands.hpp"
#include "kapitza/kinds/registry.hpp"

namespace kapitza::app {

ExitCode keys(const KeysCommand& command) {
  const config::Catalogue& known = kinds::catalogue();
  if (command.kind) {
    fmt::print("{}", config::describe_keys(known.kind_key(), known.find(*command.kind).keys));
    return ExitCode::Done;
  }
  for (const config::Grammar& grammar : known.kinds())
    fmt::print("kind = \"{}\"\n\n{}", grammar.kind,
               config::describe_keys(known.kind_key(), grammar.keys));
  return ExitCode::Done;
}

}  // namespace kapitza::app
