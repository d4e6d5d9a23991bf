#include "run_control.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include "kapitza/base/error.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/config/read_case.hpp"
#include "kapitza/config/schema.hpp"
#include "kapitza/io/checksum.hpp"
#include "kapitza/io/result_file.hpp"
#include "read_table.hpp"

namespace kapitza::app {
namespace {

/// Of the values in a table, which may change under the same name; nothing for other injections.
std::string fingerprint(const std::string& key, const config::Injection& injection) {
  const auto* named = std::get_if<config::TableInjection>(&injection.source);
  if (!named) return {};
  const config::Table table = read_table(named->file, named->dataset);
  io::Checksum checksum;
  checksum.add(std::as_bytes(std::span{table.k}));
  checksum.add(std::as_bytes(std::span{table.n}));
  return fmt::format("{} {:016x}\n", key, checksum.value());
}

struct Fingerprint {
  std::string operator()(const config::BoltzmannCase& input) const {
    return fingerprint("injection.left", input.left) + fingerprint("injection.right", input.right);
  }
  std::string operator()(const config::LinearCase& input) const {
    return fingerprint("perturbation.left", input.left) +
           fingerprint("perturbation.right", input.right);
  }
  std::string operator()(const config::MicroCase& input) const {
    return fingerprint("injection.left", input.left) + fingerprint("injection.right", input.right);
  }
};

io::CheckpointOwner owner_of(const config::Case& input) {
  const std::string text = config::resolved_text(input);
  return {.kind = std::string{config::kinds()[input.index()]},
          .input = text,
          .fingerprint = std::visit(Fingerprint{}, input)};
}

}  // namespace

RunControl::RunControl(const Communicator& world, const RunCommand& command,
                       const config::Case& input, const std::filesystem::path& result,
                       std::size_t bytes)
    : command_{command},
      interval_{std::visit([](const auto& one) { return one.checkpoint_interval; }, input)},
      owner_{world.collectively([&] { return owner_of(input); })},
      lock_{world, result},
      slots_{world, result} {
  io::require_writable(world, result, bytes);
}

std::optional<io::CheckpointReader> RunControl::checkpoint() {
  std::optional<io::CheckpointReader> found =
      command_.restart ? slots_.read(*command_.restart) : slots_.find();
  if (!found) return found;
  require_same_case(*found);
  if (found->revision() != revision())
    spdlog::warn("{}: written by revision {}; this is {}", found->file().string(),
                 found->revision(), revision());
  spdlog::info("continuing from {} of {}", found->file().string(), found->time());
  return found;
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
  if (command_.time_limit) {
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - command_.start;
    times.time_limit = *command_.time_limit - spent.count();
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
      command_.restart ? " without --restart" : "", slots_.file().string())};
}

}  // namespace kapitza::app
