#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/stop_request.hpp"
#include "kapitza/io/checkpoint.hpp"
#include "kapitza/io/output_lock.hpp"
#include "kapitza/kinds/common_case.hpp"
#include "kapitza/kinds/run_request.hpp"
#include "output.hpp"

namespace kapitza::kinds {

/// Where the result goes: the option -o, or what the case asks for, or the name of the case with .h5. `tables`: the files that
/// the case injects. Throws InvalidInput if something there would be lost, InputOutputFailure if nothing can be written there.
/// Collective.
Output find_output(const Communicator& world, const RunRequest& request, const CommonCase& input,
                   std::vector<std::filesystem::path> tables = {});

/// Throws InvalidInput unless the tables that a case injects have the values that they had when the checkpoint was written.
void require_same_tables(const io::CheckpointReader& checkpoint, const std::string& fingerprint);

/// What a run of any kind needs in order to be stopped and continued: the lock on its result, the checkpoints beside that, and
/// the times at which to write them. Everything is collective over the world.
class RunControl {
 public:
  /// Takes the lock and makes sure that a result of `bytes` can be written; throws InputOutputFailure otherwise.
  /// `owner`: the case that checkpoints and the result are of.
  RunControl(const Communicator& world, const RunRequest& request, const CommonCase& input,
             io::CaseIdentity owner, const Output& output, std::size_t bytes);

  /// The checkpoint to continue from, if there is one: that of --restart, or else one beside the result. Says so in the log.
  /// Throws InputOutputFailure if it is damaged, InvalidInput if it belongs to another case, with what differs.
  std::optional<io::CheckpointReader> checkpoint();

  /// For as long as there is nothing to keep but what a checkpoint holds already: a stop that comes then ends the run within a second or
  /// two, whatever is at work, and the lock goes with it.
  std::unique_ptr<NothingToLose> nothing_to_lose() const;

  /// For a CheckpointClock that is made now.
  CheckpointTimes times() const;

  /// Do what the clock demands: nothing; write a checkpoint and go on, also if that fails, with a warning; or write it and
  /// throw StopRequested, InputOutputFailure if that fails. `done` says how far the run has come, for people.
  void obey(Demand demand, CheckpointClock& clock,
            const std::function<io::CheckpointRecords()>& records, const std::string& done);

  /// What a stopped run has measured, under the name of the result, which the finished run will replace. `write` is called on the first rank
  /// and says how far that is, or nothing if nothing is measured and none is written. The checkpoint is there: a failure here costs nothing.
  void leave_partial(const std::function<std::string()>& write) const;

  /// For the result.
  const io::CaseIdentity& identity() const noexcept { return owner_; }
  io::Former former(bool complete) const { return output_.former(owner_, complete); }

  /// The result is complete: no checkpoint is needed any more.
  void complete() noexcept { slots_.remove(); }

 private:
  void require_same_case(const io::CheckpointReader& found) const;

  const Communicator& world_;
  const RunRequest& request_;
  const Output& output_;
  double interval_;
  io::CaseIdentity owner_;
  io::OutputLock lock_;
  io::CheckpointSlots slots_;
};

}  // namespace kapitza::kinds
