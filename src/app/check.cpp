#include "check_kinds.hpp"
#include "commands.hpp"
#include "kapitza/config/read_case.hpp"

namespace kapitza::app {

ExitCode check(const CheckCommand& command) {
  const config::Case input = config::read_case(command.input, command.overrides);
  std::visit([&](const auto& one) { check_kind(command.input.string(), one); }, input);
  return ExitCode::Done;
}

}  // namespace kapitza::app
