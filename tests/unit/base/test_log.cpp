#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <string>

#include "kapitza/base/log.hpp"

namespace kapitza {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;

std::string json_error(std::string_view message) {
  return error_line(message, LogFormat::Json);
}

TEST(ErrorLine, IsTextOrOneObject) {
  EXPECT_EQ(error_line("no such file", LogFormat::Text), "kapitza: error: no such file");
  EXPECT_THAT(json_error("no such file"),
              MatchesRegex("\\{\"time\":\"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\."
                           "[0-9]{3}Z\",\"level\":\"error\",\"message\":\"no such file\"\\}"));
}

TEST(ErrorLine, EscapesWhatJsonForbids) {
  EXPECT_THAT(json_error("a \"b\" \\c"), EndsWith(R"("a \"b\" \\c"})"));
  EXPECT_THAT(json_error("line\nnext\ttab\x1b"), EndsWith(R"("line\nnext\ttab\u001b"})"));
  EXPECT_THAT(json_error(std::string{"nul\0", 4}), EndsWith(R"("nul\u0000"})"));
}

TEST(ErrorLine, KeepsUnicodeAndReplacesWhatIsNone) {
  EXPECT_THAT(json_error("\xC3\xBC \xE2\x82\xAC \xF0\x9F\x98\x80"),
              EndsWith("\"\xC3\xBC \xE2\x82\xAC \xF0\x9F\x98\x80\"}"));
  const std::string none = "\xEF\xBF\xBD";  // U+FFFD
  EXPECT_THAT(json_error("a\xFF"), EndsWith("\"a" + none + "\"}"));
  EXPECT_THAT(json_error("cut \xE2\x82"), EndsWith("\"cut " + none + "\"}"));
  EXPECT_THAT(json_error("\xC0\xAF!"), EndsWith(none + none + "!\"}"));   // too long a form
  EXPECT_THAT(json_error("\xED\xA0\x80!"), EndsWith(none + "!\"}"));      // a surrogate
  EXPECT_THAT(json_error("\xF4\x90\x80\x80!"), EndsWith(none + "!\"}"));  // beyond U+10FFFF
}

TEST(Log, WritesObjectsOnRequestAndOnlyWhatIsAskedFor) {
  testing::internal::CaptureStderr();
  set_up_log(true, Verbosity::Quiet, LogFormat::Json);
  spdlog::info("hidden");
  spdlog::warn("the \"grid\" limits it");
  set_up_log(false, Verbosity::Normal, LogFormat::Json);
  spdlog::warn("another rank");
  set_up_log(true);
  spdlog::info("as text");
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_THAT(text, HasSubstr(R"("level":"warning","message":"the \"grid\" limits it"})"
                              "\ninfo: as text\n"));
  EXPECT_EQ(text.find("hidden"), std::string::npos);
  EXPECT_EQ(text.find("another"), std::string::npos);
}

}  // namespace
}  // namespace kapitza
