#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kapitza/config/duration.hpp"

namespace kapitza::config {
namespace {

TEST(Duration, TakesANumberAndAUnit) {
  EXPECT_EQ(parse_duration("30s"), 30);
  EXPECT_EQ(parse_duration("10min"), 600);
  EXPECT_EQ(parse_duration("2h"), 7200);
  EXPECT_EQ(parse_duration("1.5d"), 1.5 * 86400);
  EXPECT_EQ(parse_duration("0.25s"), 0.25);
  EXPECT_EQ(parse_duration("never"), std::numeric_limits<double>::infinity());
}

TEST(Duration, TakesNothingElse) {
  for (const char* text :
       {"", "10", "min", "10 min", "10m", "10Min", "0s", "-1s", "+1s", "1e400s", "infs", "nans",
        "1e3s", "10minutes", "10min ", " 10min", "Never", "0x10s", "1.2.3s"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Duration, TextReadsBackToTheSameSeconds) {
  EXPECT_EQ(duration_text(600), "10min");
  EXPECT_EQ(duration_text(90), "90s");
  EXPECT_EQ(duration_text(7200), "2h");
  EXPECT_EQ(duration_text(172800), "2d");
  EXPECT_EQ(duration_text(HUGE_VAL), "never");
  for (const double seconds :
       {0.1, 1.0 / 3, 600.5, 3601.0, 86400.0 * 365, 1e-7, 3e-300, 1e200, 123456789.125})
    EXPECT_EQ(parse_duration(duration_text(seconds)), seconds) << duration_text(seconds);
}

TEST(ClockTime, IsHoursMinutesAndSeconds) {
  EXPECT_EQ(parse_clock_time("00:00:05"), 5);
  EXPECT_EQ(parse_clock_time("1:00:00"), 3600);
  EXPECT_EQ(parse_clock_time("72:30:01"), 72 * 3600 + 1801);
  EXPECT_EQ(parse_clock_time("2-03:00:01"), 2 * 86400 + 3 * 3600 + 1) << "as SLURM writes it";
  EXPECT_EQ(parse_clock_time("0-00:00:01"), 1);
}

TEST(ClockTime, IsNothingElse) {
  for (const char* text :
       {"", "00:00:00", "5", "05:00", "1:2:3", "00:60:00", "00:00:60", "-1:00:00", "00:00:0x",
        ":00:01", "1:00:00:00", "00:00:05 ", "9999999:00:00", "1-24:00:00", "1-", "-00:00:01",
        "1-1-00:00:01", "x-00:00:01"})
    EXPECT_FALSE(parse_clock_time(text)) << text;
}

}  // namespace
}  // namespace kapitza::config
