#include <gtest/gtest.h>

#include <algorithm>

#include "kapitza/base/timing_report.hpp"

namespace kapitza {
namespace {

const TimingReport::Row* find(const std::vector<TimingReport::Row>& rows, std::string_view name) {
  const auto row = std::ranges::find(rows, name, &TimingReport::Row::name);
  return row == rows.end() ? nullptr : &*row;
}

TEST(TimingReport, CountsAreReducedOverTheRanks) {
  const Communicator world = Communicator::world();
  Timing timing;
  timing.count("mine", 10 + world.rank());
  const TimingReport report = collect(world, timing);
  const double ranks = world.size();
  EXPECT_EQ(report.ranks, world.size());
  const auto* row = find(report.counters, "mine");
  EXPECT_TRUE(row);
  if (!row) return;
  EXPECT_EQ(row->calls.least, 10);
  EXPECT_EQ(row->calls.most, 9 + ranks);
  EXPECT_EQ(row->calls.total, 10 * ranks + ranks * (ranks - 1) / 2);
}

TEST(TimingReport, WhatOneRankAloneKnowsIsZeroOnTheOthers) {
  const Communicator world = Communicator::world();
  Timing timing;
  timing.during("common", [] {});
  if (world.rank() == world.size() - 1) timing.count("last", 7);
  timing.during("phase " + std::to_string(world.rank()), [] {});
  const TimingReport report = collect(world, timing);
  EXPECT_EQ(report.phases.size(), 1U + static_cast<std::size_t>(world.size()));
  EXPECT_EQ(report.phases.front().name, "common");
  EXPECT_EQ(report.phases.front().calls.total, world.size());
  const auto* last = find(report.counters, "last");
  EXPECT_TRUE(last);
  if (!last) return;
  EXPECT_EQ(last->calls.total, 7);
  EXPECT_EQ(last->calls.least, world.size() == 1 ? 7 : 0);
}

TEST(TimingReport, PhasesHaveTheTimeOfTheFastestAndTheSlowestRank) {
  const Communicator world = Communicator::world();
  double now = 64;
  Timing timing{[&] { return now; }};
  timing.during("some", [&] { now += 2 + world.rank(); });
  const Spread seconds = collect(world, timing).phases.front().seconds;
  const double ranks = world.size();
  EXPECT_EQ(seconds.least, 2);
  EXPECT_EQ(seconds.most, 1 + ranks);
  EXPECT_EQ(seconds.total, 2 * ranks + ranks * (ranks - 1) / 2);
}

}  // namespace
}  // namespace kapitza
