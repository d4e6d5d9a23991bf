#include <fmt/core.h>

#include "commands.hpp"
#include "kapitza/base/log.hpp"
#include "kapitza/base/session.hpp"

namespace kapitza::app {

ExitCode merge(const MergeCommand& command) {
  set_up_log(true);
  const Session session;  // results are written through MPI, here of one rank
  fmt::print("{}\nmerged into {}\n", kinds::merge(command), command.output.string());
  return ExitCode::Done;
}

}  // namespace kapitza::app
