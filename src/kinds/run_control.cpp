#include "run_control.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include "kapitza/base/error.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/config/resolved_text.hpp"
#include "kapitza/io/result_file.hpp"

namespace kapitza::kinds {

Output find_output(const Communicator& world, const RunRequest& request, const CommonCase& input,
                   std::vector<std::filesystem::path> tables) {
  tables.push_back(request.input);
  if (request.restart) tables.push_back(*request.restart);
  const std::filesystem::path name = request.output      ? *request.output
                                     : input.output_file ? *input.output_file
                                                         : request.input.stem().concat(".h5");
  Output output{world, name, tables, request.overwrite};
  io::require_writable(world, output.file());
  return output;
}

void require_same_tables(const io::CheckpointReader& checkpoint, const std::string& fingerprint) {
  if (checkpoint.owner().fingerprint != fingerprint)
    throw InvalidInput{checkpoint.file().string() +
                       ": the values in the tables that its case injects have changed"};
}

RunControl::RunControl(const Communicator& world, const RunRequest& request,
                       const CommonCase& input, io::CaseIdentity owner, const Output& output,
                       std::size_t bytes)
    : world_{world},
      request_{request},
      output_{output},
      interval_{input.checkpoint_interval.seconds},
      owner_{std::move(owner)},
      lock_{world, output.file()},
      slots_{world, output.file()} {
  io::require_writable(world, output.file(), bytes);
}

std::optional<io::CheckpointReader> RunControl::checkpoint() {
  std::optional<io::CheckpointReader> found =
      request_.restart ? slots_.read(*request_.restart) : slots_.find();
  if (!found) return found;
  require_same_case(*found);
  if (found->revision() != revision())
    spdlog::warn("{}: written by revision {}; this is {}", found->file().string(),
                 found->revision(), revision());
  spdlog::info("continuing from {} of {}", found->file().string(), found->time());
  return found;
}

std::unique_ptr<NothingToLose> RunControl::nothing_to_lose() const {
  if (!world_.root()) return std::make_unique<NothingToLose>("", "");
  const std::string line = stop_line(
      "stopped on request, with nothing to keep that is not kept already: the same command begins "
      "from where this one did",
      request_.log_format);
  return std::make_unique<NothingToLose>(line + "\n",
                                         io::OutputLock::file_of(output_.file()).string());
}

void RunControl::require_same_case(const io::CheckpointReader& found) const {
  std::string text;
  for (const auto& [key, there, here] : config::differences(found.owner().input, owner_.input))
    text += fmt::format("\n  {}: {} there, {} here", key, there, here);
  if (found.owner().fingerprint != owner_.fingerprint)
    text += "\n  the values in the tables that it injects have changed";
  if (text.empty()) return;
  throw InvalidInput{
      fmt::format("{}: the checkpoint of another case:{}\nAllowed: the case as it was, another "
                  "result (-o), or to remove the checkpoint",
                  found.file().string(), text)};
}

CheckpointTimes RunControl::times() const {
  CheckpointTimes times{.interval = interval_};
  if (request_.time_limit) {
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - request_.start;
    times.time_limit = *request_.time_limit - spent.count();
  }
  return times;
}

void RunControl::obey(Demand demand, CheckpointClock& clock,
                      const std::function<io::CheckpointRecords()>& records,
                      const std::string& done) {
  if (demand == Demand::Continue) return;
  try {
    slots_.write(owner_, records());
  } catch (const InputOutputFailure& failure) {
    if (demand == Demand::WriteAndStop) throw;
    spdlog::warn("no checkpoint: {}; the run goes on, and the one before it is kept",
                 failure.what());
    clock.written();
    return;
  }
  clock.written();
  if (demand == Demand::Write) return;
  throw StopRequested{fmt::format(
      "stopped on request, {}: the same command{} continues from {}, on any number of ranks", done,
      request_.restart ? " without --restart" : "", slots_.file().string())};
}

void RunControl::leave_partial(const std::function<std::string()>& write) const {
  try {
    world_.collectively([&] {
      if (!world_.root()) return;
      if (const std::string progress = write(); progress.empty())
        spdlog::info("nothing is measured yet: no result is written");
      else
        spdlog::info("{} written to {}", progress, output_.file().string());
    });
  } catch (const InputOutputFailure& failure) {
    spdlog::warn("no partial result: {}", failure.what());
  }
}

}  // namespace kapitza::kinds
