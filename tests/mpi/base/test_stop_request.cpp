#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <limits>
#include <optional>
#include <vector>

#include "kapitza/base/stop_request.hpp"

namespace kapitza {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

constexpr std::array stop_signals{SIGUSR1, SIGUSR2, SIGTERM, SIGINT, SIGHUP, SIGXCPU};

/// Handlers as of a program that was started in the foreground, whoever has started the tests.
struct StopSignalsAlone : testing::Test {
  StopSignalsAlone() { set(SIG_DFL); }
  ~StopSignalsAlone() override { set(SIG_DFL); }
  static void set(void (*handler)(int)) {
    for (const int signal : stop_signals)
      std::signal(signal, handler);
    std::signal(SIGPIPE, handler);
  }
};

TEST_F(StopSignalsAlone, EachIsNotedAndHarmlessHoweverOften) {
  for (const int signal : stop_signals) {
    const StopSignals signals;
    EXPECT_FALSE(StopSignals::received());
    for (int i = 0; i < 3; ++i)
      std::raise(signal);
    EXPECT_TRUE(StopSignals::received()) << signal;
  }
}

TEST_F(StopSignalsAlone, TakeBackWhatALibraryHasPutInTheirPlace) {
  for (const int signal : stop_signals) {
    StopSignals signals;
    std::signal(signal, SIG_IGN);
    std::raise(signal);
    EXPECT_FALSE(StopSignals::received()) << signal;
    signals.install();
    std::raise(signal);
    EXPECT_TRUE(StopSignals::received()) << signal;
  }
}

TEST_F(StopSignalsAlone, LeaveTheHandlersAsTheyWere) {
  // Not the default, nor what other tests may have left.
  const auto own = [](int) {};
  set(own);
  { const StopSignals signals; }
  for (const int signal : stop_signals)
    EXPECT_EQ(std::signal(signal, SIG_DFL), static_cast<void (*)(int)>(own)) << signal;
  EXPECT_EQ(std::signal(SIGPIPE, SIG_DFL), static_cast<void (*)(int)>(own));
}

TEST_F(StopSignalsAlone, AHangUpThatWasIgnoredStaysSo) {
  std::signal(SIGHUP, SIG_IGN);
  StopSignals signals;
  std::signal(SIGHUP, [](int) { std::abort(); });  // of a library
  signals.install();
  std::raise(SIGHUP);
  EXPECT_FALSE(StopSignals::received());
}

TEST_F(StopSignalsAlone, AReaderThatHasGoneIsNoReasonToStop) {
  const StopSignals signals;
  std::array<int, 2> ends{};
  EXPECT_EQ(pipe(ends.data()), 0);
  close(ends[0]);
  EXPECT_EQ(write(ends[1], "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
  close(ends[1]);
  EXPECT_FALSE(StopSignals::received());
}

/// A clock in lock-step over all ranks, whose time the test makes; each rank has its own.
struct LockStep : testing::Test {
  CheckpointClock clock(CheckpointTimes times) {
    return {world, times, [this] { return now; }};
  }
  /// The first demand other than Continue within `polls` polls, `pause` apart.
  Demand next(CheckpointClock& of, int polls, double pause) {
    for (int i = 0; i < polls; ++i) {
      now += pause;
      if (const Demand demand = of.poll(); demand != Demand::Continue) return demand;
    }
    return Demand::Continue;
  }

  Communicator world = Communicator::world();
  StopSignals signals;
  double now = 1e6 + 1e3 * world.rank();  // the origin is of no account
};

TEST_F(LockStep, WritesOncePerInterval) {
  CheckpointClock times = clock({.interval = 60});
  EXPECT_EQ(next(times, 50, 1), Demand::Continue);
  EXPECT_EQ(next(times, 20, 1), Demand::Write);
  EXPECT_EQ(times.poll(), Demand::Write) << "until it is written";
  times.written();
  EXPECT_EQ(next(times, 50, 1), Demand::Continue);
  EXPECT_EQ(next(times, 20, 1), Demand::Write);
}

TEST_F(LockStep, AnswersAtOnceIfAskedHoweverThePaceChanges) {
  CheckpointClock times = clock({.interval = 60});
  const double start = now;
  for (double pause = 1e-3; pause < 1; pause *= 2) {
    now += pause;
    EXPECT_EQ(times.poll_now(), Demand::Continue);
  }
  // At a pace at which only one poll in many looks.
  const double pace = 1e-2, left = start + 60 - now;
  EXPECT_EQ(next(times, static_cast<int>(left / pace) - 10, pace), Demand::Continue);
  for (; now - start < 60; now += pace)
    EXPECT_EQ(times.poll_now(), Demand::Continue);
  EXPECT_EQ(times.poll_now(), Demand::Write);
  times.written();
  if (world.rank() == world.size() - 1) std::raise(SIGUSR1);
  EXPECT_EQ(times.poll_now(), Demand::WriteAndStop);
}

TEST_F(LockStep, KeepsAFinishedPieceOfWorkUnlessItIsASecondOld) {
  CheckpointClock times = clock({.interval = 60});
  now += 0.5;
  EXPECT_EQ(times.poll_finished(), Demand::Continue);
  now += world.rank() == world.size() - 1 ? 0.6 : 0.4;  // the slowest clock counts
  EXPECT_EQ(times.poll_finished(), Demand::Write);
  times.written();
  EXPECT_EQ(times.poll_now(), Demand::Continue);
  now += 0.9;
  EXPECT_EQ(times.poll_finished(), Demand::Continue);
  now += 0.2;
  EXPECT_EQ(times.poll_finished(), Demand::Write);
  if (world.rank() == 0) std::raise(SIGUSR1);
  EXPECT_EQ(times.poll_finished(), Demand::WriteAndStop);
}

TEST_F(LockStep, AsksForNothingUnlessTold) {
  CheckpointClock times = clock({});
  EXPECT_EQ(next(times, 100, 1e6), Demand::Continue);
  EXPECT_EQ(times.poll_finished(), Demand::Continue);
}

TEST_F(LockStep, StopsBeforeTheTimeLimitByTheMarginThatTheLastCheckpointTook) {
  CheckpointClock times = clock({.interval = 100, .time_limit = 300});
  const double start = now;
  EXPECT_EQ(next(times, 150, 1), Demand::Write);
  now += 20;  // it takes long
  times.written();
  EXPECT_EQ(next(times, 300, 1), Demand::Write);
  times.written();
  EXPECT_EQ(next(times, 300, 1), Demand::WriteAndStop);
  EXPECT_LE(now - start + 2 * 20 + 1, 300.0 + 1);
  EXPECT_GE(now - start, 300 - 2 * 20 - 10);
}

TEST_F(LockStep, LeavesRoomForOneMoreOfTheLongestSteps) {
  CheckpointClock times = clock({.time_limit = 1000});
  const double start = now;
  EXPECT_EQ(next(times, 1000, 30), Demand::WriteAndStop);
  EXPECT_LE(now - start, 1000 - 30);
  EXPECT_GE(now - start, 1000 - 3 * 30);
}

TEST_F(LockStep, OneRankThatIsAskedStopsAllAtTheSamePoll) {
  CheckpointClock times = clock({});
  EXPECT_EQ(next(times, 7, 1), Demand::Continue);
  if (world.rank() == world.size() - 1) std::raise(SIGUSR1);
  int polls = 0;
  while (times.poll() == Demand::Continue && polls < 1000) {
    ++polls;
    now += 1;
  }
  EXPECT_LE(polls, 3);
  EXPECT_EQ(world.max(polls), polls);
  EXPECT_EQ(times.poll(), Demand::WriteAndStop);
}

TEST_F(LockStep, AStopIsSeenAboutASecondLaterWhateverThePace) {
  for (const double pace : {1e-4, 1e-2, 1.0, 100.0}) {
    const StopSignals again;
    CheckpointClock times = clock({});
    const int polls = static_cast<int>(3 / pace) + 30;
    EXPECT_EQ(next(times, polls, pace), Demand::Continue);
    if (world.root()) std::raise(SIGTERM);
    const double asked = now;
    EXPECT_EQ(next(times, polls, pace), Demand::WriteAndStop);
    EXPECT_LE(now - asked, 1.1 + 2 * pace) << "pace " << pace;
  }
}

TEST_F(LockStep, WithinAStepOnlyAStopCounts) {
  CheckpointClock times = clock({.interval = 10});
  for (int i = 0; i < 100; ++i, now += 1)
    EXPECT_FALSE(times.must_stop());
  EXPECT_EQ(times.poll(), Demand::Write) << "it stays due";
  times.written();
  std::raise(SIGINT);
  bool stop = false;
  for (int i = 0; i < 10 && !stop; ++i, now += 1)
    stop = times.must_stop();
  EXPECT_TRUE(stop);
}

TEST_F(LockStep, AClockThatGoesBackDoesNoHarm) {
  CheckpointClock times = clock({.interval = 60});
  EXPECT_EQ(next(times, 30, 1), Demand::Continue);
  now -= 3600;
  EXPECT_EQ(next(times, 30, 1), Demand::Continue);
  now += 3600;
  EXPECT_EQ(next(times, 60, 1), Demand::Write);
  std::raise(SIGUSR1);
  times.written();
  EXPECT_EQ(next(times, 4, 1), Demand::WriteAndStop);
}

TEST_F(LockStep, AGroupOfAllRanksHasNobodyToWaitFor) {
  CheckpointClock times = clock({});
  EXPECT_EQ(times.finish(), Demand::Continue);
}

/// Groups of one rank each that do not wait for one another. How many polls lie between two answers depends on the machine;
/// so each polls until it has seen what it waits for, a tenth of a second of its own time apart.
struct Groups : testing::Test {
  Communicator world = Communicator::world();
  Communicator alone = world.split(world.rank(), 0);
  StopSignals signals;
  double now = 1e6 + 1e3 * world.rank();

  CheckpointClock clock(const Communicator& group, CheckpointTimes times) {
    return {world, group, times, [this] { return now; }};
  }
  Demand poll(CheckpointClock& of) {
    now += 0.1;
    return of.poll();
  }
  /// Poll until so many demands have been seen, then finish. What was demanded; each time all groups meet.
  std::vector<Demand> work(CheckpointClock& of, std::size_t demands) {
    std::vector<Demand> seen;
    bool working = true;
    for (;;) {
      working = working && seen.size() < demands;
      const Demand demand = working ? poll(of) : of.finish();
      if (demand == Demand::Continue && !working) return seen;
      if (demand == Demand::Continue) continue;
      seen.push_back(demand);
      world.barrier();  // in place of the collective writing
      of.written();
      if (demand == Demand::WriteAndStop) return seen;
    }
  }
};

TEST_F(Groups, MeetForEveryCheckpointAndGoHomeTogether) {
  CheckpointClock times = clock(alone, {.interval = 0.6});
  const double start = now;
  const std::vector<Demand> seen = work(times, static_cast<std::size_t>(2 * world.rank()));
  const auto count = static_cast<int>(seen.size());
  EXPECT_EQ(count, 2 * (world.size() - 1)) << "as many as the last one to finish has waited for";
  for (const Demand demand : seen)
    EXPECT_EQ(demand, Demand::Write);
  EXPECT_GE(world.sum(now - start), 0.6 * count - 1e-6) << "whoever asked had waited";
}

TEST_F(Groups, AStopThatReachesOneOfThemStopsAllTheFinishedOnesToo) {
  CheckpointClock times = clock(alone, {});
  const bool last = world.rank() == world.size() - 1;
  if (last) std::raise(SIGTERM);
  EXPECT_THAT(work(times, world.root() && !last ? 0 : 1),
              testing::ElementsAre(Demand::WriteAndStop));
}

TEST_F(Groups, OfSeveralRanksGetTheSameDemandInLockStep) {
  const Communicator pair = world.split(world.rank() / 2, world.rank());
  CheckpointClock times = clock(pair, {});
  if (world.rank() == world.size() - 1) std::raise(SIGUSR1);
  int polls = 1;
  Demand demand = poll(times);
  for (; demand == Demand::Continue; ++polls)
    demand = poll(times);
  EXPECT_EQ(demand, Demand::WriteAndStop);
  EXPECT_EQ(pair.max(polls), pair.min(polls));
}

}  // namespace
}  // namespace kapitza
