#include <fmt/core.h>

#include "commands.hpp"
#include "kapitza/base/provenance.hpp"

namespace kapitza::app {

ExitCode print_version() {
  fmt::print("kapitza {}\nrevision {}\ncompiler {}\n", version(), revision(), compiler());
  for (const auto& [name, number] : library_versions())
    fmt::print("{} {}\n", name, number);
  return ExitCode::Done;
}

}  // namespace kapitza::app
