#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

#include "processor_features.h"

namespace {

using testing::HasSubstr;
using testing::Not;

constexpr unsigned long bit(int number) {
  return 1UL << number;
}
constexpr unsigned long wide =
    bit(KAPITZA_NUMBER_AVX2) | bit(KAPITZA_NUMBER_FMA) | bit(KAPITZA_NUMBER_AVX512F);

struct Finding {
  int lacking;
  std::string text;
};

Finding finding(unsigned long required, unsigned long present) {
  std::array<char, 1024> text{};
  const int lacking = kapitza_lacking_features(required, present, text.data(), text.size());
  return {lacking, text.data()};
}

TEST(Processor, WithEverythingRequiredAndMoreServes) {
  EXPECT_EQ(finding(wide, wide | bit(KAPITZA_NUMBER_GFNI)).lacking, 0);
  EXPECT_EQ(finding(0, 0).lacking, 0);
  EXPECT_EQ(finding(wide, wide).text, "");
}

TEST(Processor, ThatLacksSomethingIsToldWhatAndWhatToDo) {
  const Finding found = finding(wide, bit(KAPITZA_NUMBER_AVX2));
  EXPECT_EQ(found.lacking, 2);
  EXPECT_THAT(found.text, HasSubstr("lacks fma, avx512f."));
  EXPECT_THAT(found.text, HasSubstr("--preset portable"));
}

TEST(Processor, TextHoldsAllFeatures) {
  const Finding found = finding(~0UL, 0);
  EXPECT_EQ(found.lacking, KAPITZA_FEATURE_COUNT);
  EXPECT_THAT(found.text, HasSubstr("sse3, "));
  EXPECT_THAT(found.text, HasSubstr("gfni. "));
  EXPECT_THAT(found.text, HasSubstr("build-portable/kapitza"));
}

TEST(Processor, ThatCompiledThisServes) {
#ifdef __AVX2__
  EXPECT_NE(kapitza_required_features & bit(KAPITZA_NUMBER_AVX2), 0);
#endif
  EXPECT_EQ(finding(kapitza_required_features, kapitza_present_features()).text, "");
}

// A program that requires what no processor has together says so, and gets no further: its object of static storage does not speak.
TEST(Processor, IsRefusedBeforeAnythingRuns) {
#if !defined(__x86_64__)
  GTEST_SKIP() << "of x86-64 only";
#endif
  FILE* pipe = ::popen(REFUSED " 2>&1", "r");
  ASSERT_NE(pipe, nullptr);
  std::string said;
  std::array<char, 256> piece{};
  while (std::fgets(piece.data(), static_cast<int>(piece.size()), pipe))
    said += piece.data();
  const int status = ::pclose(pipe);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 2);
  EXPECT_THAT(said, HasSubstr("kapitza: error: this program was compiled for another processor"));
  EXPECT_THAT(said, Not(HasSubstr("something ran")));
}

}  // namespace
