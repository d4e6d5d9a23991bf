#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "ensemble/schedule.hpp"

namespace kapitza::micro {
namespace {

using testing::ElementsAre;

EnsembleSettings settings(std::uint64_t settle, std::uint64_t interval, std::uint64_t samples,
                          int trace_points) {
  EnsembleSettings s;
  s.settle_steps = settle;
  s.steps_per_sample = interval;
  s.samples_per_block = samples;
  s.blocks = 2;
  s.trace_points = trace_points;
  return s;
}

std::vector<std::uint64_t> cuts(const Schedule& schedule) {
  std::vector<std::uint64_t> list;
  for (std::uint64_t step = 0; step < schedule.total_steps();)
    list.push_back(step = schedule.next_cut(step));
  return list;
}

TEST(Schedule, CutsAtSamplesAndWhileSettling) {
  const Schedule schedule{settings(8, 3, 2, 100)};
  EXPECT_EQ(schedule.total_steps(), 8u + 3 * 2 * 2);
  EXPECT_THAT(cuts(schedule), ElementsAre(3, 6, 8, 11, 14, 17, 20));
  EXPECT_FALSE(schedule.measuring(8));
  EXPECT_TRUE(schedule.measuring(11));
  EXPECT_THAT(cuts(Schedule{settings(0, 5, 1, 100)}), ElementsAre(5, 10));
}

TEST(Schedule, LeavesNoBinOfTheTraceEmpty) {
  for (const std::uint64_t settle : {0, 1, 7, 29})
    for (const int points : {1, 2, 3, 5, 1000}) {
      const Schedule schedule{settings(settle, 4, 3, points)};
      double all = 0, steps = 0;
      for (std::size_t bin = 0; bin < schedule.bins(); ++bin) {
        EXPECT_GE(schedule.cuts_in(bin), 1) << settle << " " << points << " " << bin;
        all += schedule.cuts_in(bin);
        steps += schedule.cuts_in(bin) * schedule.mean_step(bin);
        const double width =
            static_cast<double>(schedule.total_steps()) / static_cast<double>(schedule.bins());
        const double start = static_cast<double>(bin) * width;
        EXPECT_GT(schedule.mean_step(bin), start);
        EXPECT_LE(schedule.mean_step(bin), start + width + 1);
      }
      double expected = 0;
      for (const std::uint64_t cut : cuts(schedule))
        expected += static_cast<double>(cut);
      EXPECT_EQ(all, cuts(schedule).size());
      EXPECT_NEAR(steps, expected, 1e-9);
      EXPECT_LE(schedule.bins(), static_cast<std::size_t>(points));
    }
}

}  // namespace
}  // namespace kapitza::micro
