#include <fmt/core.h>

#include "commands.hpp"
#include "kapitza/base/log.hpp"
#include "kapitza/base/session.hpp"

namespace kapitza::app {

ExitCode recover(const RecoverCommand& command) {
  set_up_log(true);
  const Session session;  // results are written through MPI, here of one rank
  const kinds::Recovered recovered = kinds::recover(command);
  if (!recovered.written)
    throw InvalidInput{command.checkpoint.string() +
                       ": nothing is finished yet: " + recovered.progress};
  fmt::print("{} recovered into {}\n", recovered.progress, command.output.string());
  return ExitCode::Done;
}

}  // namespace kapitza::app
