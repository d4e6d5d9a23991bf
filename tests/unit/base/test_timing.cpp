#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "kapitza/base/timing.hpp"

namespace kapitza {
namespace {

using std::chrono::milliseconds;

double seconds(const Timing& timing, std::string_view name) {
  for (const auto& phase : timing.phases())
    if (phase.name == name) return phase.seconds;
  return -1;
}

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

TEST(Timing, ASecondCountsForTheInnermostPhaseOnly) {
  Timing timing;
  const double start = now();
  {
    const auto outer = timing.phase("outer");
    timing.during("inner", [] { std::this_thread::sleep_for(milliseconds{20}); });
    std::this_thread::sleep_for(milliseconds{10});
  }
  const double elapsed = now() - start;
  EXPECT_GE(seconds(timing, "inner"), 0.020);
  EXPECT_GE(seconds(timing, "outer"), 0.010);
  EXPECT_LE(seconds(timing, "inner") + seconds(timing, "outer"), elapsed);
}

TEST(Timing, BetweenPhasesNothingIsCounted) {
  Timing timing;
  double inside = 0;
  for (int i = 0; i < 2; ++i) {
    const double start = now();
    timing.during("short", [] {});
    inside += now() - start;
    std::this_thread::sleep_for(milliseconds{10});
  }
  EXPECT_LE(seconds(timing, "short"), inside);
  EXPECT_EQ(timing.phases().front().calls, 2);
}

TEST(Timing, ARunningPhaseIsReportedAsFarAsItHasCome) {
  Timing timing;
  const auto scope = timing.phase("long");
  std::this_thread::sleep_for(milliseconds{5});
  EXPECT_GE(seconds(timing, "long"), 0.005);
}

TEST(Timing, APhaseEndsWithAnException) {
  Timing timing;
  try {
    timing.during("failing", []() -> void { throw 1; });
  } catch (int) {
  }
  const double after = seconds(timing, "failing");
  std::this_thread::sleep_for(milliseconds{2});
  EXPECT_EQ(seconds(timing, "failing"), after);
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
