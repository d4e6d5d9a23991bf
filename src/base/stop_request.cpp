#include "kapitza/base/stop_request.hpp"

#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>
#include <tuple>
#include <utility>

#include "kapitza/base/error.hpp"

namespace kapitza {
namespace {

constexpr std::array taken{SIGUSR1, SIGUSR2, SIGTERM, SIGINT, SIGHUP, SIGXCPU, SIGPIPE};
constexpr int patience = 1;  // s of processor time, of NothingToLose
volatile std::sig_atomic_t stop_received = 0, nothing_to_lose = 0;
std::string last_line, last_file;  // not touched while nothing_to_lose

/// SIGPROF after so many seconds of this process's processor time; 0: none. Ranks that wait for one another use theirs, too.
void call_after(int seconds) {
  const itimerval time{{0, 0}, {seconds, 0}};
  setitimer(ITIMER_PROF, &time, nullptr);
}

void take_note(int) {
  if (nothing_to_lose && !stop_received) call_after(patience);  // further signals do not put it off
  stop_received = 1;
}

/// Calls only what a handler may.
void end_now(int) {
  if (!nothing_to_lose || !stop_received) return;
  if (!last_file.empty()) unlink(last_file.c_str());
  // That its reader has gone is no failure.
  [[maybe_unused]] const auto written = write(STDERR_FILENO, last_line.data(), last_line.size());
  _exit(static_cast<int>(ExitCode::Stopped));
}

constexpr double look_interval = 0.5;  // s between two reductions
constexpr double slack = 1.0;          // s kept back of the time limit, whatever was measured
constexpr double least_age = 1.0;      // s of work that are worth a checkpoint
constexpr std::chrono::milliseconds nap{10};

}  // namespace

StopSignals::StopSignals() {
  stop_received = 0;
  static_assert(taken.size() == std::tuple_size_v<decltype(before_)>);
  for (std::size_t i = 0; i < taken.size(); ++i)
    sigaction(taken[i], nullptr, &before_[i]);
  install();
}

StopSignals::~StopSignals() {
  for (std::size_t i = 0; i < taken.size(); ++i)
    sigaction(taken[i], &before_[i], nullptr);
}

void StopSignals::install() noexcept {
  for (std::size_t i = 0; i < taken.size(); ++i) {
    struct sigaction action {};
    const bool nohup = taken[i] == SIGHUP && before_[i].sa_handler == SIG_IGN;
    action.sa_handler = nohup || taken[i] == SIGPIPE ? SIG_IGN : take_note;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(taken[i], &action, nullptr);
  }
}

bool StopSignals::received() noexcept {
  return stop_received != 0;
}

NothingToLose::NothingToLose(const std::string& line, const std::string& file) {
  last_line = line;
  last_file = file;
  struct sigaction action {};
  action.sa_handler = end_now;
  sigemptyset(&action.sa_mask);
  sigaction(SIGPROF, &action, &before_);
  nothing_to_lose = 1;
  if (stop_received) call_after(patience);
}

NothingToLose::~NothingToLose() {
  nothing_to_lose = 0;
  call_after(0);
  sigaction(SIGPROF, &before_, nullptr);
}

CheckpointClock::CheckpointClock(const Communicator& world, CheckpointTimes times, Clock clock)
    : CheckpointClock{world, world, times, std::move(clock)} {}

CheckpointClock::CheckpointClock(const Communicator& world, const Communicator& group,
                                 CheckpointTimes times, Clock clock)
    : group_{group},
      grouped_{!world.agree(group.size() == world.size())},
      times_{times},
      clock_{clock_or_steady(std::move(clock))},
      start_{clock_()},
      last_write_{start_},
      last_look_{start_},
      last_call_{start_},
      last_round_{start_} {
  if (!grouped_) return;
  leaders_ = world.split(group.root() ? 0 : 1, world.rank());
  if (!group.root()) leaders_.reset();
}

CheckpointClock::~CheckpointClock() {
  // A round that the others never end, because this group failed, still refers to its communicator.
  if (round_ != MPI_REQUEST_NULL) static_cast<void>(new Communicator{std::move(*leaders_)});
}

Demand CheckpointClock::local() const {
  const double now = clock_();
  const double margin = slack + 2 * longest_write_ + 1.5 * longest_gap_;
  if (StopSignals::received() || now - start_ + margin >= times_.time_limit)
    return Demand::WriteAndStop;
  return now - last_write_ >= times_.interval ? Demand::Write : Demand::Continue;
}

Demand CheckpointClock::poll() {
  const double now = clock_();
  longest_gap_ = std::max(longest_gap_, now - last_call_);
  last_call_ = now;
  if (due(now)) look();
  demanded_ = now;
  return pending_;
}

Demand CheckpointClock::poll_now() {
  calls_left_ = 1;              // where calls are counted
  last_look_ -= look_interval;  // where time is measured
  return poll();
}

Demand CheckpointClock::poll_finished() {
  if (poll_now() != Demand::Continue) return pending_;
  if (std::isinf(times_.interval)) return Demand::Continue;
  return group_.max(clock_() - last_write_) >= least_age ? Demand::Write : Demand::Continue;
}

bool CheckpointClock::must_stop() {
  return poll() == Demand::WriteAndStop;
}

Demand CheckpointClock::finish() {
  for (working_ = false; pending_ == Demand::Continue && grouped_ && !all_finished_;) {
    look();
    if (group_.root()) std::this_thread::sleep_for(nap);
  }
  working_ = true;
  demanded_ = clock_();
  return all_finished_ ? Demand::Continue : pending_;
}

void CheckpointClock::written() {
  const double now = clock_();
  longest_write_ = std::max(longest_write_, now - demanded_);
  last_write_ = last_look_ = last_call_ = now;
  if (pending_ == Demand::Write) pending_ = Demand::Continue;
}

/// Whether a call at `now` makes a reduction: a rank by itself goes by its clock; several count calls, which is the same on all.
bool CheckpointClock::due(double now) {
  if (pending_ != Demand::Continue) return false;
  if (group_.size() > 1) return --calls_left_ <= 0;
  return StopSignals::received() || now - last_look_ >= look_interval;
}

void CheckpointClock::look() {
  const double now = clock_();
  std::array<double, 3> shared{static_cast<double>(local()), now - last_look_,
                               static_cast<double>(answer_of_groups())};
  group_.max(shared);
  last_look_ = now;
  const double pace = look_interval / std::max(shared[1], 1e-3 * look_interval);
  stride_ = std::max(1LL, std::llround(static_cast<double>(stride_) * std::min(pace, 2.0)));
  calls_left_ = stride_;
  const auto mine = static_cast<Demand>(std::lround(shared[0]));
  if (!grouped_) {
    pending_ = mine;
    return;
  }
  const auto answer = static_cast<Answer>(std::lround(shared[2]));
  if (answer == Answer::AllFinished) all_finished_ = true;
  if (answer == Answer::Write) pending_ = Demand::Write;
  if (answer == Answer::WriteAndStop) pending_ = Demand::WriteAndStop;
  if (answer == Answer::None) start_round(mine, now);
}

/// Tell the other groups; the leaders' rounds follow one another, each rank contributing once to each.
void CheckpointClock::start_round(Demand mine, double now) {
  if (!leaders_ || round_ != MPI_REQUEST_NULL) return;
  if (working_ && now - last_round_ < look_interval) return;
  last_round_ = now;
  mine_ = {static_cast<int>(mine), working_ ? 1 : 0};
  MPI_Iallreduce(mine_.data(), agreed_.data(), static_cast<int>(mine_.size()), MPI_INT, MPI_MAX,
                 leaders_->get(), &round_);
}

CheckpointClock::Answer CheckpointClock::answer_of_groups() {
  if (round_ == MPI_REQUEST_NULL) return Answer::None;
  int done = 0;
  MPI_Test(&round_, &done, MPI_STATUS_IGNORE);
  if (!done) return Answer::None;
  if (agreed_[1] == 0) return Answer::AllFinished;
  switch (static_cast<Demand>(agreed_[0])) {
    case Demand::Continue:
      break;
    case Demand::Write:
      return Answer::Write;
    case Demand::WriteAndStop:
      return Answer::WriteAndStop;
  }
  return Answer::None;
}

}  // namespace kapitza
