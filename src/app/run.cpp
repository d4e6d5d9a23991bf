
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "commands.hpp"
#include "failure.hpp"
#include "kapitza/base/log.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/base/session.hpp"
#include "kapitza/base/stop_request.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/kinds/read_case.hpp"

namespace kapitza::app {
namespace {

/// One rank reads the file, all parse the same text.
std::unique_ptr<kinds::Case> read_case(const Communicator& world, const RunCommand& command) {
  const std::string text = world.broadcast(world.collectively(
      [&] { return world.root() ? kinds::read_text(command.input) : std::string{}; }));
  return world.collectively(
      [&] { return kinds::parse_case(text, command.input.string(), command.overrides); });
}

ExitCode run_case(const Session& session, const RunCommand& command, const CommandLine& line) {
  const Communicator& world = session.world();
  const Provenance provenance = collect_provenance(world, line.arguments);
  return read_case(world, command)->run(session, command, provenance);
}

/// Every rank comes here with the error it met; one speaks for all if it is the same failure everywhere.
ExitCode fail(const Communicator& world, const MeetingPoint& meeting, ExitCode code,
              const char* message, LogFormat format) {
  constexpr double patience = 20;
  if (meeting.all_arrive(patience)) {
    if (world.root()) report_error(message, format);
    code = static_cast<ExitCode>(world.max(static_cast<int>(code)));
    if (io::has_abandoned_file()) abort_all(code);
    return code;
  }
  report_error(fmt::format("{} (on rank {} only)", message, world.rank()).c_str(), format);
  abort_all(code);
}

}  // namespace

ExitCode run(const RunCommand& command, const CommandLine& line) {
  StopSignals signals;  // a request that comes while the libraries start is honoured too
  const Session session{line.petsc_options};
  signals.install();
  const Communicator& world = session.world();
  const MeetingPoint meeting{world};
  set_up_log(world.root(), command.quiet ? Verbosity::Quiet : Verbosity::Normal,
             command.log_format);
  try {
    return run_case(session, command, line);
  } catch (const StopRequested& request) {
    if (world.root()) print_to_stderr(stop_line(request.what(), command.log_format));
    if (io::has_abandoned_file()) abort_all(request.exit_code());
    return request.exit_code();
  } catch (const Error& error) {
    return fail(world, meeting, error.exit_code(), error.what(), command.log_format);
  } catch (const std::exception& error) {
    return fail(world, meeting, ExitCode::NumericalFailure, error.what(), command.log_format);
  }
}

}  // namespace kapitza::app
