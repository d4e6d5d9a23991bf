#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kapitza/base/timing.hpp"

namespace kapitza {
namespace {

/// Time passes when the test says so.
struct TimingByHand : testing::Test {
  double seconds(std::string_view name) const {
    for (const auto& phase : timing.phases())
      if (phase.name == name) return phase.seconds;
    return -1;
  }

  double now = 64;  // an arbitrary origin; all times are sums of powers of two
  Timing timing{[this] { return now; }};
};

TEST_F(TimingByHand, ASecondCountsForTheInnermostPhaseOnly) {
  {
    const auto outer = timing.phase("outer");
    now += 1;
    timing.during("inner", [&] { now += 2; });
    now += 4;
  }
  EXPECT_EQ(seconds("inner"), 2);
  EXPECT_EQ(seconds("outer"), 5);
}

TEST_F(TimingByHand, BetweenPhasesNothingIsCounted) {
  for (int i = 0; i < 2; ++i) {
    timing.during("short", [&] { now += 1; });
    now += 8;
  }
  EXPECT_EQ(seconds("short"), 2);
  EXPECT_EQ(timing.phases().front().calls, 2);
}

TEST_F(TimingByHand, ARunningPhaseIsReportedAsFarAsItHasCome) {
  const auto scope = timing.phase("long");
  now += 4;
  EXPECT_EQ(seconds("long"), 4);
  now += 1;
  EXPECT_EQ(seconds("long"), 5);
}

TEST_F(TimingByHand, APhaseEndsWithAnException) {
  try {
    timing.during("failing", [&]() -> void {
      now += 1;
      throw 1;
    });
  } catch (int) {
  }
  now += 2;
  EXPECT_EQ(seconds("failing"), 1);
}

TEST(Timing, HasAClockThatNeverGoesBack) {
  const double before = steady_seconds();
  Timing timing;
  timing.during("any", [] {});
  const double taken = timing.phases().front().seconds;
  EXPECT_GE(taken, 0);
  EXPECT_LE(taken, steady_seconds() - before);
}

TEST(Timing, NamesKeepTheOrderOfTheirFirstUseAndCountersAddUp) {
  Timing timing;
  timing.during("b", [] {});
  timing.during("a", [] {});
  timing.during("b", [] {});
  timing.count("steps", 5);
  timing.count("steps");
  timing.count("none", 0);
  EXPECT_EQ(timing.phases()[0].name, "b");
  EXPECT_EQ(timing.phases()[1].name, "a");
  ASSERT_EQ(timing.counters().size(), 2U);
  EXPECT_EQ(timing.counters()[0].calls, 6);
  EXPECT_EQ(timing.counters()[1].calls, 0);
}

TEST(Timing, APhaseReturnsWhatItComputes) {
  Timing timing;
  EXPECT_EQ(timing.during("sum", [] { return 2 + 3; }), 5);
}

}  // namespace
}  // namespace kapitza
