#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <limits>
#include <optional>
#include <vector>

#include "kapitza/base/stop_request.hpp"

namespace kapitza {
namespace {

TEST(StopSignals, EachIsNotedAndHarmlessHoweverOften) {
  for (const int signal : {SIGUSR1, SIGTERM, SIGINT}) {
    const StopSignals signals;
    EXPECT_FALSE(StopSignals::received());
    for (int i = 0; i < 3; ++i)
      std::raise(signal);
    EXPECT_TRUE(StopSignals::received());
  }
}

TEST(StopSignals, TakeBackWhatALibraryHasPutInTheirPlace) {
  StopSignals signals;
  std::signal(SIGTERM, SIG_IGN);
  std::raise(SIGTERM);
  EXPECT_FALSE(StopSignals::received());
  signals.install();
  std::raise(SIGTERM);
  EXPECT_TRUE(StopSignals::received());
}

TEST(StopSignals, LeaveTheHandlersAsTheyWere) {
  // Not the default, nor what other tests may have left.
  const auto own = [](int) {};
  for (const int signal : {SIGUSR1, SIGTERM, SIGINT})
    std::signal(signal, own);
  { const StopSignals signals; }
  for (const int signal : {SIGUSR1, SIGTERM, SIGINT})
    EXPECT_EQ(std::signal(signal, SIG_DFL), static_cast<void (*)(int)>(own));
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

TEST_F(LockStep, AsksForNothingUnlessTold) {
  CheckpointClock times = clock({});
  EXPECT_EQ(next(times, 100, 1e6), Demand::Continue);
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

/// Groups of one rank each, with the real clock, that do not wait for one another.
struct Groups : testing::Test {
  Communicator world = Communicator::world();
  Communicator alone = world.split(world.rank(), 0);
  StopSignals signals;

  /// Poll as often as `polls` says, `pause` seconds apart, then finish. What was demanded; each time all groups meet.
  std::vector<Demand> work(CheckpointClock& clock, double seconds) {
    std::vector<Demand> seen;
    const auto obey = [&](Demand demand) {
      if (demand == Demand::Continue) return false;
      seen.push_back(demand);
      world.barrier();  // in place of the collective writing
      clock.written();
      return demand == Demand::WriteAndStop;
    };
    for (const double start = MPI_Wtime(); MPI_Wtime() - start < seconds;)
      if (obey(clock.poll())) return seen;
    for (;;) {
      const Demand demand = clock.finish();
      if (demand == Demand::Continue || obey(demand)) return seen;
    }
  }
};

TEST_F(Groups, MeetForEveryCheckpointAndGoHomeTogether) {
  CheckpointClock clock{world, alone, {.interval = 0.6}};
  const std::vector<Demand> seen = work(clock, 0.5 + 1.0 * world.rank());
  const auto times = static_cast<int>(seen.size());
  EXPECT_EQ(world.max(times), world.min(times)) << "as often on every rank";
  EXPECT_GE(times, world.size() > 1 ? 1 : 0);
  for (const Demand demand : seen)
    EXPECT_EQ(demand, Demand::Write);
}

TEST_F(Groups, AStopThatReachesOneOfThemStopsAllTheFinishedOnesToo) {
  CheckpointClock clock{world, alone, {}};
  const bool last = world.rank() == world.size() - 1;
  if (last) std::raise(SIGTERM);
  const double start = MPI_Wtime();
  const std::vector<Demand> seen = work(clock, world.root() && !last ? 0.0 : 20.0);
  EXPECT_THAT(seen, testing::ElementsAre(Demand::WriteAndStop));
  EXPECT_LT(MPI_Wtime() - start, 10);
}

TEST_F(Groups, OfSeveralRanksGetTheSameDemandInLockStep) {
  const Communicator pair = world.split(world.rank() / 2, world.rank());
  CheckpointClock clock{world, pair, {}};
  if (world.rank() == world.size() - 1) std::raise(SIGUSR1);
  int polls = 0;
  Demand demand = Demand::Continue;
  for (const double start = MPI_Wtime(); demand == Demand::Continue; ++polls) {
    if (pair.max(MPI_Wtime() - start) > 20) break;
    demand = clock.poll();
  }
  EXPECT_EQ(demand, Demand::WriteAndStop);
  EXPECT_EQ(pair.max(polls), pair.min(polls));
}

}  // namespace
}  // namespace kapitza
