#include "commands.hpp"
#include "kapitza/kinds/read_case.hpp"

namespace kapitza::app {

ExitCode check(const CheckCommand& command) {
  kinds::read_case(command.input, command.overrides)->check(command.input.string());
  return ExitCode::Done;
}

}  // namespace kapitza::app
