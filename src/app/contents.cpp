#include "kapitza/io/contents.hpp"

#include <fmt/core.h>

#include "commands.hpp"
#include "kapitza/kinds/registry.hpp"

namespace kapitza::app {

ExitCode contents(const ContentsCommand& command) {
  if (command.kind) {
    fmt::print("{}", io::describe(kinds::find(*command.kind).contents()));
    return ExitCode::Done;
  }
  for (const kinds::Kind* kind : kinds::all())
    fmt::print("{}kind = \"{}\"\n\n{}", kind == kinds::all().front() ? "" : "\n", kind->name(),
               io::describe(kind->contents()));
  return ExitCode::Done;
}

}  // namespace kapitza::app
