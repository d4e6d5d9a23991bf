#include "commands.hpp"
#include "kapitza/kinds/read_case.hpp"

namespace kapitza::app {

ExitCode check(const CheckCommand& command) {
  const auto some = kinds::read_case(command.input, command.overrides);
  command.setup > 0 ? some->print_setup(command.setup) : some->check(command.input.string());
  return ExitCode::Done;
}

}  // namespace kapitza::app
