#pragma once

#include <mpi.h>

#include <array>
#include <csignal>
#include <limits>
#include <optional>
#include <string>

#include "kapitza/base/clock.hpp"
#include "kapitza/base/communicator.hpp"

namespace kapitza {

/// Takes SIGUSR1, SIGUSR2, SIGTERM, SIGINT, SIGHUP and SIGXCPU as requests to stop while it lives; one object per process. A
/// handler only sets a flag, however often a signal comes, and interrupted system calls are resumed. SIGHUP stays ignored where
/// it was (nohup). SIGPIPE is ignored: a log whose reader has gone ends no computation.
class StopSignals {
 public:
  /// Forgets what came before.
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// Put the handlers in place again, after a library that might have replaced them has started.
  void install() noexcept;
  /// Whether one of the signals has reached this process.
  static bool received() noexcept;

 private:
  std::array<struct sigaction, 7> before_{};
};

/// Work that looks at no clock and of which a stop loses nothing, because nothing is kept of it or all is in a checkpoint: setting up, planning.
/// While the object lives a signal that nobody has answered within a second of processor time ends the process with exit code
/// Stopped. One at a time, beside StopSignals.
class NothingToLose {
 public:
  /// `line`: what is then written to stderr, if anything; `file`: what is then removed, such as a lock.
  NothingToLose(const std::string& line, const std::string& file);
  ~NothingToLose();
  NothingToLose(const NothingToLose&) = delete;
  NothingToLose& operator=(const NothingToLose&) = delete;

 private:
  struct sigaction before_ {};
};

/// What a run is asked to do between two of its steps.
enum class Demand { Continue, Write, WriteAndStop };

/// Wall time in s. Both may be infinite.
struct CheckpointTimes {
  double interval = std::numeric_limits<double>::infinity();    ///< from one checkpoint to the next
  double time_limit = std::numeric_limits<double>::infinity();  ///< of the run, from its start
};

/// Decides when checkpoints are written and when the run stops: on a signal, or before its time limit, less a margin of 1 s,
/// twice the longest checkpoint so far and 3/2 of the longest pause between two polls.
///
/// In lock-step, every rank of `world` calls the same functions in the same order:
///     switch (clock.poll()) {                      // after each step
///       case Demand::Continue: break;
///       case Demand::Write: write(); clock.written(); break;      // collective over world
///       case Demand::WriteAndStop: write(); throw StopRequested{...};
///     }
/// One reduction is made about every half second; a call without one costs some ten nanoseconds. When steps become slower by a
/// factor f all at once, the next answer may take f times as long, once.
///
/// Groups of ranks that do not wait for each other give their group's communicator and poll in lock-step within it. The groups
/// agree by a non-blocking reduction among their first ranks, which ends when each has polled once more; every group then gets
/// the same demand, once, at a step of its own, and they meet in write(). A group without work left calls finish(), which takes
/// part in that until no group has any:
///     while (clock.finish() == Demand::Write) { write(); clock.written(); }      // WriteAndStop as above
/// Nothing can wait in vain as long as every group polls until it finishes. A group that fails instead must end the job.
class CheckpointClock {
 public:
  /// The run starts now. Collective over world, which must outlive the object, as must `group`.
  CheckpointClock(const Communicator& world, CheckpointTimes times, Clock clock = {});
  CheckpointClock(const Communicator& world, const Communicator& group, CheckpointTimes times,
                  Clock clock = {});
  ~CheckpointClock();
  CheckpointClock(const CheckpointClock&) = delete;
  CheckpointClock& operator=(const CheckpointClock&) = delete;

  /// Collective over the group.
  Demand poll();
  /// The same with a reduction every time, for calls that are far apart or whose distance grows.
  Demand poll_now();
  /// The same as poll() inside a step, where nothing but a stop matters: a checkpoint that is due stays due for poll().
  bool must_stop();
  /// The same when a piece of work is finished that is worth keeping: Write, unless the last checkpoint is younger than a second
  /// or the interval infinite.
  Demand poll_finished();
  /// A group without work: Continue once no group has any. Collective over the group; blocks.
  Demand finish();
  /// The checkpoint that was demanded is written, or could not be: the next one is due an interval from now.
  void written();

  /// What this rank alone would demand. Not collective.
  Demand local() const;

 private:
  enum class Answer { None, Write, WriteAndStop, AllFinished };

  bool due(double now);
  void look();
  void start_round(Demand mine, double now);
  Answer answer_of_groups();

  const Communicator& group_;
  std::optional<Communicator> leaders_;  // the first ranks of the groups; only on them
  bool grouped_;
  CheckpointTimes times_;
  Clock clock_;
  double start_, last_write_, last_look_, last_call_, last_round_;
  double longest_write_ = 0, longest_gap_ = 0;
  double demanded_ = 0;  // when the last call was answered
  long long stride_ = 1, calls_left_ = 1;
  Demand pending_ = Demand::Continue;
  bool working_ = true, all_finished_ = false;
  MPI_Request round_ = MPI_REQUEST_NULL;  // of the leaders
  std::array<int, 2> mine_{}, agreed_{};  // of the round: demand, whether anyone works
};

}  // namespace kapitza
