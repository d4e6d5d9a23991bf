#include <gtest/gtest.h>

#include "kapitza/boltzmann/continuation.hpp"

namespace kapitza::boltzmann {
namespace {

constexpr double rate = 2;  // a free path is 1/2, and 30 of them are Lambda = 15

TEST(NextStop, IsTheAimWhereTheDefectIsThinOrHardlyThickerThanTheLast) {
  EXPECT_EQ(next_stop(0, 0.1, rate), 0.1);
  EXPECT_EQ(next_stop(0, 15, rate), 15);
  EXPECT_EQ(next_stop(20, 200, rate), 200);
  EXPECT_EQ(next_stop(0, 1e4, 0), 1e4);  // nothing collides
}

TEST(NextStop, LeadsInEqualFactorsOfTenAtMostToAThickDefect) {
  // 1.5, a tenth of 30 free paths, counts as the last one where there is none: 1000 are three factors of ten.
  EXPECT_NEAR(next_stop(0, 1500, rate), 15, 1e-12);
  EXPECT_NEAR(next_stop(15, 1500, rate), 150, 1e-11);
  EXPECT_EQ(next_stop(150, 1500, rate), 1500);
  EXPECT_NEAR(next_stop(2, 128, rate), 16, 1e-12);
}

}  // namespace
}  // namespace kapitza::boltzmann
