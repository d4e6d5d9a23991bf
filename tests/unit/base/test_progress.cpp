#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>
#include <string>

#include "kapitza/base/progress.hpp"

namespace {

using kapitza::format_duration;
using kapitza::LogFormat;
using kapitza::Progress;
using testing::HasSubstr;
using testing::Not;

TEST(FormatDuration, UsesTheCoarsestUnitsThatStillTell) {
  EXPECT_EQ(format_duration(0.0), "0.0 s");
  EXPECT_EQ(format_duration(0.44), "0.4 s");
  EXPECT_EQ(format_duration(9.96), "10 s");
  EXPECT_EQ(format_duration(59.4), "59 s");
  EXPECT_EQ(format_duration(59.6), "1 min 00 s");
  EXPECT_EQ(format_duration(185.0), "3 min 05 s");
  EXPECT_EQ(format_duration(3599.6), "1 h 00 min");
  EXPECT_EQ(format_duration(7620.0), "2 h 07 min");
  EXPECT_EQ(format_duration(3.0 * 86400.0 + 4.0 * 3600.0), "3 d 04 h");
}

TEST(FormatDuration, AdmitsWhatItCannotKnow) {
  EXPECT_EQ(format_duration(-1.0), "unknown");
  EXPECT_EQ(format_duration(std::nan("")), "unknown");
  EXPECT_EQ(format_duration(HUGE_VAL), "unknown");
}

class ProgressOf100 : public testing::Test {
 protected:
  Progress make(Progress::Style style) {
    return {"solve", 100.0, style, out_, [this] { return now_; }};
  }
  long lines() const {
    const std::string text = out_.str();
    return std::count(text.begin(), text.end(), '\n');
  }

  std::ostringstream out_;
  double now_ = 50.0;  // an arbitrary origin: only differences may count
};

TEST_F(ProgressOf100, PredictsTheEndFromTheAverageSpeed) {
  Progress progress = make(Progress::Style::Lines);
  now_ += 30.0;
  progress.update(25.0, "Lambda = 2");
  EXPECT_EQ(out_.str(), "solve:  25 %, 30 s elapsed, 1 min 30 s left, Lambda = 2\n");
}

TEST_F(ProgressOf100, KnowsNoEndBeforeAnythingIsDone) {
  Progress progress = make(Progress::Style::Lines);
  now_ += 30.0;
  progress.update(0.0);
  EXPECT_EQ(out_.str(), "solve:   0 %, 30 s elapsed\n");
}

TEST_F(ProgressOf100, MeasuresTheSpeedFromWhereTheWorkBegins) {
  Progress progress = make(Progress::Style::Lines);
  now_ += 30.0;  // of preparation
  progress.begin(60.0);
  progress.update(60.0);
  now_ += 20.0;
  progress.update(70.0);
  EXPECT_EQ(out_.str(),
            "solve:  60 %, 30 s elapsed\n"
            "solve:  70 %, 50 s elapsed, 1 min 00 s left\n");
}

TEST_F(ProgressOf100, WritesEverRarerLinesIntoALog) {
  Progress progress = make(Progress::Style::Lines);
  const double hour = 3600.0;
  for (int second = 1; second <= 1000; ++second) {
    now_ += 1.0;
    progress.update(second / hour);
  }
  const long early = lines();
  EXPECT_GT(early, 5);
  EXPECT_LT(early, 40);
  // Never silent for longer than ten minutes.
  for (int minute = 1; minute <= 600; ++minute) {
    now_ += 60.0;
    progress.update(50.0);
  }
  EXPECT_GE(lines() - early, 58);
  EXPECT_THAT(out_.str(), Not(HasSubstr("\r")));
}

TEST_F(ProgressOf100, RewritesOneLineOnATerminal) {
  {
    Progress progress = make(Progress::Style::Terminal);
    for (int step = 1; step <= 100; ++step) {
      now_ += 0.1;
      progress.update(step);
    }
    EXPECT_EQ(lines(), 0);
    EXPECT_THAT(out_.str(), testing::StartsWith("\r\033[K\033[?7lsolve:   2 %, 0.2 s elapsed"))
        << "cut at the edge of the terminal";
    EXPECT_THAT(out_.str(), testing::EndsWith("\033[?7h")) << "and nothing else is";
    progress.finish();
  }
  EXPECT_EQ(lines(), 1);
  EXPECT_THAT(out_.str(), HasSubstr("done in 10 s\n"));
}

TEST_F(ProgressOf100, EndsAnOpenLineWhenTheWorkIsCutShort) {
  {
    Progress progress = make(Progress::Style::Terminal);
    now_ += 1.0;
    progress.update(3.0);
  }
  EXPECT_EQ(out_.str().back(), '\n');
}

TEST_F(ProgressOf100, WritesAnObjectPerLineAsJson) {
  {
    Progress progress = make(Progress::Style::Json);
    progress.update(10.0, "too early");
    now_ += 30.0;
    progress.update(0.0);
    now_ += 30.0;
    progress.update(25.0, "Lambda = \"2\"");
    now_ += 60.0;
    progress.finish();
  }
  EXPECT_EQ(lines(), 3);
  EXPECT_THAT(out_.str(), Not(HasSubstr("\r")));
  EXPECT_THAT(out_.str(), HasSubstr(R"("fraction":0.0,"elapsed_seconds":30.0,"eta_seconds":null)"));
  EXPECT_THAT(out_.str(), HasSubstr(R"("message":"solve:  25 %, 1 min 00 s elapsed, 3 min 00 s )"
                                    R"(left, Lambda = \"2\"","title":"solve","fraction":0.25,)"
                                    R"("elapsed_seconds":60.0,"eta_seconds":180.0,"note":)"
                                    R"("Lambda = \"2\""})"
                                    "\n"));
  EXPECT_THAT(out_.str(), HasSubstr(R"("fraction":1.0,"elapsed_seconds":120.0,"eta_seconds":0.0)"));
}

TEST_F(ProgressOf100, SaysNothingWhenSilent) {
  Progress progress = make(Progress::Style::Silent);
  now_ += 1000.0;
  progress.update(50.0);
  progress.finish();
  EXPECT_EQ(out_.str(), "");
}

TEST(ProgressStyle, FollowsTheEnvironmentWhereALauncherHidesTheTerminal) {
  setenv("KAPITZA_TERMINAL", "1", 1);
  setenv("TERM", "dumb", 1);
  EXPECT_EQ(Progress::suitable_style(true), Progress::Style::Lines);
  setenv("TERM", "xterm", 1);
  EXPECT_EQ(Progress::suitable_style(true), Progress::Style::Terminal);
  EXPECT_EQ(Progress::suitable_style(false), Progress::Style::Silent);
  EXPECT_EQ(Progress::suitable_style(true, LogFormat::Json), Progress::Style::Json);
  EXPECT_EQ(Progress::suitable_style(false, LogFormat::Json), Progress::Style::Silent);
  setenv("KAPITZA_TERMINAL", "0", 1);
  EXPECT_EQ(Progress::suitable_style(true), Progress::Style::Lines);
  unsetenv("KAPITZA_TERMINAL");
}

}  // namespace
